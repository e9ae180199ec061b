/// The most texts that cells may share.
private let mostTexts = 1 << 25
/// All of them together, in bytes: a million rows with 256 bytes each that no other cell has. They stay in memory.
private let longestTexts = 256 << 20

/// The table of texts that cells point to, in one run of bytes.
final class SharedTexts {
  @exclusivity(unchecked) private var bytes: [UInt8] = []
  /// For each text the offset behind its last byte.
  @exclusivity(unchecked) private var ends: [UInt32] = []

  /// Reads the whole table; none makes an empty one.
  init(_ scanner: XMLScanner?) throws {
    guard let scanner else { return }
    let tooMany = WorkbookFileError.tooManySharedTexts(limit: mostTexts, bytes: longestTexts)
    while let token = try scanner.next() {
      guard token == .start else { continue }
      switch scanner.name {
      case .textTable: continue
      case .textItem:
        try RichText.append(scanner, to: &bytes, limit: SheetLimits.value) { tooMany }
        guard ends.count < mostTexts, bytes.count <= longestTexts else { throw tooMany }
        ends.append(UInt32(bytes.count))
      default: try scanner.skipElement()
      }
    }
  }

  /// Appends a text; false if there is none of that number.
  func append(_ index: Int, to output: inout [UInt8]) -> Bool {
    guard ends.indices.contains(index) else { return false }
    let start = index == 0 ? 0 : Int(ends[index - 1])
    bytes.withUnsafeBytes { output.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[start..<Int(ends[index])])) }
    return true
  }
}
