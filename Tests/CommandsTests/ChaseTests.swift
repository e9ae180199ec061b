import Foundation
import SystemIO
import Testing

/// Asking customers in writing, until they answer.
@Suite final class ChaseTests {
  private let office: Office

  init() throws {
    office = try Office()
    office.found()
    office.join("Bea", as: "clerk")
    for (number, more) in [
      ("1", ["given_name=Ana", "email=ana@mail.example", "language=es"]), ("2", ["email=ben@mail.example"]),
      ("3", ["family_name=Cho", "email=cho@mail.example", "standing=died"]),
      ("4", ["family_name=Diaz", "language=tl"]),
    ] {
      office.json("Ada", ["add", "customers", "customer_number=\(number)"] + more)
    }
    let silent = office.run("Ada", ["chase", "1", "--needs", "phone", "--because", "sold-out"])
    #expect(silent.status == 65 && silent.errors.contains("contact_points"), "nobody could answer such a letter")
    office.json("Ada", "add", "contact_points", "name=Roth", "telephone=030 1", "email=office@roth.example")
    office.runner = OutboxTests.Mailer()
    try FileManager.default.createDirectory(atPath: office.folder + "/paper", withIntermediateDirectories: true)
    office.json(
      "Ada", "add", "addresses", "customer=4", "kind=mailing", "street=Rizal 1", "postcode=1000", "city=Manila")
  }

  private func chase(_ arguments: String..., ends status: Int32 = 0) -> [String: Any] {
    office.json("Bea", ["chase"] + arguments, ends: status)
  }

  private func letters(_ told: [String: Any]) -> [[String: Any]] { told["letters"] as? [[String: Any]] ?? [] }

  private func reasons(_ told: [String: Any]) -> [String] {
    (told["passed_over"] as? [[String: Any]] ?? []).compactMap { $0["why"] as? String }
  }

  private func send() { office.json("Ada", "outbox", "send", "--letters", "paper") }

  private var requests: [[String: Any]] {
    office.json("Ada", "chase", "list", "--all")["requests"] as? [[String: Any]] ?? []
  }

  @Test func aLetterInHisLanguageAndARequestBesideIt() throws {
    let shown = chase("1", "--needs", "phone,addresses.street", "--because", "failed-delivery", "--preview")
    #expect(shown["preview"] as? Bool == true && requests.isEmpty)
    let told = chase("ana@mail.example", "--needs", "phone,addresses.street", "--because", "failed-delivery")
    let letter = try #require(letters(told).first)
    #expect(letter["text"] as? String == letters(shown).first?["text"] as? String)
    #expect(letter["language"] as? String == "es" && letter["way"] as? String == "e-mail")
    let text = try #require(letter["text"] as? String)
    #expect(text.hasPrefix("Buenos días, Ana:\n") && text.contains("\n– Teléfono\n– Dirección\n"))
    #expect(requests.first?["columns"] as? [String] == ["phone", "addresses.street"])
    #expect(requests.first?["state"] as? String == "open")
    #expect(reasons(chase("1", "--needs", "phone", "--because", "sold-out")) == ["already-asked"])
    #expect(requests.count == 1)
  }

  /// An address is asked for by what it is for, and only that one answers.
  @Test func oneOfHisAddressesIsAskedFor() throws {
    let told = chase("4", "--needs", "shipping_address", "--because", "failed-delivery")
    #expect(try #require(letters(told).first?["text"] as? String).contains("\n– Tirahan para sa padala\n"))
    #expect(requests.first?["columns"] as? [String] == ["shipping"])
    office.json("Ada", "confirm", "4", "--channel", "paper", "--corrected", "mailing.street=Mabini 2")
    #expect(requests.first?["state"] as? String == "open", "another address answered")
    func correct(_ cell: String) {
      office.json("Ada", "confirm", "4", "--channel", "paper", "--corrected", "shipping.\(cell)")
    }
    correct("street=Mabini 3")
    correct("city=Manila")
    #expect(requests.first?["state"] as? String == "open", "half an address is none")
    #expect(requests.first?["missing"] as? [String] == ["shipping.postcode", "shipping.country"])
    send()
    let reminder = letters(chase("--remind", "--after", "0")).first?["text"] as? String ?? ""
    #expect(reminder.contains("\n– Tirahan para sa padala: Kodigo postal\n– Tirahan para sa padala: Bansa\n"))
    correct("postcode=1000")
    office.json("Ada", "confirm", "4", "--channel", "paper", "--not-applicable", "shipping.country")
    #expect(requests.first?["state"] as? String == "answered")
  }

  @Test func whoKeepsHisAddressToHimselfHasAnswered() {
    _ = chase("1", "--needs", "shipping_address", "--because", "sold-out")
    office.json("Ada", "ask", "1", "--channel", "phone", "--declined", "shipping.street")
    #expect(requests.first?["state"] as? String == "answered")
  }

  @Test func whatHeDeclinedOrIsSensitiveIsAskedInNoLetter() {
    office.json("Ada", "ask", "1", "--channel", "counter", "--declined", "phone")
    #expect(reasons(chase("1", "--needs", "phone", "--because", "sold-out")) == ["declined"])
    let told = letters(chase("1", "--needs", "phone,fax", "--because", "sold-out")).first?["text"] as? String ?? ""
    #expect(told.contains("\n– Fax\n") && !told.contains("– Teléfono"))
    #expect(requests.first?["columns"] as? [String] == ["fax"])
    let refused = office.json("Ada", "chase", "1", "--needs", "income_range", "--because", "sold-out", ends: 65)
    #expect((refused["error"] as? [String: Any])?["code"] as? String == "not-in-writing")
    #expect(reasons(chase("4", "--needs", "mailing/Depot", "--because", "sold-out")) == ["unknown-site"])
  }

  @Test func whileTheShareIsAwayNobodyIsAsked() throws {
    office.json("Bea", "sync")
    let away = office.share + ".away"
    try FileManager.default.moveItem(atPath: office.share, toPath: away)
    _ = chase("1", "--needs", "phone", "--because", "sold-out", ends: 7)
    try FileManager.default.moveItem(atPath: away, toPath: office.share)
    office.json("Bea", "sync")
    #expect(requests.isEmpty)
  }

  @Test func whoIsNotWrittenToAndHow() {
    #expect(reasons(chase("3", "--needs", "phone", "--because", "sold-out")) == ["quiet"])
    #expect(reasons(chase("2", "--needs", "email", "--because", "sold-out")) == ["no-address"])
    #expect(reasons(chase("2", "--needs", "phone", "--because", "sold-out", "--by", "letter")) == ["no-address"])
    let paper = letters(chase("4", "--needs", "email", "--because", "incomplete-contact")).first
    #expect(paper?["way"] as? String == "letter" && paper?["language"] as? String == "fil")
    #expect(paper?["address"] as? String == "Diaz\nRizal 1\n1000 Manila")
    _ = chase("9", "--needs", "phone", "--because", "sold-out", ends: 65)
    _ = chase("1", "--needs", "shoes", "--because", "sold-out", ends: 65)
    _ = chase("1", "--needs", "phone", "--because", "sun", ends: 64)
    _ = chase("--needs", "phone", "--because", "sold-out", ends: 64)
  }

  @Test func severalAreShownFirst() throws {
    let list = try office.write("list.txt", "1\n\n2\n1\n4\n")
    let arguments = ["chase", "--from", list, "--needs", "mobile", "--because", "sold-out"]
    let shown = office.json("Bea", arguments)
    #expect(shown["preview"] as? Bool == true && letters(shown).count == 3 && requests.isEmpty)
    let plain = office.run("Bea", arguments)
    #expect(plain.output.contains("2 e-mails to be written.") && plain.errors.contains("--yes"))
    let told = office.json("Bea", arguments + ["--yes"])
    #expect(letters(told).count == 3 && requests.count == 3)
    let ids = letters(told).compactMap { $0["letter"] as? String }
    #expect(Set(ids + requests.compactMap { $0["id"] as? String }).count == 6)
    let spanish = office.json(
      "Bea", "chase", "--where", "language=es", "--needs", "phone", "--because", "sold-out")
    #expect(letters(spanish).count == 1 && spanish["preview"] as? Bool == false)
  }

  @Test func whoAnswersIsNotReminded() throws {
    _ = chase("1", "--needs", "phone", "--because", "failed-delivery")
    _ = chase("2", "--needs", "phone", "--because", "failed-delivery")
    #expect(reasons(chase("--remind", "--after", "0")) == ["not-sent", "not-sent"], "nobody was written to yet")
    send()
    #expect(letters(chase("--remind")).isEmpty, "nobody is reminded on the same day")
    office.json("Ada", "set", "customers", "1", "phone=030 1")
    #expect(requests.map { $0["state"] as? String } == ["answered", "open"])
    let told = chase("--remind", "--after", "0")
    #expect((told["answered"] as? [Any])?.count == 1)
    #expect(letters(told).map { $0["subject"] as? String } == ["A friendly reminder"])
    #expect(requests.map { $0["state"] as? String } == ["answered", "reminded"])
    let open = try #require(requests.last?["id"] as? String)
    office.json("Bea", "chase", "close", open)
    send()
    #expect(requests.last?["state"] as? String == "closed")
    #expect(letters(chase("--remind", "--after", "0")).isEmpty)
  }

  @Test func oneReminderAsksForAllThatIsOpen() {
    _ = chase("1", "--needs", "phone", "--because", "failed-delivery")
    _ = chase("1", "--needs", "mobile,fax", "--because", "sold-out")
    office.json("Ada", "set", "customers", "1", "salutation=Sra. Ana Díaz")
    send()
    let told = letters(chase("--remind", "--after", "0"))
    #expect(told.count == 1 && requests.map { $0["state"] as? String } == ["reminded", "reminded"])
    let text = told.first?["text"] as? String ?? ""
    #expect(text.contains("\n– Teléfono\n– Móvil\n– Fax\n") && text.contains(" Sra. Ana Díaz:"))
  }

  @Test func whatStoodThereBeforeIsNoAnswer() throws {
    office.json("Ada", "set", "customers", "1", "phone=030 1")
    _ = chase("1", "--needs", "phone,addresses.street", "--because", "failed-delivery")
    #expect(requests.first?["state"] as? String == "open")
    office.json("Ada", "set", "customers", "1", "phone=030 1", "--channel", "phone")
    #expect(requests.first?["state"] as? String == "open", "the street is not said")
    office.json("Ada", "add", "addresses", "customer=1", "kind=mailing", "street=Calle 1")
    #expect(requests.first?["state"] as? String == "answered", "a confirmation and a new value")
  }

  @Test func whatIsWaitedForIsAskedFirst() throws {
    func asked() -> [String] {
      let told = office.json("Bea", "ask", "1", "--channel", "counter")
      return (told["questions"] as? [[String: Any]] ?? []).compactMap { $0["column"] as? String }
    }
    _ = chase("1", "--needs", "source,addresses.street", "--because", "incomplete-contact")
    #expect(asked().first == "source")
    office.json("Ada", "set", "customers", "1", "source=radio", "--channel", "phone")
    #expect(!asked().contains("source"))
  }

  /// The address that a request names is the one that is asked for, with its name, until it is said.
  @Test func anAddressThatIsWaitedForIsAskedFirst() {
    func asked(_ channel: String, _ more: String...) -> [[String: String]] {
      let told = office.json("Bea", ["ask", "4", "--channel", channel] + more)
      return (told["questions"] as? [[String: Any]] ?? []).map { $0.compactMapValues { $0 as? String } }
    }
    office.json("Ada", "confirm", "4", "--channel", "paper", "--not-applicable", "mailing.country")
    #expect(!asked("counter").contains { $0["column"]?.hasPrefix("mailing") == true })
    _ = chase("4", "--needs", "shipping_address", "--because", "failed-delivery")
    let first = asked("web").first
    #expect(first?["column"] == "shipping.street" && first?["why"] == "somebody waits for it")
    #expect(first?["text"] == "Tirahan para sa padala: Saan po kayo nakatira?")
    let next = asked("phone", "--answer", "shipping.street=Mabini 3").compactMap { $0["column"] }
    #expect(next == ["shipping.postcode", "shipping.city"], "he goes on with the address that he speaks of")
    #expect(asked("e-mail").first?["column"] == "shipping.postcode", "of half an address the rest is waited for")
    for cell in ["postcode=1000", "city=Manila", "country=PH"] {
      office.json("Ada", "confirm", "4", "--channel", "paper", "--corrected", "shipping.\(cell)")
    }
    #expect(!asked("invoice").contains { $0["column"]?.hasPrefix("shipping") == true })
  }

  /// An address is not chosen for what may not be asked in this way; another one has its turn.
  @Test func anAddressWithNothingToAskInThisWayGivesWay() {
    office.json("Ada", "add", "addresses", "customer=4", "kind=shipping", "city=Cebu")
    office.json("Ada", "column", "set", "addresses", "street", "--channels", "counter paper")
    _ = chase("4", "--needs", "shipping.street", "--because", "failed-delivery")
    func columns(_ channel: String) -> [String] {
      let told = office.json("Bea", "ask", "4", "--channel", channel, "--why")
      let all = (told["questions"] as? [[String: Any]] ?? []) + (told["passed_over"] as? [[String: Any]] ?? [])
      return all.compactMap { $0["column"] as? String }
    }
    #expect(columns("counter").first == "shipping.street")
    #expect(columns("phone").contains("mailing.country"))
  }

  /// An address on file that is fresh is not asked, and keeps no other from being asked.
  @Test func whatIsFreshIsNotAskedThoughItIsWaitedFor() {
    office.json(
      "Ada", "add", "addresses", "customer=4", "kind=shipping", "street=Mabini 3", "postcode=1000", "city=Manila",
      "country=PH", "--channel", "phone")
    _ = chase("4", "--needs", "shipping_address", "--because", "failed-delivery")
    let told = office.json("Bea", "ask", "4", "--channel", "paper", "--why")
    let passed = told["passed_over"] as? [[String: String]] ?? []
    #expect(passed.contains { $0["column"] == "mailing.street" && $0["why"] == "known" })
  }

  @Test func ownTextsAndTheirFaults() throws {
    try FileManager.default.createDirectory(atPath: office.folder + "/texts/es", withIntermediateDirectories: true)
    _ = try office.write("texts/es/missing-sold-out.txt", "Subject: Hola\n\n{{nombre}}\n")
    let arguments = ["chase", "1", "--needs", "phone", "--because", "sold-out", "--texts", "texts"]
    let told = office.json("Bea", arguments, ends: 65)
    #expect((told["error"] as? [String: Any])?["code"] as? String == "letter-unknown-placeholder")
    office.json("Ada", "set", "customers", "1", "language=fr")
    let missing = office.json("Bea", arguments, ends: 65)
    #expect((missing["error"] as? [String: Any])?["code"] as? String == "letter-missing")
    #expect(requests.isEmpty)
  }
}

extension Office {
  /// The same with a list.
  @discardableResult
  func json(
    _ employee: String, _ arguments: [String], ends status: Int32 = 0, at location: SourceLocation = #_sourceLocation
  ) -> [String: Any] {
    let outcome = run(employee, arguments + ["--json"])
    #expect(outcome.status == status, "\(arguments) \(outcome.errors)", sourceLocation: location)
    return outcome.json
  }
}
