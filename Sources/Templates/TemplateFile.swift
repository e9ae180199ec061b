import Privileges
package import Tables

/// The files of a template, and the headers that each must have.
///
/// Every file may have a column for each language (`es`, `fil`, `de`, `fr`, `el`, `en`) with a label.
package enum TemplateFile: String, CaseIterable, Sendable {
  /// One line a sheet, in the order shown.
  case sheets = "sheets.csv"
  /// One line a section; `conflict` is `cell` (if empty) or `row`.
  case sections = "sections.csv"
  /// One line a column, in the order shown; further headers are attributes, which nothing here reads.
  case columns = "columns.csv"
  case roles = "roles.csv"
  /// One line a grant; `target` is a sheet, `sheet/section` or `*`.
  case grants = "grants.csv"

  package var headers: [String] {
    switch self {
    case .sheets: ["sheet"]
    case .sections: ["sheet", "section", "conflict"]
    case .columns: ["sheet", "section", "column", "kind", "merge", "key", "choices"]
    case .roles: ["role"]
    case .grants: ["role", "action", "target"]
    }
  }
}

extension WorkbookTemplate {
  /// Reads a template from its files' bytes, by file name; files of other names are not looked at.
  package init(files: [String: [UInt8]]) throws(TemplateError) {
    var reader = TemplateReader()
    for file in TemplateFile.allCases {
      guard let bytes = files[file.rawValue] else { throw .missingFile(file.rawValue) }
      let table = try TemplateTable(file: file.rawValue, bytes: bytes)
      try table.require(file.headers)
      for line in table.lines { try reader.read(file, table, line) }
    }
    self = reader.template
  }
}

/// Builds a template line by line; files come in the order of `TemplateFile`.
private struct TemplateReader {
  var template = WorkbookTemplate(sheets: [], roles: [])

  mutating func read(_ file: TemplateFile, _ table: TemplateTable, _ line: TemplateTable.Line) throws(TemplateError) {
    switch file {
    case .sheets: try readSheet(table, line)
    case .sections: try readSection(table, line)
    case .columns: try readColumn(table, line)
    case .roles: try readRole(table, line)
    case .grants: try readGrant(table, line)
    }
  }

  private mutating func readSheet(_ table: TemplateTable, _ line: TemplateTable.Line) throws(TemplateError) {
    let name = try newName("sheet", table, line, among: template.sheets.map(\.name))
    template.sheets.append(SheetTemplate(name: name, labels: table.labels(line)))
  }

  private mutating func readSection(_ table: TemplateTable, _ line: TemplateTable.Line) throws(TemplateError) {
    let sheet = try sheetPlace(table, line)
    let name = try newName("section", table, line, among: template.sheets[sheet].sections.map(\.name))
    let scope = try table.word("conflict", line, of: [ConflictScope.cell, .row], named: \.name, otherwise: .cell)
    template.sheets[sheet].sections.append(
      SectionTemplate(name: name, labels: table.labels(line), conflictScope: scope))
  }

  private mutating func readColumn(_ table: TemplateTable, _ line: TemplateTable.Line) throws(TemplateError) {
    let sheet = try sheetPlace(table, line)
    let section = try table.text("section", line)
    guard template.sheets[sheet].sections.contains(where: { $0.name == section }) else {
      throw .unknownName(file: table.file, line: line.number, header: "section")
    }
    let kind = try table.word("kind", line, of: ColumnKind.allCases, named: \.name)
    let known = Set(TemplateFile.columns.headers + Language.allCases.map(\.rawValue))
    template.sheets[sheet].columns.append(
      ColumnTemplate(
        name: try newName("column", table, line, among: template.sheets[sheet].columns.map(\.name)), section: section,
        labels: table.labels(line), kind: kind,
        policy: try table.word("merge", line, of: MergePolicy.allCases, named: \.name, otherwise: .ask),
        isKey: try table.truth("key", line), choices: try choices(kind, table, line),
        attributes: table.attributes(line, except: known)))
  }

  private mutating func readRole(_ table: TemplateTable, _ line: TemplateTable.Line) throws(TemplateError) {
    let name = try newName("role", table, line, among: template.roles.map(\.name))
    template.roles.append(RoleTemplate(name: name, labels: table.labels(line)))
  }

  private mutating func readGrant(_ table: TemplateTable, _ line: TemplateTable.Line) throws(TemplateError) {
    let role = try table.text("role", line)
    guard let place = template.roles.firstIndex(where: { $0.name == role }) else {
      throw .unknownName(file: table.file, line: line.number, header: "role")
    }
    let action = try table.word("action", line, of: Action.allCases, named: \.name)
    guard let target = TargetName(try table.text("target", line)), has(target) else {
      throw .unknownName(file: table.file, line: line.number, header: "target")
    }
    guard fits(action, target) else { throw .unfitTarget(file: table.file, line: line.number, header: "target") }
    template.roles[place].grants.append(GrantTemplate(action: action, target: target))
  }
}

extension TemplateReader {
  /// A name that no line before has.
  private func newName(
    _ header: String, _ table: TemplateTable, _ line: TemplateTable.Line, among names: [String]
  ) throws(TemplateError) -> String {
    let name = try table.text(header, line)
    let folded = Folding.fold(name)
    if names.contains(where: { Folding.fold($0) == folded }) {
      throw .doubledName(file: table.file, line: line.number, header: header)
    }
    return name
  }

  private func sheetPlace(_ table: TemplateTable, _ line: TemplateTable.Line) throws(TemplateError) -> Int {
    let name = try table.text("sheet", line)
    guard let place = template.sheets.firstIndex(where: { $0.name == name }) else {
      throw .unknownName(file: table.file, line: line.number, header: "sheet")
    }
    return place
  }

  /// A closed list has at least one entry, and only a `choice` has one.
  private func choices(
    _ kind: ColumnKind, _ table: TemplateTable, _ line: TemplateTable.Line
  ) throws(TemplateError) -> [String] {
    var choices: [String] = []
    for part in table.optional("choices", line).split(separator: "|") {
      if let choice = (try? ColumnKind.choice.cell(from: String(part)))?.text { choices.append(choice) }
    }
    guard choices.isEmpty == (kind != .choice) else {
      throw .unfitChoices(file: table.file, line: line.number, header: "choices")
    }
    return choices
  }

  private func has(_ target: TargetName) -> Bool {
    switch target {
    case .everything: true
    case .sheet(let name): template.sheets.contains { $0.name == name }
    case .section(let sheet, let name):
      template.sheets.contains { $0.name == sheet && $0.sections.contains { $0.name == name } }
    }
  }

  private func fits(_ action: Action, _ target: TargetName) -> Bool {
    switch target {
    case .everything: true
    case .sheet: !action.isPower
    case .section: !action.isPower && action != .delete
    }
  }
}

extension ConflictScope {
  /// The name that templates use.
  package var name: String {
    switch self {
    case .cell: "cell"
    case .row: "row"
    }
  }
}
