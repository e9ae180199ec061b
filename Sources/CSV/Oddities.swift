/// Finds what is odd in a record that the fast path left over; the record is read as it stands all the same.
struct Oddities {
  let quote: UInt8

  /// Calls `report` for each, in order; the places count as those of the fields do, before anything is unescaped.
  func find(
    in fields: FieldList, of bytes: UnsafeRawBufferPointer, report: (CSVFinding.Kind, _ place: Int) -> Void
  ) {
    guard let base = bytes.baseAddress else { return }
    for index in 0..<fields.count {
      let field = fields.place(index)
      let stray = field.isQuoted ? strayInQuoted(field, base) : first(quote, in: field, base)
      for place in field.start..<field.end {
        if place == stray { report(.strayQuote, place) }
        if base.byte(place) == 0 { report(.nul, place) }
      }
    }
  }

  /// The quote that closes the field although text follows; a field is told once.
  private func strayInQuoted(_ field: FieldPlace, _ base: UnsafeRawPointer) -> Int? {
    guard field.isEscaped else { return nil }
    var place = field.start
    while place < field.end {
      if base.byte(place) == quote {
        guard place + 1 < field.end, base.byte(place + 1) == quote else { return place }
        place += 1
      }
      place += 1
    }
    return nil
  }

  private func first(_ byte: UInt8, in field: FieldPlace, _ base: UnsafeRawPointer) -> Int? {
    (field.start..<field.end).first { base.byte($0) == byte }
  }
}
