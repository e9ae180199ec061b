import Mustache

/// Why a letter's template cannot be used; lines count from 1.
package enum LetterTemplateError: Error, Hashable, Sendable {
  case missing(file: String)
  case notUTF8(file: String)
  /// The first line is not `Subject: …`, or no empty line follows it.
  case noSubject(file: String, line: Int)
  case noBody(file: String)
  /// A section that is not closed, a tag that is none, or a part in a part.
  case unreadable(file: String, line: Int)
  /// A brace that belongs to no tag.
  case strayBrace(file: String, line: Int)
  case unknownPlaceholder(file: String, line: Int, name: String)
}

/// The text of one template's file, line by line.
struct TemplateSource {
  let file: String
  /// Without the empty ones at the end.
  let lines: [String]

  init(_ bytes: [UInt8], file: String) throws(LetterTemplateError) {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(file: file) }
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
    while lines.last.map({ $0.allSatisfy { $0 == " " || $0 == "\t" } }) == true { lines.removeLast() }
    (self.file, self.lines) = (file, lines)
  }

  /// Checks that all tags name what is known, each in one line, and gives the lines of parts (`{{> contact}}`) by name.
  ///
  /// Mustache itself takes an unknown name for an empty value, which nobody would notice in a letter.
  func check(names: Set<String>, bracesAreText: Bool = false) throws(LetterTemplateError) -> [String: Int] {
    var parts: [String: Int] = [:]
    for (number, line) in lines.enumerated() {
      var rest = line
      for tag in line.matches(of: /{{(?<sign>[#^\/&>!{]?)\s*(?<name>[^{}]*?)\s*}}}?/) {
        let name = String(tag.name)
        switch tag.sign {
        case "!": break
        case ">": parts[name] = number + 1
        case _ where names.contains(name): break
        default: throw .unknownPlaceholder(file: file, line: number + 1, name: name)
        }
        rest = rest.replacing(tag.0, with: "", maxReplacements: 1)
      }
      guard bracesAreText ? !rest.contains("{{") : !rest.contains(where: { $0 == "{" || $0 == "}" }) else {
        throw .strayBrace(file: file, line: number + 1)
      }
    }
    let odd = parts.keys.sorted().first {
      $0.isEmpty || !$0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
    if let odd { throw .missing(file: odd) }
    return parts
  }

  /// A text of this file that begins at a line; plain, unless it is a page.
  func template(_ text: String, line: Int, isPage: Bool = false) throws(LetterTemplateError) -> MustacheTemplate {
    let head = isPage ? "" : "{{% CONTENT_TYPE:TEXT}}\n"
    do { return try MustacheTemplate(string: head + text) } catch let error as MustacheTemplate.ParserError {
      throw .unreadable(file: file, line: max(error.context.lineNumber - (isPage ? 0 : 1), 1) + line - 1)
    } catch { throw .unreadable(file: file, line: line) }
  }
}
