/// What lies at the start of some bytes.
enum Scanned {
  /// A record; the next begins at `behind`.
  case record(behind: Int, hasQuotes: Bool)
  /// A record whose end is not among these bytes.
  case cutOff
  case end
  case unclosedQuote(at: Int)
  case strayQuote(at: Int)
  case tooManyFields
}

/// Finds the fields of one record, whatever it holds, without changing or copying a byte.
///
/// This is what `RecordIndex` leaves over: it decides all cases, and is no longer on the fast path.
struct RecordScanner {
  let dialect: Dialect
  private let delimiters: UInt64
  private let refusesStrays: Bool

  init(dialect: Dialect) {
    self.dialect = dialect
    delimiters = everyByte(dialect.delimiter)
    refusesStrays = dialect.strayQuotes == .refused
  }

  /// `isWhole`: whether the file ends where the bytes end.
  func scan(_ bytes: UnsafeRawBufferPointer, from begin: Int, isWhole: Bool, into fields: inout FieldList) -> Scanned {
    fields.count = 0
    fields.behind = nil
    let end = bytes.count
    guard begin < end else { return isWhole ? .end : .cutOff }
    let base = bytes.baseAddress!
    var place = begin
    var hasQuotes = false
    while true {
      let start = place
      let isQuoted = place < end && base.byte(place) == dialect.quote
      if isQuoted {
        hasQuotes = true
        switch closeQuote(base, openedAt: start, end: end, isWhole: isWhole) {
        case .plain(let close):
          fields.append(FieldPlace(start: start + 1, end: close, isQuoted: true, isEscaped: false))
          place = close + 1
        case .escaped(let close):
          fields.append(FieldPlace(start: start + 1, end: close, isQuoted: true, isEscaped: true))
          place = close + 1
        case .stray(let close):
          if refusesStrays { return .strayQuote(at: close) }
          place = stop(base, from: close + 1, end: end)
          fields.append(FieldPlace(start: start + 1, end: place, isQuoted: true, isEscaped: true))
        case .cutOff: return .cutOff
        case .unclosed: return .unclosedQuote(at: start)
        }
      } else {
        place = stop(base, from: place, end: end)
        fields.append(FieldPlace(start: start, end: place, isQuoted: false, isEscaped: false))
        if refusesStrays, let stray = quote(base, from: start, to: place) { return .strayQuote(at: stray) }
      }
      guard fields.count <= mostFields else { return .tooManyFields }
      guard place < end else { return isWhole ? .record(behind: end, hasQuotes: hasQuotes) : .cutOff }
      let sign = base.byte(place)
      place += 1
      if sign == dialect.delimiter { continue }
      if sign == Sign.lineFeed { return .record(behind: place, hasQuotes: hasQuotes) }
      // A carriage return: a line feed behind it belongs to it.
      guard place < end || isWhole else { return .cutOff }
      if place < end, base.byte(place) == Sign.lineFeed { place += 1 }
      return .record(behind: place, hasQuotes: hasQuotes)
    }
  }

  private enum Closing {
    case plain(Int)
    case escaped(Int)
    /// Something other than a delimiter or a line's end stands behind the closing quote.
    case stray(Int)
    case cutOff
    case unclosed
  }

  private func closeQuote(_ base: UnsafeRawPointer, openedAt start: Int, end: Int, isWhole: Bool) -> Closing {
    var place = start + 1
    var isEscaped = false
    while let found = quote(base, from: place, to: end) {
      guard found + 1 < end else { return !isWhole ? .cutOff : isEscaped ? .escaped(found) : .plain(found) }
      let behind = base.byte(found + 1)
      if behind == dialect.quote {
        isEscaped = true
        place = found + 2
      } else if behind == dialect.delimiter || behind == Sign.lineFeed || behind == Sign.carriageReturn {
        return isEscaped ? .escaped(found) : .plain(found)
      } else {
        return .stray(found)
      }
    }
    return isWhole ? .unclosed : .cutOff
  }

  /// The first delimiter or line end at or after `start`, or `end`.
  @inline(__always)
  private func stop(_ base: UnsafeRawPointer, from start: Int, end: Int) -> Int {
    var place = start
    while place + 8 <= end {
      let word = base.word(place)
      let hits = ~(word.misses(delimiters) & word.misses(lineFeeds) & word.misses(carriageReturns)) & highBits
      if hits != 0 { return place + hits.trailingZeroBitCount >> 3 }
      place += 8
    }
    while place < end {
      let byte = base.byte(place)
      if byte == dialect.delimiter || byte == Sign.lineFeed || byte == Sign.carriageReturn { return place }
      place += 1
    }
    return end
  }

  private func quote(_ base: UnsafeRawPointer, from start: Int, to end: Int) -> Int? {
    base.find(dialect.quote, from: start, to: end)
  }
}
