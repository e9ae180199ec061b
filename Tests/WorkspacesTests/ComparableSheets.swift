import Foundation
import SystemIO
import Tables
import WorkbookFiles

/// A field as tests write it: `number:12.5`, `text:abc`, nothing for an empty one.
typealias Fields = [String]

/// All sheets of a file, as far as they must be equal after a conversion.
struct Sheets: Equatable {
  var infos: [SheetInfo] = []
  /// For each sheet its rows by number.
  var rows: [[Int: Fields]] = []

  init(_ bytes: [UInt8]) throws {
    let walk = try WorkbookReader(name: "list", source: ByteSource(bytes)).walk()
    while let (info, source) = try walk.next() {
      infos.append(info)
      rows.append(try Self.rows(source))
    }
  }

  init(file path: String) throws { try self.init(LocalFileSystem().read(path)) }

  private static func rows(_ source: any RowReader) throws -> [Int: Fields] {
    var rows: [Int: Fields] = [:]
    var block = FieldBlock()
    while try source.next(into: &block, atMost: 100) {
      for row in 0..<block.rowCount { rows[block.rowNumbers[row]] = fields(ofRow: row, block) }
      block.removeAll()
    }
    return rows
  }

  /// What must be equal: numbers by value, times by their length; of errors only that they are ones.
  static func fields(ofRow row: Int, _ block: FieldBlock) -> Fields {
    block.fields(ofRow: row).map { field in
      let text = block.text(ofField: field)
      switch block.tags[field] {
      case .empty: return ""
      case .error: return "error"
      case .number: return "number:\(Double(text) ?? .nan)"
      case .time: return "time:\(seconds(text).map { "\($0)" } ?? text)"
      case .dateTime where text.contains("."):
        let parts = text.split(separator: ".")
        return "dateTime:\(parts[0]).\(parts[1].prefix(3).padding(toLength: 3, withPad: "0", startingAt: 0))"
      case let tag: return "\(tag):\(text)"
      }
    }
  }

  private static func seconds(_ text: String) -> Double? {
    if let parts = text.wholeMatch(of: /(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?/) {
      let total = (Double(parts.2 ?? "0") ?? 0) * 3600 + (Double(parts.3 ?? "0") ?? 0) * 60
      return (total + (Double(parts.4 ?? "0") ?? 0)) * (parts.1 == "-" ? -1 : 1)
    }
    let parts = text.split(separator: ":").compactMap { Double($0) }
    return parts.count < 2 ? nil : parts[0] * 3600 + parts[1] * 60 + (parts.count > 2 ? parts[2] : 0)
  }
}
