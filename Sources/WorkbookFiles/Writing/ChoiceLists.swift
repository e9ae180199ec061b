/// The closed lists of all sheets: short ones stand in the rule itself, others on a hidden sheet.
struct ChoiceLists {
  /// The longest list in a rule, in UTF-16 units.
  private static let longest = 255

  private struct Place: Hashable {
    var sheet: Int
    var column: Int
  }

  /// The lists of the hidden sheet, one a column; none, and there is no such sheet.
  private(set) var lists: [[String]] = []
  /// The name of the hidden sheet.
  let sheetName: String
  private var formulas: [Place: String] = [:]

  /// - Parameter names: what the sheets are called in the file.
  init(sheets: [SheetLayout], names: [String]) {
    sheetName = SheetNames.short(names + ["_choices"]).last ?? "_choices"
    for (index, sheet) in sheets.enumerated() {
      for (place, column) in sheet.columns.enumerated() where !column.choices.isEmpty {
        formulas[Place(sheet: index, column: place)] = formula(column.choices)
      }
    }
  }

  private mutating func formula(_ choices: [String]) -> String {
    if Self.fitsIntoRule(choices) { return "\"\(choices.joined(separator: ","))\"" }
    let column = lists.firstIndex(of: choices) ?? lists.count
    if column == lists.count { lists.append(choices) }
    let letters = SheetNames.columnName(column)
    return "\(SheetNames.quoted(sheetName))!$\(letters)$1:$\(letters)$\(choices.count)"
  }

  /// In a rule commas part the choices, blanks beside them are dropped, and a quote ends the list for some programs.
  private static func fitsIntoRule(_ choices: [String]) -> Bool {
    choices.joined(separator: ",").utf16.count <= longest
      && choices.allSatisfy { choice in
        !choice.isEmpty && choice.first?.isWhitespace == false && choice.last?.isWhitespace == false
          && !choice.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 < 0x20 }
      }
  }

  /// The rules of a sheet, for all rows below the header; empty if there are none.
  func xml(sheet: Int, columns: Int) -> String {
    let rules = (0..<columns).compactMap { column in
      formulas[Place(sheet: sheet, column: column)].map { formula in
        let letters = SheetNames.columnName(column)
        return """
          <dataValidation type="list" allowBlank="1" showErrorMessage="1" \
          sqref="\(letters)2:\(letters)\(SheetLimits.rows)"><formula1>\(OfficeText.escaped(formula))</formula1>\
          </dataValidation>
          """
      }
    }
    return rules.isEmpty ? "" : "<dataValidations count=\"\(rules.count)\">\(rules.joined())</dataValidations>"
  }

  /// The rows of the hidden sheet.
  var rows: [[String?]] {
    (0..<(lists.map(\.count).max() ?? 0)).map { row in lists.map { row < $0.count ? $0[row] : nil } }
  }
}
