/// Where the fields of one record lie.
@usableFromInline struct FieldPlace {
  @usableFromInline var start: Int
  @usableFromInline var end: Int
  @usableFromInline var isQuoted: Bool
  /// Whether there are quotes between `start` and `end` that are not the field's text.
  var isEscaped: Bool
}

/// The current record: a growing list of places in some bytes.
///
/// The reader holds it behind a pointer: as a property it would cost a check for exclusive access a field, as an array
/// more.
@usableFromInline struct FieldList {
  /// What the places count from.
  @usableFromInline var base: UnsafeRawPointer?
  @usableFromInline var places: UnsafeMutablePointer<FieldPlace>
  @usableFromInline var count = 0
  private var capacity = 64

  init() { places = .allocate(capacity: capacity) }

  func deallocate() { places.deallocate() }

  @inlinable subscript(index: Int) -> FieldPlace {
    precondition(index >= 0 && index < count, "the record has fewer fields")
    return places[index]
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
    larger.update(from: places, count: count)
    places.deallocate()
    places = larger
    capacity *= 2
  }

  /// How many line ends stand inside the quoted fields.
  var lineEndsInQuotes: Int {
    var sum = 0
    for index in 0..<count where places[index].isQuoted {
      let place = places[index]
      sum += UnsafeRawBufferPointer(start: base.map { $0 + place.start }, count: place.end - place.start).lineEndCount
    }
    return sum
  }

  /// Takes the quotes out of escaped fields, in place: what is left never grows.
  func unescape(in bytes: UnsafeMutableRawBufferPointer, quote: UInt8) {
    for index in 0..<count where places[index].isEscaped {
      places[index].end = Self.unescape(bytes, from: places[index].start, to: places[index].end, quote: quote)
    }
  }

  /// Behind the opening quote: two quotes are one, one ends the quoted stretch, and what follows that is plain text.
  private static func unescape(
    _ bytes: UnsafeMutableRawBufferPointer, from start: Int, to end: Int, quote: UInt8
  ) -> Int {
    var reading = start
    var writing = start
    while reading < end {
      if bytes[reading] == quote {
        reading += 1
        guard reading < end, bytes[reading] == quote else { break }
      }
      bytes[writing] = bytes[reading]
      writing += 1
      reading += 1
    }
    while reading < end {
      bytes[writing] = bytes[reading]
      writing += 1
      reading += 1
    }
    return writing
  }
}
