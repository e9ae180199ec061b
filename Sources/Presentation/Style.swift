/// Colours and weights of a terminal (ECMA-48), or none.
package struct Style: Sendable, Equatable {
  package var isColoured: Bool

  package init(isColoured: Bool) { self.isColoured = isColoured }

  package static let plain = Style(isColoured: false)

  package func bold(_ text: String) -> String { wrap(text, "1") }
  package func dim(_ text: String) -> String { wrap(text, "2") }
  package func red(_ text: String) -> String { wrap(text, "31") }
  package func green(_ text: String) -> String { wrap(text, "32") }
  package func yellow(_ text: String) -> String { wrap(text, "33") }

  private func wrap(_ text: String, _ code: String) -> String {
    isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

extension String {
  /// In one line and without control characters, so that no value can steer a terminal.
  var inOneLine: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    var output = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar == "\n" {
        output.append(contentsOf: " ↵ ".unicodeScalars)
      } else if !scalar.isControl {
        output.append(scalar)
      }
    }
    return String(output)
  }
}

extension Unicode.Scalar {
  /// Also the signs that turn the direction of all that follows.
  fileprivate var isControl: Bool {
    value < 0x20 || (0x7F...0x9F).contains(value) || (0x202A...0x202E).contains(value)
      || (0x2066...0x2069).contains(value)
  }
}
