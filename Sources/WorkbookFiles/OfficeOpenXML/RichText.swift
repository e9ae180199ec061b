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
    let start = output.count
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .text else { continue }
      try scanner.append(scanner.text, hasEntities: scanner.textHasEntities, to: &output)
      guard output.count - start <= limit else { throw tooLong() }
    }
    if !keepsSpace { trimIndentation(&output, from: start) }
    EscapedText.unescape(&output, from: start)
  }

  /// White space with a line end or tab at a text's ends comes from a program that indents, unless it is told to be
  /// kept. Blanks stay: too many programs forget to tell.
  private static func trimIndentation(_ output: inout [UInt8], from start: Int) {
    guard output.count > start, let first = output[start...].firstIndex(where: { !$0.isXMLSpace }) else {
      if output[start...].contains(where: { $0 != 0x20 }) { output.removeSubrange(start...) }
      return
    }
    let last = output[start...].lastIndex { !$0.isXMLSpace } ?? first
    if output[(last + 1)...].contains(where: { $0 != 0x20 }) { output.removeSubrange((last + 1)...) }
    if output[start..<first].contains(where: { $0 != 0x20 }) { output.removeSubrange(start..<first) }
  }
}
