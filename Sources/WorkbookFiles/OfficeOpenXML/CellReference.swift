/// A place in a sheet, as `BC23` gives it; from 1.
struct CellReference: Hashable {
  var column: Int
  var row: Int

  init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }

  /// Nil if it is no such text. Columns and rows beyond every sheet are told as such, however far they claim to be.
  @inline(__always)
  init?(_ text: UnsafeRawBufferPointer) {
    var place = 0
    var column = 0
    while place < text.count, text[place] & 0xDF >= 0x41, text[place] & 0xDF <= 0x5A {
      column = min(column * 26 + Int(text[place] & 0xDF) - 0x40, SheetLimits.columns + 1)
      place += 1
    }
    guard place > 0, let row = Self.number(text, from: place), row > 0 else { return nil }
    self.column = column
    self.row = row
  }

  /// The number that the rest of a text is, at most a little more than the rows of a sheet; nil if it is none.
  @inline(__always)
  static func number(_ text: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
    guard start < text.count else { return nil }
    var number = 0
    for place in start..<text.count {
      let digit = text[place] &- 0x30
      guard digit < 10 else { return nil }
      number = min(number &* 10 &+ Int(digit), 1 << 40)
    }
    return number
  }
}
