import Foundation

/// The project's own text, as the tests of its structure read it.
enum Project {
  /// The folder that holds Package.swift, whatever it is called and however this file was reached.
  static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let manifest = text(of: root.appending(path: "Package.swift"))

  /// All Swift files under Sources, and those of the simulator, which is built upon them; sorted by path.
  static let sources: [SourceFile] = {
    let folders = ["Sources", SourceFile.simulator].map { root.appending(path: $0) }
    let walks = folders.compactMap { FileManager.default.enumerator(at: $0, includingPropertiesForKeys: nil) }
    let files = walks.flatMap(\.allObjects).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    return files.map { SourceFile(path: relative($0), text: text(of: $0)) }.sorted { $0.path < $1.path }
  }()

  private static func text(of file: URL) -> String { (try? String(contentsOf: file, encoding: .utf8)) ?? "" }

  private static func relative(_ file: URL) -> String {
    String(file.resolvingSymlinksInPath().path.dropFirst(root.path.count + 1))
  }
}

/// One file of Sources, taken apart once: regular expressions are slow, and there are many lines.
struct SourceFile {
  /// From the root: `Sources/Tables/Cell.swift`.
  let path: String
  let lines: [Substring]
  /// The lines without comments and without what stands in quotes, so that words in them are not taken for code.
  let code: [Substring]
  /// The modules that this file imports, whatever the access or the kind of import.
  let imports: Set<String>

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    code = lines.map(Self.stripped)
    imports = Set(code.compactMap(Self.imported))
  }

  /// Where the simulator's modules are.
  static let simulator = "Tests/Simulation"

  /// The folder under Sources, or under the simulator's: `Tables`.
  var module: String { String(path.split(separator: "/")[path.hasPrefix(Self.simulator) ? 2 : 1]) }

  private static func stripped(_ line: Substring) -> Substring {
    let bytes = line.utf8
    guard bytes.contains(UInt8(ascii: "\"")) || bytes.contains(UInt8(ascii: "/")) else { return line }
    let unquoted = line.replacing(/"(?:[^"\\]|\\.)*"/, with: "\"\"")
    return unquoted[..<(unquoted.firstRange(of: "//")?.lowerBound ?? unquoted.endIndex)]
  }

  private static func imported(_ line: Substring) -> String? {
    guard line.contains("import ") else { return nil }
    let words = line.split(separator: " ").drop { $0.hasPrefix("@") || accesses.contains($0) }
    guard words.first == "import" else { return nil }
    let name = words.dropFirst().first { !kinds.contains($0) }
    return name.map { String($0.prefix { $0 != "." }) }
  }

  private static let accesses: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
  private static let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
}
