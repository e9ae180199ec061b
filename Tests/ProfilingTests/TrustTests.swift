import Profiling
import Tables
import Testing

/// Trust at each of its boundaries.
@Suite struct TrustTests {
  private let today = Sample.day("2026-08-31")

  private func trust(contacts: [String] = [], purchases: [String] = [], since: String? = nil) -> Trust {
    Trust(
      contacts: contacts.map(Sample.day), purchases: purchases.map(Sample.day), since: since.map(Sample.day),
      today: today)
  }

  @Test func nobodyIsKnownAtFirst() { #expect(trust() == Trust()) }

  @Test func aDayCountsOnce() {
    #expect(trust(contacts: ["2026-08-01", "2026-08-01", "2026-08-02"]).contacts == 2)
    #expect(trust(purchases: ["2026-08-01", "2026-08-01", "2026-08-02"]).purchases == 2)
  }

  @Test func todaysContactEarnsNothingAndTodaysPurchaseDoes() {
    #expect(trust(contacts: ["2026-08-30", "2026-08-31"]).contacts == 1)
    #expect(trust(purchases: ["2026-08-30", "2026-08-31"]).purchases == 2)
  }

  @Test func daysToComeDoNotCount() {
    #expect(trust(contacts: ["2026-09-01"], purchases: ["2026-09-01"], since: "2026-09-01") == Trust())
  }

  @Test(arguments: [
    ("2026-08-31", 0), ("2026-08-01", 0), ("2026-07-31", 1), ("2026-07-30", 1), ("2026-03-01", 5), ("2026-02-28", 6),
    ("2025-08-31", 12), ("2025-09-01", 11), ("2024-02-29", 30),
  ])
  func monthsAreWhole(since: String, months: Int) {
    #expect(trust(since: since).months == months)
    #expect(trust(purchases: [since]).months == months)
    #expect(trust(contacts: ["2026-08-30", since]).months == months)
  }

  @Test(arguments: ["2026-02-28", "2024-02-29", "2025-02-28"]) func aShortMonthEndsOnItsLastDay(today: String) {
    let january = Trust(contacts: [], purchases: [], since: Sample.day("2023-01-31"), today: Sample.day(today))
    let whole = (Sample.day(today).year - 2023) * 12 + 1
    #expect(january.months == (Sample.day("2023-01-31").adding(months: whole) <= Sample.day(today) ? whole : whole - 1))
  }

  @Test func theFirstDayOfAllBeginsTheMonths() {
    #expect(trust(contacts: ["2026-02-28"], purchases: ["2026-06-30"], since: "2026-05-01").months == 6)
  }

  @Test(arguments: [
    (Trust(), true), (Trust(contacts: 3), true), (Trust(contacts: 4), false), (Trust(purchases: 2), true),
    (Trust(purchases: 3), false), (Trust(months: 6), true), (Trust(months: 7), false),
    (Trust(contacts: 3, purchases: 2, months: 6), true), (Trust(contacts: 3, purchases: 3, months: 6), false),
  ])
  func allThatIsDemandedMustHold(demand: Trust, reached: Bool) {
    #expect(Trust(contacts: 3, purchases: 2, months: 6).reaches(demand) == reached)
  }

  @Test(arguments: [
    ("contacts 3 months 6", true), ("purchases 3 months 6", true), ("contacts 2 purchases 2 months 6", false),
    ("contacts 3", false), ("contacts 9 months 5", false), ("months 60", false),
  ])
  func whatIsHigh(text: String, isHigh: Bool) throws {
    let trust = try #require(Trust(text))
    #expect(trust.isHigh == isHigh)
    #expect(trust.text == text)
  }
}
