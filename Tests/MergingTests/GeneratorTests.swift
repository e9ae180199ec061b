import Foundation
import Merging
import Tables
import Testing

/// Whole files with thousands of overlapping edits, against a truth that another program computed.
struct GeneratorTests {
  private static let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../../shared/tools/gen_customers.py"
  ).standardized
  private static let python = "/usr/bin/python3"
  private static let isHere =
    FileManager.default.fileExists(atPath: script.path) && FileManager.default.isExecutableFile(atPath: python)

  @Test(.enabled(if: isHere, "needs python3 and ../shared/tools/gen_customers.py"), arguments: [1, 2, 3])
  func mergedFilesEqualTheTruth(seed: Int) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "merging-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try generate(seed: seed, into: folder)
    let files = try Files(folder)
    let outcome = try files.merge()
    let truth = try Truth(folder)
    #expect(files.result(outcome) == truth.merged(keepingTheirs: truth.doubledKeys), "seed \(seed)")
    #expect(Set(outcome.conflicts.map(files.summary)) == truth.conflicts, "seed \(seed)")
    #expect(outcome.conflicts.count == truth.conflicts.count)
    #expect(Set(outcome.possibleDuplicates.map { files.name(of: $0.row) }) == truth.doubledKeys)
  }

  private func generate(seed: Int, into folder: URL) throws {
    let process = Process()
    process.executableURL = URL(filePath: Self.python)
    process.arguments = [
      Self.script.path, "--rows", "2000", "--merge", "--seed", "\(seed)", "--sort-theirs", "family_name", "--out",
      folder.path,
    ]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}

/// The generator's three files as grids; a row's id is made of its customer number, and new rows have none.
private struct Files {
  let header: [String]
  let sheet: Sheet
  let base: Grid
  let ours: Delta
  let theirs: Delta

  init(_ folder: URL) throws {
    let base = try CommaFile(folder.appending(path: "base.csv"))
    header = base.header
    let columns = header.indices.map { column($0, isKey: $0 == 0) }
    sheet = World(columns: columns).sheet
    let known = Set(base.rows.map { $0[0] })
    self.base = Self.grid(base, columns, known)
    ours = Self.delta(self.base, Self.grid(try CommaFile(folder.appending(path: "ours.csv")), columns, known), 1)
    theirs = Self.delta(self.base, Self.grid(try CommaFile(folder.appending(path: "theirs.csv")), columns, known), 2)
  }

  private static func grid(_ file: CommaFile, _ columns: [Column], _ known: Set<String>) -> Grid {
    let rows = file.rows.enumerated().map { place, fields in
      let cells = fields.map { Cell($0.isEmpty ? nil : $0) }
      return GridRow(id: known.contains(fields[0]) ? id(fields[0]) : nil, cells: cells, number: place + 2)
    }
    return Grid(columns: columns.map(\.id), rows: rows)
  }

  private static func id(_ number: String) -> RowID { row(Int(number.dropFirst()) ?? 0) }

  private static func delta(_ base: Grid, _ edited: Grid, _ commit: UInt64) -> Delta {
    Alignment(base: base, edited: edited, keys: [base.columns[0]]).changes.delta(commit: ID(high: 100 + commit, low: 0))
  }

  func merge() throws -> MergeOutcome {
    try ThreeWayMerge(sheet: sheet).merge(ours, into: ChangedGrid(base: base, changes: theirs, sheet: sheet))
  }

  /// The merged rows as text; conflicting cells hold what the head does.
  func result(_ outcome: MergeOutcome) -> [String: [[String]]] {
    let grid = ChangedGrid(base: base, changes: theirs, sheet: sheet).applying(outcome.delta)
    return Dictionary(grouping: grid.rows.map { $0.cells.map(\.description) }, by: { $0[0] })
      .mapValues { $0.sorted { $0.lexicographicallyPrecedes($1) } }
  }

  func summary(_ conflict: Conflict) -> Truth.Summary {
    Truth.Summary(
      matter: conflict.matter, id: name(of: conflict.row),
      column: conflict.column.flatMap { id in sheet.columns.firstIndex { $0.id == id }.map { header[$0] } } ?? "",
      values: conflict.matter == .cell ? [conflict.base, conflict.ours, conflict.theirs].map(\.description) : [])
  }

  func name(of row: RowID) -> String {
    if let added = ours.added.first(where: { $0.id == row }) { return added.cells[base.columns[0]]?.text ?? "" }
    return String("C000000\(row.id.low)".prefix(1) + "0000000\(row.id.low)".suffix(7))
  }
}

/// What the generator says must come out.
private struct Truth {
  struct Summary: Hashable {
    var matter: Conflict.Matter
    var id: String
    var column: String
    var values: [String]
  }

  private let entries: [[String: Any]]
  private let rows: [[String]]
  private let header: [String]
  private let theirs: [String: [String]]

  init(_ folder: URL) throws {
    let data = try Data(contentsOf: folder.appending(path: "truth.json"))
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    entries = try #require(object?["conflicts"] as? [[String: Any]])
    let file = try CommaFile(folder.appending(path: "merged.csv"))
    (header, rows) = (file.header, file.rows)
    let theirs = try CommaFile(folder.appending(path: "theirs.csv")).rows
    self.theirs = Dictionary(theirs.map { ($0[0], $0) }, uniquingKeysWith: { first, _ in first })
  }

  private func entries(_ kind: String) -> [[String: Any]] { entries.filter { $0["kind"] as? String == kind } }
  private func text(_ entry: [String: Any], _ key: String) -> String { entry[key] as? String ?? "" }

  var doubledKeys: Set<String> { Set(entries("insert_insert").map { text($0, "id") }) }

  var conflicts: Set<Summary> {
    let cells = entries("cell").map { entry in
      Summary(
        matter: .cell, id: text(entry, "id"), column: text(entry, "col"),
        values: ["base", "ours", "theirs"].map { text(entry, $0) })
    }
    let edited = entries("ours_edit_theirs_delete").map { entry in
      Summary(matter: .editedHereDeletedThere, id: text(entry, "id"), column: text(entry, "col"), values: [])
    }
    let deleted = entries("ours_delete_theirs_edit").map { entry in
      Summary(matter: .deletedHereEditedThere, id: text(entry, "id"), column: "", values: [])
    }
    return Set(cells + edited + deleted)
  }

  /// The generator's file holds ours in conflicts and one row for a doubled key; Kontor keeps theirs, and both rows.
  func merged(keepingTheirs doubled: Set<String>) -> [String: [[String]]] {
    var result = Dictionary(grouping: rows, by: { $0[0] })
    for entry in entries("cell") {
      guard let place = header.firstIndex(of: text(entry, "col")) else { continue }
      result[text(entry, "id")]?[0][place] = text(entry, "theirs")
    }
    for key in doubled {
      if let row = theirs[key] { result[key, default: []].append(row) }
    }
    return result.mapValues { $0.sorted { $0.lexicographicallyPrecedes($1) } }
  }
}

/// A CSV file, read in the plainest way.
private struct CommaFile {
  var header: [String] = []
  var rows: [[String]] = []

  init(_ url: URL) throws {
    let text = try String(contentsOf: url, encoding: .utf8)
    var records: [[String]] = [[]]
    var field = ""
    var isQuoted = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"":
        isQuoted.toggle()
        field.unicodeScalars.append(scalar)
      case "," where !isQuoted:
        records[records.count - 1].append(Self.unquoted(field))
        field = ""
      case "\n" where !isQuoted:
        records[records.count - 1].append(Self.unquoted(field))
        field = ""
        records.append([])
      default: field.unicodeScalars.append(scalar)
      }
    }
    header = records.removeFirst()
    rows = records.filter { $0.count > 1 }
  }

  private static func unquoted(_ field: String) -> String {
    guard field.hasPrefix("\""), field.hasSuffix("\""), field.count > 1 else { return field }
    return String(field.dropFirst().dropLast().replacing("\"\"", with: "\""))
  }
}
