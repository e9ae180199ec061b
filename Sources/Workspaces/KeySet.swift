/// Texts that were seen, for a million of them: their bytes lie in one run, and a place costs 4 bytes.
///
/// Canonical texts are compared byte by byte, so that they need not be normalised again. Lists mostly come in the order
/// of their keys: as long as each is greater than the one before, nothing has to be looked up.
struct KeySet {
  private var bytes: [UInt8] = []
  /// For each text the offset behind its last byte.
  private var ends: [Int] = []
  /// Open addressing: the number of a text plus 1, or 0; the count is a power of two. Empty while the texts ascend.
  private var places: [UInt32] = []

  /// False if the text was there already.
  mutating func insert(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { insert(UnsafeRawBufferPointer($0)) }
  }

  private mutating func insert(_ text: UnsafeRawBufferPointer) -> Bool {
    if !places.isEmpty || !isGreaterThanAll(text) {
      if ends.count * 2 >= places.count { makePlaces() }
      let place = place(of: text)
      if places[place] != 0 { return false }
      places[place] = UInt32(ends.count + 1)
    }
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    return true
  }

  private func isGreaterThanAll(_ text: UnsafeRawBufferPointer) -> Bool {
    ends.isEmpty || bytes[range(ends.count - 1)].lexicographicallyPrecedes(text)
  }

  /// Where a text is, or belongs. Swift's hash is seeded at random: nobody can make a file whose keys all meet.
  private func place(of text: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: text)
    var place = hasher.finalize() & (places.count - 1)
    while places[place] != 0, !isText(Int(places[place]) - 1, text) { place = (place + 1) & (places.count - 1) }
    return place
  }

  private func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

  private func isText(_ number: Int, _ text: UnsafeRawBufferPointer) -> Bool {
    let range = range(number)
    return range.count == text.count && bytes[range].elementsEqual(text)
  }

  private mutating func makePlaces() {
    var size = 1024
    while size <= ends.count * 2 { size *= 2 }
    places = [UInt32](repeating: 0, count: size)
    bytes.withUnsafeBytes { bytes in
      for number in ends.indices {
        places[place(of: UnsafeRawBufferPointer(rebasing: bytes[range(number)]))] = UInt32(number + 1)
      }
    }
  }
}
