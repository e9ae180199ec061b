package import CSV
package import Tables
package import Templates
package import WorkbookFiles

/// Where an import's rows go.
package enum ImportPlace: Equatable, Sendable {
  case sheet(String)
  /// A sheet to be made from the file; `grants` are roles that may read, edit and add there.
  case newSheet(name: String, workbook: String?, section: String?, grants: [String])
}

/// What a person asks of an import.
package struct ImportRequest {
  package var path: String
  package var place: ImportPlace
  /// `header=column`, `header=sheet.column:variant`, as asked; the rest is matched by name.
  package var maps: [(file: String, target: String)] = []
  /// The column whose values tell which rows exist already.
  package var key: String?
  package var isDryRun = false
  /// How the file is to be read, where its content does not show it.
  package var reading = FileOptions()
  /// What people call columns, from `share/locales`.
  package var headerNames = HeaderNames()
  package var message: String?
  /// How the office was told of what the file holds, where that is known.
  package var telling: Telling?
  /// Told the number of rows read, now and then.
  package var onProgress: ((Int) -> Void)?

  package init(path: String, place: ImportPlace) {
    self.path = path
    self.place = place
  }
}

/// What an import did, or would do.
package struct ImportReport: Sendable {
  /// The sheet that was read, of a file that has others.
  package var sheet: String?
  /// The others, which were not.
  package var otherSheets: [String] = []
  /// Where a column of the file goes; nowhere if `sheet` is nil.
  package struct Mapping: Equatable, Sendable {
    package var file: String
    package var sheet: String?
    package var column: String?
  }

  /// A field that was kept aside: the row's number in the file, and why.
  package struct InvalidField: Equatable, Sendable {
    package var row: Int
    package var column: String
    package var reason: InvalidValue
  }

  /// Nil if nothing was committed.
  package var version: Int?
  package var rowsRead = 0
  package var rowsAdded = 0
  /// In other sheets, such as addresses.
  package var rowsAddedElsewhere = 0
  package var rowsUpdated = 0
  package var rowsUnchanged = 0
  package var cellsChanged = 0
  /// Cells of which the customer said once more what they hold.
  package var cellsConfirmed = 0
  package var mapping: [Mapping] = []
  /// The first hundred.
  package var invalid: [InvalidField] = []
  package var invalidCount = 0
  /// Rows whose key an earlier row of the file has; kept aside whole.
  package var doubledRows: [Int] = []
  /// New rows whose key another row has already.
  package var possibleDuplicates = 0
  /// Fields beyond the last header; kept aside.
  package var strayFields = 0
  /// The file that holds what was kept aside.
  package var keptAside: String?
  package var conflicts: [ReportedConflict] = []
  /// How many values were read off papers or invoices and wait for a second entry.
  package var toCheck = 0
  /// The columns of a sheet made from the file.
  package var newColumns: [NewColumn] = []
  /// What was found of a CSV file's encoding, signs and habits.
  package var profile: CSVProfile?
  /// What is odd in a CSV file: it was read as it stands.
  package var findings = CSVFindings()
  package var isDryRun = false

  /// A column made from the file, with the kind that all of its values have.
  package struct NewColumn: Equatable, Sendable {
    package var name: String
    package var kind: ColumnKind
  }
}

/// One row of a sheet that a flat row of a file makes: a row of the main sheet, or of another one for each variant.
struct ImportGroup {
  struct Slot {
    /// Index of the field in the file's rows.
    var field: Int
    var column: Column
  }

  var sheet: Sheet
  /// Such as `billing`: the value of the group's `kind` column.
  var variant: String?
  var slots: [Slot]
  /// Cells that every row of the group gets, such as its kind.
  var constants: [(column: Column, cell: Cell)] = []
  /// The column that names the main row's key; nil for the main group.
  var link: Column?
  /// Whether nobody asked for it by `--map`.
  var isMatchedByName = true
}

/// Matches a file's headers to columns.
struct ImportPlan {
  /// The main group first.
  private(set) var groups: [ImportGroup]
  private(set) var mapping: [ImportReport.Mapping] = []
  /// Index of the key's field, and its column, where one was asked for.
  private(set) var key: (field: Int, column: Column)?

  /// Throws if nothing matches, or if the key or an asked column does not.
  init(
    _ request: ImportRequest, headers: [String], main: Sheet, catalog: Catalog
  ) throws {
    groups = [ImportGroup(sheet: main, slots: [])]
    for map in request.maps where !headers.contains(where: { Folding.matches($0, map.file) }) {
      throw WorkspaceError.unmappedColumns(path: request.path, [map.file])
    }
    for (field, header) in headers.enumerated() {
      try match(field, header, request, main, catalog)
    }
    guard groups.contains(where: { !$0.slots.isEmpty }) else {
      throw WorkspaceError.unmappedColumns(path: request.path, headers)
    }
    try findKey(request, headers, main)
    try link(main)
  }

  private mutating func match(
    _ field: Int, _ header: String, _ request: ImportRequest, _ main: Sheet, _ catalog: Catalog
  ) throws {
    if let asked = request.maps.first(where: { Folding.matches($0.file, header) }) {
      guard let target = ImportTarget(asked.target) else {
        throw WorkspaceError.unknownColumn(sheet: main.name, column: asked.target)
      }
      let sheet = try target.sheet.map(catalog.sheet(named:)) ?? main
      take(field, header, try sheet.column(named: target.column), in: sheet, target.variant, main)
      groups[groups.firstIndex { $0.sheet.id == sheet.id && $0.variant == target.variant } ?? 0].isMatchedByName = false
      return
    }
    if let column = request.headerNames.column(for: header, in: main),
      !groups[0].slots.contains(where: { $0.column.id == column.id })
    {
      return take(field, header, column, in: main, nil, main)
    }
    for target in request.headerNames.targets(of: header) {
      guard let name = target.sheet, let sheet = try? catalog.sheet(named: name), sheet.id != main.id,
        let variant = target.variant ?? Self.firstVariant(of: sheet),
        let column = try? sheet.column(named: target.column), !isTaken(column, variant)
      else { continue }
      return take(field, header, column, in: sheet, variant, main)
    }
    for sheet in catalog.sheets where sheet.workbook == main.workbook && sheet.id != main.id {
      guard let variant = Self.firstVariant(of: sheet), let column = request.headerNames.column(for: header, in: sheet),
        !isTaken(column, variant)
      else { continue }
      return take(field, header, column, in: sheet, variant, main)
    }
    mapping.append(.init(file: header, sheet: nil, column: nil))
  }

  /// What a row of a sheet with several kinds of rows is, if the header does not say.
  private static func firstVariant(of sheet: Sheet) -> String? {
    (try? sheet.column(named: kindColumn))?.choices.first
  }

  private static let kindColumn = "kind"

  private func isTaken(_ column: Column, _ variant: String?) -> Bool {
    groups.contains { $0.variant == variant && $0.slots.contains { $0.column.id == column.id } }
  }

  private mutating func take(
    _ field: Int, _ header: String, _ column: Column, in sheet: Sheet, _ variant: String?, _ main: Sheet
  ) {
    let slot = ImportGroup.Slot(field: field, column: column)
    if let index = groups.firstIndex(where: { $0.sheet.id == sheet.id && $0.variant == variant }) {
      groups[index].slots.append(slot)
    } else {
      groups.append(ImportGroup(sheet: sheet, variant: variant, slots: [slot]))
    }
    mapping.append(
      .init(file: header, sheet: sheet.name, column: column.name + (variant.map { ":" + $0 } ?? "")))
  }

  private mutating func findKey(_ request: ImportRequest, _ headers: [String], _ main: Sheet) throws {
    if let name = request.key {
      let column = try main.column(named: keyColumn(name, headers, main))
      guard let slot = groups[0].slots.first(where: { $0.column.id == column.id }) else {
        throw WorkspaceError.keyNotInFile(name)
      }
      key = (slot.field, column)
    } else if let slot = groups[0].slots.first(where: { $0.column.isKey }), groups.count > 1 {
      // Rows of other sheets name the main row by it, though no row is looked up.
      key = (slot.field, slot.column)
    }
  }

  /// The key may be named as the sheet or as the file calls it.
  private func keyColumn(_ name: String, _ headers: [String], _ main: Sheet) -> String {
    if (try? main.column(named: name)) != nil { return name }
    guard let field = headers.firstIndex(where: { Folding.matches($0, name) }),
      let slot = groups[0].slots.first(where: { $0.field == field })
    else { return name }
    return slot.column.name
  }

  /// Without a key nothing can point back: what was matched by itself is left out, what was asked for is an error.
  private mutating func leaveOutLinked(_ main: Sheet) throws {
    for group in groups where group.sheet.id != main.id {
      if !group.isMatchedByName { throw WorkspaceError.noKey(sheet: main.name) }
      for index in mapping.indices where mapping[index].sheet == group.sheet.name {
        mapping[index] = .init(file: mapping[index].file, sheet: nil, column: nil)
      }
    }
    groups.removeAll { $0.sheet.id != main.id }
  }

  private mutating func link(_ main: Sheet) throws {
    if key == nil { try leaveOutLinked(main) }
    for index in groups.indices where groups[index].sheet.id != main.id {
      let sheet = groups[index].sheet
      groups[index].link = sheet.link(to: main)
      if let variant = groups[index].variant {
        let column = try sheet.column(named: Self.kindColumn)
        do {
          groups[index].constants.append((column, try column.kind.cell(from: variant, choices: column.choices)))
        } catch {
          throw WorkspaceError.invalidValue(sheet: sheet.name, column: column.name, error)
        }
      }
    }
  }
}
