/// The most names that one part may have, and all of them together in bytes: office programs know some hundreds.
private let mostNames = 4096
private let longestNames = 1024 * 1024
/// The most namespaces that may be bound at one place: office programs bind some fifty.
private let mostBindings = 256

/// The elements and attributes that are read here, first OpenDocument's, then Office Open XML's; all others are `other`.
enum XMLName: UInt8 {
  case other
  // office
  case document, documentContent, documentMeta, meta, body, spreadsheet, automaticStyles, annotation
  case valueType, value, dateValue, timeValue, booleanValue, stringValue
  // table
  case table, tableRow, tableCell, coveredTableCell, headerRows, rows, rowGroup
  case name, styleName, columnsRepeated, rowsRepeated, formula, display
  // text
  case p, h, s, tab, lineBreak, c, otherText
  // style
  case style, styleStyleName, tableProperties
  // meta
  case userDefined, metaName
  // calcext
  case extendedValueType
  // SpreadsheetML, elements: c, v, is, si, r, t and rPh among them
  case workbook, workbookProperties, sheetList, sheetEntry
  case worksheet, sheetData, sheetRow, sheetCell, cellValue, inlineText
  case textTable, textItem, textRun, textPiece
  case styleSheet, numberFormats, numberFormat, cellFormats, cellFormat
  // SpreadsheetML, attributes
  case reference, formatIndex, cellType, plainName, state, relationshipID, date1904, dateCompatibility
  case numberFormatID, formatCode, space
  // Relationships and document properties
  case relationships, relationship, relationshipType, id, target, targetMode
  case customProperties, customProperty
  // What sheets have beside values: OpenDocument's, then Office Open XML's
  case tableColumn, columns, headerColumns, columnGroup, visibility, columnsSpanned, rowsSpanned
  case columnProperties, columnWidth
  case columnList, columnEntry, mergeList, mergeEntry, min, max, width, hidden, area
  case comments, authorList, author, commentList, comment, commentText, authorID, personID, plainID, displayName
}

/// The names of one XML part: each is looked up once for its meaning, and found by its bytes from then on.
final class XMLNames {
  private struct Slot {
    var bytes: UnsafeMutableRawBufferPointer
    var element: XMLName
    var attribute: XMLName
    var isDeclaration: Bool
    /// When its meaning was looked up.
    var generation = 0
  }

  private struct Binding {
    var prefix: String
    var namespace: Namespace
    var depth: Int
  }

  @exclusivity(unchecked) private var slots: [Slot] = []
  /// Open addressing: slot + 1, or 0.
  @exclusivity(unchecked) private var table: UnsafeMutablePointer<Int32>
  @exclusivity(unchecked) private var mask = 1023
  private var bindings: [Binding] = []
  @exclusivity(unchecked) private var innermost = 0
  /// How often bindings changed: what was looked up before counts no more. All at once would let a file of many names
  /// and many bindings take the time of their product.
  @exclusivity(unchecked) private(set) var generation = 0
  private var byteCount = 0

  init() {
    table = .allocate(capacity: mask + 1)
    table.initialize(repeating: 0, count: mask + 1)
  }

  deinit {
    for slot in slots { slot.bytes.deallocate() }
    table.deallocate()
  }

  /// Whether no element has come yet.
  var isEmpty: Bool { slots.isEmpty }

  /// Whether there are more names or bindings than an honest part has.
  var isOverfull: Bool { slots.count > mostNames || byteCount > longestNames || bindings.count > mostBindings }

  /// The slot of a qualified name.
  func slot(of name: UnsafeRawBufferPointer) -> Int {
    var position = Self.hash(name) & mask
    while table[position] != 0 {
      let slot = Int(table[position] - 1)
      if UnsafeRawBufferPointer(slots[slot].bytes).elementsEqualFast(name) { return slot }
      position = (position + 1) & mask
    }
    return insert(name)
  }

  func elementName(_ slot: Int) -> XMLName {
    if slots[slot].generation != generation { resolve(slot) }
    return slots[slot].element
  }

  func attributeName(_ slot: Int) -> XMLName {
    if slots[slot].generation != generation { resolve(slot) }
    return slots[slot].attribute
  }

  func isDeclaration(_ slot: Int) -> Bool { slots[slot].isDeclaration }
  func bytes(of slot: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(slots[slot].bytes) }

  /// Binds the prefix of an attribute `xmlns:prefix` or `xmlns` until the element at `depth` ends.
  func declare(_ slot: Int, uri: String, depth: Int) {
    let name = String(decoding: slots[slot].bytes, as: UTF8.self)
    bindings.append(
      Binding(prefix: String(name.dropFirst("xmlns:".count)), namespace: Namespace(uri: uri), depth: depth))
    innermost = depth
    generation += 1
  }

  /// Forgets what was bound inside, once only `depth` elements are open; true if there was any.
  @inline(__always)
  func leave(depth: Int) -> Bool {
    guard depth < innermost else { return false }
    unbind(depth: depth)
    return true
  }

  @inline(never)
  private func unbind(depth: Int) {
    bindings.removeAll { $0.depth > depth }
    innermost = bindings.map(\.depth).max() ?? 0
    generation += 1
  }

  private func insert(_ name: UnsafeRawBufferPointer) -> Int {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: name.count, alignment: 8)
    copy.copyMemory(from: name)
    byteCount += name.count
    let text = String(decoding: name, as: UTF8.self)
    slots.append(
      Slot(
        bytes: copy, element: .other, attribute: .other,
        isDeclaration: text == "xmlns" || text.hasPrefix("xmlns:")))
    resolve(slots.count - 1)
    if slots.count * 2 > mask { grow() }
    enter(slots.count - 1)
    return slots.count - 1
  }

  private func enter(_ slot: Int) {
    var position = Self.hash(UnsafeRawBufferPointer(slots[slot].bytes)) & mask
    while table[position] != 0 { position = (position + 1) & mask }
    table[position] = Int32(slot + 1)
  }

  private func grow() {
    table.deallocate()
    mask = mask * 2 + 1
    table = .allocate(capacity: mask + 1)
    table.initialize(repeating: 0, count: mask + 1)
    for slot in 0..<slots.count - 1 { enter(slot) }
  }

  /// An element without a prefix is in the default namespace, an attribute in none.
  private func resolve(_ slot: Int) {
    let parts = String(decoding: slots[slot].bytes, as: UTF8.self).split(separator: ":", maxSplits: 1)
    let local = String(parts.last ?? "")
    let prefix = parts.count == 2 ? String(parts[0]) : ""
    let namespace = prefix == "xml" ? .xml : bindings.last { $0.prefix == prefix }?.namespace ?? .other
    slots[slot].element = namespace.element(local)
    slots[slot].attribute = (prefix.isEmpty ? .none : namespace).attribute(local)
    slots[slot].generation = generation
  }

  /// Names differ in length and in their last bytes, seldom in their first.
  @inline(__always)
  private static func hash(_ name: UnsafeRawBufferPointer) -> Int {
    var word = UInt64(name.count)
    if name.count >= 8 {
      word ^= name.loadUnaligned(fromByteOffset: 0, as: UInt64.self) &* 0x9E37_79B9_7F4A_7C15
      word ^= name.loadUnaligned(fromByteOffset: name.count - 8, as: UInt64.self)
    } else {
      for byte in name { word = word << 8 ^ UInt64(byte) }
    }
    word = word &* 0xD6E8_FEB8_6659_FD93
    return Int(truncatingIfNeeded: word >> 40)
  }
}

extension UnsafeRawBufferPointer {
  /// Eight bytes at a time, the last ones twice; `elementsEqual` takes one.
  @inline(__always)
  func elementsEqualFast(_ other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard count >= 8 else { return elementsEqualShort(other) }
    var place = 0
    while place + 8 <= count {
      guard word(place) == other.word(place) else { return false }
      place += 8
    }
    return word(count - 8) == other.word(count - 8)
  }

  @inline(__always)
  private func word(_ place: Int) -> UInt64 { loadUnaligned(fromByteOffset: place, as: UInt64.self) }

  @inline(__always)
  private func elementsEqualShort(_ other: UnsafeRawBufferPointer) -> Bool {
    var place = 0
    while place < count {
      guard self[place] == other[place] else { return false }
      place += 1
    }
    return true
  }
}
