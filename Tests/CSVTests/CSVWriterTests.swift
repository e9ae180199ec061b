import CSV
import Testing

@Suite struct CSVWriterTests {
  @Test(arguments: [
    (["a", "b c", ""], "a,b c,\n"),
    (["a,b", "c\"d", "e\nf", " g"], "\"a,b\",\"c\"\"d\",\"e\nf\",\" g\"\n"),
    ([""], "\n"),
  ])
  func records(_ fields: [String], _ text: String) {
    #expect(written([fields], by: CSVWriter()) == text)
  }

  @Test func otherDelimiterAndLineEnd() {
    let writer = CSVWriter(delimiter: UInt8(ascii: ";"), lineEnd: .carriageReturnLineFeed)
    #expect(written([["a;b", "c,d"], ["e"]], by: writer) == "\"a;b\";c,d\r\ne\r\n")
  }

  @Test func emptyTextIsToldFromEmpty() {
    var writer = CSVWriter(quotesEmptyText: true)
    var output: [UInt8] = []
    writer.append("", to: &output)
    writer.appendEmpty(to: &output)
    writer.append("x", alwaysQuoted: true, to: &output)
    writer.endRecord(to: &output)
    #expect(String(decoding: output, as: UTF8.self) == "\"\",,\"x\"\n")
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+30 210 7234567", "+30 210 7234567"), ("-12.5", "-12.5"),
    ("-A1", "'-A1"), ("a=b", "a=b"), ("", ""),
  ])
  func formulasAreNeutralised(_ field: String, _ text: String) {
    #expect(written([[field]], by: CSVWriter(neutralisesFormulas: true)) == text + "\n")
  }

  /// Random small worlds: what is written is read again, whatever the pieces.
  @Test(arguments: UInt64(1)...20) func roundTrip(seed: UInt64) throws {
    var random = Random(state: seed)
    let signs = ["a", "é", "\"", ",", "\n", "\r", " ", ";", "Ω"]
    for _ in 0..<50 {
      let records = (0..<random.next(below: 4)).map { _ in
        (0...random.next(below: 4)).map { _ in
          (0..<random.next(below: 12)).map { _ in signs[random.next(below: signs.count)] }.joined()
        }
      }
      let text = written(records, by: CSVWriter())
      #expect(try read(text, piece: 1 + random.next(below: 9)) == records, "seed \(seed)")
    }
  }
}

func written(_ records: [[String]], by writer: CSVWriter) -> String {
  var writer = writer
  var output: [UInt8] = []
  for record in records {
    for field in record { writer.append(field, to: &output) }
    writer.endRecord(to: &output)
  }
  return String(decoding: output, as: UTF8.self)
}

/// A small generator (xorshift*) that a seed replays.
struct Random {
  var state: UInt64

  mutating func next(below limit: Int) -> Int {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return Int((state &* 2_685_821_657_736_338_717) >> 33) % limit
  }
}
