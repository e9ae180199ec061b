import Presentation
import Testing

@Suite struct MomentTests {
  @Test func todayIsToldByTheHour() {
    let moments = FixedMachine.moments
    #expect(moments.readable(FixedMachine.moment) == "13:00")
    #expect(moments.readable(FixedMachine.moment + 11 * 3_600_000) == "2026-02-02 00:00")
    #expect(moments.utc(FixedMachine.moment) == "2026-02-01T12:00:00Z")
  }

  static let spans: [(text: String, milliseconds: Int64?)] = [
    ("90s", 90_000), ("30m", 1_800_000), ("12h", 43_200_000), ("7d", 604_800_000), ("2w", 1_209_600_000),
    ("0m", nil), ("-1h", nil), ("h", nil), ("12", nil), ("1.5h", nil), ("1y", nil), ("", nil), ("99999999999999d", nil),
  ]

  @Test(arguments: spans) func spansAreReadAsWritten(_ span: (text: String, milliseconds: Int64?)) {
    #expect(Span(span.text)?.milliseconds == span.milliseconds)
  }

  @Test func spansAreWrittenInTheLargestUnitThatFits() {
    #expect(Span(milliseconds: 43_200_000).description == "12h")
    #expect(Span(milliseconds: 604_800_000).description == "1w")
    #expect(Span(milliseconds: 90_000).description == "90s")
  }
}
