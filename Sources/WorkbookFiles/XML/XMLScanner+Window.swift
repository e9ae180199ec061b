/// The longest start tag that is read, in bytes, attributes and all.
private let longestTag = 4 * 1024 * 1024
/// Large enough that zlib seldom stops, small enough for the cache.
let windowSize = 256 * 1024
/// Less room than this is too little to read into.
private let leastRoom = windowSize / 4

extension XMLScanner {
  @inline(__always)
  func byte(_ place: Int) -> UInt8 { window.baseAddress!.load(fromByteOffset: place, as: UInt8.self) }

  @inline(__always)
  func bytes(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: window.baseAddress! + start, count: end - start)
  }

  @inline(__always)
  func nameEnd(from start: Int) -> Int {
    var position = start
    while position < end, !byte(position).endsXMLName { position += 1 }
    return position
  }

  @inline(__always)
  func afterSpace(_ start: Int) -> Int {
    var position = start
    while position < end, byte(position).isXMLSpace { position += 1 }
    return position
  }

  func find(_ wanted: UInt8, from start: Int) -> Int? {
    PlainText.find(wanted, UnsafeRawPointer(window.baseAddress!), from: start, to: end)
  }

  func starts(with prefix: StaticString) throws -> Bool {
    let count = prefix.utf8CodeUnitCount
    while end - place < count { guard try readMore() else { return false } }
    return bytes(place, place + count).elementsEqual(UnsafeBufferPointer(start: prefix.utf8Start, count: count))
  }

  /// How far behind `place` the terminator begins.
  func distance(to terminator: StaticString, from offset: Int) throws -> Int {
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

  func checkTag(length: Int) throws {
    guard length <= longestTag else {
      throw WorkbookFileError.tagTooLong(part: part, byte: dropped + place, limit: longestTag)
    }
  }

  func need(_ count: Int) throws {
    while end - place < count { guard try readMore() else { throw malformed() } }
  }

  /// Moves what is not used up to the window's front and reads on; false at the end.
  ///
  /// Bytes that are no text are an error once all before them is used up, however much was read at once.
  @inline(never)
  func readMore() throws -> Bool {
    if !hasFault {
      guard !sourceEnded else { return false }
      let isFirst = dropped + filled == 0
      moveToFront()
      if decoder == nil {
        try take(source(UnsafeMutableRawBufferPointer(rebasing: window[filled...])))
        if isFirst { try findUTF16() }
      } else {
        try takeUTF16()
      }
      if admitText() { return !sourceEnded }
    }
    throw WorkbookFileError.malformed(part: part, byte: dropped + end)
  }

  private func moveToFront() {
    let rest = UnsafeRawBufferPointer(rebasing: window[place..<filled])
    if window.count - rest.count < leastRoom {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * window.count, alignment: 16)
      larger.copyMemory(from: rest)
      window.deallocate()
      window = larger
    } else {
      window.copyMemory(from: rest)
    }
    dropped += place
    end -= place
    filled -= place
    place = 0
  }

  private func take(_ count: Int) {
    filled += count
    if count == 0 { sourceEnded = true }
  }

  /// Admits the whole characters that were read, up to what is none or a NUL; false if it stands at the very beginning.
  private func admitText() -> Bool {
    let (valid, isFault) = UTF8Check.scan(bytes(end, filled), refusesNUL: true)
    end += valid
    hasFault = isFault || (sourceEnded && end < filled)
    return valid > 0 || !hasFault
  }
}

// MARK: - UTF-16

extension XMLScanner {
  /// Makes what was read UTF-8, if the part begins with the byte order mark of UTF-16.
  private func findUTF16() throws {
    // A mark of which only one byte is there already is waited for.
    while filled == 1, !sourceEnded, window[0] >= 0xFE {
      try take(source(UnsafeMutableRawBufferPointer(rebasing: window[filled...])))
    }
    guard let encoding = TextEncoding.marked(Array(window[..<min(filled, 4)])), encoding != .utf8 else { return }
    decoder = TextDecoder(encoding: encoding)
    let piece = Array(window[2..<filled])
    filled = 0
    try append(decoding: piece)
  }

  private func takeUTF16() throws {
    let piece = try [UInt8](unsafeUninitializedCapacity: windowSize) { piece, count in
      count = try source(UnsafeMutableRawBufferPointer(piece))
    }
    if piece.isEmpty { sourceEnded = true }
    try append(decoding: piece.isEmpty ? nil : piece)
  }

  private func append(decoding piece: [UInt8]?) throws {
    let text: [UInt8]
    do { text = try decoder?.decode(piece) ?? [] } catch { throw malformed() }
    if filled + text.count > window.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * (filled + text.count), alignment: 16)
      larger.copyMemory(from: bytes(0, filled))
      window.deallocate()
      window = larger
    }
    text.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: window[filled...]).copyMemory(from: $0) }
    filled += text.count
  }
}
