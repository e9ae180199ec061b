extension ColumnKind {
  /// The list's own spelling of a choice that matches in all but case, accents and blanks; any line if there is no list.
  func appendChoice(
    _ field: UnsafeRawBufferPointer, from choices: [String], to output: inout [UInt8]
  ) -> InvalidValue? {
    if choices.isEmpty { return appendLine(field, to: &output) }
    if choices.contains(where: { field.elementsEqual($0.utf8) }) {
      output.append(contentsOf: field.typed)
      return nil
    }
    var line: [UInt8] = []
    if let reason = appendLine(field, to: &line) { return reason }
    let folded = Folding.fold(String(decoding: line, as: UTF8.self))
    guard let choice = choices.first(where: { Folding.fold($0) == folded }) else { return .notInList }
    output.append(contentsOf: choice.utf8)
    return nil
  }

  /// Sorted by their bytes, without doubles, one a line; commas, semicolons and line ends part them.
  func canonicaliseTags(_ field: UnsafeRawBufferPointer, into output: inout [UInt8]) -> Canonicalisation {
    if field.count > ValueLimits.text { return .invalid(.tooLong) }
    var tags: [[UInt8]] = []
    for piece in field.split(whereSeparator: isTagEnd) {
      let piece = UnsafeRawBufferPointer(rebasing: piece).trimmed
      if piece.isEmpty { continue }
      var tag: [UInt8] = []
      if let reason = appendLine(piece, to: &tag) { return .invalid(reason) }
      tags.append(tag)
    }
    if tags.isEmpty { return .empty }
    tags.sort { $0.lexicographicallyPrecedes($1) }
    for (place, tag) in tags.enumerated() where place == 0 || tags[place - 1] != tag {
      if place > 0 { output.append(Byte.lineFeed) }
      output.append(contentsOf: tag)
    }
    return .value
  }

  private func isTagEnd(_ byte: UInt8) -> Bool {
    switch byte {
    case Byte.comma, Byte.semicolon, Byte.lineFeed, Byte.carriageReturn, Byte.verticalTab, Byte.formFeed: true
    default: false
    }
  }
}
