/// Looks for one text in many, capitals and accents aside: finds it where `Folding.fold` of it stands in `fold` of them.
///
///     let search = FoldedSearch("müller")
///     search.isFound(in: bytes)   // of `Herr Muller`
///
/// Most cells of a customer list are ASCII, and these are searched as they lie, without a `String` for each.
package struct FoldedSearch: Sendable {
  private let sought: [UInt8]
  private let isASCII: Bool

  package init(_ text: String) {
    sought = Array(Folding.fold(text).utf8)
    isASCII = sought.allSatisfy { $0 < 0x80 }
  }

  /// Whether nothing is looked for.
  package var isEmpty: Bool { sought.isEmpty }

  /// Whether the text stands in these bytes of UTF-8; an empty one stands nowhere.
  package func isFound(in bytes: UnsafeRawBufferPointer) -> Bool {
    guard let first = sought.first else { return false }
    if bytes.allSatisfy({ $0 < 0x80 }) {
      return isASCII && bytes.count >= sought.count && find(first, bytes)
    }
    var folded = Folding.fold(String(decoding: bytes, as: UTF8.self))
    return folded.withUTF8 { find(first, UnsafeRawBufferPointer($0)) }
  }

  private func find(_ first: UInt8, _ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= sought.count else { return false }
    return sought.withUnsafeBufferPointer { sought in
      for start in 0...bytes.count - sought.count where Byte.lower(bytes[start]) == first {
        var place = 1
        while place < sought.count, Byte.lower(bytes[start + place]) == sought[place] { place += 1 }
        if place == sought.count { return true }
      }
      return false
    }
  }
}
