import Foundation
import Testing
import WorkbookFiles

/// What python-calamine 0.9.1 found: null, text, number, or an object that names the type.
struct CalamineOracle {
  private var names: [String]
  private var rows: [[[Any]]]

  init(path: String) throws {
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any]
    let sheets = try #require(json?["sheets"] as? [[String: Any]])
    names = sheets.compactMap { $0["name"] as? String }
    rows = sheets.map { $0["rows"] as? [[Any]] ?? [] }
  }

  /// The places that differ, as `Sheet1 R2C4`.
  func differences(from reader: WorkbookReader) throws -> [String] {
    let sheets = try reader.sheets.map(\.name)
    guard sheets == names else { return ["sheets \(sheets)"] }
    return try sheets.indices.flatMap { try differences(from: reader, sheet: $0) }
  }

  private func differences(from reader: WorkbookReader, sheet: Int) throws -> [String] {
    let found = try WorkbookFilesTests.rows(of: reader, sheet: sheet)
    var places: [String] = []
    for row in 1...max(1, rows[sheet].count, found.keys.max() ?? 1) {
      let expected = rows[sheet].indices.contains(row - 1) ? rows[sheet][row - 1] : []
      let fields = found[row] ?? []
      for column in 0..<max(expected.count, fields.count) {
        let field = column < fields.count ? fields[column] : ""
        let value = column < expected.count ? expected[column] : NSNull()
        if !agrees(field, value) { places.append("\(names[sheet]) R\(row)C\(column + 1)") }
      }
    }
    return places
  }

  private func agrees(_ field: String, _ value: Any) -> Bool {
    // Calamine drops a formula's error, and text of blanks only.
    if field.hasPrefix("error:") { return true }
    switch value {
    case is NSNull: return field.allSatisfy(\.isWhitespace)
    case let text as String: return plain(field) == plain(text)
    case let number as NSNumber: return field == "number:\(number)" || Double(plain(field)) == number.doubleValue
    case let typed as [String: Any]:
      if let flag = typed["b"] as? Bool { return field == "boolean:\(flag)" }
      let text = (typed["date"] ?? typed["datetime"] ?? typed["time"]) as? String ?? ""
      // Calamine writes parts of a second to six digits.
      return !text.isEmpty && (text.hasPrefix(plain(field)) || plain(field) + "T00:00:00" == text)
    default: return false
    }
  }

  /// Without tag, and without the blanks at both ends that readers treat differently.
  private func plain(_ field: String) -> String {
    let tags = ["number:", "date:", "dateTime:", "time:", "boolean:"]
    let bare = tags.first(where: field.hasPrefix).map { String(field.dropFirst($0.count)) } ?? field
    return bare.trimmingCharacters(in: .whitespaces)
  }
}
