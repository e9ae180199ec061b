import Foundation
import Testing

/// `kontor confirm` and `kontor due`: who is called, what is read to him and when, and who comes next.
@Suite struct ConfirmTests {
  private func office(_ cells: String...) throws -> Office {
    let office = try Office()
    office.found()
    let row = [
      "add", "customers", "customer_number=0001", "given_name=Ana", "family_name=Ruiz", "phone=030 1234",
      "--channel", "phone", "--told-on", "2024-05-01",
    ]
    #expect(office.run("Ada", row + cells).status == 0)
    return office
  }

  private func confirm(_ office: Office, _ more: String..., channel: String = "phone") -> [String: Any] {
    let outcome = office.run("Ada", ["confirm", "0001", "--channel", channel, "--json"] + more)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.json
  }

  private func readBack(_ told: [String: Any]) -> [String] {
    (told["read_back"] as? [[String: Any]] ?? []).compactMap { $0["column"] as? String }
  }

  /// What he must say does not depend on what is on file, and nothing of that is told before.
  @Test func nothingIsReadToAStranger() throws {
    let office = try office()
    let told = confirm(office)
    #expect((told["identify"] as? [String])?.contains("email") == true, "though none is on file")
    #expect(readBack(told).isEmpty && (told["ask"] as? [Any])?.isEmpty == true)
    let lines = office.run("Ada", ["confirm", "0001", "--channel", "counter"])
    #expect(lines.status == 0 && !lines.output.contains("1234") && !lines.output.contains("Ruiz"))
  }

  @Test(arguments: [
    ["given_name=Ana", "family_name=Ruiz"], ["phone=030 1234"], ["phone=030 9999", "given_name=Ana"],
    ["phone=030 1234", "phone=030 1234"], ["notes=x", "phone=030 1234"], ["email=", "phone=030 1234"],
  ])
  func tooLittleOrWrongIsOneAnswer(said: [String]) throws {
    let office = try office()
    let outcome = office.run("Ada", ["confirm", "0001", "--channel", "phone"] + said.flatMap { ["--said", $0] })
    #expect(outcome.status == 65)
    #expect(!(outcome.output + outcome.errors).contains("1234"))
  }

  @Test(arguments: ["030 12345", "+493012345", "0049 30 12345", "030/12345"])
  func aNumberIsOneHoweverHeSaysIt(said: String) throws {
    let office = try office()
    office.json("Ada", "set", "customers", "0001", "phone=+49 30 12345")
    #expect(!readBack(confirm(office, "--said", "given_name=ana", "--said", "phone=\(said)")).isEmpty)
    let other = ["confirm", "0001", "--channel", "phone", "--said", "given_name=ana", "--said", "phone=+43 30 12345"]
    #expect(office.run("Ada", other).status == 65)
  }

  @Test func nothingIsWrittenDownOfAStranger() throws {
    let office = try office()
    let outcome = office.run("Ada", ["confirm", "0001", "--channel", "phone", "--corrected", "phone=1"])
    #expect(outcome.status == 65)
    #expect(office.run("Ada", ["show", "customers", "--columns", "phone"]).output.contains("030 1234"))
  }

  @Test func whatHeFindsRightIsConfirmedAndDueNoMore() throws {
    let office = try office()
    let due = office.json("Ada", "due")
    #expect(due["count"] as? Int == 1)
    let told = confirm(office, "--said", "given_name=ana", "--said", "phone=030 1234")
    #expect(readBack(told) == ["given_name", "family_name", "phone"])
    let ask = (told["ask"] as? [[String: Any]] ?? []).compactMap { $0["column"] as? String }
    #expect(ask.contains("email") && !ask.contains("income_range") && !ask.contains("children"))
    let noted = confirm(
      office, "--seen", "--confirmed", "given_name,phone", "--corrected", "family_name=Ruiz Gil", "--not-applicable",
      "fax", channel: "counter")
    let saved = noted["noted"] as? [String: Any]
    #expect(saved?["cells_changed"] as? Int == 1)
    #expect(saved?["cells_noted"] as? Int == 3, "two found right, and one that he has not")
    #expect((noted["ask"] as? [[String: Any]] ?? []).allSatisfy { $0["column"] as? String != "fax" })
    #expect(office.json("Ada", "due")["count"] as? Int == 0)
    #expect(office.json("Ada", "due", "--months", "0")["count"] as? Int == 1)
  }

  /// What is missing is asked by the rules of `ask`, and from the same budget; reading back has none.
  @Test func whatIsMissingIsAskedLikeAnythingElse() throws {
    let office = try office()
    func asked(_ channel: String, _ more: String...) -> [String] {
      let told = office.json("Ada", ["confirm", "0001", "--channel", channel, "--seen"] + more)
      return (told["ask"] as? [[String: Any]] ?? []).compactMap { cell in
        let address = (cell["address"] as? String).map { "\($0)." } ?? ""
        return (cell["column"] as? String).map { address + $0 }
      }
    }
    let first = asked("counter")
    #expect(first == ["email", "mailing.street"], "mobile wants trust, and mailing.city the street")
    #expect(asked("counter", "--confirmed", "phone") == first, "the same again, and not counted")
    let counts = {
      (office.json("Ada", "show", "interactions")["rows"] as? [[String: Any]] ?? []).map {
        ($0["cells"] as? [String: Any])?["questions"] as? String
      }
    }
    #expect(counts() == ["2"])
    let told = office.json("Ada", "ask", "0001", "--channel", "counter", "--later", "email", "--why")
    #expect((told["questions"] as? [[String: Any]])?.compactMap { $0["column"] as? String } == ["mailing.street"])
    _ = office.json("Ada", "ask", "0001", "--channel", "counter", "--declined", "mailing.street")
    #expect(asked("counter") == [] && counts() == ["2"])
    let later = asked("paper")
    #expect(!later.contains("email") && !later.contains("mailing.street") && later.count <= 2)
    let passed = office.json("Ada", "ask", "0001", "--channel", "web", "--why")["passed_over"] as? [[String: String]]
    #expect(passed?.first { $0["column"] == "email" }?["why"]?.hasPrefix("another time") == true)
    #expect(!asked("phone").contains("mobile"), "asked in other ways")
  }

  /// Each address is its own: whoever says that he moved is asked which of them did.
  @Test func addressesAreConfirmedOneByOne() throws {
    let office = try office()
    func addresses() -> [[String]] {
      (office.json("Ada", "show", "addresses")["rows"] as? [[String: Any]] ?? []).map { row in
        let cells = row["cells"] as? [String: Any] ?? [:]
        return ["kind", "site", "street", "city"].map { cells[$0] as? String ?? "" }
      }
    }
    let first = confirm(
      office, "--seen", "--corrected", "street=Gasse 1", "--corrected", "mailing.city=Bern", channel: "counter")
    #expect(addresses() == [["mailing", "", "Gasse 1", "Bern"]])
    #expect(first["may_have_moved"] as? [String] == [])
    for place in ["shipping/Depot", "billing"] {
      _ = confirm(
        office, "--seen", "--corrected", "\(place).street=Gasse 1", "--corrected", "\(place).city=Bern",
        channel: "counter")
    }
    let which = office.run("Ada", ["confirm", "0001", "--channel", "counter", "--seen", "--corrected", "street=Weg 2"])
    #expect(which.status == 65 && which.errors.contains("mailing.street, shipping/Depot.street and billing.street"))
    let moved = confirm(office, "--seen", "--corrected", "mailing.street=Weg 2", channel: "counter")
    #expect(moved["may_have_moved"] as? [String] == ["shipping/Depot", "billing"])
    #expect(addresses().map { $0[2] } == ["Weg 2", "Gasse 1", "Gasse 1"])
    _ = confirm(office, "--seen", "--confirmed", "shipping/depot", channel: "counter")
    let lines = office.run("Ada", ["show", "addresses", "--provenance"]).output.split(separator: "\n")
    #expect(lines.filter { $0.contains("Gasse 1") && $0.contains("confirmed: counter") }.count == 1)
    let nowhere = office.run("Ada", ["confirm", "0001", "--channel", "paper", "--confirmed", "shipping/Lager"])
    #expect(nowhere.status == 65 && nowhere.errors.contains("no address shipping/Lager"))
  }

  /// A question may be about his address; the answer makes it, and what comes after it is asked then.
  @Test func anAddressIsAskedForByTheWay() throws {
    let office = try office("email=ana@mail.example", "language=en")
    func why(_ more: String...) -> [String: Any] {
      office.json("Ada", ["ask", "0001", "--channel", "invoice", "--why"] + more)
    }
    func asked(_ told: [String: Any]) -> [String] {
      (told["questions"] as? [[String: Any]] ?? []).compactMap { $0["column"] as? String }
    }
    #expect(asked(why()).contains("mailing.street"))
    _ = office.json("Ada", "ask", "0001", "--channel", "invoice", "--answer", "mailing.street=Gasse 1")
    let listed = office.json("Ada", "address", "list", "0001")["addresses"] as? [[String: Any]] ?? []
    #expect(listed.map { $0["lines"] as? [String] } == [["Gasse 1"]])
    let later = why()
    #expect(!asked(later).contains("mailing.street"))
    func over(_ told: [String: Any], _ column: String) -> String? {
      let passed = told["passed_over"] as? [[String: Any]] ?? []
      return passed.first { $0["column"] as? String == column }?["why"] as? String
    }
    #expect(over(later, "mailing.street") == "known")
    #expect(over(later, "mailing.city") == "enough for this conversation")
    _ = office.json("Ada", "ask", "0001", "--channel", "paper", "--declined", "mailing.city")
    #expect(over(why(), "mailing.city") == "he does not want to say")
  }

  /// He need not say where he lives, though no address is on file; and nobody changes whose an address is by its name.
  @Test func anAddressMayBeDeclinedAndKeepsItsKeys() throws {
    let office = try office("email=ana@mail.example", "language=en")
    func why(_ column: String) -> String? {
      let told = office.json("Ada", "ask", "0001", "--channel", "invoice", "--why")
      let passed = told["passed_over"] as? [[String: Any]] ?? []
      return passed.first { $0["column"] as? String == column }?["why"] as? String
    }
    _ = office.json("Ada", "ask", "0001", "--channel", "invoice", "--declined", "mailing.street")
    #expect(why("mailing.street") == "he does not want to say")
    let order = office.json("Ada", "add", "orders", "order_number=9", "customer=0001", "ship_to=mailing")
    #expect((order["notes"] as? [Any])?.count == 1, "nothing is on file there")
    let stolen = office.run("Ada", ["confirm", "0001", "--channel", "paper", "--corrected", "mailing.customer=0002"])
    #expect(stolen.status == 65)
    _ = confirm(
      office, "--corrected", "shipping/Depot.street=Weg 1", "--corrected", "shipping/depot.city=Bern", channel: "paper")
    let listed = office.json("Ada", "address", "list", "0001")["addresses"] as? [[String: Any]] ?? []
    #expect(listed.map { $0["lines"] as? [String] } == [[], ["Weg 1", "Bern"]], "one address, however it is written")
  }

  @Test func whatWasSaidByMistakeIsTakenBack() throws {
    let office = try office("email=ana@mail.example")
    _ = office.json("Ada", "ask", "0001", "--channel", "counter", "--declined", "mobile")
    _ = confirm(office, "--seen", "--confirmed", "phone,email", channel: "counter")
    let report = office.json("Ada", "withdraw", "customers", "0001", "mobile", "phone")
    #expect(report["conflicts"] as? [Any] != nil && report["refused"] as? [Any] != nil)
    let lines = office.run("Ada", ["show", "customers", "--provenance"]).output.split(separator: "\n").map(String.init)
    #expect(!lines.contains { $0.contains("mobile") })
    #expect(lines.contains { $0.contains("030 1234") && $0.contains("phone, 2024-05-01") && !$0.contains("confirmed") })
    #expect(lines.contains { $0.contains("ana@mail.example") && $0.contains("confirmed: counter") })
    office.join("Vic", as: "viewer")
    #expect(office.run("Vic", ["withdraw", "customers", "0001", "email"]).status == 4)
  }

  /// An order says which address gets the goods and which the invoice; what is not on file is told at once, and listed.
  @Test func anOrderNamesAnAddressThatIsThere() throws {
    let office = try office()
    _ = confirm(office, "--corrected", "shipping/Depot.street=Gasse 1", channel: "paper")
    func order(_ number: String, _ cells: String...) -> [String] {
      let added = office.json("Ada", ["add", "orders", "order_number=\(number)", "customer=0001"] + cells)
      return added["notes"] as? [String] ?? []
    }
    #expect(order("1", "ship_to=shipping/depot").isEmpty)
    #expect(order("2", "ship_to=shipping", "bill_to=Depot").count == 2)
    #expect(order("3").isEmpty)
    let told = office.run("Ada", ["set", "orders", "3", "bill_to=billing"])
    #expect(told.status == 0 && (told.output + told.errors).contains("On file are shipping/Depot"))
    let found = office.json("Ada", "address", "check")["mismatches"] as? [[String: Any]] ?? []
    #expect(found.map { $0["column"] as? String } == ["ship_to", "bill_to", "bill_to"])
    let listed = office.json("Ada", "address", "list", "0001")["addresses"] as? [[String: Any]] ?? []
    #expect(listed.map { $0["address"] as? String } == ["shipping/Depot"])
    let ranked = order("4", "why_price=1", "why_quality=2", "why_choice=1", "why_convenience=2")
    #expect(ranked.count == 2 && ranked.contains { $0.hasPrefix("why_price and why_choice have the same rank") })
    #expect(order("5", "why_price=1", "why_quality=2").isEmpty)
  }

  @Test func aPaperIsComparedAtOnceAndTheDeadAreLeftAlone() throws {
    let office = try office()
    #expect(readBack(confirm(office, channel: "paper")).count == 3)
    #expect(office.run("Ada", ["confirm", "0001", "--channel", "web"]).status == 65)
    #expect(office.run("Ada", ["set", "customers", "0001", "standing=died"]).status == 0)
    #expect(office.json("Ada", "due")["count"] as? Int == 0)
    #expect((confirm(office, channel: "paper")["ask"] as? [Any])?.isEmpty == true)
  }
}
