import Tables
import Testing

/// What people and files write, and the canonical text that it becomes; nil is an empty cell.
private let germany = Habits(decimalMark: .comma, dateOrder: .dayMonthYear)
private let america = Habits(decimalMark: .point, dateOrder: .monthDayYear)

struct CanonicalisationTests {
  @Test(arguments: [
    ("Zürich", "Zürich"), ("  Eva  ", "Eva"), ("a  b", "a  b"), ("e\u{301}", "é"),
    ("a\r\nb\rc\u{B}d\u{C}e", "a\nb\nc\nd\ne"),
    ("\u{A0}x\u{202F}", "x"), ("Ελένη", "Ελένη"), ("1\u{37E}", "1;"), ("ή\u{387}", "ή\u{B7}"), ("😀", "😀"),
    ("O’Neill", "O’Neill"), ("\u{2126}", "Ω"), ("\u{FB01}", "\u{FB01}"),
  ])
  func text(written: String, canonical: String) throws {
    #expect(bytes(try ColumnKind.text.cell(from: written)) == Array(canonical.utf8))
  }

  @Test(arguments: ColumnKind.allCases, ["", " ", "\t\n", "\u{A0}\u{FEFF}"])
  func blanksAreEmpty(kind: ColumnKind, written: String) throws {
    #expect(try kind.cell(from: written) == .empty)
  }

  @Test(arguments: [
    ("00123", "00123"), (" A \n 1\u{A0}2 ", "A 1 2"), ("9.17E+09", "9.17E+09"), ("+49 30  123", "+49 30 123"),
  ])
  func code(written: String, canonical: String) throws {
    #expect(try ColumnKind.code.cell(from: written) == Cell(canonical))
    #expect(try ColumnKind.phone.cell(from: written) == Cell(canonical))
  }

  @Test(arguments: [
    ("1", "1"), ("-12.50", "-12.5"), ("+7", "7"), ("007.0", "7"), ("-0,00", "0"), ("1.234.567", "1234567"),
    ("1.234,50 €", "1234.5"), ("1’234.50", "1234.5"), ("CHF 1'234.50", "1234.5"), ("$1,234.50", "1234.5"),
    ("1 234,50", "1234.5"), ("1\u{202F}234\u{A0}567,5", nil), ("1\u{202F}234\u{202F}567,5", "1234567.5"),
    ("₱1,234.50", "1234.5"), ("P 99", "99"), ("Php99.5", "99.5"), ("(12,5)", "-12.5"), ("12-", "-12"), ("−3", "-3"),
    (".5", "0.5"), ("5.", "5"), ("0,123", "0.123"), ("1234,567", "1234.567"), ("9.17E+09", "9170000000"),
    ("-1.5e-3", "-0.0015"), ("1E2", "100"), ("12.34.56", nil), ("1,23,456", nil), ("1,2.3,4", nil), ("abc", nil),
    ("-", nil), ("1 2", nil), ("12 kg", nil), ("1e", nil), ("€", nil), ("--1", nil), ("1.2345.678", nil),
  ])
  func decimal(written: String, canonical: String?) {
    for habits in [Habits(), germany, america] {
      #expect(result(.decimal, written, habits: habits) == canonical, "\(habits.decimalMark)")
    }
  }

  @Test func aLoneMarkBeforeThreeDigitsIsReadByHabit() {
    #expect(result(.decimal, "1.234") == "1.234")
    #expect(result(.decimal, "1.234", habits: germany) == "1234")
    #expect(result(.decimal, "1,234") == "1234")
    #expect(result(.decimal, "1,234", habits: germany) == "1.234")
    #expect(result(.decimal, "1.234", tag: .number, habits: germany) == "1.234")
  }

  @Test func integersHaveNoFraction() {
    #expect(result(.integer, "1.234,00", habits: germany) == "1234")
    #expect(throws: InvalidValue.notAnInteger) { try ColumnKind.integer.cell(from: "1.5") }
    #expect(throws: InvalidValue.tooManyDigits) {
      try ColumnKind.integer.cell(from: String(repeating: "7", count: 35))
    }
    #expect(result(.integer, String(repeating: "7", count: 34)) == String(repeating: "7", count: 34))
  }

  @Test(arguments: [
    ("2026-02-01", "2026-02-01"), ("20260201", "2026-02-01"), ("2026/2/1", "2026-02-01"), ("2026.02.01", "2026-02-01"),
    ("1.2.2026", "2026-02-01"), ("01.02.26", "2026-02-01"), ("1. 2. 2026", "2026-02-01"), ("1.2.1950", "1950-02-01"),
    ("01.02.50", "1950-02-01"), ("31/12/2026", "2026-12-31"), ("12/31/2026", "2026-12-31"), ("2/2/26", "2026-02-02"),
    ("1. März 2026", "2026-03-01"), ("7 Μαρτίου 2026", "2026-03-07"), ("Feb 1, 2026", "2026-02-01"),
    ("1 de febrero de 2026", "2026-02-01"), ("14 août 2026", "2026-08-14"), ("3 Hunyo 2026", "2026-06-03"),
    ("2-Jan-26", "2026-01-02"), ("1er janv. 2026", "2026-01-01"), ("29.2.2024", "2024-02-29"),
    ("2026-02-01 00:00:00", "2026-02-01"), ("2026-02-01T00:00:00", "2026-02-01"), ("29.2.2026", nil),
    ("2026-13-01", nil), ("32.1.2026", nil), ("1.2.026", nil), ("2026", nil), ("heute", nil), ("1.2", nil),
    ("1.2.3.4", nil), ("2026-02-01 17:05", nil), ("1/2-2026", nil), ("12345678", nil), ("1.2.", nil),
  ])
  func date(written: String, canonical: String?) {
    for habits in [Habits(), germany] { #expect(result(.date, written, habits: habits) == canonical) }
  }

  @Test func datesInNumbersAreReadByHabit() {
    #expect(result(.date, "01/02/2026", habits: germany) == "2026-02-01")
    #expect(result(.date, "01/02/2026", habits: america) == "2026-01-02")
    #expect(throws: InvalidValue.ambiguousDate) { try ColumnKind.date.cell(from: "01/02/2026") }
    #expect(result(.date, "26-02-01") == "2026-02-01")
  }

  @Test(arguments: [
    ("17:05", "17:05"), ("17:05:30", "17:05:30"), ("7:05", "07:05"), ("17:05:00", "17:05"), ("5:05 pm", "17:05"),
    ("12:00 am", "00:00"), ("17h05", "17:05"), ("17:05 Uhr", "17:05"), ("5:05 μ.μ.", "17:05"),
    ("17:05:29.9999", "17:05:30"), ("23:59:59.9", "23:59:59"), ("24:00", nil), ("17:5", nil), ("17", nil), ("x", nil),
    ("PT31H5M30S", nil), ("13:00 pm", nil), ("17:60", nil),
  ])
  func time(written: String, canonical: String?) {
    #expect(result(.time, written) == canonical)
  }

  @Test(arguments: [
    ("2026-02-01T17:05:30", "2026-02-01T17:05:30"), ("1.2.2026 17:05", "2026-02-01T17:05:00"),
    ("2026-02-01", "2026-02-01T00:00:00"), ("1. März 2026 5:05 pm", "2026-03-01T17:05:00"), ("1.2.2026 25:00", nil),
    ("17:05", nil),
  ])
  func dateTime(written: String, canonical: String?) {
    #expect(result(.dateTime, written) == canonical)
  }

  @Test func momentsWithAZoneAreNotCutShort() {
    for zone in ["Z", "+02:00", "-0500"] {
      #expect(throws: InvalidValue.hasTimeZone) { try ColumnKind.dateTime.cell(from: "2026-02-01T17:05:30" + zone) }
    }
  }

  @Test(arguments: [
    ("true", ["sí", "SI", "oo", "Ja", "Oui", "ναι", "ΝΑΙ", "yes", "TRUE", "1", "x", "WAHR"]),
    ("false", ["no", "hindi", "Nein", "non", "όχι", "ΟΧΙ", "false", "0"]),
  ])
  func boolean(canonical: String, written: [String]) {
    for text in written { #expect(result(.boolean, text) == canonical, "\(text)") }
    #expect(result(.boolean, "perhaps") == nil)
  }

  @Test func choicesTakeTheListsSpelling() {
    let choices = ["Großkunde", "privé", "VIP"]
    #expect(result(.choice, "GROSSKUNDE", choices: choices) == "Großkunde")
    #expect(result(.choice, " prive ", choices: choices) == "privé")
    #expect(result(.choice, "vip", choices: choices) == "VIP")
    #expect(throws: InvalidValue.notInList) { try ColumnKind.choice.cell(from: "other", choices: choices) }
    #expect(result(.choice, "any  thing") == "any thing")
  }

  @Test func tagsAreSortedOnceEach() throws {
    #expect(result(.tags, "vip; new,  vip ,\na  b") == "a b\nnew\nvip")
    #expect(try ColumnKind.tags.cell(from: ";,") == .empty)
  }

  @Test(arguments: [
    ("Eva.Nunez+x@Example.ORG", "Eva.Nunez+x@example.org"), (" a@b.de\n", "a@b.de"), ("a@MÜLLER.de", "a@müller.de"),
    ("o'neill@example.com", "o'neill@example.com"), ("a@b", nil), ("a b@example.com", nil), ("@example.com", nil),
    ("a@example..com", nil), ("a.@example.com", nil), ("a@b@example.com", nil), ("a@example.com; b@example.com", nil),
    ("a@example.com.", nil), ("a", nil), ("a@", nil),
  ])
  func email(written: String, canonical: String?) {
    #expect(result(.email, written) == canonical)
  }

  @Test(arguments: [("01234", "01234"), ("sw1a  1aa", "SW1A 1AA"), ("d-01234", "D-01234"), ("104 31", "104 31")])
  func postcode(written: String, canonical: String) {
    #expect(result(.postcode, written) == canonical)
  }

  @Test(arguments: [
    (ColumnKind.code, "12345", FieldTag.number, "12345"), (.phone, "9.17E+09", .number, "9170000000"),
    (.postcode, "1234", .number, "1234"), (.text, "-12.50", .number, "-12.5"), (.choice, "3", .number, "3"),
    (.tags, "7", .number, "7"), (.boolean, "1", .number, "true"), (.boolean, "false", .boolean, "false"),
    (.date, "20260201", .number, "2026-02-01"), (.text, "2026-02-01", .date, "2026-02-01"),
    (.date, "2026-02-01T00:00:00", .dateTime, "2026-02-01"), (.dateTime, "2026-02-01", .date, "2026-02-01T00:00:00"),
    (.text, "17:05:30", .time, "17:05:30"), (.time, "17:05:00", .time, "17:05"), (.text, "true", .boolean, "true"),
    (.integer, "3.0", .number, "3"), (.decimal, "0.1", .number, "0.1"),
  ])
  func storedValuesFitSensibleKinds(kind: ColumnKind, written: String, tag: FieldTag, canonical: String) {
    #expect(result(kind, written, tag: tag, habits: germany) == canonical)
  }

  @Test(arguments: ColumnKind.allCases)
  func refusals(kind: ColumnKind) throws {
    #expect(throws: InvalidValue.formulaError) { try kind.cell(from: "#DIV/0!", tag: .error) }
    #expect(throws: InvalidValue.self) { try kind.cell(from: "a\u{1}b") }
    #expect(throws: InvalidValue.self) { try kind.cell(from: String(repeating: "x", count: ValueLimits.text + 1)) }
    #expect(try kind.cell(from: "anything", tag: .empty) == .empty)
  }

  @Test(
    arguments: [
      [0xFF], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xE2, 0x82],
      [0xF0, 0x80, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xE0, 0x80, 0x80],
    ] as [[UInt8]])
  func whatIsNotUTF8IsRefused(bytes: [UInt8]) {
    for kind in [ColumnKind.text, .code, .phone, .postcode, .tags, .choice] {
      var output: [UInt8] = [7]
      let answer = bytes.withUnsafeBytes {
        kind.canonicalise($0, tag: .text, habits: Habits(), choices: [], into: &output)
      }
      #expect(answer == .invalid(.notUTF8))
      #expect(output == [7])
    }
  }

  private func bytes(_ cell: Cell) -> [UInt8] { Array((cell.text ?? "").utf8) }

  private func result(
    _ kind: ColumnKind, _ written: String, tag: FieldTag = .text, habits: Habits = Habits(), choices: [String] = []
  ) -> String? {
    (try? kind.cell(from: written, tag: tag, habits: habits, choices: choices))?.text
  }
}
