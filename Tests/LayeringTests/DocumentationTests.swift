import Testing

/// Holds the documentation of what crosses modules to these rules:
///
/// - Every `package` type, method, function, subscript and alias has a doc comment.
/// - Excused, since they would only repeat their names: properties, inits and enum cases (their type's comment speaks
///   for them), operators, methods of one statement, one-line typed ids, and types inside a type that are enums (their
///   cases say it) or of one line.
/// - Excused, since it is said elsewhere: a method that a protocol of ours or of the standard library asks for, and
///   one that a doc comment in the same file names in backticks.
@Suite struct DocumentationTests {
  @Test func whatCrossesModulesIsDocumented() {
    for file in Project.sources {
      for (number, line) in file.lines.enumerated() {
        guard let declaration = Declaration(line), !declaration.isExcused(at: number, in: file) else { continue }
        Issue.record("\(file.path):\(number + 1): \(declaration.name) has no doc comment")
      }
    }
  }

  @Test func aMissingCommentIsFound() {
    let text = """
      package struct Bare {
        package func long() {
          work()
          rest()
        }
        /// Said.
        @discardableResult
        package func said() -> Int {
          work()
          rest()
        }
        package func short() { work() }
        package var value = 1
      }
      """
    let file = SourceFile(path: "Sources/Tables/Bare.swift", text: text)
    let found = file.lines.enumerated().compactMap { number, line in
      Declaration(line).flatMap { $0.isExcused(at: number, in: file) ? nil : $0.name }
    }
    #expect(found == ["Bare", "long"])
  }
}

/// A `package` declaration that the rules speak of.
private struct Declaration {
  var keyword: String
  var name: String
  private var line: Substring

  init?(_ line: Substring) {
    guard line.contains("package ") else { return nil }
    let pattern =
      /^\s*(?:@\w+(?:\([^)]*\))? )*package (?:(?:final|static|class|mutating|indirect|nonisolated|consuming|borrowing) )*(func|struct|enum|class|protocol|actor|subscript|typealias)\b ?([^\s(]*)/
    guard let match = line.firstMatch(of: pattern) else { return nil }
    let isWord = match.2.first?.isLetter == true
    (keyword, self.line) = (String(match.1), line)
    name = String(isWord ? match.2.prefix { $0 != "<" && $0 != ":" } : match.2)
  }

  func isExcused(at number: Int, in file: SourceFile) -> Bool {
    if hasComment(above: number, in: file.lines) { return true }
    switch keyword {
    case "func":
      return isOneStatement(at: number, in: file.lines) || isOperator || Self.requirements.contains(name)
        || isNamed(in: file)
    case "struct": return isOneLine && isNested || line.contains(": TypedID {")
    case "enum": return isNested
    default: return false
    }
  }

  private func hasComment(above number: Int, in lines: [Substring]) -> Bool {
    let above = lines[..<number].reversed().first { !$0.drop { $0 == " " }.hasPrefix("@") }
    return above?.drop { $0 == " " }.hasPrefix("///") == true
  }

  private var isOneLine: Bool { line.hasSuffix("}") }
  /// The body stands on this line, or alone on the next.
  private func isOneStatement(at number: Int, in lines: [Substring]) -> Bool {
    let closing = line.prefix { $0 == " " } + "}"
    return isOneLine || line.hasSuffix("{") && lines.dropFirst(number + 2).first == closing
  }

  private var isNested: Bool { line.hasPrefix(" ") }
  private var isOperator: Bool { !(name.first?.isLetter ?? true) }

  private func isNamed(in file: SourceFile) -> Bool {
    file.lines.contains { $0.contains("///") && ($0.contains("`\(name)(") || $0.contains("`\(name)`")) }
  }

  /// Names of the methods that protocols ask for, ours and the standard library's.
  private static let requirements: Set<String> = {
    var names: Set = ["encode", "hash", "next", "makeIterator", "index", "finalize"]
    for file in Project.sources {
      var isInside = false
      for line in file.code {
        if line.contains("protocol ") { isInside = !line.hasSuffix("}") }
        if line.hasPrefix("}") { isInside = false }
        if isInside, line.contains("func "), let found = line.firstMatch(of: /^ +(?:mutating |static )*func (\w+)/) {
          names.insert(String(found.1))
        }
      }
    }
    return names
  }()
}
