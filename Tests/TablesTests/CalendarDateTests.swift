import Tables
import Testing

struct CalendarDateTests {
  @Test func everyDayOfFourCenturiesHasItsNumber() throws {
    var date = try #require(CalendarDate("1899-12-31"))
    let first = date.dayNumber
    for number in first..<(first + 146_097) {
      #expect(date.dayNumber == number)
      #expect(CalendarDate(date.text) == date)
      let next = CalendarDate(dayNumber: number + 1)
      #expect(next > date)
      date = next
    }
    #expect(date.text == "2299-12-31")
  }

  @Test(arguments: [
    ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-11-22", 6, "2027-05-22"),
    ("2026-03-15", -6, "2025-09-15"), ("2026-05-31", -1, "2026-04-30"), ("9999-06-01", 12, "9999-12-31"),
  ])
  func monthsAreThoseOfTheCalendar(date: String, months: Int, later: String) throws {
    #expect(try #require(CalendarDate(date)).adding(months: months).text == later)
  }

  @Test func aMomentHasADay() {
    #expect(CalendarDate(milliseconds: 0).text == "1970-01-01")
    #expect(CalendarDate(milliseconds: -1).text == "1969-12-31")
    #expect(CalendarDate(milliseconds: 86_399_999).text == "1970-01-01")
    #expect(CalendarDate("2026-02-01T10:00:00")?.text == "2026-02-01")
    #expect(CalendarDate("2026-02-30") == nil && CalendarDate("soon") == nil)
  }
}
