import Profiling
import Tables
import Testing

/// A customer whom many people met, in random ways; the same for the same seed.
private struct RandomCustomer {
  var generator: SeededGenerator
  var cells: [ProfileCell] = []
  var moment: AskingMoment
  private static let first = CalendarDate(dayNumber: 20_000)

  init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let today = CalendarDate(dayNumber: 20_000 + Int.random(in: 300...900, using: &generator))
    moment = AskingMoment(
      trust: Trust(
        contacts: .random(in: 0...4, using: &generator), purchases: .random(in: 0...4, using: &generator),
        months: .random(in: 0...9, using: &generator)),
      channel: Channel.allCases.randomElement(using: &generator) ?? .phone,
      language: Language.allCases.randomElement(using: &generator) ?? .english, today: today,
      budget: .random(in: 0...3, using: &generator), cooldown: .random(in: 1...60, using: &generator))
    self.generator = generator
    for place in 0..<Int.random(in: 1...12, using: &self.generator) { cells.append(cell(at: place)) }
    moment.chased = Set(cells.map(\.column).filter { _ in chance(8) })
  }

  mutating func chance(_ number: Int) -> Bool { Int.random(in: 0..<number, using: &generator) == 0 }

  private mutating func cell(at place: Int) -> ProfileCell {
    var purpose = ColumnPurpose()
    if !chance(6) { purpose.stage = .random(in: 1...4, using: &generator) }
    if place > 0, chance(3) { purpose.after = ["c\(Int.random(in: 0..<place, using: &generator))"] }
    if chance(3) { purpose.trust.contacts = .random(in: 1...5, using: &generator) }
    if chance(3) { purpose.trust.months = .random(in: 1...9, using: &generator) }
    if chance(2) { purpose.channels = Channel.askable.filter { _ in chance(2) } }
    if chance(2) { purpose.refresh = .random(in: 1...24, using: &generator) }
    if chance(4) { purpose.cooldown = .random(in: 1...90, using: &generator) }
    if chance(3) { purpose.subject = .contact }
    if chance(14) { purpose.quiet = ["stop"] }
    purpose.questions = chance(9) ? [:] : [.english: "c\(place)?"]
    let (value, provenance) = history()
    return ProfileCell(
      column: ColumnID(ID(high: UInt64.random(in: 0...9, using: &generator), low: UInt64(place))), name: "c\(place)",
      place: chance(5) ? 0 : place, purpose: purpose, cell: value, provenance: provenance, mayRead: !chance(5),
      mayEdit: !chance(5))
  }

  /// What some versions did to one cell: values, confirmations, refusals, by all ways and at all times.
  private mutating func history() -> (Cell, Provenance) {
    var value = Cell.empty
    var written: Provenance.Statement?
    var marks: [KeptMark] = []
    for version in 1...6 {
      let day = CalendarDate(dayNumber: 20_000 + Int.random(in: 0...900, using: &generator))
      let channel = Channel.allCases.randomElement(using: &generator) ?? .phone
      switch Int.random(in: 0...3, using: &generator) {
      case 0:
        value = chance(4) ? .empty : chance(9) ? "stop" : Cell("\(version)")
        written = Provenance.Statement(channel: .sheet, day: day, version: version)
        if chance(2) { marks.append(KeptMark(CellMark(.told, channel: channel, day: day), version: version)) }
      case 1:
        let matter = CellMark.Matter.allCases.randomElement(using: &generator) ?? .later
        marks.append(KeptMark(CellMark(matter, channel: channel, day: day), version: version))
      default: break
      }
    }
    return (value, Provenance(written: written, marks: marks))
  }
}

/// What must hold of any customer.
@Suite struct RandomHistoryTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func whatIsAskedKeepsTheRules(block: UInt64) {
    var count = 0
    for seed in block * 10_000..<block * 10_000 + 3000 {
      var world = RandomCustomer(seed: seed)
      let (moment, cells) = (world.moment, world.cells)
      let questions = Questions(of: moment, cells)
      count += questions.asked.count
      check(questions, moment, cells, seed)
      #expect(Questions(of: moment, cells.shuffled(using: &world.generator)) == questions, "seed \(seed)")
      #expect(Questions(of: moment, hidden(cells, &world)) == questions, "seed \(seed)")
    }
    #expect(count > 500)
  }

  private func check(_ questions: Questions, _ moment: AskingMoment, _ cells: [ProfileCell], _ seed: UInt64) {
    let byName = Dictionary(uniqueKeysWithValues: cells.map { ($0.name, $0) })
    #expect(questions.asked.count <= max(moment.budget, 0), "seed \(seed)")
    let isQuiet = cells.contains { $0.purpose.quiet.contains($0.cell.text ?? "") }
    for question in questions.asked {
      guard let cell = byName[question.name] else {
        Issue.record("seed \(seed): \(question.name) is no column")
        continue
      }
      let (purpose, provenance) = (cell.purpose, cell.provenance)
      #expect(!isQuiet && cell.mayRead && cell.mayEdit && purpose.stage != nil, "seed \(seed)")
      #expect(provenance.declined == nil && provenance.notApplicable == nil, "seed \(seed)")
      #expect(cell.cell.isEmpty || isOldOrBounced(cell, moment.today), "seed \(seed)")
      #expect(moment.trust.reaches(purpose.trust) && purpose.isAsked(by: moment.channel), "seed \(seed)")
      for name in purpose.after {
        #expect(byName[name]?.mayRead == true && byName[name]?.cell.isEmpty == false, "seed \(seed)")
      }
      if let later = provenance.later {
        let days = moment.today.dayNumber - later.day.dayNumber
        #expect(days >= purpose.cooldown ?? moment.cooldown, "seed \(seed)")
      }
      #expect(!question.text.isEmpty, "seed \(seed)")
    }
    let named = Set(questions.asked.map(\.name) + questions.passedOver.map(\.name))
    let askable = cells.filter { $0.mayRead && $0.mayEdit && $0.purpose.stage != nil }.map(\.name)
    #expect(named == Set(askable), "seed \(seed)")
    for passed in questions.passedOver {
      if case .prerequisites(let names) = passed.reason {
        #expect(names.allSatisfy { byName[$0]?.mayRead == true }, "seed \(seed)")
      }
    }
  }

  /// By another way than the code under test: nothing was said of the value within the months of its refreshing.
  private func isOldOrBounced(_ cell: ProfileCell, _ today: CalendarDate) -> Bool {
    if cell.provenance.bounced != nil { return true }
    guard let refresh = cell.purpose.refresh else { return false }
    let confirmed = cell.provenance.confirmed.flatMap { $0.channel.isCustomers ? $0 : nil }
    return [cell.provenance.origin, confirmed].compactMap { $0 }.allSatisfy {
      $0.day.adding(months: refresh) <= today
    }
  }

  /// The same cells, with other values and histories wherever they may not be read.
  private func hidden(_ cells: [ProfileCell], _ world: inout RandomCustomer) -> [ProfileCell] {
    let strangers = RandomCustomer(seed: UInt64.random(in: 0..<1_000_000, using: &world.generator)).cells
    return cells.map { cell in
      guard !cell.mayRead, let stranger = strangers.randomElement(using: &world.generator) else { return cell }
      var other = cell
      other.cell = stranger.cell
      other.provenance = stranger.provenance
      return other
    }
  }

  /// The next questions for one customer take well under 5 ms; here for a sheet far wider than any.
  @Test func aThousandColumnsAreQuick() {
    let cells = (0..<1000).map { place in
      QuestionsTests.cell(
        "c\(place)", place: place, place == 0 ? "stage 2" : "stage 2; after c\(place - 1); refresh 12")
    }
    let moment = AskingMoment(trust: Trust(), channel: .phone, language: .english, today: QuestionsTests.today)
    let clock = ContinuousClock()
    let best = (0..<5).map { _ in clock.measure { _ = Questions(of: moment, cells) } }.min() ?? .zero
    #expect(best < .milliseconds(50), "\(best)")
    let usual = Array(cells.prefix(50))
    let one = (0..<5).map { _ in clock.measure { _ = Questions(of: moment, usual) } }.min() ?? .zero
    #expect(one < .milliseconds(5), "\(one)")
  }
}
