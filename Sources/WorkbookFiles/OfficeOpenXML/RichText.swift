/// Reads texts that may consist of runs with looks of their own (ISO/IEC 29500-1, 18.4): shared and inline ones.
enum RichText {
  /// Appends the text of the element that has just begun, `si` or `is`, up to its end; how it is pronounced is left out.
  static func append(_ scanner: XMLScanner, to output: inout [UInt8], limit: Int, tooLong: () -> WorkbookFileError)
    throws
  {
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .start else { continue }
      switch scanner.name {
      case .textRun: continue
      case .textPiece: try appendPiece(scanner, to: &output, limit: limit, tooLong: tooLong)
      default: try scanner.skipElement()
      }
    }
  }

  private static func appendPiece(
    _ scanner: XMLScanner, to output: inout [UInt8], limit: Int, tooLong: () -> WorkbookFileError
  ) throws {
    let keepsSpace = try scanner.attribute(.space) == "preserve"
    var indentation = Indentation()
    let start = output.count
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .text else { continue }
      if !keepsSpace { indentation.take(scanner.text) }
      try scanner.append(scanner.text, hasEntities: scanner.textHasEntities, to: &output)
      guard output.count - start <= limit else { throw tooLong() }
    }
    if !keepsSpace { indentation.remove(from: &output, start: start) }
    EscapedText.unescape(&output, from: start)
  }
}

/// White space with a line end or tab at a text's ends, which comes from a program that indents.
///
/// Blanks alone stay, since too many programs forget to ask for that; so does what stands there as `&#10;`.
private struct Indentation {
  /// The white space at both ends, as bytes of the text, once its line ends are `\n`.
  private var leading = 0
  private var trailing = 0
  private var hasBegun = false

  mutating func take(_ raw: UnsafeRawBufferPointer) {
    guard let first = raw.first, let last = raw.last else { return }
    guard first.isXMLSpace || last.isXMLSpace else {
      (hasBegun, trailing) = (true, 0)
      return
    }
    let isBlank = raw.allSatisfy(\.isXMLSpace)
    if !hasBegun { leading += Self.length(of: raw.prefix(while: \.isXMLSpace)) }
    if !isBlank { (hasBegun, trailing) = (true, 0) }
    trailing += Self.length(of: raw.suffix(from: (raw.lastIndex { !$0.isXMLSpace } ?? -1) + 1))
  }

  private static func length(of space: Slice<UnsafeRawBufferPointer>) -> Int {
    space.indices.count { space[$0] != 13 || $0 + 1 == space.endIndex || space[$0 + 1] != 10 }
  }

  func remove(from output: inout [UInt8], start: Int) {
    let count = output.count - start
    let end = min(trailing, count)
    if output[(output.count - end)...].contains(where: { $0 != 0x20 }) { output.removeLast(end) }
    let head = min(leading, output.count - start)
    if output[start..<start + head].contains(where: { $0 != 0x20 }) { output.removeSubrange(start..<start + head) }
  }
}
