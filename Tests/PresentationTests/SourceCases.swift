import Foundation
import Testing

/// The cases of an enum, read from its source: a table of them is complete or its test fails.
enum SourceCases {
  static func names(of type: String, in path: String) throws -> Set<String> {
    let root = URL(filePath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
    let start = try #require(text.range(of: "enum \(type):"), "\(path) has no enum \(type)")
    let body = text[start.upperBound...].prefix { _ in true }.components(separatedBy: "\n}")[0]
    var names: Set<String> = []
    for line in body.split(separator: "\n") where line.hasPrefix("  case ") {
      for part in line.dropFirst("  case ".count).split(separator: /, (?=\w+(?:\(|,|$| =))/) {
        names.insert(String(part.prefix { $0.isLetter || $0.isNumber }))
      }
    }
    return names
  }
}
