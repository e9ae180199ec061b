import Glibc

/// Where a program writes to.
package enum OutputStream: Int32, Sendable {
  case standard = 1
  case error = 2
}

/// Where a program's words go to and a person's answers come from.
package protocol Terminal: Sendable {
  /// Writes the bytes at once; says false if nobody reads any more (a closed pipe).
  @discardableResult
  func write(_ bytes: UnsafeRawBufferPointer, to stream: OutputStream) -> Bool

  /// Whether a person looks at it, rather than a file or another program.
  func isInteractive(_ stream: OutputStream) -> Bool

  /// Whether a person can answer: standard input is a terminal.
  var canAsk: Bool { get }

  /// Signs in a line; nil where there is no terminal.
  var width: Int? { get }

  /// One line of standard input without its end; nil at the end of the input.
  func readLine() -> String?

  /// One line that is not shown while it is typed; nil where there is no terminal.
  func readSecret(prompt: String) -> String?

  /// All of standard input.
  func readAll() -> [UInt8]
}

extension Terminal {
  /// Writes the text at once; says false if nobody reads any more (a closed pipe).
  @discardableResult
  package func write(_ text: String, to stream: OutputStream = .standard) -> Bool {
    var text = text
    return text.withUTF8 { write(UnsafeRawBufferPointer($0), to: stream) }
  }
}

/// The terminal, files or pipes that this process was started with.
package struct SystemTerminal: Terminal {
  package init() {
    // A reader such as `head` may leave early; that is no reason to die in the middle of a save.
    signal(SIGPIPE, SIG_IGN)
  }

  package func write(_ bytes: UnsafeRawBufferPointer, to stream: OutputStream) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let written = Glibc.write(stream.rawValue, rest.baseAddress, rest.count)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
    return true
  }

  package func isInteractive(_ stream: OutputStream) -> Bool { isatty(stream.rawValue) == 1 }

  package var canAsk: Bool { isatty(STDIN_FILENO) == 1 }

  package var width: Int? {
    var size = winsize()
    guard ioctl(OutputStream.standard.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  package func readLine() -> String? { Swift.readLine(strippingNewline: true) }

  package func readSecret(prompt: String) -> String? {
    // The terminal itself, so that a passphrase can be asked for while standard input is a file.
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var shown = termios()
    guard tcgetattr(terminal, &shown) == 0 else { return nil }
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    guard tcsetattr(terminal, TCSAFLUSH, &hidden) == 0 else { return nil }
    defer { tcsetattr(terminal, TCSAFLUSH, &shown) }
    put(prompt, on: terminal)
    let line = line(from: terminal)
    put("\n", on: terminal)
    return line
  }

  package func readAll() -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return bytes }
      bytes += piece[..<count]
    }
  }

  private func put(_ text: String, on terminal: Int32) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(terminal, bytes, bytes.count)
  }

  private func line(from terminal: Int32) -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while true {
      let count = read(terminal, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      guard count == 1 else { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
  }
}
