/// The closed lists of all sheets, as cell validations.
struct Validations {
  private struct Place: Hashable {
    var sheet: Int
    var column: Int
  }

  /// For `table:content-validations`; empty if there are none.
  let xml: String
  private let names: [Place: String]

  init(sheets: [SheetLayout], names sheetNames: [String]) {
    var xml = ""
    var names: [Place: String] = [:]
    for (index, sheet) in sheets.enumerated() {
      for (place, column) in sheet.columns.enumerated() where !column.choices.isEmpty {
        let name = "list-\(index)-\(place)"
        names[Place(sheet: index, column: place)] = name
        xml += Self.validation(
          name: name, choices: column.choices,
          base: "\(SheetNames.quoted(sheetNames[index])).\(SheetNames.columnName(place))2")
      }
    }
    self.names = names
    self.xml = xml.isEmpty ? "" : "<table:content-validations>\(xml)</table:content-validations>"
  }

  /// What each cell of a column bears; empty if it may hold anything.
  func attribute(sheet: Int, column: Int) -> String {
    names[Place(sheet: sheet, column: column)].map { " table:content-validation-name=\"\($0)\"" } ?? ""
  }

  private static func validation(name: String, choices: [String], base: String) -> String {
    let list = choices.map {
      "\"\($0.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
    let condition = "of:cell-content-is-in-list(\(list.joined(separator: ";")))"
    return """
      <table:content-validation table:name="\(name)" table:condition="\(XMLText.escaped(condition))" \
      table:allow-empty-cell="true" table:display-list="unsorted" table:base-cell-address="\(XMLText.escaped(base))">\
      <table:error-message table:message-type="stop" table:display="true"/></table:content-validation>
      """
  }
}
