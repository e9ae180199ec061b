/// Collects the text of a cell's paragraphs, one a line.
struct Paragraphs {
  private let scanner: XMLScanner
  private var isFirst = true
  /// Whether white space that comes now is part of what went before it.
  private var swallowsSpace = true
  private var isAtStart = true
  var text: [UInt8] = []
  /// What the last paragraph held.
  private(set) var onlyText = XMLScanner.OnlyText.none
  private var expanded: [UInt8] = []

  init(scanner: XMLScanner) { self.scanner = scanner }

  mutating func reset() {
    isFirst = true
    if !text.isEmpty { text.removeAll(keepingCapacity: true) }
  }

  /// Whether there is more than any value may have; that is told once the cell has ended. Forty bytes of XML can stand
  /// for 64 KiB of blanks.
  private var isFull: Bool { text.count > SheetLimits.value }

  /// Reads the paragraph that has just begun.
  mutating func readOne() throws {
    onlyText = .more
    guard !isFull else { return try scanner.skipElement() }
    onlyText = .none
    if !isFirst { text.append(10) }
    isFirst = false
    swallowsSpace = true
    isAtStart = true
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      if token != .end {
        let isPlainText = token == .text && !scanner.textHasEntities && isPlain(scanner.text)
        onlyText = onlyText.with(isPlainText ? scanner.range(of: scanner.text) : nil)
      }
      switch token {
      case .text: if !isFull { try appendText() }
      case .start: if isFull { try scanner.skipElement() } else { try takeChild() }
      case .end: break
      }
    }
  }

  private mutating func takeChild() throws {
    switch scanner.name {
    case .s: appendSpaces(try scanner.attribute(.c).flatMap { Int($0) } ?? 1)
    case .tab: appendSign(9)
    case .lineBreak: appendSign(10)
    case .otherText: break
    default: try scanner.skipElement()
    }
  }

  private mutating func appendSpaces(_ count: Int) {
    // More spaces than any value may hold are a trap.
    for _ in 0..<min(max(0, count), 65_536) { text.append(0x20) }
    swallowsSpace = false
    isAtStart = false
  }

  private mutating func appendSign(_ sign: UInt8) {
    text.append(sign)
    swallowsSpace = false
    isAtStart = false
  }

  private mutating func appendText() throws {
    guard scanner.textHasEntities else { return append(scanner.text) }
    expanded.removeAll(keepingCapacity: true)
    try scanner.append(scanner.text, hasEntities: true, to: &expanded)
    let copy = expanded
    copy.withUnsafeBytes { append($0) }
  }

  /// Whether nothing of it folds: no signs but blanks between words.
  private func isPlain(_ piece: UnsafeRawBufferPointer) -> Bool {
    guard let first = piece.first, first > 0x20 else { return false }
    var isPlain = true
    var previous = first
    for byte in piece {
      if byte <= 0x20, byte < 0x20 || previous == 0x20 { isPlain = false }
      previous = byte
    }
    return isPlain
  }

  /// White space folds into one blank, also across elements, and is dropped at a paragraph's start (OpenDocument 1.3,
  /// part 3, 6.1.2). But LibreOffice writes and reads single blanks at both ends as they are, so these stay; line ends
  /// and tabs at the start come from programs that indent.
  private mutating func append(_ piece: UnsafeRawBufferPointer) {
    if isPlain(piece) {
      text.append(contentsOf: piece)
      swallowsSpace = piece[piece.count - 1] == 0x20
      isAtStart = false
      return
    }
    for byte in piece {
      guard byte.isXMLSpace else {
        text.append(byte)
        swallowsSpace = false
        isAtStart = false
        continue
      }
      if !swallowsSpace || (isAtStart && byte == 0x20) { text.append(0x20) }
      swallowsSpace = true
      isAtStart = false
    }
  }
}
