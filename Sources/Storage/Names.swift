/// Longest name that a backend takes, in bytes; shares allow 255 for a part and about 4,000 for a path.
private let longestName = 200

/// What the backends keep to themselves and never list.
let temporaryPrefix = ".tmp-"

/// Throws `invalidName` unless the name keeps rule 1 of `StorageBackend`.
func checkName(_ name: String) throws(StorageError) {
  let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
  guard name.utf8.count <= longestName, parts.allSatisfy(isPlainPart) else { throw .invalidName(name) }
}

private func isPlainPart(_ part: Substring.UTF8View) -> Bool {
  guard let first = part.first, first != UInt8(ascii: "."), part.last != UInt8(ascii: ".") else { return false }
  return part.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}

/// Names in the order of their bytes, which is the order of padded numbers.
func sortedByBytes(_ names: [String]) -> [String] {
  names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
