/// The most shapes that are remembered, and the longest stretch of one in bytes.
private let mostShapes = 64
private let longestStretch = 512
/// Longer values are left to the scanner.
private let longestHole = 16 * 1024
/// Cells are told apart by their place in the row up to this one.
private let placeMask = 255
/// After so many searches through all shapes it is judged whether they are any use.
private let trials = 512

/// Shapes of cells that came before: all of a cell's bytes but its value and the text that shows it.
///
///     <table:table-cell office:value-type="float" office:value="12.5"><text:p>12,50</text:p></table:table-cell>
///     ------------------------- head -------------------------- value - middle - shown ------- tail -----------
///
/// In machine-written XML all cells of a column have one shape, or two where it has gaps. A cell of a known shape is read
/// without looking at any of its tags: what stands between the stretches is character data or an attribute's value as
/// before, so that the whole means what it meant then. What has entities, control characters or blanks that fold, and
/// whatever else is not just so, is left to the scanner.
///
/// Shapes hold as long as the prefixes mean the same: `forgetAll` when they change.
final class CellShapes {
  /// What the scanner and `OpenDocumentCell` found out about a cell, in places counted from its first byte.
  struct Cell {
    var type: OpenDocumentCell.ValueType
    var columns: Int
    /// Whether the value stands in an attribute.
    var isAttribute: Bool
    /// Nil if the cell is empty.
    var value: Range<Int>?
    /// The text that shows a value from an attribute.
    var shown: Range<Int>?
  }

  struct Shape {
    var type: OpenDocumentCell.ValueType
    var columns: Int
    var isAttribute: Bool
    var hasValue: Bool
    var hasShown: Bool
    /// The sign behind the value: `<`, or the attribute's quote.
    var stop: UInt8
    var head: UnsafeRawBufferPointer
    var middle: UnsafeRawBufferPointer
    var tail: UnsafeRawBufferPointer
  }

  /// Where a cell ends, and its value between; counted from its first byte.
  struct Match {
    var shape: UnsafePointer<Shape>
    var valueStart: Int
    var valueEnd: Int
    var end: Int
  }

  /// For each place in a row the two shapes that were seen there last.
  private struct Guess {
    var first: UInt8 = 0
    var second: UInt8 = 0
  }

  private let shapes = UnsafeMutablePointer<Shape>.allocate(capacity: mostShapes)
  private let guesses = UnsafeMutablePointer<Guess>.allocate(capacity: placeMask + 1)
  @exclusivity(unchecked) private var count = 0
  @exclusivity(unchecked) private var searches = 0
  @exclusivity(unchecked) private var finds = 0

  init() { guesses.initialize(repeating: Guess(), count: placeMask + 1) }

  deinit {
    forgetAll()
    shapes.deallocate()
    guesses.deallocate()
  }

  func forgetAll() {
    for index in 0..<count {
      shapes[index].head.deallocate()
      shapes[index].middle.deallocate()
      shapes[index].tail.deallocate()
    }
    count = 0
    guesses.update(repeating: Guess(), count: placeMask + 1)
  }

  /// The cell with which the bytes begin, if it is wholly among them and of a known shape.
  ///
  /// - Parameter place: how many cells came before it in its row.
  @inline(__always)
  func match(_ bytes: UnsafeRawBufferPointer, place: Int) -> Match? {
    guard count > 0, bytes.count > 0, bytes[0] == UInt8(ascii: "<") else { return nil }
    let guess = guesses + (place & placeMask)
    if let match = match(Int(guess.pointee.first), bytes) { return match }
    if let match = match(Int(guess.pointee.second), bytes) {
      guess.pointee = Guess(first: guess.pointee.second, second: guess.pointee.first)
      return match
    }
    return search(bytes, guess)
  }

  @inline(never)
  private func search(_ bytes: UnsafeRawBufferPointer, _ guess: UnsafeMutablePointer<Guess>) -> Match? {
    guard searches < trials || finds * 4 > searches else { return nil }
    searches += 1
    for index in 0..<count {
      guard let match = match(index, bytes) else { continue }
      guess.pointee = Guess(first: UInt8(truncatingIfNeeded: index), second: guess.pointee.first)
      finds += 1
      return match
    }
    return nil
  }

  @inline(__always)
  private func match(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Match? {
    let shape = shapes + index
    guard let base = bytes.baseAddress, shape.pointee.head.starts(base, bytes.count) else { return nil }
    let start = shape.pointee.head.count
    guard shape.pointee.hasValue else {
      return Match(shape: UnsafePointer(shape), valueStart: start, valueEnd: start, end: start)
    }
    let limit = min(bytes.count, start + longestHole)
    let isText = !shape.pointee.isAttribute
    guard let end = PlainText.end(base, from: start, to: limit, stop: shape.pointee.stop, folds: isText),
      shape.pointee.middle.starts(base + end, bytes.count - end)
    else { return nil }
    var place = end + shape.pointee.middle.count
    if shape.pointee.hasShown {
      guard let shown = PlainText.find(UInt8(ascii: "<"), base, from: place, to: bytes.count),
        shape.pointee.tail.starts(base + shown, bytes.count - shown)
      else { return nil }
      place = shown + shape.pointee.tail.count
    }
    return Match(shape: UnsafePointer(shape), valueStart: start, valueEnd: end, end: place)
  }

  /// Remembers the shape of a cell that the scanner has read.
  func learn(_ bytes: UnsafeRawBufferPointer, _ cell: Cell) {
    guard count < mostShapes, let stretches = Stretches(bytes, cell) else { return }
    for index in 0..<count where stretches.equal(shapes[index]) { return }
    (shapes + count).initialize(
      to: Shape(
        type: cell.type, columns: cell.columns, isAttribute: cell.isAttribute, hasValue: cell.value != nil,
        hasShown: cell.shown != nil, stop: stretches.middle.first ?? 0, head: stretches.head.copy(),
        middle: stretches.middle.copy(), tail: stretches.tail.copy()))
    count += 1
  }

  /// A cell's bytes but for the value and what shows it.
  private struct Stretches {
    let head: UnsafeRawBufferPointer
    let middle: UnsafeRawBufferPointer
    let tail: UnsafeRawBufferPointer

    /// Nil if they are too long, or the value or the shown text does not end as it always would.
    init?(_ bytes: UnsafeRawBufferPointer, _ cell: Cell) {
      let headEnd = cell.value?.lowerBound ?? bytes.count
      let middleStart = cell.value?.upperBound ?? bytes.count
      let middleEnd = cell.shown?.lowerBound ?? bytes.count
      let tailStart = cell.shown?.upperBound ?? bytes.count
      guard headEnd <= middleStart, middleStart <= middleEnd, middleEnd <= tailStart, tailStart <= bytes.count else {
        return nil
      }
      head = UnsafeRawBufferPointer(rebasing: bytes[..<headEnd])
      middle = UnsafeRawBufferPointer(rebasing: bytes[middleStart..<middleEnd])
      tail = UnsafeRawBufferPointer(rebasing: bytes[tailStart...])
      let less = UInt8(ascii: "<")
      guard max(head.count, middle.count, tail.count) <= longestStretch,
        cell.value == nil || cell.isAttribute || middle.first == less,
        cell.shown == nil || tail.first == less
      else { return nil }
    }

    func equal(_ shape: Shape) -> Bool {
      head.elementsEqualFast(shape.head) && middle.elementsEqualFast(shape.middle)
        && tail.elementsEqualFast(shape.tail)
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether `count` bytes from `other` on begin with these.
  @inline(__always)
  fileprivate func starts(_ other: UnsafeRawPointer, _ count: Int) -> Bool {
    self.count <= count && elementsEqualFast(UnsafeRawBufferPointer(start: other, count: self.count))
  }

  fileprivate func copy() -> UnsafeRawBufferPointer {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 8)
    copy.copyMemory(from: self)
    return UnsafeRawBufferPointer(copy)
  }
}
