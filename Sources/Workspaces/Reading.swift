import History
import Identities
import Privileges
import Replicas
package import Tables

/// A sheet as one employee sees it at one version: only columns that he may read.
package struct SheetView: Sendable {
  package var sheet: Sheet
  package var columns: [Column]
  package var version: Int
}

/// A cell that holds what was sought, with a few cells that tell which row it is.
package struct Found: Sendable {
  package var sheet: String
  package var row: RowID
  package var column: String
  package var value: Cell
  package var label: [Cell]
}

extension Workspace {
  /// The columns of a sheet that this employee may read now and whose cells his replica holds.
  package func readableColumns(of sheet: Sheet) -> [Column] {
    sheet.columns.filter { replica.readable.contains(.section(sheet.id, $0.section)) }
  }

  /// A sheet to be read, with the columns named or all that may be read; at a version, or at head.
  package func view(_ sheet: String, columns: [String]? = nil, at version: Int? = nil) throws -> SheetView {
    let sheet = try catalog.sheet(named: sheet)
    let readable = readableColumns(of: sheet)
    if readable.isEmpty { try requireReading(sheet) }
    if let version, !(0...head.version).contains(version) {
      throw WorkspaceError.unknownVersion(version, head: head.version)
    }
    let chosen = try columns?.map { name in
      let column = try sheet.column(named: name)
      try require(.read, on: .section(sheet.id, column.section))
      // A column without its key would look like one of empty cells.
      guard readable.contains(where: { $0.id == column.id }) else {
        throw WorkspaceError.keysPending(sheet: sheet.name)
      }
      return column
    }
    return SheetView(sheet: sheet, columns: chosen ?? readable, version: version ?? head.version)
  }

  /// Throws the refusal of whoever may read nothing of a sheet; fine for a sheet without columns.
  private func requireReading(_ sheet: Sheet) throws {
    guard let section = sheet.columns.first?.section else { return }
    try require(.read, on: .section(sheet.id, section))
    throw WorkspaceError.keysPending(sheet: sheet.name)
  }

  /// Walks a view's rows, oldest first, until the limit or until `body` returns false.
  ///
  /// Conditions compare by the column's kind: `phone=030 12 34` finds what canonical text finds.
  package func forEachRow(
    _ view: SheetView, where conditions: [(String, String)] = [], limit: Int? = nil,
    _ body: (RowID, [Cell]) throws -> Bool
  ) throws {
    let wanted = try conditions.map { name, text in
      let column = try view.sheet.column(named: name)
      try require(.read, on: .section(view.sheet.id, column.section))
      return (column, try cell(text, for: column, in: view.sheet))
    }
    let columns = view.columns.map(\.id) + wanted.map(\.0.id)
    let version = view.version == head.version ? nil : view.version
    var count = 0
    if let limit, limit <= 0 { return }
    try replica.forEachRow(of: view.sheet.id, columns, at: version) { row, cells in
      for (index, condition) in wanted.enumerated() where cells[view.columns.count + index] != condition.1 {
        return true
      }
      count += 1
      return try body(row, Array(cells[..<view.columns.count])) && count < limit ?? .max
    }
  }

  /// A value that a person typed, in the canonical text of its column.
  func cell(_ text: String, for column: Column, in sheet: Sheet) throws -> Cell {
    do { return try column.kind.cell(from: text, choices: column.choices) } catch {
      throw WorkspaceError.invalidValue(sheet: sheet.name, column: column.name, error)
    }
  }

  // MARK: Finding

  /// Cells that contain a text, capitals and accents aside, in all that this employee may read.
  package func find(_ text: String, limit: Int) throws -> [Found] {
    let search = FoldedSearch(text)
    func isHit(_ place: Int, _ bytes: UnsafeRawBufferPointer) -> Bool { search.isFound(in: bytes) }
    var found: [Found] = []
    guard !search.isEmpty else { return [] }
    for sheet in catalog.sheets {
      let columns = readableColumns(of: sheet)
      guard !columns.isEmpty, found.count < limit else { continue }
      try replica.forEachHit(of: sheet.id, columns.map(\.id), where: isHit) { row, cells, hits in
        for place in hits {
          found.append(
            Found(
              sheet: sheet.name, row: row, column: columns[place].name, value: cells[place],
              label: RowLabel.places(in: columns, cells: cells).map { cells[$0] }))
          if found.count >= limit { return false }
        }
        return true
      }
    }
    return found
  }

  /// The row that a text names: an id, a key, a telephone number, an e-mail address or a name that fits one row only.
  package func rowID(_ text: String, in sheet: Sheet) throws -> RowID {
    if let row = RowID(text), try isThere(row, in: sheet) { return row }
    for key in sheet.keyColumns where replica.readable.contains(.section(sheet.id, key.section)) {
      guard let value = try? key.kind.cell(from: text, choices: key.choices) else { continue }
      if let row = try only(rows(of: sheet, where: key, is: value, limit: Self.mostNamed), sheet) { return row }
    }
    guard let row = try only(likely(text, in: sheet), sheet) else {
      throw WorkspaceError.unknownRow(sheet: sheet.name)
    }
    return row
  }

  /// The rows, at most twenty, with a telephone number, an e-mail address or a name that a text may mean.
  package func candidates(for text: String, in sheet: Sheet) throws -> [RowID] { try likely(text, in: sheet) }

  /// So many rows of one key are found at most.
  private static let mostNamed = 100
  private static let mostLikely = 20

  private func isThere(_ row: RowID, in sheet: Sheet) throws -> Bool {
    if try replica.standing(of: row, in: sheet.id) == .present || isAnyRow(of: sheet.id) { return true }
    return try waiting[row, in: sheet.id]?.isAdded ?? false
  }

  /// Whether this employee, who reads nothing of a sheet and only asks for what it holds, has to take any id for a row's.
  func isAnyRow(of sheet: SheetID) -> Bool {
    guard !policy.mayHold(.rows(sheet), employee), let record = policy.sheet(sheet) else { return false }
    return record.sections.contains { policy.decide(employee, .ask, on: .section(sheet, $0.id)).isAllowed }
  }

  private func only(_ rows: [RowID], _ sheet: Sheet) throws -> RowID? {
    guard rows.count < 2 else { throw WorkspaceError.ambiguousRow(sheet: sheet.name, candidates: rows) }
    return rows.first
  }

  private func likely(_ text: String, in sheet: Sheet) throws -> [RowID] {
    let columns = readableColumns(of: sheet).filter(RowMatcher.looksAt)
    let matcher = RowMatcher(text, columns)
    var rows: [RowID] = []
    guard !columns.isEmpty else { return [] }
    let waiting = try waiting
    try replica.forEachHit(of: sheet.id, columns.map(\.id), where: matcher.mayMatch) { row, cells, _ in
      if waiting[row, in: sheet.id] == nil, matcher.matches(cells) { rows.append(row) }
      return rows.count < Self.mostLikely
    }
    for row in waiting.rows(of: sheet.id) where try matcher.matches(cells(of: row, in: sheet, columns)) {
      rows.append(row)
    }
    return Array(rows.prefix(Self.mostLikely))
  }

  /// A few cells that tell a person which row it is.
  package func describe(_ row: RowID, in sheet: Sheet) throws -> [(column: String, value: Cell)] {
    let columns = readableColumns(of: sheet)
    let found = try replica.cells(of: row, in: sheet.id, columns.map(\.id))
    let cells = laidOver(found, row, in: sheet, columns, try allWaiting())
    return RowLabel.places(in: columns, cells: cells).map { (columns[$0].name, cells[$0]) }
  }
}

/// Whether a row's telephone, e-mail or name is what a person typed.
private struct RowMatcher {
  private static let leastDigits = 6

  private let folded: String
  /// The first word of it.
  private let word: FoldedSearch
  private let digits: String
  private let phone: PhoneNumber
  private let phones: [Int]
  private let emails: [Int]
  private let names: [Int]

  init(_ text: String, _ columns: [Column]) {
    folded = Folding.words(of: text).joined(separator: " ")
    word = FoldedSearch(Folding.words(of: text).first ?? "")
    digits = String(text.filter(\.isNumber))
    phone = PhoneNumber(text)
    phones = columns.indices.filter { columns[$0].kind == .phone }
    emails = columns.indices.filter { columns[$0].kind == .email }
    names = columns.indices.filter { RowLabel.isName(columns[$0]) }
  }

  /// Whether a row may be known by a column of this kind.
  static func looksAt(_ column: Column) -> Bool {
    column.kind == .phone || column.kind == .email || RowLabel.isName(column)
  }

  /// Whether a row with these bytes in one cell is worth a closer look.
  func mayMatch(_ place: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    phones.contains(place) ? endsWithDigits(bytes) : word.isFound(in: bytes)
  }

  /// Whether the digits of a number end like those sought; there are other signs between them.
  private func endsWithDigits(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var sought = digits.utf8.reversed().prefix(Self.leastDigits)[...]
    for byte in bytes.reversed() where (0x30...0x39).contains(byte) {
      guard let digit = sought.popFirst() else { break }
      if digit != byte { return false }
    }
    return sought.isEmpty && digits.utf8.count >= Self.leastDigits
  }

  func matches(_ cells: [Cell]) -> Bool {
    if phone.count >= Self.leastDigits,
      phones.contains(where: { cells[$0].text.map { PhoneNumber($0).isSame(as: phone) } ?? false })
    {
      return true
    }
    if emails.contains(where: { cells[$0].text.map { Folding.words(of: $0).joined(separator: " ") == folded } ?? false }
    ) {
      return true
    }
    let parts = names.compactMap { cells[$0].text }.map { Folding.words(of: $0).joined(separator: " ") }
    guard !folded.isEmpty else { return false }
    if parts.contains(folded) { return true }
    return parts.indices.dropLast().contains { index in
      parts[index] + " " + parts[index + 1] == folded || parts[index + 1] + " " + parts[index] == folded
    }
  }
}
