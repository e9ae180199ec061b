import Foundation
import Testing

/// Random days of three employees with two customers, through whole commands and replicas of their own: what must hold of
/// every question that anybody is told to ask.
@Suite struct AskHistoryTests {
  private static let channels = ["phone", "counter", "web"]
  private static let answers = [
    "company": "Roth", "language": "de", "salutation": "Frau", "email": "ana@example.org", "phone": "030 123456",
    "mobile": "0170 123456", "fax": "030 654321", "preferred_channel": "post", "consent": "yes", "source": "fair",
    "website": "roth.example", "payment_method": "card", "given_name": "Ana", "family_name": "Ruiz",
    "children": "2", "age_group": "<1945", "profession": "student", "education": "school", "income_range": "<20k",
  ]

  /// What the history of one customer is, told by another way than the program's.
  private struct Model {
    var known: Set<String> = []
    var declined: Set<String> = []
    var later: Set<String> = []
    var isQuiet = false

    func mayBeAsked(_ column: String) -> Bool {
      !isQuiet && !known.contains(column) && !declined.contains(column) && !later.contains(column)
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func whatIsAskedKeepsTheRules(seed: UInt64) throws {
    var generator = SeededNumbers(state: seed)
    let office = try Office()
    office.found()
    for clerk in ["Bea", "Cleo"] {
      let code = office.json("Ada", "staff", "invite", clerk, "--role", "clerk")["code"] as? String ?? ""
      office.json(clerk, "staff", "join", code)
    }
    var models: [String: Model] = [:]
    for number in ["1", "2"] {
      office.json("Ada", "add", "customers", "customer_number=\(number)", "customer_since=2019-01-01")
      models[number] = Model()
    }
    var count = 0
    for step in 0..<24 {
      let number = generator.pick(["1", "2"])
      let who = generator.pick(["Ada", "Bea", "Cleo"])
      let told = office.json(who, "ask", number, "--channel", generator.pick(Self.channels), "--why")
      let asked = Self.columns(told)
      count += asked.count
      #expect(asked.count <= 2, "seed \(seed), step \(step)")
      for column in asked {
        #expect(models[number]?.mayBeAsked(column) == true, "seed \(seed), step \(step): \(column)")
        #expect(who == "Ada" || !Self.ofAdmins.contains(column), "seed \(seed), step \(step): \(column)")
      }
      for column in asked { outcome(of: column, number, told, office, &models, &generator) }
      try budgetsHold(office, "seed \(seed), step \(step)")
      if step % 8 == 7 { sameForBoth(office, number, "seed \(seed), step \(step)") }
    }
    #expect(count >= 6)
  }

  private static let ofAdmins: Set = [
    "age_group", "children", "profession", "education", "income_range", "payment_method",
  ]

  private static func columns(_ told: [String: Any]) -> [String] {
    (told["questions"] as? [[String: Any]] ?? []).compactMap { $0["column"] as? String }
  }

  /// He answers, declines, puts off, or the caller hangs up; anybody writes it down.
  private func outcome(
    of column: String, _ number: String, _ told: [String: Any], _ office: Office, _ models: inout [String: Model],
    _ generator: inout SeededNumbers
  ) {
    let conversation = told["conversation"] as? String ?? ""
    let who = Self.ofAdmins.contains(column) ? "Ada" : generator.pick(["Ada", "Bea", "Cleo"])
    let rest = ["ask", number, "--channel", "phone", "--conversation", conversation, "--json"]
    let verdict = generator.below(6)
    switch verdict {
    case 0, 1, 2:
      let value = Self.answers[column] ?? ""
      #expect(office.run(who, rest + ["--answer", "\(column)=\(value)"]).status == 0, "\(column)")
      models[number]?.known.insert(column)
    case 3:
      #expect(office.run(who, rest + ["--declined", column]).status == 0)
      models[number]?.declined.insert(column)
    case 4:
      #expect(office.run(who, rest + ["--later", column]).status == 0)
      models[number]?.later.insert(column)
    default:
      guard generator.below(4) == 0 else { return }
      office.json("Ada", "set", "customers", number, "standing=objected")
      models[number]?.isQuiet = true
    }
  }

  /// No conversation has more than its questions, whoever asked them.
  private func budgetsHold(_ office: Office, _ place: String) throws {
    let shown = office.run("Ada", ["show", "interactions", "--columns", "questions", "--csv"])
    let counts = shown.output.split(separator: "\n").dropFirst().compactMap { Int($0) }
    #expect(counts.allSatisfy { (0...2).contains($0) }, "\(place): \(counts)")
  }

  /// Two clerks with equal rights are told the same of the same state, on replicas of their own.
  private func sameForBoth(_ office: Office, _ number: String, _ place: String) {
    let told = ["Bea", "Cleo"].map { who in
      office.json(who, "ask", number, "--channel", "paper", "--why", "--conversation", Self.spent(office, number))
    }
    let passed = told.map { $0["passed_over"] as? [[String: String]] ?? [] }
    #expect(passed[0] == passed[1] && !passed[0].isEmpty, "\(place)")
  }

  /// A conversation without questions left, so that looking changes nothing.
  private static func spent(_ office: Office, _ number: String) -> String {
    let added = office.json(
      "Ada", "add", "interactions", "customer=\(number)", "at=2020-01-01T00:00", "questions=2")
    return (added["added"] as? [String])?.first ?? ""
  }
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
private struct SeededNumbers {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ mixed >> 31) % UInt64(bound))
  }

  mutating func pick(_ values: [String]) -> String { values[below(values.count)] }
}
