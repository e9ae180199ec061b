import ArgumentParser
import Presentation
import Profiling
import Tables
import Workspaces

/// `kontor column list SHEET`
struct ColumnList: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List a sheet's columns: kind, section, merge policy, what they are for.")

  @Argument var sheet: String
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let sheet = try environment.inWorkspace(common, readsOnly: true) { try $0.catalog.sheet(named: self.sheet) }
    let rows = sheet.columns.map { column in
      [
        column.name, column.kind.name, sheet.section(column.section)?.name ?? "", column.policy.name,
        column.isKey ? "yes" : "", column.choices.joined(separator: ", "),
        profile(of: column).filter { !$0.name.hasPrefix("ask.") }.map { "\($0.name) \($0.value)" }
          .joined(separator: "; "),
      ]
    }
    let output = output(environment)
    output.report(
      ["sheet": .string(sheet.name), "columns": .list(sheet.columns) { json($0, of: sheet) }],
      TextTable(["column", "kind", "section", "merge", "key", "choices", "profile"], rows)
        .lines(width: environment.width, style: output.style))
    return .done
  }

  private func json(_ column: Column, of sheet: Sheet) -> JSON {
    [
      "name": .string(column.name), "id": .id(column.id), "kind": .string(column.kind.name),
      "section": .optional(sheet.section(column.section)?.name), "merge": .string(column.policy.name),
      "key": .bool(column.isKey), "choices": .list(column.choices) { .string($0) },
      "labels": .object(
        Language.allCases.compactMap { language in
          column.labels[language].map { JSON.Member(language.rawValue, .string($0)) }
        }),
      "profile": .list(profile(of: column)) { ["attribute": .string($0.name), "value": .string($0.value)] },
    ]
  }

  /// Those attributes that say what a column is for, as they stand.
  private func profile(of column: Column) -> [Attribute] {
    column.attributes.filter { ProfileAttribute(name: $0.name) != nil }
  }
}
