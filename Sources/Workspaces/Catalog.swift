import History
package import Privileges
package import Tables

/// The policy with its names: what staff see of workbooks, sheets, columns, roles and colleagues.
///
/// Built when a policy changes, since each name is opened on its own.
package struct Catalog: Sendable {
  package private(set) var workbooks: [Workbook] = []
  package private(set) var employees: [EmployeeID: String] = [:]
  package private(set) var roles: [RoleID: String] = [:]
  /// Columns that were removed, for history.
  package private(set) var removedColumns: [ColumnID: Column] = [:]
  package let policy: Policy

  init(_ policy: Policy, open: ([UInt8], ID) -> Info?) {
    self.policy = policy
    func name(_ sealed: [UInt8], _ id: ID) -> String { open(sealed, id)?.name ?? "?" }
    for (id, record) in policy.employees { employees[id] = name(record.name, id.id) }
    for (id, record) in policy.roles { roles[id] = name(record.name, id.id) }
    for workbook in policy.workbooks {
      let records = policy.sheets.filter { $0.workbook == workbook.id }
      workbooks.append(
        Workbook(
          id: workbook.id, name: name(workbook.info, workbook.id.id),
          sheets: records.map { Self.sheet($0, open, &removedColumns) }))
    }
  }

  private static func sheet(
    _ record: Policy.SheetRecord, _ open: ([UInt8], ID) -> Info?, _ removed: inout [ColumnID: Column]
  ) -> Sheet {
    let info = open(record.info, record.id.id)
    let sections = record.sections.map { section in
      let info = open(section.info, section.id.id)
      return Section(
        id: section.id, name: info?.name ?? "?", labels: info?.labels ?? [:], conflictScope: section.conflictScope)
    }
    var columns: [Column] = []
    for record in record.columns {
      let column = Self.column(record, open(record.info, record.id.id))
      if record.isRemoved { removed[column.id] = column } else { columns.append(column) }
    }
    return Sheet(
      id: record.id, workbook: record.workbook, name: info?.name ?? "?", labels: info?.labels ?? [:],
      sections: sections, columns: columns)
  }

  private static func column(_ record: Policy.ColumnRecord, _ info: Info?) -> Column {
    Column(
      id: record.id, section: record.section, name: info?.name ?? "?", labels: info?.labels ?? [:],
      kind: record.kind, policy: record.policy, isKey: info?.isKey ?? false, choices: info?.choices ?? [],
      attributes: info?.attributes ?? [])
  }
}

extension Catalog {
  package var sheets: [Sheet] { workbooks.flatMap(\.sheets) }

  package func sheet(_ id: SheetID) -> Sheet? { sheets.first { $0.id == id } }

  /// A column of any sheet, removed ones too.
  package func column(_ id: ColumnID) -> Column? {
    sheets.lazy.compactMap { $0.column(id) }.first ?? removedColumns[id]
  }

  package func name(of employee: EmployeeID) -> String {
    employee == .recovery ? "recovery key" : employees[employee] ?? "?"
  }

  /// A sheet by its name or by a label, capitals and accents aside.
  package func sheet(named name: String) throws -> Sheet {
    guard let sheet = sheets.first(where: { $0.name == name }) ?? sheets.first(where: { $0.answers(to: name) })
    else { throw WorkspaceError.unknownSheet(name) }
    return sheet
  }

  /// A role by its name, capitals and accents aside.
  package func role(named name: String) throws -> RoleID {
    guard let role = roles.first(where: { Folding.matches($0.value, name) })?.key else {
      throw WorkspaceError.unknownRole(name)
    }
    return role
  }

  /// An employee by his name; one who works here goes before one who left.
  package func employee(named name: String) throws -> EmployeeID {
    let found = employees.filter { Folding.matches($0.value, name) }.keys.sorted()
    let active = found.filter { policy.employees[$0]?.isReader == true }
    guard let employee = active.first ?? found.last else { throw WorkspaceError.unknownEmployee(name) }
    return employee
  }

  /// `*`, `sheet` or `sheet/section`.
  package func target(_ text: String) throws -> Target {
    if text == "*" { return .everything }
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let sheet = try sheet(named: parts[0])
    guard parts.count == 2 else { return .sheet(sheet.id) }
    return .section(sheet.id, try sheet.section(named: parts[1]).id)
  }

  /// A target as `target(_:)` takes it.
  package func name(of target: Target) -> String {
    switch target {
    case .everything: return "*"
    case .sheet(let id): return sheet(id)?.name ?? "?"
    case .section(let id, let section):
      let sheet = sheet(id)
      return "\(sheet?.name ?? "?")/\(sheet?.section(section)?.name ?? "?")"
    }
  }
}

extension Sheet {
  func answers(to name: String) -> Bool {
    Folding.matches(self.name, name) || labels.values.contains { Folding.matches($0, name) }
  }

  /// A column by its name or by a label in any language, capitals and accents aside.
  package func column(named name: String) throws -> Column {
    if let column = columns.first(where: { $0.name == name }) { return column }
    let matching = columns.filter { column in
      Folding.matches(column.name, name) || column.labels.values.contains { Folding.matches($0, name) }
    }
    guard let column = matching.first else { throw WorkspaceError.unknownColumn(sheet: self.name, column: name) }
    guard matching.count == 1 else { throw WorkspaceError.ambiguousColumn(sheet: self.name, column: name) }
    return column
  }

  /// A section by its name or by a label, capitals and accents aside.
  package func section(named name: String) throws -> Section {
    guard
      let section = sections.first(where: { $0.name == name })
        ?? sections.first(where: { section in
          Folding.matches(section.name, name) || section.labels.values.contains { Folding.matches($0, name) }
        })
    else { throw WorkspaceError.unknownSection(sheet: self.name, section: name) }
    return section
  }
}

extension Folding {
  /// Whether two names are the same but for capitals, accents, blanks and signs.
  static func matches(_ left: String, _ right: String) -> Bool {
    left == right || (!foldHeader(left).isEmpty && foldHeader(left) == foldHeader(right))
  }
}
