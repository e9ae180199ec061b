import Tables
import Testing

struct KindGuessTests {
  @Test(arguments: [
    (ColumnKind.text, [""]), (.text, ["Eva", "12"]), (.integer, ["1", "-12", "", "0", "1.234.567"]),
    (.decimal, ["1", "0,5", "1.234,50 €"]), (.code, ["00123", "17"]), (.code, ["1234567890123456"]),
    (.code, ["12E3", "44"]), (.code, ["C0000001", "C0000002"]), (.code, ["+4930123", "1"]), (.text, ["SW1A 1AA"]),
    (.phone, ["+49 30 123456", "030/123456", "(0221) 123 45"]), (.date, ["2026-02-01", "1.2.26", "31/12/2026"]),
    (.date, ["2026-02-01 00:00:00"]), (.dateTime, ["1.2.2026 17:05", "2026-02-01"]), (.time, ["17:05", "7:05:30"]),
    (.boolean, ["ja", "nein", "", "Ja"]), (.boolean, ["x", ""]), (.boolean, ["j", "n"]), (.integer, ["0", "1", "1"]),
    (.text, ["o"]), (.email, ["a@example.org", "Eva@Example.com"]), (.text, ["a@example.org", "none"]),
    (.integer, ["2024", "1999"]), (.text, ["01.02.2026", "Anfang Mai"]), (.integer, ["612345678"]),
    (.text, ["Straße 1", "Weg 2"]), (.text, ["heute", "gestern"]),
  ])
  func byValues(kind: ColumnKind, values: [String]) {
    #expect(guess(values) == kind, "\(values)")
  }

  @Test func storedNumbersAreNumbers() {
    #expect(guess(["1E+20", "2"], tag: .number) == .integer)
    #expect(guess(["0.5", "2"], tag: .number) == .decimal)
    #expect(guess(["2026-02-01"], tag: .date) == .date)
    #expect(guess(["true"], tag: .boolean) == .boolean)
  }

  @Test(arguments: 1...20)
  func allValuesFitTheGuess(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let pool = [
      "0", "1", "007", "1,5", "+7", "ja", "x", "1.2.2026", "17:05", "a@b.de", "A1", "1.2.2026 17:05",
      "12345678901234567",
    ]
    for _ in 0..<200 {
      let few = (0..<2).map { _ in pool.randomElement(using: &random)! }
      let values = (0..<4).map { _ in few.randomElement(using: &random)! }
      let kind = guess(values)
      for value in values {
        let cell = try? kind.cell(from: value, habits: habits)
        #expect(cell?.isEmpty == false, "seed \(seed), \(kind), \(values)")
        if kind == .integer || kind == .decimal { #expect(!value.hasPrefix("00") && !value.hasPrefix("+")) }
      }
    }
  }

  private let habits = Habits(decimalMark: .comma, dateOrder: .dayMonthYear)

  private func guess(_ values: [String], tag: FieldTag = .text) -> ColumnKind {
    var guess = KindGuess(habits: habits)
    for value in values { Array(value.utf8).withUnsafeBytes { guess.add($0, tag: tag) } }
    return guess.kind
  }
}
