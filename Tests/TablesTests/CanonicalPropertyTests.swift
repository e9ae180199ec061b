import Tables
import Testing

/// Random fields made of the pieces that matter, read twice.
struct CanonicalPropertyTests {
  private static let pieces = [
    "0", "1", "12", "123", "2026", "-", ".", ",", "/", ":", " ", "\u{A0}", "\u{202F}", "’", "'", "€", "CHF", "E", "+",
    "(", ")", "T", "Z", "é", "e\u{301}", "ς", "ß", "Ä", "ή", "\u{387}", "\r\n", "\r", "\u{B}", "\u{C}", ";", "@", "a",
    "B",
    ".de",
    "März", "am", "x", "ναι", "true", "−", "\u{FEFF}", "😀", "\u{2126}", "0.", "01",
  ]
  private static let allHabits = [
    Habits(), Habits(decimalMark: .comma, dateOrder: .dayMonthYear),
    Habits(decimalMark: .point, dateOrder: .monthDayYear),
  ]

  @Test(arguments: 1...8)
  func canonicalTextBecomesItself(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<4000 {
      let field = (0..<Int.random(in: 1...6, using: &random)).map { _ in Self.pieces.randomElement(using: &random)! }
        .joined()
      for kind in ColumnKind.allCases {
        let habits = Self.allHabits.randomElement(using: &random)!
        guard let cell = try? kind.cell(from: field, habits: habits), let text = cell.text else { continue }
        let again = try? kind.cell(from: text)
        #expect(
          again?.text.map { Array($0.utf8) } == Array(text.utf8), "seed \(seed), \(kind), \(field.debugDescription)")
        if kind == .date || kind == .dateTime || kind == .time {
          for habits in Self.allHabits { #expect(try kind.cell(from: text, habits: habits) == cell) }
        }
      }
    }
  }

  @Test(arguments: 1...4)
  func whatHasOneReadingIsReadSoByAll(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      let whole = Int.random(in: 0...99_999_999, using: &random)
      let digits = [1, 2, 4, 5].randomElement(using: &random)!
      let fraction = (0..<digits).map { _ in String(Int.random(in: 1...9, using: &random)) }.joined()
      for mark in [".", ","] {
        for habits in Self.allHabits {
          #expect(
            try ColumnKind.decimal.cell(from: "\(whole)\(mark)\(fraction)", habits: habits)
              == Cell("\(whole).\(fraction)"))
        }
      }
    }
  }

  @Test(arguments: 1...2)
  func nothingIsAppendedUnlessThereIsAValue(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<4000 {
      let field = (0..<Int.random(in: 0...8, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      for kind in ColumnKind.allCases {
        var output: [UInt8] = [1, 2]
        let answer = field.withUnsafeBytes {
          kind.canonicalise($0, tag: .text, habits: Habits(), choices: [], into: &output)
        }
        if answer == .value {
          #expect(output.count > 2)
          #expect(String(validating: output, as: UTF8.self) != nil)
        } else {
          #expect(output == [1, 2], "seed \(seed), \(kind), \(field)")
        }
      }
    }
  }
}
