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

/// The current record: where its separators are, or a growing list of places.
///
/// The reader holds it behind a pointer: as a property it would cost a check for exclusive access a field, as an array
/// more.
@usableFromInline struct FieldList {
  /// What the places count from.
  @usableFromInline var base: UnsafeRawPointer?
  /// Of a record without quotes: where it begins, then the place behind each separator. Else nil, and `places` holds.
  @usableFromInline var behind: UnsafePointer<UInt32>?
  @usableFromInline var places: UnsafeMutablePointer<FieldPlace>
  @usableFromInline var count = 0
  private var capacity = 64

  init() { places = .allocate(capacity: capacity) }

  func deallocate() { places.deallocate() }

  @inlinable @inline(__always) subscript(index: Int) -> FieldPlace {
    precondition(index >= 0 && index < count, "the record has fewer fields")
    guard let behind else { return places[index] }
    return FieldPlace(
      start: Int(behind[index]), end: Int(behind[index + 1]) &- 1, isQuoted: false, isEscaped: false)
  }

  /// Makes places of the separators of a record with quotes.
  ///
  /// - Parameter mayBeEscaped: whether a quoted field may hold quotes.
  mutating func setPlaces(_ behind: UnsafePointer<UInt32>, count number: Int, quote: UInt8, mayBeEscaped: Bool) {
    self.behind = nil
    count = 0
    guard let base else { return }
    var start = Int(behind[0])
    for index in 1...number {
      let next = Int(behind[index])
      let end = next - 1
      if start < end, base.byte(start) == quote {
        let isEscaped = mayBeEscaped && base.contains(quote, from: start + 1, to: end - 1)
        append(FieldPlace(start: start + 1, end: end - 1, isQuoted: true, isEscaped: isEscaped))
      } else {
        append(FieldPlace(start: start, end: end, isQuoted: false, isEscaped: false))
      }
      start = next
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
  func unescape(in bytes: UnsafeMutableRawPointer, quote: UInt8) {
    for index in 0..<count where places[index].isEscaped {
      places[index].end = Self.unescape(bytes, from: places[index].start, to: places[index].end, quote: quote)
    }
  }

  /// Behind the opening quote: two quotes are one, one ends the quoted stretch, and what follows that is plain text.
  private static func unescape(
    _ bytes: UnsafeMutableRawPointer, from start: Int, to end: Int, quote: UInt8
  ) -> Int {
    var reading = start
    var writing = start
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
