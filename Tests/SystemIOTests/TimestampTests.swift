import SystemIO
import Testing

@Suite struct TimestampTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (1_769_961_600_000, "2026-02-01T16:00:00Z"),
      (951_782_400_999, "2000-02-29T00:00:00Z"), (-62_167_219_200_000, "0000-01-01T00:00:00Z"),
      (253_402_300_799_000, "9999-12-31T23:59:59Z"),
    ] as [(Int64, String)])
  func writes(_ milliseconds: Int64, _ text: String) {
    #expect(Timestamp(milliseconds: milliseconds).utc == text)
    let whole = milliseconds >= 0 ? milliseconds - milliseconds % 1000 : (milliseconds - 999) / 1000 * 1000
    #expect(Timestamp(iso: text)?.milliseconds == whole)
  }

  @Test(
    arguments: [
      ("2026-02-01", 1_769_904_000_000), ("2026-02-01T16:00", 1_769_961_600_000),
      ("2026-02-01 16:00:00.25Z", 1_769_961_600_250), ("2026-02-01T17:00:00+01:00", 1_769_961_600_000),
      ("2026-02-01T10:30:00-0530", 1_769_961_600_000), ("2026-02-01T16:00:00.1239Z", 1_769_961_600_123),
    ] as [(String, Int64)])
  func reads(_ text: String, _ milliseconds: Int64) {
    #expect(Timestamp(iso: text)?.milliseconds == milliseconds)
  }

  @Test(arguments: [
    "", "2026", "2026-13-01", "2026-02-29", "2026-2-1", "01.02.2026", "2026-02-01T", "2026-02-01T24:00",
    "2026-02-01T16:00:60Z", "2026-02-01T16:00Zx", "2026-02-01T16:00:00.Z", "2026-02-01T16:00+1", "2026-02-01x",
  ])
  func refuses(_ text: String) {
    #expect(Timestamp(iso: text) == nil)
  }

  @Test func zones() {
    let moment = Timestamp(milliseconds: 1_769_961_600_000)
    #expect(moment.local(offset: 3600) == "2026-02-01T17:00:00+01:00")
    #expect(moment.local(offset: -19_800) == "2026-02-01T10:30:00-05:30")
    #expect(moment.readable(offset: 8 * 3600) == "2026-02-02 00:00")
  }

  @Test func everyDayOfFourCenturiesReturns() {
    for day in stride(from: -200 * 366, through: 200 * 366, by: 1) as StrideThrough<Int64> {
      let moment = Timestamp(milliseconds: day * 86_400_000)
      #expect(Timestamp(iso: moment.utc) == moment)
    }
  }
}
