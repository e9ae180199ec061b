/// The deepest nesting of elements that is read.
let deepestNesting = 256
/// The most attributes of one element.
let mostTagAttributes = 256

/// Reads XML as a stream of tokens, over a window that slides along the file.
///
///     while let token = try scanner.next() {
///       if token == .start, scanner.name == .tableRow { … }
///     }
///
/// Made for the parts of office documents, which are UTF-8, machine-written and huge: no token makes an object. It
/// checks that tags match and nest, resolves namespaces, and expands the five predefined entities and numeric ones,
/// nothing else; a document type is refused. What is not UTF-8, and NUL, is refused wherever it stands; otherwise it is no
/// validator: other characters that XML forbids pass.
///
/// Its properties, like those of what it feeds, go without the check for exclusive access: no closure ever sees two of
/// them change at once, and the checks took half of the time.
final class XMLScanner {
  enum Token {
    case start
    case end
    /// A piece of character data; one text may come in several.
    case text
  }

  let part: String
  /// Writes the next bytes into the room's beginning and tells how many; 0 at the end.
  let source: (_ room: UnsafeMutableRawBufferPointer) throws -> Int
  /// Of a part in UTF-16, which only few programs write.
  var decoder: TextDecoder?
  @exclusivity(unchecked) var sourceEnded = false

  @exclusivity(unchecked) var window = UnsafeMutableRawBufferPointer.allocate(byteCount: windowSize, alignment: 16)
  /// What was not used yet lies between `place` and `end`, in whole characters.
  @exclusivity(unchecked) var place = 0
  @exclusivity(unchecked) var end = 0
  /// Behind `end` there may be the first bytes of a character.
  @exclusivity(unchecked) var filled = 0
  /// Whether there is something behind `end` that is no text.
  @exclusivity(unchecked) var hasFault = false
  /// How many bytes of the part came before the window's first.
  @exclusivity(unchecked) var dropped = 0

  let names: XMLNames
  let tags = TagMemory()
  let parsedAttributes = UnsafeMutablePointer<XMLAttribute>.allocate(capacity: mostTagAttributes)
  /// Those of the current start tag: parsed, or remembered.
  @exclusivity(unchecked) var attributes: UnsafePointer<XMLAttribute>
  @exclusivity(unchecked) var attributeCount = 0
  /// Where the current start tag begins in the window.
  @exclusivity(unchecked) var tagStart = 0
  /// The slots of the open elements' names.
  let open = UnsafeMutablePointer<Int>.allocate(capacity: deepestNesting + 1)

  /// The element of the last start or end.
  @exclusivity(unchecked) var name = XMLName.other
  /// How many elements are open; a start counts itself, an end no longer.
  @exclusivity(unchecked) var depth = 0
  /// Whether an element was `<empty/>`, so that its end follows at once.
  @exclusivity(unchecked) var endIsDue = false
  /// The bytes of the last text.
  @exclusivity(unchecked) var text = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Whether `&` in the last text begins an entity.
  @exclusivity(unchecked) var textHasEntities = false

  init(part: String, source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) {
    self.part = part
    self.source = source
    names = XMLNames()
    attributes = UnsafePointer(parsedAttributes)
  }

  deinit {
    window.deallocate()
    parsedAttributes.deallocate()
    open.deallocate()
  }

  /// The next token; nil behind the root's end. What `text` and attributes hold is gone then.
  func next() throws -> Token? {
    if endIsDue {
      endIsDue = false
      return closeElement()
    }
    while true {
      if place == end {
        if try readMore() { continue }
        guard depth == 0, !names.isEmpty else { throw malformed() }
        return nil
      }
      guard byte(place) == UInt8(ascii: "<") else {
        if try scanText() { return .text }
        continue
      }
      try need(4)
      switch byte(place + 1) {
      case UInt8(ascii: "/"): return try scanEnd()
      case UInt8(ascii: "?"): try scanInstruction()
      case UInt8(ascii: "!"): if try scanDeclaration() { return .text }
      default: return try scanStart()
      }
    }
  }

  /// Goes behind the end of the element whose start was the last token.
  func skipElement() throws {
    let outer = depth - 1
    while depth > outer { guard try next() != nil else { throw malformed() } }
  }

  /// What an element holds, as far as text goes.
  enum OnlyText {
    case none
    /// One piece, without entities, and nothing else; where it lies, in bytes of the part.
    case piece(Range<Int>)
    case more
  }

  /// The same, and tells what text it passed over.
  func skipText() throws -> OnlyText {
    let outer = depth - 1
    var found = OnlyText.none
    while depth > outer {
      guard let token = try next() else { throw malformed() }
      if token != .end { found = found.with(token == .text ? range(of: text) : nil) }
    }
    return found
  }

  /// The name of the element of the last start, without its prefix; for elements that are too rare to have an `XMLName`.
  var localName: String {
    let name = String(decoding: names.bytes(of: open[depth - 1]), as: UTF8.self)
    return name.split(separator: ":").last.map(String.init) ?? name
  }

  /// The whole text inside the element whose start was the last token, up to its end; for short ones.
  func textOfElement() throws -> String {
    var bytes: [UInt8] = []
    let outer = depth - 1
    while depth > outer {
      guard let token = try next() else { throw malformed() }
      if token == .text { try append(text, hasEntities: textHasEntities, to: &bytes) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What is left of the window, for those who know what comes; empty where an end is due that has no bytes of its own.
  var ahead: UnsafeRawBufferPointer {
    endIsDue ? UnsafeRawBufferPointer(start: nil, count: 0) : bytes(place, end)
  }

  /// Goes on behind so many bytes, which are whole elements.
  func pass(_ count: Int) { place += count }

  /// Where the last start tag begins, in bytes of the part.
  var startOffset: Int { dropped + tagStart }

  /// Where some bytes of the last token lie, in bytes of the part.
  func range(of bytes: UnsafeRawBufferPointer) -> Range<Int> {
    guard let start = bytes.baseAddress, let base = window.baseAddress else { return 0..<0 }
    let offset = dropped + (start - UnsafeRawPointer(base))
    return offset..<offset + bytes.count
  }

  /// All bytes from an offset of the part up to here, if they are still in the window.
  func bytes(since offset: Int) -> UnsafeRawBufferPointer? {
    offset < dropped ? nil : bytes(offset - dropped, place)
  }

  /// Changes whenever a prefix comes to mean something else.
  var bindings: Int { names.generation }

  func malformed() -> WorkbookFileError { .malformed(part: part, byte: dropped + place) }
}

extension XMLScanner.OnlyText {
  /// With one more piece of text, or with something else.
  func with(_ piece: Range<Int>?) -> Self {
    if case .none = self, let piece { .piece(piece) } else { .more }
  }
}

// MARK: - Attributes

/// One attribute of a start tag; the places are counted from the tag's first byte.
struct XMLAttribute {
  var name: XMLName
  var slot: Int
  var start: Int
  var end: Int
  var hasEntities: Bool
}

extension XMLScanner {
  /// Calls for each attribute of the last start, with its raw value.
  @inline(__always)
  func forEachAttribute(_ body: (XMLName, UnsafeRawBufferPointer, _ hasEntities: Bool) throws -> Void) rethrows {
    for index in 0..<attributeCount {
      let attribute = attributes[index]
      try body(attribute.name, value(attribute), attribute.hasEntities)
    }
  }

  @inline(__always)
  func value(_ attribute: XMLAttribute) -> UnsafeRawBufferPointer {
    bytes(tagStart + attribute.start, tagStart + attribute.end)
  }

  /// The value of an attribute of the last start, as text.
  func attribute(_ name: XMLName) throws -> String? {
    for index in 0..<attributeCount where attributes[index].name == name {
      var value: [UInt8] = []
      try append(self.value(attributes[index]), hasEntities: attributes[index].hasEntities, to: &value)
      return String(decoding: value, as: UTF8.self)
    }
    return nil
  }

  /// Appends a raw value with its entities expanded.
  func append(_ raw: UnsafeRawBufferPointer, hasEntities: Bool, to output: inout [UInt8]) throws {
    guard hasEntities else { return output.append(contentsOf: raw) }
    guard XMLEntities.expand(raw, to: &output) else { throw malformed() }
  }
}

extension UInt8 {
  @inline(__always)
  var isXMLSpace: Bool { self == 0x20 || self == 0x0A || self == 0x09 || self == 0x0D }

  /// White space, `/`, `>`, `=`.
  @inline(__always)
  var endsXMLName: Bool {
    self <= 0x3E && (isXMLSpace || self == UInt8(ascii: "/") || self == UInt8(ascii: ">") || self == UInt8(ascii: "="))
  }
}
