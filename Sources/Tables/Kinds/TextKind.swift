extension ColumnKind {
  /// Text of any number of lines, in normal form C, with line feeds for line ends.
  func appendText(_ field: UnsafeRawBufferPointer, to output: inout [UInt8]) -> InvalidValue? {
    if field.count > ValueLimits.text { return .tooLong }
    if field.isPrintableASCII {
      output.append(contentsOf: field.typed)
      return nil
    }
    let survey: TextSurvey
    do throws(InvalidValue) { survey = try TextSurvey(of: field) } catch { return error }
    if survey.needsNormalising { return appendNormalised(field, endingLines: survey.hasLineEnds, to: &output) }
    if survey.hasLineEnds { appendWithLineFeeds(field, to: &output) } else { output.append(contentsOf: field.typed) }
    return nil
  }

  /// Text of one line, in normal form C, every run of blanks and line ends being one blank.
  func appendLine(_ field: UnsafeRawBufferPointer, to output: inout [UInt8]) -> InvalidValue? {
    if field.count > ValueLimits.line { return .tooLong }
    let start = output.count
    if let reason = appendText(field, to: &output) { return reason }
    if output.count - start == field.count, field.isPrintableASCII, !field.hasDoubleBlank { return nil }
    foldBlanks(of: &output, from: start)
    return nil
  }

  private func appendNormalised(
    _ field: UnsafeRawBufferPointer, endingLines: Bool, to output: inout [UInt8]
  ) -> InvalidValue? {
    let text = String(decoding: field, as: UTF8.self).normalised
    if !endingLines {
      output.append(contentsOf: text.utf8)
      return nil
    }
    Array(text.utf8).withUnsafeBytes { appendWithLineFeeds($0, to: &output) }
    return nil
  }

  /// Carriage returns, alone or before a line feed, vertical tabs (FileMaker's line ends) and form feeds become line
  /// feeds.
  private func appendWithLineFeeds(_ text: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    for (offset, byte) in text.enumerated() {
      switch byte {
      case Byte.lineFeed where offset > 0 && text[offset - 1] == Byte.carriageReturn: continue
      case Byte.carriageReturn, Byte.verticalTab, Byte.formFeed: output.append(Byte.lineFeed)
      default: output.append(byte)
      }
    }
  }

  private func foldBlanks(of output: inout [UInt8], from start: Int) {
    let text = Array(output[start...])
    output.removeSubrange(start...)
    text.withUnsafeBytes { text in
      var offset = 0
      while offset < text.count {
        let length = text.blankLength(at: offset)
        if length == 0 {
          output.append(text[offset])
        } else if output.count == start || output[output.count - 1] != Byte.blank {
          output.append(Byte.blank)
        }
        offset += Swift.max(length, 1)
      }
    }
  }
}
