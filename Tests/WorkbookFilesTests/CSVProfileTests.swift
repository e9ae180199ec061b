import Tables
import Testing
import WorkbookFiles

@Suite struct CSVProfileTests {
  @Test(arguments: [
    ("a,b\n1,2\n", ","),
    ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
    ("Name\tOrt\nMüller, Jan\tKöln\n", "\t"),
    ("a|b|c\n1|2|3\n", "|"),
    ("name:pop\nx:1\ny:2\n", ":"),
    ("start,end\n12:30,13:30\n14:00,15:00\n", ","), ("2011-09-15 15:22:00\r\n", ","), ("9:30\n17:45:10\n", ","),
    ("at\n08:15\n12:30\n", ","), ("1:2:3\n4:5:6\n", ":"),
    ("\"x;y;z\",b\n\"1;2;3\",4\n", ","),
    ("sep=;\na,b;c\n", ";"),
    ("einspaltig\nnoch einer\n", ","),
    ("", ","),
  ])
  func delimiter(of text: String, is delimiter: String) {
    #expect(CSVProfile.detect(Array(text.utf8)).delimiter == delimiter.utf8.first)
  }

  @Test(
    arguments: [
      (Array("a\nÄ\n".utf8), TextEncoding.utf8, false),
      ([0xEF, 0xBB, 0xBF, 0x61], .utf8, true),
      ([0xFF, 0xFE, 0x61, 0], .utf16LittleEndian, true),
      ([0xFE, 0xFF, 0, 0x61], .utf16BigEndian, true),
      ([0x61, 0, 0x2C, 0, 0x62, 0], .utf16LittleEndian, false),
      // Stra\u{df}e, M\u{fc}ller
      ([0x53, 0x74, 0x72, 0x61, 0xDF, 0x65, 0x2C, 0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72], .windows1252, false),
      // Ελένη, Αθήνα
      ([0xC5, 0xEB, 0xDD, 0xED, 0xE7, 0x2C, 0xC1, 0xE8, 0xDE, 0xED, 0xE1], .windows1253, false),
      // A list of Western names with one Greek sign changes nothing.
      (Array("José".utf8).dropLast(2) + [0xE9, 0x0A, 0x4D, 0xFC, 0x6C, 0x0A, 0xD6], .windows1252, false),
    ] as [([UInt8], TextEncoding, Bool)])
  func encoding(of bytes: [UInt8], is encoding: TextEncoding, marked: Bool) {
    let profile = CSVProfile.detect(bytes)
    #expect(profile.encoding == encoding)
    #expect(profile.hasByteOrderMark == marked)
  }

  @Test(arguments: [
    ("a;b\n1,50;01.02.2026\n", Habits.DecimalMark.comma, Habits.DateOrder.dayMonthYear),
    ("a,b\n1.50,12/31/2026\n", .point, .monthDayYear),
    ("a,b\n1.50,31/12/2026\n", .point, .dayMonthYear),
    ("a,b\n1,2\n", .point, .yearMonthDay),
    ("a;b\n3;03/04/2026\n", .comma, .dayMonthYear),
    ("a;b\n1.50;2026-03-04\n", .point, .yearMonthDay),
    ("a;b\n1.234,50 €;2\n", .comma, .dayMonthYear),
    ("a;b\n1'234.50;31.12.2026\n", .point, .dayMonthYear),
    ("a,b\n\"1,234.50\",02/03/2026\n", .point, .yearMonthDay),
  ])
  func habits(of text: String, mark: Habits.DecimalMark, order: Habits.DateOrder) {
    #expect(CSVProfile.detect(Array(text.utf8)).habits == Habits(decimalMark: mark, dateOrder: order))
  }

  @Test(arguments: [
    ("a\r\nb\r\n", CSVProfile.LineEnd.carriageReturnLineFeed), ("a\nb\n", .lineFeed), ("a\rb\r", .carriageReturn),
  ])
  func lineEnd(of text: String, is end: CSVProfile.LineEnd) {
    #expect(CSVProfile.detect(Array(text.utf8)).lineEnd == end)
  }

  @Test func optionsGoFirst() {
    let options = ReadOptions(
      encoding: .windows1253, delimiter: UInt8(ascii: "|"), quote: UInt8(ascii: "'"), decimalMark: .comma,
      dateOrder: .monthDayYear)
    let profile = CSVProfile.detect(Array("a,b\n1.5,2\n".utf8), options: options)
    #expect(profile.encoding == .windows1253 && profile.delimiter == UInt8(ascii: "|"))
    #expect(profile.quote == UInt8(ascii: "'"))
    #expect(profile.habits == Habits(decimalMark: .comma, dateOrder: .monthDayYear))
  }
}
