/// Where the fields of one record lie.
@usableFromInline struct FieldPlace {
  @usableFromInline var start: Int
  @usableFromInline var end: Int
  @usableFromInline var isQuoted: Bool
  /// Whether there are quotes between `start` and `end` that are not the field's text.
  @usableFromInline var isEscaped: Bool

  @inlinable @inline(__always) init(start: Int, end: Int, isQuoted: Bool, isEscaped: Bool) {
    self.start = start
    self.end = end
    self.isQuoted = isQuoted
    self.isEscaped = isEscaped
  }
}

/// Equal to no byte.
private let noQuote: UInt16 = 0x100

/// The fields of the current record: where its separators are, or a growing list of places.
///
/// The reader holds it behind a pointer: as a property it would cost a check for exclusive access a field, as an array
/// more.
public struct FieldList {
  /// What the places count from.
  @usableFromInline var base: UnsafeRawPointer
  /// Of a record without escaped quotes: where it begins, then the place behind each separator. Else nil, and `places`
  /// holds.
  @usableFromInline var behind: UnsafePointer<UInt16>?
  /// The quote, if fields may be quoted whose places are known by `behind`: it is taken off as a field is asked for. Else
  /// what is no byte.
  @usableFromInline var mark = noQuote
  let quote: UInt8
  @usableFromInline var places: UnsafeMutablePointer<FieldPlace>
  /// How many fields there are.
  public internal(set) var count = 0
  private var capacity = 64

  init(quote: UInt8) {
    self.quote = quote
    places = .allocate(capacity: capacity)
    base = UnsafeRawPointer(places)
  }

  func deallocate() { places.deallocate() }

  /// A field's bytes, unescaped.
  @inlinable @inline(__always) public subscript(index: Int) -> UnsafeRawBufferPointer {
    let place = place(index)
    return UnsafeRawBufferPointer(start: base + place.start, count: place.end &- place.start)
  }

  @inlinable @inline(__always) func place(_ index: Int) -> FieldPlace {
    precondition(index >= 0 && index < count, "the record has fewer fields")
    guard let behind else { return places[index] }
    let start = Int(behind[index])
    // An empty field begins at its separator, which is no quote.
    let isQuoted = UInt16(base.load(fromByteOffset: start, as: UInt8.self)) == mark
    let inset = isQuoted ? 1 : 0
    return FieldPlace(
      start: start &+ inset, end: Int(behind[index &+ 1]) &- 1 &- inset, isQuoted: isQuoted, isEscaped: false)
  }

  /// Takes the fields of a record that the index knows: where it begins, and the places behind its separators.
  @inline(__always)
  mutating func set(_ behind: UnsafePointer<UInt16>, count: Int, of base: UnsafeRawPointer, hasQuotes: Bool) {
    self.base = base
    self.behind = behind
    self.count = count
    mark = hasQuotes ? UInt16(quote) : noQuote
  }

  /// Makes places of the separators of a record with quotes inside quotes, and takes those out, in place.
  mutating func unescape(_ behind: UnsafePointer<UInt16>) {
    let number = count
    self.behind = nil
    while capacity < number { grow() }
    let bytes = UnsafeMutableRawPointer(mutating: base)
    for index in 0..<number {
      let start = Int(behind[index])
      let end = Int(behind[index + 1]) - 1
      if start < end, base.byte(start) == quote {
        let plainEnd = Self.unescape(bytes, from: start + 1, to: end - 1, quote: quote)
        places[index] = FieldPlace(start: start + 1, end: plainEnd, isQuoted: true, isEscaped: false)
      } else {
        places[index] = FieldPlace(start: start, end: end, isQuoted: false, isEscaped: false)
      }
    }
  }

  @inline(__always)
  mutating func append(_ place: FieldPlace) {
    if count == capacity { grow() }
    places[count] = place
    count += 1
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<FieldPlace>.allocate(capacity: 2 * capacity)
    larger.update(from: places, count: min(count, capacity))
    places.deallocate()
    places = larger
    capacity *= 2
  }

  /// How many line ends stand inside the quoted fields.
  var lineEndsInQuotes: Int {
    var sum = 0
    for index in 0..<count where places[index].isQuoted {
      let place = places[index]
      sum += UnsafeRawBufferPointer(start: base + place.start, count: place.end - place.start).lineEndCount
    }
    return sum
  }

  /// Takes the quotes out of escaped fields, in place: what is left never grows.
  func unescape(in bytes: UnsafeMutableRawPointer) {
    for index in 0..<count where places[index].isEscaped {
      places[index].end = Self.unescape(bytes, from: places[index].start, to: places[index].end, quote: quote)
    }
  }

  /// Behind the opening quote: two quotes are one, one ends the quoted stretch, and what follows that is plain text.
  private static func unescape(
    _ bytes: UnsafeMutableRawPointer, from start: Int, to end: Int, quote: UInt8
  ) -> Int {
    guard var reading = UnsafeRawPointer(bytes).find(quote, from: start, to: end) else { return end }
    var writing = reading
    while reading < end {
      if bytes.byte(reading) == quote {
        reading += 1
        guard reading < end, bytes.byte(reading) == quote else { break }
      }
      bytes.storeBytes(of: bytes.byte(reading), toByteOffset: writing, as: UInt8.self)
      writing += 1
      reading += 1
    }
    while reading < end {
      bytes.storeBytes(of: bytes.byte(reading), toByteOffset: writing, as: UInt8.self)
      writing += 1
      reading += 1
    }
    return writing
  }
}
