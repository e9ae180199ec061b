/// Character data longer than this is handed over in pieces.
private let longestText = 64 * 1024

extension XMLScanner {
  /// Whether the text counts: outside of all elements it does not.
  func scanText() throws -> Bool {
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

  func scanStart() throws -> Token {
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
    guard nameEnd > start, byte(position) == UInt8(ascii: "="), attributeCount < mostTagAttributes else {
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

  func closeElement() -> Token {
    depth -= 1
    name = names.elementName(open[depth])
    if names.leave(depth: depth) { tags.forgetAll() }
    return .end
  }

  func scanEnd() throws -> Token {
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
  func scanDeclaration() throws -> Bool {
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
  func scanInstruction() throws {
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
