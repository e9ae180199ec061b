/// The deepest nesting of elements that is read.
private let deepestNesting = 256
/// The longest start tag that is read, in bytes, attributes and all.
private let longestTag = 4 * 1024 * 1024
/// The most attributes of one element.
private let mostAttributes = 256
/// Character data longer than this is handed over in pieces.
private let longestText = 64 * 1024
private let windowSize = 256 * 1024

/// Reads XML as a stream of tokens, over a window that slides along the file.
///
///     while let token = try scanner.next() {
///       if token == .start, scanner.name == .tableRow { … }
///     }
///
/// Made for the parts of office documents, which are UTF-8, machine-written and huge: no token makes an object. It
/// checks that tags match and nest, resolves namespaces, and expands the five predefined entities and numeric ones,
/// nothing else; a document type is refused. It is no validator: characters that XML forbids pass.
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
  /// Appends some more bytes; false at the end.
  private let source: (inout [UInt8]) throws -> Bool
  /// Of a part in UTF-16, which only few programs write.
  private var decoder: TextDecoder?
  @exclusivity(unchecked) private var piece: [UInt8] = []
  @exclusivity(unchecked) private var sourceEnded = false

  @exclusivity(unchecked) private var window = UnsafeMutableRawBufferPointer.allocate(
    byteCount: windowSize, alignment: 16)
  @exclusivity(unchecked) private var place = 0
  @exclusivity(unchecked) private var end = 0
  /// How many bytes of the part came before the window's first.
  @exclusivity(unchecked) private var dropped = 0

  private let names: XMLNames
  private let tags = TagMemory()
  private let parsedAttributes = UnsafeMutablePointer<XMLAttribute>.allocate(capacity: mostAttributes)
  /// Those of the current start tag: parsed, or remembered.
  @exclusivity(unchecked) private var attributes: UnsafePointer<XMLAttribute>
  @exclusivity(unchecked) private var attributeCount = 0
  /// Where the current start tag begins in the window.
  @exclusivity(unchecked) private var tagStart = 0
  /// The slots of the open elements' names.
  private let open = UnsafeMutablePointer<Int>.allocate(capacity: deepestNesting + 1)

  /// The element of the last start or end.
  @exclusivity(unchecked) private(set) var name = XMLName.other
  /// How many elements are open; a start counts itself, an end no longer.
  @exclusivity(unchecked) private(set) var depth = 0
  /// Whether an element was `<empty/>`, so that its end follows at once.
  @exclusivity(unchecked) private var endIsDue = false
  /// The bytes of the last text.
  @exclusivity(unchecked) private(set) var text = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Whether `&` in the last text begins an entity.
  @exclusivity(unchecked) private(set) var textHasEntities = false

  init(part: String, source: @escaping (inout [UInt8]) throws -> Bool) {
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

  func malformed() -> WorkbookFileError { .malformed(part: part, byte: dropped + place) }
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
  private func value(_ attribute: XMLAttribute) -> UnsafeRawBufferPointer {
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

// MARK: - Scanning

extension XMLScanner {
  /// Whether the text counts: outside of all elements it does not.
  private func scanText() throws -> Bool {
    var stop = find(UInt8(ascii: "<"), from: place)
    while stop == nil, end - place < longestText, try readMore() { stop = find(UInt8(ascii: "<"), from: place) }
    let limit = try stop ?? beforeOpenEntity()
    text = bytes(place, limit)
    textHasEntities = text.contains { $0 == UInt8(ascii: "&") || $0 == 13 }
    guard depth > 0 || text.allSatisfy(\.isXMLSpace) || isByteOrderMark else { throw malformed() }
    place = limit
    return depth > 0
  }

  private var isByteOrderMark: Bool { dropped + place == 0 && text.elementsEqual([0xEF, 0xBB, 0xBF]) }

  /// The window's end, or the last ampersand if its semicolon is still to come: no half entity is handed over.
  private func beforeOpenEntity() throws -> Int {
    guard let ampersand = bytes(max(place, end - 12), end).lastIndex(of: UInt8(ascii: "&")) else { return end }
    let start = max(place, end - 12) + ampersand
    guard !bytes(start, end).contains(UInt8(ascii: ";")) else { return end }
    guard start > place else { throw malformed() }
    return start
  }

  private func scanStart() throws -> Token {
    if let known = tags.find(bytes(place, end))?.pointee {
      attributes = UnsafePointer(known.attributes)
      attributeCount = known.attributeCount
      tagStart = place
      try openElement(known.slot, declares: false)
      endIsDue = known.isEmptyElement
      place += known.bytes.count
      return .start
    }
    while true {
      if let behind = try parseStart() {
        try checkTag(length: behind - place)
        place = behind
        return .start
      }
      try checkTag(length: end - place)
      guard try readMore() else { throw malformed() }
    }
  }

  /// Parses the start tag at `place`; nil if the window ends within it.
  private func parseStart() throws -> Int? {
    let nameStart = place + 1
    var position = nameEnd(from: nameStart)
    guard position < end else { return nil }
    guard position > nameStart else { throw malformed() }
    let slot = names.slot(of: bytes(nameStart, position))
    attributes = UnsafePointer(parsedAttributes)
    attributeCount = 0
    tagStart = place
    var declares = false
    while true {
      position = afterSpace(position)
      guard position + 1 < end else { return nil }
      switch byte(position) {
      case UInt8(ascii: ">"):
        try finishStart(slot, declares: declares, behind: position + 1)
        return position + 1
      case UInt8(ascii: "/"):
        guard byte(position + 1) == UInt8(ascii: ">") else { throw malformed() }
        endIsDue = true
        try finishStart(slot, declares: declares, behind: position + 2)
        return position + 2
      default:
        guard let behind = try parseAttribute(at: position, declares: &declares) else { return nil }
        position = behind
      }
    }
  }

  private func finishStart(_ slot: Int, declares: Bool, behind: Int) throws {
    guard !names.isOverfull else { throw malformed() }
    try openElement(slot, declares: declares)
    guard !declares else { return tags.forgetAll() }
    tags.note(
      bytes(place, behind), slot: slot, isEmptyElement: endIsDue, attributes: attributes, attributeCount)
  }

  private func parseAttribute(at start: Int, declares: inout Bool) throws -> Int? {
    let nameEnd = nameEnd(from: start)
    var position = afterSpace(nameEnd)
    guard position < end else { return nil }
    guard nameEnd > start, byte(position) == UInt8(ascii: "="), attributeCount < mostAttributes else {
      throw malformed()
    }
    position = afterSpace(position + 1)
    guard position < end else { return nil }
    let quote = byte(position)
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw malformed() }
    let valueStart = position + 1
    var hasEntities = false
    position = valueStart
    while position < end, byte(position) != quote {
      if byte(position) == UInt8(ascii: "&") || byte(position) < 32 { hasEntities = true }
      position += 1
    }
    guard position < end else { return nil }
    let slot = names.slot(of: bytes(start, nameEnd))
    declares = declares || names.isDeclaration(slot)
    parsedAttributes[attributeCount] = XMLAttribute(
      name: names.attributeName(slot), slot: slot, start: valueStart - place, end: position - place,
      hasEntities: hasEntities)
    attributeCount += 1
    return position + 1
  }

  private func openElement(_ slot: Int, declares: Bool) throws {
    guard depth < deepestNesting else {
      throw WorkbookFileError.nestedTooDeep(part: part, limit: deepestNesting)
    }
    open[depth] = slot
    depth += 1
    if declares { try declareNamespaces() }
    name = names.elementName(slot)
  }

  /// Rare but for the root, so the names of the attributes may be looked up twice.
  private func declareNamespaces() throws {
    for index in 0..<attributeCount where names.isDeclaration(attributes[index].slot) {
      let uri = String(decoding: value(attributes[index]), as: UTF8.self)
      names.declare(attributes[index].slot, uri: uri, depth: depth)
    }
    guard !names.isOverfull else { throw malformed() }
    for index in 0..<attributeCount { parsedAttributes[index].name = names.attributeName(attributes[index].slot) }
  }

  private func closeElement() -> Token {
    depth -= 1
    name = names.elementName(open[depth])
    if names.leave(depth: depth) { tags.forgetAll() }
    return .end
  }

  private func scanEnd() throws -> Token {
    guard depth > 0 else { throw malformed() }
    let expected = names.bytes(of: open[depth - 1])
    try need(2 + expected.count + 1)
    guard bytes(place + 2, place + 2 + expected.count).elementsEqualFast(expected) else { throw malformed() }
    var position = place + 2 + expected.count
    while byte(position) != UInt8(ascii: ">") {
      guard byte(position).isXMLSpace else { throw malformed() }
      position += 1
      while position == end {
        let offset = position - place
        guard try readMore() else { throw malformed() }
        position = place + offset
      }
    }
    place = position + 1
    return closeElement()
  }

  /// Comments and CDATA; true if there is text. A document type is an error.
  private func scanDeclaration() throws -> Bool {
    if try starts(with: "<!--") {
      place += try distance(to: "-->", from: 4) + 3
      return false
    }
    guard try starts(with: "<![CDATA[") else {
      if try starts(with: "<!DOCTYPE") { throw WorkbookFileError.documentType(part: part) }
      throw malformed()
    }
    guard depth > 0 else { throw malformed() }
    let length = try distance(to: "]]>", from: 9)
    text = bytes(place + 9, place + length)
    textHasEntities = false
    place += length + 3
    return true
  }

  /// Processing instructions are skipped, but the first may name an encoding that is not ours.
  private func scanInstruction() throws {
    let length = try distance(to: "?>", from: 2)
    let instruction = String(decoding: bytes(place, place + length), as: UTF8.self).lowercased()
    if instruction.hasPrefix("<?xml "), instruction.contains("encoding"), !instruction.contains("utf-8"),
      !instruction.contains("ascii"), decoder == nil || !instruction.contains("utf-16")
    {
      throw malformed()
    }
    place += length + 2
  }
}

// MARK: - The window

extension XMLScanner {
  @inline(__always)
  private func byte(_ place: Int) -> UInt8 { window.baseAddress!.load(fromByteOffset: place, as: UInt8.self) }

  @inline(__always)
  private func bytes(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: window.baseAddress! + start, count: end - start)
  }

  @inline(__always)
  private func nameEnd(from start: Int) -> Int {
    var position = start
    while position < end, !byte(position).endsXMLName { position += 1 }
    return position
  }

  @inline(__always)
  private func afterSpace(_ start: Int) -> Int {
    var position = start
    while position < end, byte(position).isXMLSpace { position += 1 }
    return position
  }

  private func find(_ wanted: UInt8, from start: Int) -> Int? {
    let base = UnsafeRawPointer(window.baseAddress!)
    let pattern = UInt64(wanted) &* 0x0101_0101_0101_0101
    var position = start
    while position + 8 <= end {
      let difference = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt64.self)) ^ pattern
      let hits = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
      if hits != 0 { return position + hits.trailingZeroBitCount >> 3 }
      position += 8
    }
    while position < end {
      if byte(position) == wanted { return position }
      position += 1
    }
    return nil
  }

  private func starts(with prefix: StaticString) throws -> Bool {
    let count = prefix.utf8CodeUnitCount
    while end - place < count { guard try readMore() else { return false } }
    return bytes(place, place + count).elementsEqual(UnsafeBufferPointer(start: prefix.utf8Start, count: count))
  }

  /// How far behind `place` the terminator begins.
  private func distance(to terminator: StaticString, from offset: Int) throws -> Int {
    let count = terminator.utf8CodeUnitCount
    let wanted = UnsafeBufferPointer(start: terminator.utf8Start, count: count)
    var distance = offset
    while true {
      while place + distance + count > end {
        try checkTag(length: end - place)
        guard try readMore() else { throw malformed() }
      }
      if bytes(place + distance, place + distance + count).elementsEqual(wanted) {
        try checkTag(length: distance)
        return distance
      }
      distance += 1
    }
  }

  private func checkTag(length: Int) throws {
    guard length <= longestTag else {
      throw WorkbookFileError.tagTooLong(part: part, byte: dropped + place, limit: longestTag)
    }
  }

  private func need(_ count: Int) throws {
    while end - place < count { guard try readMore() else { throw malformed() } }
  }

  /// Moves what is not used up to the window's front and reads on; false at the end.
  @inline(never)
  private func readMore() throws -> Bool {
    guard !sourceEnded else { return false }
    piece.removeAll(keepingCapacity: true)
    guard try source(&piece) else {
      sourceEnded = true
      return false
    }
    if decoder != nil || dropped + end == 0 { try decodeUTF16() }
    let rest = end - place
    if rest + piece.count > window.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * (rest + piece.count), alignment: 16)
      larger.copyMemory(from: bytes(place, end))
      window.deallocate()
      window = larger
    } else {
      window.baseAddress!.copyMemory(from: window.baseAddress! + place, byteCount: rest)
    }
    dropped += place
    place = 0
    piece.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: window[rest...]).copyMemory(from: $0) }
    end = rest + piece.count
    return true
  }
}

extension XMLScanner {
  /// Makes the piece UTF-8, if the part began with the byte order mark of UTF-16.
  private func decodeUTF16() throws {
    if decoder == nil {
      // A mark of which only one byte is there already is waited for.
      while piece.count < 2, piece.first.map({ $0 >= 0xFE }) ?? true, try source(&piece) {}
      guard let encoding = TextEncoding.marked(piece), encoding != .utf8 else { return }
      piece.removeFirst(2)
      decoder = TextDecoder(encoding: encoding)
    }
    do { piece = try decoder?.decode(piece) ?? piece } catch { throw malformed() }
  }
}

extension UInt8 {
  @inline(__always)
  var isXMLSpace: Bool { self == 0x20 || self == 0x0A || self == 0x09 || self == 0x0D }

  /// White space, `/`, `>`, `=`.
  @inline(__always)
  fileprivate var endsXMLName: Bool {
    self <= 0x3E && (isXMLSpace || self == UInt8(ascii: "/") || self == UInt8(ascii: ">") || self == UInt8(ascii: "="))
  }
}
