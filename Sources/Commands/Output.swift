import Presentation
import SystemIO

/// Where a command's report goes: lines for people, or one JSON value for programs.
struct Output {
  let terminal: any Terminal
  let isJSON: Bool
  let style: Style

  init(_ environment: Environment, isJSON: Bool) {
    terminal = environment.terminal
    self.isJSON = isJSON
    style = environment.style(for: .standard)
  }

  /// The report; only the form that is wanted is made.
  func report(_ json: @autoclosure () -> JSON, _ lines: @autoclosure () -> [String]) {
    if isJSON { terminal.write(json().text + "\n") } else { write(lines()) }
  }

  func write(_ lines: [String]) {
    if !lines.isEmpty { terminal.write(lines.joined(separator: "\n") + "\n") }
  }

  /// Something beside the report, for a person.
  func note(_ text: String) { terminal.write(text + "\n", to: .error) }
}

/// Collects bytes and writes them in large pieces.
struct BufferedOutput {
  private static let pieceSize = 1 << 16
  private let terminal: any Terminal
  var bytes: [UInt8] = []

  init(_ terminal: any Terminal) { self.terminal = terminal }

  /// Writes if there is enough; false if nobody reads any more.
  mutating func drain() -> Bool { bytes.count < Self.pieceSize || flush() }

  @discardableResult
  mutating func flush() -> Bool {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes.isEmpty || bytes.withUnsafeBytes { terminal.write($0, to: .standard) }
  }
}
