import CSV
import FoundationEssentials
import SystemIO
import Tables
import Testing
import WorkbookFiles
import Workspaces

extension Acceptance {
  /// Two working copies of one base, 1 % of all cells edited on either side, rows moved, added and deleted: the head
  /// is what the generator says it must be, and the conflicts are exactly the true ones.
  @Suite struct MergeTests {
    private static let isPossible = MergeCase.generator != nil

    @Test(
      .enabled(if: isPossible, "needs ../shared/tools/gen_customers.py and python3"),
      arguments: [("csv", 100_000, 3), ("ods", Acceptance.isFull ? 100_000 : 10_000, 4)])
    func mergeIsTheTruth(format: String, rows: Int, seed: Int) throws {
      let office = try Office()
      let merge = try MergeCase(rows: rows, seed: seed, in: office.path("generated"))
      try merge.prepare(office)
      for name in ["Bea", "Carl"] {
        try office.succeed(name, "open", "customers", "--format", format, "--to", copy(name, format, office))
      }
      for (name, edited) in [("Bea", merge.ours), ("Carl", merge.theirs)] {
        try EditedCopy(path: copy(name, format, office), key: MergeCase.key).replace(with: edited)
      }
      let first = try office.report(Reports.Save.self, "Bea", "save", copy("Bea", format, office))
      #expect(first.conflicts.count + first.refused.count == 0)
      let second = try office.report(Reports.Save.self, "Carl", "save", copy("Carl", format, office))
      #expect(second.refused.count == 0)
      #expect(second.conflicts.count == merge.truth.expectedConflicts.count)
      #expect(second.possibleDuplicates == merge.truth.insertInserts.count)
      try office.inWorkspace(of: "Ada") { try merge.check($0) }
      // What was merged came back to the copy: saving it again changes nothing.
      let third = try office.report(Reports.Save.self, "Carl", "save", copy("Carl", format, office))
      #expect(third.cellsChanged + third.rowsAdded + third.rowsDeleted + third.conflicts.count == 0)
      #expect(third.version == second.version)
    }

    private func copy(_ name: String, _ format: String, _ office: Office) -> String {
      office.path("\(name).\(format)")
    }
  }
}

/// A base, two edits of it and the truth about their merge, as the generator makes them.
struct MergeCase {
  static let key = "customer_id"
  private static let sheet = "customers"

  let base: String
  let ours: CSVTable
  let theirs: CSVTable
  let merged: CSVTable
  let truth: Truth

  /// The generator's path; nil where it or python3 is missing.
  static let generator: String? = {
    let path = Path.join(Path.parent(Project.folder), "shared/tools/gen_customers.py")
    let hasPython = (try? SystemProgramRunner().run("python3", ["-c", ""])) == 0
    return (try? LocalFileSystem().exists(path)) == true && hasPython ? path : nil
  }()

  init(rows: Int, seed: Int, in folder: String) throws {
    let arguments = [
      "--rows", "\(rows)", "--seed", "\(seed)", "--out", folder, "--merge", "--sort-theirs", "family_name",
    ]
    let generator = try #require(Self.generator)
    try #require(try SystemProgramRunner().run("python3", [generator] + arguments) == 0)
    base = Path.join(folder, "base.csv")
    ours = try CSVTable(path: Path.join(folder, "ours.csv"))
    theirs = try CSVTable(path: Path.join(folder, "theirs.csv"))
    merged = try CSVTable(path: Path.join(folder, "merged.csv"))
    truth = try JSONDecoder().decode(
      Truth.self, from: Data(LocalFileSystem().read(Path.join(folder, "truth.json"))))
  }

  /// A workspace with the base as its sheet, and two employees who may do anything to its rows.
  func prepare(_ office: Office) throws {
    try office.found(template: "none")
    try office.succeed("Ada", "role", "add", "office")
    let columns = try columns(office)
    try office.succeed("Ada", "sheet", "add", Self.sheet, "--section", "Data")
    for column in columns {
      try office.succeed(
        "Ada",
        ["column", "add", Self.sheet, column.name, "--kind", column.kind, "--section", "Data"]
          + (column.name == Self.key ? ["--key"] : []))
    }
    try office.succeed("Ada", "import", base, "--into", Self.sheet, "--key", Self.key)
    for action in ["read", "edit", "add", "delete"] {
      try office.succeed("Ada", "role", "grant", "office", action, Self.sheet)
    }
    for name in ["Bea", "Carl"] { try office.join(name, as: "office") }
  }

  /// The columns of the kinds that an import would give them; of text where an edit of the generator's does not fit,
  /// since it writes words behind any value.
  private func columns(_ office: Office) throws -> [Preview.Column] {
    let preview = try office.report(Preview.self, "Ada", "import", base, "--as-sheet", Self.sheet, "--dry-run")
    return preview.newColumns.map { column in
      var column = column
      if !fits(column) { column.kind = ColumnKind.text.name }
      return column
    }
  }

  private func fits(_ column: Preview.Column) -> Bool {
    guard let kind = ColumnKind(name: column.kind) else { return false }
    return [ours, theirs, merged].allSatisfy { table in
      let place = table.place(column.name)
      return table.rows.allSatisfy { row in
        place >= row.count || (try? kind.cell(from: row[place], choices: [])) != nil
      }
    }
  }

  private struct Preview: Decodable {
    struct Column: Decodable {
      var name: String
      var kind: String
    }
    var newColumns: [Column]
  }

  /// Holds the head and the open conflicts against the truth.
  func check(_ workspace: Workspace) throws {
    let view = try workspace.view(Self.sheet)
    var found: [String: [[Cell]]] = [:]
    var keys: [RowID: String] = [:]
    let place = try #require(view.columns.firstIndex { $0.name == Self.key })
    try workspace.forEachRow(view) { row, cells in
      let key = cells[place].text ?? ""
      found[key, default: []].append(cells)
      keys[row] = key
      return true
    }
    try checkRows(found, view.columns)
    try checkConflicts(workspace.conflicts(), keys, view.columns)
  }

  private func checkRows(_ found: [String: [[Cell]]], _ columns: [Column]) throws {
    let doubles = Set(truth.insertInserts.map(\.id))
    #expect(found.values.reduce(0) { $0 + $1.count } == merged.rows.count + doubles.count)
    #expect(found.count == merged.rows.count)
    var wrong: [String] = []
    for row in merged.rows {
      let key = row[merged.place(Self.key)]
      let expected = try Self.cells(row, columns, merged)
      let there = found[key] ?? []
      if !there.contains(expected) || there.count != (doubles.contains(key) ? 2 : 1) { wrong.append(key) }
    }
    #expect(wrong.isEmpty, "rows that are not as merged: \(wrong.prefix(5)) of \(wrong.count)")
    for double in truth.insertInserts {
      let theirs = try Self.cells(double.theirsRow ?? [], columns, merged)
      #expect(found[double.id]?.contains(theirs) == true)
    }
  }

  private func checkConflicts(_ conflicts: [ReportedConflict], _ keys: [RowID: String], _ columns: [Column]) throws {
    let reported = try conflicts.map { conflict in
      let key = try #require(keys[conflict.row], "a conflict is about a row that is gone")
      guard conflict.matter == .cell else { return Expected(key: key, kind: "row") }
      return Expected(
        key: key, kind: "cell", column: conflict.column, before: conflict.before, current: conflict.current,
        incoming: conflict.incoming)
    }
    let expected = try truth.expectedConflicts.map { conflict in
      guard conflict.kind == "cell" else { return Expected(key: conflict.id, kind: "row") }
      let column = try #require(columns.first { $0.name == conflict.col })
      return Expected(
        key: conflict.id, kind: "cell", column: conflict.col, before: try Self.cell(conflict.base, column),
        current: try Self.cell(conflict.oursCell, column), incoming: try Self.cell(conflict.theirsCell, column))
    }
    #expect(reported.count == expected.count)
    #expect(Set(expected).subtracting(reported).isEmpty, "true conflicts that were not reported")
    #expect(Set(reported).subtracting(expected).isEmpty, "false conflicts")
  }

  private struct Expected: Hashable {
    var key: String
    var kind: String
    var column: String?
    var before = Cell.empty
    var current = Cell.empty
    var incoming = Cell.empty
  }

  /// A row of the generator as the sheet's cells, in the order of its columns.
  private static func cells(_ row: [String], _ columns: [Column], _ table: CSVTable) throws -> [Cell] {
    try columns.map { column in
      let place = table.place(column.name)
      return place < row.count ? try cell(row[place], column) : .empty
    }
  }

  private static func cell(_ text: String?, _ column: Column) throws -> Cell {
    try column.kind.cell(from: text ?? "", choices: column.choices)
  }
}

/// The generator's truth.json.
struct Truth: Decodable {
  struct Conflict: Decodable {
    var kind: String
    var id: String
    var col: String?
    var base: String?
    var oursCell: String?
    var theirsCell: String?
    var theirsRow: [String]?

    private enum Key: CodingKey { case kind, id, col, base, ours, theirs }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: Key.self)
      kind = try values.decode(String.self, forKey: .kind)
      id = try values.decode(String.self, forKey: .id)
      col = try values.decodeIfPresent(String.self, forKey: .col)
      base = try values.decodeIfPresent(String.self, forKey: .base)
      // Of a cell they are texts, of rows that both sides added whole rows.
      if kind == "insert_insert" {
        theirsRow = try values.decode([String].self, forKey: .theirs)
      } else {
        oursCell = try values.decodeIfPresent(String.self, forKey: .ours)
        theirsCell = try values.decodeIfPresent(String.self, forKey: .theirs)
      }
    }
  }

  var conflicts: [Conflict]

  /// Rows that both sides added under one key: both stay, as possible duplicates.
  var insertInserts: [Conflict] { conflicts.filter { $0.kind == "insert_insert" } }
  var expectedConflicts: [Conflict] { conflicts.filter { $0.kind != "insert_insert" } }
}
