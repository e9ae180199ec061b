/// Longest name that a backend takes, in bytes; shares allow 255 for a part and about 4,000 for a path.
private let longestName = 200

/// What the backends keep to themselves and never list.
let temporaryPrefix = ".tmp-"

/// Throws `invalidName` unless the name keeps rule 1 of `StorageBackend`.
func checkName(_ name: String) throws(StorageError) {
  guard name.utf8.count <= longestName, isPlain(name) else { throw .invalidName(name) }
}

/// Whether each part has a sign, and neither begins nor ends with a point.
private func isPlain(_ name: String) -> Bool {
  let (slash, point) = (UInt8(ascii: "/"), UInt8(ascii: "."))
  var last = slash
  for byte in name.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      break
    case point where last != slash: break
    case slash where last != slash && last != point: break
    default: return false
    }
    last = byte
  }
  return last != slash && last != point
}

/// Names in the order of their bytes, which is the order of padded numbers.
func sortedByBytes(_ names: [String]) -> [String] {
  names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
