/// A JSON value whose objects keep the order in which their keys were given, so that output never changes by itself.
///
///     JSON.object(["version": 3, "conflicts": []]).text   // two-space indents, no line end
package indirect enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Int)
  case string(String)
  case array([JSON])
  case object([Member])

  /// One key with its value.
  package struct Member: Equatable, Sendable {
    package var key: String
    package var value: JSON

    package init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }
}

extension JSON {
  /// The text, or null.
  package static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

  /// The number, or null.
  package static func optional(_ number: Int?) -> JSON { number.map(JSON.number) ?? .null }

  /// An array of what `make` gives for each element.
  package static func list<Element>(_ elements: some Sequence<Element>, _ make: (Element) -> JSON) -> JSON {
    .array(elements.map(make))
  }

  /// The value of a key; nil if this is no object or has no such key.
  package subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// An object with more members behind its own; anything else as it is.
  package func adding(_ members: [Member]) -> JSON {
    guard case .object(let own) = self else { return self }
    return .object(own + members)
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .number(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements.map(Member.init)) }
}

extension JSON {
  /// Written out over several lines: RFC 8259, two blanks a level.
  package var text: String {
    var output = ""
    write(to: &output, indent: 0)
    return output
  }

  /// Written out in one line.
  package var line: String {
    var output = ""
    write(to: &output, indent: nil)
    return output
  }

  private func write(to output: inout String, indent: Int?) {
    switch self {
    case .null: output += "null"
    case .bool(let value): output += value ? "true" : "false"
    case .number(let value): output += String(value)
    case .string(let text): Self.write(text, to: &output)
    case .array(let elements):
      Self.write("[", "]", elements, to: &output, indent) { $0.write(to: &$1, indent: $2) }
    case .object(let members):
      Self.write("{", "}", members, to: &output, indent) { member, output, indent in
        Self.write(member.key, to: &output)
        output += ": "
        member.value.write(to: &output, indent: indent)
      }
    }
  }

  private static func write<Element>(
    _ open: String, _ close: String, _ elements: [Element], to output: inout String, _ indent: Int?,
    _ each: (Element, inout String, Int?) -> Void
  ) {
    output += open
    let inner = indent.map { $0 + 1 }
    for (place, element) in elements.enumerated() {
      if place > 0 { output += inner == nil ? ", " : "," }
      breakLine(&output, inner)
      each(element, &output, inner)
    }
    if !elements.isEmpty { breakLine(&output, indent) }
    output += close
  }

  private static func breakLine(_ output: inout String, _ indent: Int?) {
    guard let indent else { return }
    output += "\n" + String(repeating: "  ", count: indent)
  }

  /// A text in quotes.
  static func write(_ text: String, to output: inout String) {
    output += "\""
    defer { output += "\"" }
    if text.utf8.allSatisfy(isPlain) {
      output += text
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case "\0"..<" ", "\u{7F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
  }

  /// Whether a byte stands for itself: no control, quote or backslash, and not the first byte of U+2028.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != 0x22 && byte != 0x5C && byte != 0x7F && byte != 0xE2
  }
}
