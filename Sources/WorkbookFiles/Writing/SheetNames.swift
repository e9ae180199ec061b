/// How sheets and columns are called in files.
enum SheetNames {
  /// The longest name of a sheet in Excel, in UTF-16 units.
  private static let longest = 31

  /// A sheet's name without what LibreOffice and Excel forbid in one, never empty.
  static func clean(_ name: String) -> String {
    let forbidden: Set<Character> = ["[", "]", "*", "?", ":", "/", "\\", "\n", "\r", "\r\n", "\t"]
    var clean = String(name.map { forbidden.contains($0) ? "_" : $0 })
    if clean.hasPrefix("'") { clean = "_" + clean.dropFirst() }
    if clean.hasSuffix("'") { clean = clean.dropLast() + "_" }
    return clean.isEmpty ? "Sheet" : clean
  }

  /// A sheet's name within an address.
  static func quoted(_ name: String) -> String {
    "'\(name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
  }

  /// `A` for 0, `AA` for 26.
  static func columnName(_ index: Int) -> String {
    let letter = String(Unicode.Scalar(UInt8(0x41 + index % 26)))
    return index < 26 ? letter : columnName(index / 26 - 1) + letter
  }

  /// Names for sheets as Excel wants them: short, and different in more than case.
  static func short(_ names: [String]) -> [String] {
    var taken: Set<String> = []
    return names.map { name in
      var short = cut(clean(name), to: longest)
      var number = 2
      while !taken.insert(short.lowercased()).inserted {
        short = cut(clean(name), to: longest - 8) + " (\(number))"
        number += 1
      }
      return short
    }
  }

  private static func cut(_ name: String, to count: Int) -> String {
    var cut = name
    while cut.utf16.count > count { cut.removeLast() }
    return cut
  }
}
