import Foundation
import Testing

/// `kontor ask`: who is asked what, by whom, and how often.
@Suite struct AskTests {
  /// Ada, the admin, and Bea, a clerk, and one customer of whom only the name is known.
  private func office(_ cells: String...) throws -> Office {
    let office = try Office()
    office.found()
    let code = office.json("Ada", "staff", "invite", "Bea", "--role", "clerk")["code"] as? String ?? ""
    office.json("Bea", "staff", "join", code)
    let row = ["add", "customers", "customer_number=0001", "given_name=Ana", "family_name=Ruiz"] + cells
    #expect(office.run("Ada", row).status == 0)
    return office
  }

  private func ask(
    _ who: String, _ office: Office, _ more: String..., customer: String = "0001", channel: String = "phone",
    ends status: Int32 = 0
  ) -> [String: Any] {
    let outcome = office.run(who, ["ask", customer, "--channel", channel, "--json"] + more)
    #expect(outcome.status == status, "\(outcome.errors)")
    return outcome.json
  }

  private func columns(_ told: [String: Any]) -> [String] {
    (told["questions"] as? [[String: Any]] ?? []).compactMap { $0["column"] as? String }
  }

  private func passed(_ told: [String: Any]) -> [String: String] {
    let list = told["passed_over"] as? [[String: String]] ?? []
    return Dictionary(list.map { ($0["column"] ?? "", $0["why"] ?? "") }) { first, _ in first }
  }

  @Test func theNextQuestionsComeInHisLanguage() throws {
    let office = try office("language=de")
    let told = ask("Bea", office)
    #expect(columns(told) == ["email", "consent"])
    let first = (told["questions"] as? [[String: Any]])?.first
    #expect(first?["text"] as? String == "An welche E-Mail-Adresse dürfen wir Ihnen schreiben?")
    #expect(first?["why"] as? String == "not known yet")
    #expect(told["language"] as? String == "de")
    let spoken = office.run("Bea", ["ask", "0001", "--channel", "web", "--language", "el"]).output
    #expect(spoken.contains("Σε ποια ηλεκτρονική διεύθυνση"))
  }

  @Test func whatIsOfferedHasNamesInHisLanguage() throws {
    let office = try office()
    office.json("Ada", "audit", "open", "customers", "language")
    let told = ask("Bea", office, "--language", "de", channel: "counter")
    let question = (told["questions"] as? [[String: Any]])?.first
    #expect((question?["offered"] as? [String])?.prefix(3) == ["es", "fil", "tl"])
    #expect((question?["offered_names"] as? [String])?.prefix(3) == ["Spanisch", "Filipino", "Tagalog"])
    _ = ask("Bea", office, "--answer", "preferred_channel=mobiltelefon", channel: "counter")
    _ = ask("Ada", office, "--answer", "profession=συνταξιούχος", channel: "counter")
    let cells = office.json("Ada", "show", "customers", "--columns", "preferred_channel,profession")
    let row = (cells["rows"] as? [[String: Any]])?.first?["cells"] as? [String: String]
    #expect(row == ["preferred_channel": "mobile", "profession": "retired"])
    _ = ask("Ada", office, "--answer", "profession=knight", channel: "counter", ends: 65)
  }

  /// A form that says once more what is on file makes it fresh; a list from elsewhere does not.
  @Test func whatHeWritesOnceMoreIsFresh() throws {
    let office = try office()
    office.clock = StoppedClock(moment: 1_800_000_000_000)
    office.json(
      "Ada", "set", "customers", "0001", "email=a@mail.example", "fax=1", "--channel", "form", "--told-on", "2024-03-01"
    )
    office.json("Ada", "ask", "0001", "--channel", "counter", "--declined", "fax")
    let form = try office.write("form.csv", "customer_number,email,fax,given_name\n0001,a@mail.example,1,Ana\n")
    let arguments = ["import", form, "--into", "customers", "--key", "customer_number"]
    #expect(office.json("Ada", arguments + ["--channel", "import"])["cells_confirmed"] as? Int == 0)
    let why = passed(ask("Bea", office, "--why", channel: "paper"))
    #expect(why["email"] != "known" && why["fax"] == "he does not want to say", "\(why)")
    #expect(office.json("Ada", arguments + ["--channel", "web"])["cells_confirmed"] as? Int == 0, "every night")
    let dated = arguments + ["--channel", "form", "--told-on", "2027-01-15"]
    let before = office.json("Ada", arguments + ["--channel", "form", "--told-on", "2027-01-14"])
    #expect(before["cells_confirmed"] as? Int == 1, "what he declined since stays so")
    #expect(office.json("Ada", dated + ["--dry-run"])["cells_confirmed"] as? Int == 2)
    let told = office.json("Ada", dated)
    #expect(told["cells_confirmed"] as? Int == 2 && told["cells_changed"] as? Int == 0)
    #expect(office.json("Ada", dated)["cells_confirmed"] as? Int == 0, "the same form again")
    let now = passed(ask("Bea", office, "--why", channel: "web"))
    #expect(now["email"] == "known" && now["fax"] == "known", "\(now)")
  }

  @Test func oneConversationHasOneBudget() throws {
    let office = try office()
    let first = ask("Bea", office)
    #expect(columns(first).count == 2)
    let again = ask("Ada", office, "--why")
    #expect(columns(again) == [])
    #expect(again["conversation"] as? String == first["conversation"] as? String)
    #expect(passed(again).values.contains("enough for this conversation"))
    #expect(columns(ask("Ada", office, channel: "counter")).count == 2)
    #expect(office.run("Ada", ["ask", "0001", "--channel", "phone"]).output.contains("That is enough"))
  }

  @Test func twoWhoAskAtOnceShareTheBudget() async throws {
    // Each runs whole commands with an environment of his own.
    nonisolated(unsafe) let office = try office()
    let counts = await withTaskGroup(of: Int.self) { group in
      for who in ["Ada", "Bea"] { group.addTask { self.columns(self.ask(who, office)).count } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts.sorted() == [0, 2])
  }

  /// A program is told who fits a name as a person is; nobody is, before a caller has said who he is.
  @Test func whoFitsANameIsListedWhereItFitsSeveral() throws {
    let office = try office()
    #expect(office.run("Ada", ["add", "customers", "customer_number=0002", "given_name=Ana"]).status == 0)
    let asked = office.run("Bea", ["ask", "Ana", "--channel", "phone", "--json"])
    let error = try JSONSerialization.jsonObject(with: Data(asked.errors.utf8)) as? [String: [String: Any]]
    #expect(asked.status == 65 && error?["error"]?["code"] as? String == "ambiguous-row")
    let candidates = error?["error"]?["candidates"] as? [[String: String]] ?? []
    #expect(candidates.map { $0["label"] } == ["0001, Ana, Ruiz", "0002, Ana"])
    let row = try #require(candidates.last?["row"])
    #expect(ask("Bea", office, customer: row)["customer"] as? String == row)
    #expect(office.run("Bea", ["ask", "Ana", "--channel", "phone"]).errors.contains("  \(row)  0002, Ana\n"))
    let confirmed = office.run("Bea", ["confirm", "Ana", "--channel", "phone"])
    #expect(confirmed.status == 65 && !confirmed.errors.contains("Ruiz"))
  }

  @Test func whatIsAnsweredIsNotAskedAgain() throws {
    let office = try office()
    _ = ask("Bea", office)
    let told = ask("Bea", office, "--answer", "email=ana@example.org", "--declined", "consent", "--later", "source")
    #expect((told["noted"] as? [String: Any])?["cells_changed"] as? Int == 1)
    let shown = office.json("Ada", "show", "customers", "--columns", "email")
    #expect("\(shown)".contains("ana@example.org"))
    let later = ask("Ada", office, "--why", channel: "web")
    #expect(passed(later)["email"] == "known")
    #expect(passed(later)["consent"] == "he does not want to say")
    #expect(passed(later)["source"]?.hasPrefix("another time, from ") == true)
    #expect(Set(columns(later)).isDisjoint(with: ["email", "consent", "source"]))
  }

  /// Bea may not read demographics: whatever stands there, she sees the same, whether she may ask for it or not.
  @Test(arguments: [true, false]) func whatMayNotBeReadChangesNothing(mayAsk: Bool) throws {
    func heard(_ cells: String...) throws -> (asked: [String], passed: [String: String]) {
      let office = try office()
      if !mayAsk { office.json("Ada", "role", "revoke", "clerk", "ask", "customers/Demographics") }
      if !cells.isEmpty { #expect(office.run("Ada", ["set", "customers", "0001"] + cells).status == 0) }
      let told = ask("Bea", office, "--why", channel: "web")
      return (columns(told), passed(told))
    }
    let (empty, full) = (try heard(), try heard("age_group=<1945", "profession=student", "children=2"))
    #expect(empty.asked == full.asked && empty.passed == full.passed)
    let wait = ["profession": "trust lacks contacts 3 months 6", "age_group": "trust lacks purchases 2"]
    for (column, reason) in wait { #expect(empty.passed[column] == (mayAsk ? reason : nil)) }
    #expect(empty.passed["birth_year"] == nil, "nobody asks for it")
    #expect(empty.passed["payment_method"] == nil, "what may be read and not edited is not asked either")
  }

  @Test func adminsSeeWhyDemographicsWait() throws {
    let passed = passed(ask("Ada", try office(), "--why", channel: "web"))
    #expect(passed["profession"] == "asked in other ways" || passed["profession"]?.hasPrefix("trust lacks") == true)
    #expect(passed["income_range"] == "after age_group")
    #expect(passed["children"] == "trust lacks contacts 3 months 6")
  }

  @Test func trustComesFromDatedPurchases() throws {
    let office = try office("customer_since=2020-01-01")
    for day in ["2026-01-02", "2026-01-03"] {
      office.json("Ada", "add", "orders", "order_number=\(day)", "customer=0001", "ordered=\(day)", "status=paid")
    }
    office.json("Ada", "add", "orders", "order_number=x", "customer=0001", "ordered=2026-01-04", "status=cancelled")
    let why = passed(ask("Ada", office, "--why", channel: "web"))
    #expect(why["age_group"] == "enough for this conversation")
  }

  @Test(arguments: ["objected", "died"]) func nobodyAsksHim(standing: String) throws {
    let office = try office("standing=\(standing)")
    #expect(columns(ask("Bea", office)) == [])
    #expect(office.run("Bea", ["ask", "Ana Ruiz", "--channel", "phone"]).output.contains("not to be asked"))
  }

  @Test func whoIsMeantMustBeClear() throws {
    let office = try office("phone=030 123456")
    office.json("Ada", "add", "customers", "customer_number=0002", "given_name=Ana", "family_name=Ruiz")
    _ = ask("Bea", office, customer: "Ana Ruiz", ends: 65)
    _ = ask("Bea", office, customer: "Nobody", ends: 65)
    #expect(columns(ask("Bea", office, customer: "030 123456")).count == 2)
    for command in [["ask", "0001"], ["confirm", "0001"], ["set", "customers", "0001", "phone=1"]] {
      #expect(office.run("Bea", command + ["--channel", "pigeon"]).status == 64, "\(command)")
    }
  }

  @Test func aConversationIsOneCustomers() throws {
    let office = try office()
    office.json("Ada", "add", "customers", "customer_number=0002", "given_name=Eva")
    let id = try #require(ask("Bea", office)["conversation"] as? String)
    _ = ask("Bea", office, "--conversation", id, "--later", "consent", customer: "0002", ends: 65)
    _ = ask("Bea", office, "--conversation", id, "--later", "consent")
  }

  @Test func onlyWhatIsOfferedIsTaken() throws {
    let office = try office()
    let told = ask("Ada", office, "--answer", "profession=astronaut", ends: 65)
    #expect((told["error"] as? [String: Any])?["code"] as? String == "not-offered")
    let noted = ask("Ada", office, "--answer", "profession=student")["noted"] as? [String: Any]
    #expect(noted?["cells_changed"] as? Int == 1)
    office.json("Ada", "role", "revoke", "clerk", "ask", "customers/Demographics")
    _ = ask("Bea", office, "--answer", "profession=student", ends: 4)
  }

  /// Bea asks about demographics and does not read them, not even what she wrote down herself.
  @Test func whoOnlyAsksWritesDownAndSeesNothing() throws {
    let office = try office("email=ana@example.org", "phone=1", "language=en")
    office.json("Ada", "column", "set", "customers", "age_group", "--no-trust")
    office.json("Ada", "column", "set", "interactions", "questions", "--budget", "9")
    let first = ask("Bea", office, channel: "web")
    #expect(columns(first).contains("age_group"))
    let told = ask("Bea", office, "--answer", "age_group=<1945", "--declined", "children", "--why", channel: "web")
    #expect(told["sealed"] as? Int == 2 && told["noted"] is NSNull)
    #expect(passed(told)["age_group"] == "you have noted what came of it")
    #expect(passed(told)["children"] == "you have noted what came of it")
    #expect(!"\(told)".contains("1945"))
    #expect(!office.run("Bea", ["show", "customers", "--provenance"]).output.contains("1945"))
    let shown = office.json("Ada", "show", "customers", "--columns", "age_group")
    #expect("\(shown)".contains("<1945"))
    #expect(passed(ask("Ada", office, "--why", channel: "web"))["age_group"] == "known")
    #expect(passed(ask("Ada", office, "--why", channel: "phone"))["children"] == "he does not want to say")
    #expect(
      (ask("Bea", office, "--answer", "age_group=", ends: 65)["error"] as? [String: Any])?["code"] as? String
        == "nothing-answered")
  }

  /// Who reads nothing at all names customers by their rows' ids.
  @Test func whoReadsNothingNamesTheRow() throws {
    let office = try office("email=ana@example.org")
    office.json("Ada", "role", "add", "caller")
    office.json("Ada", "role", "grant", "caller", "ask", "customers/Demographics")
    office.join("Cy", as: "caller")
    let row = try #require(ask("Ada", office)["customer"] as? String)
    _ = ask("Cy", office, ends: 65)
    let told = ask("Cy", office, "--answer", "age_group=<1945", "--why", customer: row)
    #expect(told["sealed"] as? Int == 1 && columns(told) == [])
    #expect(passed(told)["children"] == "you may not see whether the customer may be asked")
    #expect("\(office.json("Ada", "show", "customers", "--columns", "age_group"))".contains("<1945"))
    let due = office.run("Cy", ["due"])
    #expect(due.status == 0 && due.output.contains("columns that you may not read"))
    #expect(office.json("Cy", "due")["hidden"] as? Bool == true)
  }

  /// What was named and not answered yet is named again, and not counted again.
  @Test func whatIsNotAnsweredYetIsNamedAgain() throws {
    let office = try office()
    let first = columns(ask("Bea", office))
    try #require(first.count == 2)
    #expect(columns(ask("Bea", office)) == first)
    #expect(columns(ask("Ada", office)) == [], "another machine does not know of it")
    let told = ask("Bea", office, "--later", first[0], "--why")
    #expect(columns(told) == [first[1]])
    #expect(passed(told).values.contains("enough for this conversation"))
    let talks = office.json("Ada", "show", "interactions")["rows"] as? [[String: Any]] ?? []
    #expect(talks.map { ($0["cells"] as? [String: Any])?["questions"] as? String } == ["2"])
    let other = columns(ask("Bea", office, channel: "counter"))
    #expect(other.count == 2)
    #expect(columns(ask("Bea", office)) == [], "only the latest conversation is remembered")
  }

  /// What she asked and may not read is named again as well, until she notes what came of it.
  @Test func whatIsAskedBlindlyIsNamedAgain() throws {
    let office = try office("email=ana@example.org", "phone=1", "language=en")
    office.json("Ada", "column", "set", "customers", "age_group", "--no-trust")
    office.json("Ada", "column", "set", "interactions", "questions", "--budget", "9")
    for _ in 0..<2 { #expect(columns(ask("Bea", office, channel: "web")).contains("age_group")) }
    let told = ask("Bea", office, "--later", "age_group", "--why", channel: "web")
    #expect(passed(told)["age_group"]?.hasPrefix("another time, from ") == true)
    #expect(!columns(ask("Bea", office, channel: "web")).contains("age_group"))
  }

  /// What she writes down while the share is away waits, and is not shown to her either.
  @Test func whatSheWritesDownWaitsForTheShare() throws {
    let office = try office("email=ana@example.org", "phone=1", "language=en")
    let files = FileManager.default
    office.json("Bea", "sync")
    try files.moveItem(atPath: office.share, toPath: office.share + "-away")
    let told = ask("Bea", office, "--answer", "age_group=<1945", "--why", channel: "web", ends: 7)
    #expect(told["waiting"] as? Bool == true && told["sealed"] as? Int == 1)
    #expect(passed(told)["age_group"] == "you have noted what came of it")
    let status = office.run("Bea", ["status", "--json"])
    #expect(status.json["pending"] as? Int ?? 0 > 0 && !status.output.contains("1945"))
    try files.moveItem(atPath: office.share + "-away", toPath: office.share)
    office.json("Bea", "sync")
    #expect("\(office.json("Ada", "show", "customers", "--columns", "age_group"))".contains("<1945"))
  }

  /// What she asked and got no word about comes again later, and not at once.
  @Test func whatWasOnlyAskedWaits() throws {
    let office = try office("email=ana@example.org", "phone=1")
    office.json("Ada", "column", "set", "customers", "age_group", "--no-trust")
    office.json("Ada", "column", "set", "interactions", "questions", "--budget", "9")
    #expect(columns(ask("Bea", office, channel: "web")).contains("age_group"))
    let later = ask("Bea", office, "--why", channel: "paper")
    #expect(!columns(later).contains("age_group"))
    #expect(passed(later)["age_group"]?.hasPrefix("another time, from ") == true)
    #expect(columns(ask("Ada", office, channel: "counter")).isEmpty == false)
  }

  @Test func whoDeclinesAndThenTellsIsKnown() throws {
    let office = try office()
    _ = ask("Bea", office, "--declined", "consent")
    #expect(passed(ask("Ada", office, "--why", channel: "web"))["consent"] == "he does not want to say")
    _ = ask("Ada", office, "--answer", "consent=yes", channel: "web")
    #expect(passed(ask("Bea", office, "--why", channel: "counter"))["consent"] == "known")
    _ = ask("Bea", office, "--declined", "consent", channel: "counter")
    #expect(passed(ask("Ada", office, "--why", channel: "web"))["consent"] == "he does not want to say")
  }

  @Test func questionsAreThereWhileTheShareIsAway() throws {
    let office = try office()
    let files = FileManager.default
    try files.moveItem(atPath: office.share, toPath: office.share + "-away")
    let told = ask("Ada", office, ends: 7)
    #expect(columns(told).count == 2 && told["waiting"] as? Bool == true)
    let said = office.run("Ada", ["ask", "0001", "--channel", "web", "--answer", "email=ana@example.org"])
    #expect(said.status == 7 && said.output.contains("your change waits on this machine"))
    try files.moveItem(atPath: office.share + "-away", toPath: office.share)
    office.json("Ada", "sync")
    #expect(passed(ask("Bea", office, "--why", channel: "counter"))["email"] == "known")
    #expect(columns(ask("Bea", office)) == [])
  }
}
