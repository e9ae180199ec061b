import Tables

extension MergePolicy {
  /// The value that settles two different changes of one cell; nil if a person must.
  ///
  /// All three differ; `ours` is the later one.
  func merge(base: Cell, ours: Cell, theirs: Cell, column: Column) -> Cell? {
    switch self {
    case .ask: nil
    case .latest: ours
    case .union: column.kind == .tags ? Self.union(base, ours, theirs) : nil
    case .sum: Self.sum(base, ours, theirs, kind: column.kind)
    case .append: Self.append(base, ours, theirs, kind: column.kind)
    case .max: Self.further(ours, theirs, kind: column.kind) { $0 }
    case .min: Self.further(ours, theirs, kind: column.kind) { !$0 }
    }
  }

  /// What either side added, less what either side removed.
  private static func union(_ base: Cell, _ ours: Cell, _ theirs: Cell) -> Cell? {
    let (base, ours, theirs) = (tags(of: base), tags(of: ours), tags(of: theirs))
    let kept = base.intersection(ours).intersection(theirs)
    let tags = kept.union(ours.subtracting(base)).union(theirs.subtracting(base))
    return try? ColumnKind.tags.cell(from: tags.joined(separator: "\n"))
  }

  private static func tags(of cell: Cell) -> Set<Substring> {
    Set((cell.text ?? "").split(separator: "\n"))
  }

  /// Both differences upon the base; a side that was emptied or reset to nought asks.
  private static func sum(_ base: Cell, _ ours: Cell, _ theirs: Cell, kind: ColumnKind) -> Cell? {
    guard kind == .integer || kind == .decimal, let base = number(base), let ours = number(ours),
      let theirs = number(theirs), !ours.isZero, !theirs.isZero
    else { return nil }
    return try? kind.cell(from: (theirs + ours - base).text)
  }

  private static func number(_ cell: Cell) -> ExactDecimal? { cell.text.flatMap(ExactDecimal.init) }

  /// Theirs, then what ours added; only if both began with the base.
  private static func append(_ base: Cell, _ ours: Cell, _ theirs: Cell, kind: ColumnKind) -> Cell? {
    guard let ours = ours.text, let theirs = theirs.text else { return nil }
    let base = base.text ?? ""
    guard ours.utf8.starts(with: base.utf8), theirs.utf8.starts(with: base.utf8) else { return nil }
    let addition = String(decoding: ours.utf8.dropFirst(base.utf8.count), as: UTF8.self)
    let mark = base.isEmpty || startsWithWord(addition) ? "\n" : ""
    return try? kind.cell(from: theirs + mark + addition)
  }

  /// Whether an addition would grow together with the word before it.
  private static func startsWithWord(_ addition: String) -> Bool {
    addition.first.map { $0.isLetter || $0.isNumber } ?? false
  }

  private static func further(_ ours: Cell, _ theirs: Cell, kind: ColumnKind, _ wantsLarger: (Bool) -> Bool) -> Cell? {
    guard let left = ours.text, let right = theirs.text, let isLess = isLess(left, right, kind: kind) else {
      return nil
    }
    return wantsLarger(isLess) ? theirs : ours
  }

  /// Dates and times sort as their canonical texts do; nil where a kind's values have no order.
  private static func isLess(_ left: String, _ right: String, kind: ColumnKind) -> Bool? {
    switch kind {
    case .integer, .decimal:
      guard let left = ExactDecimal(left), let right = ExactDecimal(right) else { return nil }
      return left < right
    case .date, .dateTime, .time, .boolean, .text, .code: return left.utf8.lexicographicallyPrecedes(right.utf8)
    case .choice, .tags, .email, .phone, .postcode: return nil
    }
  }
}
