import Profiling
import Tables
import Testing

/// What is asked, by example.
@Suite struct QuestionsTests {
  static let today = Sample.day("2026-06-15")
  private let day = Self.today

  static func cell(
    _ name: String, place: Int = 0, value: String? = nil, mayRead: Bool = true, mayEdit: Bool = true,
    _ purpose: String = "stage 2", with provenance: Provenance = Provenance()
  ) -> ProfileCell {
    let column = Sample.column(name, purpose)
    var parsed = (try? ColumnPurpose(column.attributes)) ?? ColumnPurpose()
    parsed.questions = [.english: "\(name)?", .german: "\(name) de?"]
    return ProfileCell(
      column: column.id, name: name, place: place, purpose: parsed, cell: Cell(value), provenance: provenance,
      mayRead: mayRead, mayEdit: mayEdit)
  }

  private func moment(
    trust: Trust = Trust(), _ channel: Channel = .phone, budget: Int = 2, chased: Set<ColumnID> = []
  ) -> AskingMoment {
    AskingMoment(
      trust: trust, channel: channel, language: .german, today: Self.today, budget: budget, chased: chased)
  }

  private func asked(_ moment: AskingMoment, _ cells: [ProfileCell]) -> [String] {
    Questions(of: moment, cells).asked.map(\.name)
  }

  private func asked(_ cells: [ProfileCell]) -> [String] { asked(moment(budget: 9), cells) }

  private func reason(_ moment: AskingMoment, _ cells: [ProfileCell]) -> PassedOver.Reason? {
    Questions(of: moment, cells).passedOver.first { $0.name == "x" }?.reason
  }

  private func reason(_ cells: [ProfileCell]) -> PassedOver.Reason? { reason(moment(), cells) }

  static func said(_ day: String, _ channel: Channel = .phone, version: Int = 1) -> Provenance.Statement {
    Provenance.Statement(channel: channel, day: Sample.day(day), version: version)
  }

  private func provenance(_ change: (inout Provenance) -> Void) -> Provenance {
    var provenance = Provenance()
    change(&provenance)
    return provenance
  }

  @Test func aQuestionSaysWhatAndWhy() throws {
    let question = try #require(
      Questions(of: moment(), [Self.cell("x", "stage 3; ranges a|b")]).asked.first)
    #expect(question.text == "x de?" && question.ranges == ["a", "b"] && question.stage == 3)
    #expect(question.why == .missing)
  }

  @Test func theBudgetIsKept() {
    let cells = ["a", "b", "x"].enumerated().map { Self.cell($1, place: $0) }
    #expect(asked(moment(), cells) == ["a", "b"])
    #expect(reason(moment(), cells) == .budget)
    #expect(asked(moment(budget: 0), cells) == [])
    #expect(asked(moment(budget: -1), cells) == [])
  }

  @Test func whatIsKnownIsNotAsked() {
    let told = provenance { $0.origin = Self.said("2025-06-15") }
    #expect(reason([Self.cell("x", value: "1", with: told)]) == .known)
    #expect(reason([Self.cell("x", value: "1", "stage 2; refresh 13", with: told)]) == .known)
    #expect(asked([Self.cell("x", value: "1", "stage 2; refresh 12", with: told)]) == ["x"])
    #expect(asked([Self.cell("x", value: "1", "stage 2; refresh 12")]) == ["x"])
  }

  @Test func aConfirmationOfTheCustomersMakesItFresh() {
    let confirmed = provenance {
      $0.origin = Self.said("2020-01-01", .import)
      $0.confirmed = Self.said("2026-01-01")
    }
    #expect(reason([Self.cell("x", value: "1", "stage 2; refresh 12", with: confirmed)]) == .known)
    let byUs = provenance {
      $0.origin = Self.said("2020-01-01", .import)
      $0.confirmed = Self.said("2026-01-01", .sheet)
    }
    #expect(asked([Self.cell("x", value: "1", "stage 2; refresh 12", with: byUs)]) == ["x"])
  }

  @Test func refusalsAreRespected() {
    let declined = provenance { $0.declined = Self.said("2001-01-01") }
    #expect(reason([Self.cell("x", "stage 2; refresh 1", with: declined)]) == .declined)
    #expect(reason([Self.cell("x", value: "old", "stage 2; refresh 1", with: declined)]) == .declined)
    let none = provenance { $0.notApplicable = Self.said("2001-01-01") }
    #expect(reason([Self.cell("x", "stage 2; refresh 1", with: none)]) == .notApplicable)
  }

  @Test func anotherTimeComes() {
    let later = provenance { $0.later = Self.said("2026-06-01") }
    #expect(reason([Self.cell("x", "stage 2", with: later)]) == .putOff(until: Sample.day("2026-07-01")))
    #expect(reason([Self.cell("x", "stage 2; cooldown 15", with: later)]) == .putOff(until: Sample.day("2026-06-16")))
    #expect(asked([Self.cell("x", "stage 2; cooldown 14", with: later)]) == ["x"])
  }

  @Test func whatBouncedIsAskedAgain() {
    let bounced = provenance {
      $0.origin = Self.said("2026-06-01")
      $0.bounced = Self.said("2026-06-10", .email, version: 2)
    }
    let questions = Questions(of: moment(), [Self.cell("x", value: "1", with: bounced)])
    #expect(questions.asked.map(\.why) == [.bounced(Sample.day("2026-06-10"))])
    var right = bounced
    right.confirmed = Self.said("2026-06-11", version: 3)
    #expect(reason([Self.cell("x", value: "1", with: right)]) == .known)
  }

  @Test func channelsAreKept() {
    #expect(reason([Self.cell("x", "stage 2; channels web paper")]) == .channel)
    #expect(asked([Self.cell("x", "stage 2; channels web phone")]) == ["x"])
    #expect(asked(moment(.import), [Self.cell("x")]) == [])
  }

  @Test func whatComesFirstComesFirst() {
    #expect(reason([Self.cell("x", "stage 2; after y"), Self.cell("y")]) == .prerequisites(["y"]))
    #expect(asked([Self.cell("x", "stage 2; after y"), Self.cell("y", value: "1")]) == ["x"])
    #expect(reason([Self.cell("x", "stage 2; after gone")]) == .prerequisites([]))
  }

  @Test(arguments: [nil, "1"]) func aPrerequisiteThatMayNotBeReadIsLikeNone(value: String?) {
    let hidden = Self.cell("y", value: value, mayRead: false)
    #expect(reason([Self.cell("x", "stage 2; after y"), hidden]) == .prerequisites([]))
  }

  @Test func trustIsKept() {
    let cell = Self.cell("x", "stage 2; trust contacts 3 months 6")
    #expect(reason(moment(trust: Trust(contacts: 2, months: 4)), [cell]) == .trust(Trust(contacts: 1, months: 2)))
    #expect(asked(moment(trust: Trust(contacts: 3, months: 6)), [cell]) == ["x"])
  }

  @Test func nobodyAsksWhoObjectedOrDied() {
    let standing = Self.cell("standing", value: "died", "quiet objected|died")
    #expect(asked([standing, Self.cell("x")]) == [] && reason([standing, Self.cell("x")]) == .quiet)
    #expect(asked([Self.cell("standing", value: "active", "quiet objected|died"), Self.cell("x")]) == ["x"])
  }

  @Test(arguments: [nil, "active", "died"]) func aStandingThatMayNotBeReadAsksNothing(value: String?) {
    let standing = Self.cell("standing", value: value, mayRead: false, "quiet objected|died")
    #expect(reason([standing, Self.cell("x")]) == .standingHidden)
  }

  @Test func whatMayNotBeReadAndEditedAppearsNowhere() {
    let questions = Questions(
      of: moment(),
      [Self.cell("a", mayRead: false), Self.cell("b", mayEdit: false), Self.cell("c", "refresh 2"), Self.cell("x")])
    #expect(questions.asked.map(\.name) == ["x"] && questions.passedOver.isEmpty)
  }

  @Test func aColumnWithoutAQuestionIsNotAsked() {
    var cell = Self.cell("x")
    cell.purpose.questions = [:]
    #expect(reason([cell]) == .noQuestion)
  }

  /// One pair for each step of the order; the first of each goes first, though it stands last in the sheet.
  static let order: [(ProfileCell, ProfileCell)] = [
    (cell("a", place: 9, "stage 1; about name"), cell("b", "stage 2")),
    (cell("a", place: 9, "stage 2"), cell("b", "stage 2; after known")),
    (cell("a", place: 9, "stage 2; trust contacts 1"), cell("b", "stage 2; trust contacts 2")),
    (cell("a", place: 9, "stage 2; trust contacts 1 months 1"), cell("b", "stage 2; trust contacts 1 months 2")),
    (cell("a", place: 9, "stage 2; channels phone"), cell("b", "stage 2; channels phone web")),
    (cell("a", place: 9, "stage 2; channels phone"), cell("b", "stage 2")),
    (cell("a", place: 9, value: "1", with: bounced()), cell("b")),
    (cell("a", place: 9), cell("b", value: "1", "stage 2; refresh 1", with: told("2020-01-01"))),
    (
      cell("a", place: 9, value: "1", "stage 2; refresh 1", with: told("2020-01-01")),
      cell("b", value: "1", "stage 2; refresh 1", with: told("2020-01-02"))
    ),
    (cell("a", place: 9), cell("b", with: later("2020-01-01"))),
    (cell("a", place: 9, with: later("2020-01-01")), cell("b", with: later("2020-01-02"))),
    (cell("a", place: 8), cell("b", place: 9)),
  ]

  static func told(_ day: String) -> Provenance {
    var provenance = Provenance()
    provenance.origin = said(day)
    return provenance
  }

  static func later(_ day: String) -> Provenance {
    var provenance = Provenance()
    provenance.later = said(day)
    return provenance
  }

  static func bounced() -> Provenance {
    var provenance = told("2026-06-01")
    provenance.bounced = said("2026-06-10", .email, version: 2)
    return provenance
  }

  @Test(arguments: order.indices) func theOrderIsDocumented(_ place: Int) {
    let (first, second) = Self.order[place]
    let known = Self.cell("known", value: "1", "refresh 600")
    let moment = moment(trust: Trust(contacts: 9, purchases: 9, months: 99), budget: 9)
    #expect(asked(moment, [second, first, known]) == ["a", "b"])
    var chased = moment
    chased.chased = [second.column]
    #expect(asked(chased, [first, second, known]) == ["b", "a"])
    #expect(Questions(of: chased, [first, second, known]).asked.first?.why == .chased)
  }

  /// What an audit that began on a day waits for comes first, and nothing is asked for its sake alone.
  @Test(arguments: [
    ("missing", nil, Provenance(), true), ("bounced", "1", bounced(), true),
    ("stale, told the day before", "1", told("2026-01-31"), true),
    ("stale, told on the day", "1", told("2026-02-01"), false),
    ("nobody knows when", "1", Provenance(), true),
  ])
  func whatAnAuditWaitsForComesFirst(why: String, value: String?, known: Provenance, isFirst: Bool) {
    let cell = Self.cell("x", place: 9, value: value, "stage 9; refresh 4", with: known)
    var moment = moment(budget: 9)
    moment.audited = [cell.column: Sample.day("2026-02-01")]
    moment.trust = Trust(contacts: 9, purchases: 9, months: 99)
    let questions = Questions(of: moment, [Self.cell("a", "stage 1; about name"), cell])
    #expect(questions.asked.map(\.name) == (isFirst ? ["x", "a"] : ["a", "x"]), "\(why)")
    #expect((questions.asked.first { $0.name == "x" }?.why == .audited) == isFirst, "\(why)")
  }

  @Test func anAuditAsksNobodyWhatIsNotAskedAnyway() {
    let cell = Self.cell("x", value: "1", with: Self.told("2020-01-01"))
    var moment = moment()
    moment.audited = [cell.column: Self.today]
    #expect(reason(moment, [cell]) == .known)
    let declined = Self.cell("x", with: provenance { $0.declined = Self.said("2001-01-01") })
    #expect(reason(moment, [declined]) == .declined)
    let later = Self.cell("x", with: Self.later("2026-06-01"))
    #expect(reason(moment, [later]) == .putOff(until: Sample.day("2026-07-01")))
  }

  /// Of a column that he only asks for, an audit changes neither place nor reason.
  @Test func ofWhatMayNotBeReadNoAuditWaits() {
    var hidden = Self.cell("x", place: 9, mayRead: false)
    hidden.mayAsk = true
    var moment = moment(budget: 9)
    moment.audited = [hidden.column: Self.today]
    let questions = Questions(of: moment, [Self.cell("a"), hidden])
    #expect(questions.asked.map(\.name) == ["a", "x"] && !questions.asked.contains { $0.why == .audited })
  }

  @Test func equalPlacesAreParted() {
    let cells = [Self.cell("b"), Self.cell("a")].sorted { $0.column < $1.column }
    #expect(asked(cells.reversed()) == cells.map(\.name))
  }

  @Test func oneWayOfContactIsEnoughForTheFirstStage() {
    let email = Self.cell("email", place: 1, "stage 1; about contact; channels phone web")
    let family = Self.cell("family", place: 2, "stage 1; about name")
    let phone = Self.cell("phone", place: 0, value: "1", "stage 1; about contact")
    #expect(asked([email, family, Self.cell("phone", place: 0, "stage 1; about contact")]).first == "email")
    #expect(asked([email, family, phone]) == ["family", "email"])
    #expect(
      asked([email, family, Self.cell("phone", value: "1", mayRead: false, "stage 1; about contact")]).first == "email")
  }
}
