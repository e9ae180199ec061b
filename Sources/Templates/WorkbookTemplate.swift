package import Privileges
package import Tables

/// What a new workbook begins with: sheets, sections, columns, roles and their grants, all by name.
///
///     let template = try WorkbookTemplate(files: ["sheets.csv": bytes, …])
///     let workbook = template.workbook(id: id, name: "Customers") { newID() }
///
/// It comes from a folder of CSV files that an admin edits in a spreadsheet (`TemplateFile` names them and their
/// columns). Only names stand in it; `workbook` gives everything its id.
package struct WorkbookTemplate: Equatable, Sendable {
  package var sheets: [SheetTemplate]
  package var roles: [RoleTemplate]

  package init(sheets: [SheetTemplate], roles: [RoleTemplate]) {
    self.sheets = sheets
    self.roles = roles
  }
}

/// One sheet to be made.
package struct SheetTemplate: Equatable, Sendable {
  package var name: String
  package var labels: [Language: String]
  package var sections: [SectionTemplate] = []
  package var columns: [ColumnTemplate] = []
}

/// One section to be made.
package struct SectionTemplate: Equatable, Sendable {
  package var name: String
  package var labels: [Language: String]
  package var conflictScope: ConflictScope
}

/// One column to be made.
package struct ColumnTemplate: Equatable, Sendable {
  package var name: String
  /// A section of the same sheet.
  package var section: String
  package var labels: [Language: String]
  package var kind: ColumnKind
  package var policy: MergePolicy
  package var isKey: Bool
  package var choices: [String]
  /// All further cells of its line, sorted by header, unread.
  package var attributes: [Attribute]
}

/// One role to be made, with what it allows.
package struct RoleTemplate: Equatable, Sendable {
  package var name: String
  package var labels: [Language: String]
  package var grants: [GrantTemplate] = []

  package init(name: String, labels: [Language: String], grants: [GrantTemplate] = []) {
    self.name = name
    self.labels = labels
    self.grants = grants
  }
}

/// One thing that a role allows, its target by name.
package struct GrantTemplate: Hashable, Sendable {
  package var action: Action
  package var target: TargetName

  package init(action: Action, target: TargetName) {
    self.action = action
    self.target = target
  }
}

extension WorkbookTemplate {
  /// A workbook with these sheets, each thing under an id of its own.
  package func workbook(id: WorkbookID, name: String, newID: () -> ID) -> Workbook {
    Workbook(id: id, name: name, sheets: sheets.map { $0.sheet(in: id, newID: newID) })
  }

  /// The grants of one role upon a workbook made from this template, by id; targets that it lacks are left out.
  package func grants(of role: RoleTemplate, in workbook: Workbook) -> [Grant] {
    role.grants.compactMap { grant in
      grant.target.target(in: [workbook]).map { Grant(grant.action, on: $0) }
    }
  }
}

extension SheetTemplate {
  fileprivate func sheet(in workbook: WorkbookID, newID: () -> ID) -> Sheet {
    let sections = sections.map {
      Section(id: SectionID(newID()), name: $0.name, labels: $0.labels, conflictScope: $0.conflictScope)
    }
    let places = Dictionary(sections.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
    let columns = columns.compactMap { column in
      places[column.section].map { column.column(in: $0, id: ColumnID(newID())) }
    }
    return Sheet(
      id: SheetID(newID()), workbook: workbook, name: name, labels: labels, sections: sections, columns: columns)
  }
}

extension ColumnTemplate {
  fileprivate func column(in section: SectionID, id: ColumnID) -> Column {
    Column(
      id: id, section: section, name: name, labels: labels, kind: kind, policy: policy, isKey: isKey,
      choices: choices, attributes: attributes)
  }
}
