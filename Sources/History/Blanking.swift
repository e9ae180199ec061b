package import Privileges
package import Tables

/// Writes a part anew without the values of some rows.
///
/// Records about rows stay, with empty values; cells of rows that the commit added go, since a row without cells may be
/// left out, and so do marks. Nothing else changes, so that whoever still has the original can see that nothing else was changed.
package struct Blanking {
  private let verb: Verb
  private let isBlanked: (RowID) -> Bool
  private let commit: ID
  private var ordinals = OrdinalReader()
  private var isAtHeader: Bool

  /// `commit` is the id of the part's commit, from which the rows that it added have theirs.
  package init(_ verb: Verb, of commit: ID, rows: Set<RowID>) {
    self.verb = verb
    self.commit = commit
    isBlanked = rows.contains
    isAtHeader = verb == .add
  }

  /// A record as it shall stand; nil if it goes. `isChanged` says whether it is another one now.
  package mutating func record(_ fields: [String?]) -> (fields: [String?]?, isChanged: Bool) {
    switch verb {
    case .add: added(fields)
    case .edit: blanked(fields, row: 0, values: 2..<3)
    case .conflict: blanked(fields, row: 2, values: 4..<7)
    case .mark: marked(fields)
    case .answer: blanked(fields, row: 0, values: 2..<7)
    case .message: (["" as String?], fields.first.flatMap { $0 }.map { !$0.isEmpty } ?? false)
    default: (fields, false)
    }
  }

  private func blanked(
    _ fields: [String?], row place: Int, values: Range<Int>
  ) -> (fields: [String?]?, isChanged: Bool) {
    guard fields.count >= values.upperBound, let row = fields[place].flatMap(RowID.init), isBlanked(row) else {
      return (fields, false)
    }
    var fields = fields
    let isChanged = fields[values].contains { $0 != nil }
    for value in values { fields[value] = nil }
    return (fields, isChanged)
  }

  private func marked(_ fields: [String?]) -> (fields: [String?]?, isChanged: Bool) {
    let isBlanked = fields.first.flatMap { $0 }.flatMap(RowID.init).map(isBlanked) ?? false
    return (isBlanked ? nil : fields, isBlanked)
  }

  /// Ordinals that were left out, since they were the one before plus 1, are written out behind a gap.
  private mutating func added(_ fields: [String?]) -> (fields: [String?]?, isChanged: Bool) {
    if isAtHeader {
      isAtHeader = false
      return (fields, false)
    }
    guard let ordinal = ordinals.next(fields.first.flatMap { $0 }) else { return (fields, false) }
    if isBlanked(RowID(commit: commit, ordinal: ordinal)) { return (nil, true) }
    var fields = fields
    fields[0] = String(ordinal)
    return (fields, false)
  }
}

extension Blanking {
  /// Leaves an ordinal out again where it is the one before plus 1.
  fileprivate func shortened(_ fields: [String?], _ next: inout UInt32) -> [String?] {
    guard verb == .add, let ordinal = fields.first.flatMap({ $0 }).flatMap({ UInt32($0) }) else { return fields }
    defer { next = ordinal + 1 }
    return ordinal == next ? [nil] + fields.dropFirst() : fields
  }
}

/// The ordinals of an `add` part's records.
private struct OrdinalReader {
  private var following: UInt32 = 0

  mutating func next(_ field: String?) -> UInt32? {
    guard let ordinal = field.map({ UInt32($0) }) ?? following, ordinal < .max else { return nil }
    following = ordinal + 1
    return ordinal
  }
}

extension PartRecords {
  /// All fields of the record; nil for empty cells.
  package var fields: [String?] { (0..<fieldCount).map(text) }
}

extension PartReader {
  /// Writes this part anew without some rows' values, piece by piece; says whether anything in it changed.
  package func blank(_ rows: Set<RowID>, with keys: KeyRing, to write: ([UInt8]) throws -> Void) throws -> Bool {
    var (blanking, text, isChanged) = (blanking(rows), RecordText(), false)
    var next: UInt32 = 0
    let records = try records(with: keys)
    while try records.next() {
      let (fields, isOther) = blanking.record(records.fields)
      isChanged = isChanged || isOther
      if let fields { text.record(blanking.shortened(fields, &next)) }
      if text.bytes.count >= Self.pieceSize { try write(text.take()) }
    }
    try write(text.take())
    return isChanged
  }

  /// Whether `replacement` is this part without some rows' values, and nothing else; both must be at hand.
  package func isHonestlyBlanked(_ rows: Set<RowID>, in replacement: PartReader, with keys: KeyRing) throws -> Bool {
    var (blanking, other) = (blanking(rows), replacement.blanking([]))
    let (records, others) = (try records(with: keys), try replacement.records(with: keys))
    while try records.next() {
      guard let expected = blanking.record(records.fields).fields else { continue }
      guard try others.next(), other.record(others.fields).fields == expected else { return false }
    }
    return try !others.next()
  }
}
