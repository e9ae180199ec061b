import Foundation
import Testing

/// The share is away: what was said at this machine is not asked again, and one conversation goes on.
@Suite final class AskAwayTests {
  private let office: Office
  private let files = FileManager.default

  init() throws {
    office = try Office()
    office.found()
    office.join("Bea", as: "clerk")
    office.json(
      "Ada", "add", "customers", "customer_number=0001", "given_name=Ana", "family_name=Ruiz", "email=old@ruiz.example")
    office.json("Bea", "sync")
  }

  private func away() throws { try files.moveItem(atPath: office.share, toPath: office.share + "-away") }

  private func back(_ who: String = "Bea") throws {
    try files.moveItem(atPath: office.share + "-away", toPath: office.share)
    office.json(who, "sync")
  }

  private func ask(_ more: String..., customer: String = "0001", ends status: Int32 = 7) -> [String: Any] {
    office.json("Bea", ["ask", customer, "--channel", "phone", "--why"] + more, ends: status)
  }

  private func columns(_ told: [String: Any]) -> [String] {
    (told["questions"] as? [[String: Any]] ?? []).compactMap { $0["column"] as? String }
  }

  private func passed(_ told: [String: Any]) -> [String: String] {
    let list = told["passed_over"] as? [[String: String]] ?? []
    return Dictionary(list.map { ($0["column"] ?? "", $0["why"] ?? "") }) { first, _ in first }
  }

  private func talks() -> [[String: Any]] {
    (office.json("Ada", "show", "interactions")["rows"] as? [[String: Any]] ?? []).compactMap {
      $0["cells"] as? [String: Any]
    }
  }

  @Test func whatWasSaidIsNotAskedAgainAndOneConversationGoesOn() throws {
    try away()
    let first = ask()
    let asked = columns(first)
    try #require(asked.count == 2)
    let second = ask("--declined", asked[0], "--later", asked[1], "--answer", "mobile=0170 1")
    #expect(columns(second) == [], "two were asked in this conversation")
    #expect(passed(second)[asked[0]] == "he does not want to say")
    #expect(passed(second)[asked[1]]?.hasPrefix("another time") == true)
    #expect(passed(second)["mobile"] == "known")
    let third = ask(ends: 0)
    #expect(columns(third) == [] && third["conversation"] as? String == first["conversation"] as? String)
    try back()
    #expect(talks().count == 1 && "\(talks()[0]["questions"] ?? "")" == "2")
    let online = office.json("Ada", "ask", "0001", "--channel", "phone", "--why")
    #expect(columns(online) == [] && online["conversation"] as? String == first["conversation"] as? String)
    #expect(passed(online)[asked[0]] == "he does not want to say" && passed(online)["mobile"] == "known")
  }

  @Test func whatIsAnsweredTwiceIsChangedOnce() throws {
    office.json("Ada", "column", "set", "interactions", "questions", "--budget", "3")
    office.json("Bea", "sync")
    try away()
    #expect(columns(ask()).count == 3)
    _ = ask("--answer", "mobile=0170 1")
    _ = ask("--answer", "mobile=0170 2", "--answer", "mailing.street=Gasse 1")
    _ = ask("--answer", "mailing.city=Bern")
    try back()
    #expect(talks().count == 1 && "\(talks()[0]["questions"] ?? "")" == "3")
    let shown = office.run("Ada", ["show", "customers", "--columns", "mobile"]).output
    #expect(shown.contains("0170 2") && !shown.contains("0170 1"))
    #expect((office.json("Ada", "conflicts")["conflicts"] as? [Any])?.isEmpty == true)
    let addresses = office.json("Ada", "address", "list", "0001")["addresses"] as? [[String: Any]] ?? []
    #expect(addresses.map { $0["lines"] as? [String] } == [["Gasse 1", "Bern"]])
  }

  @Test func whatWasCorrectedIsReadBack() throws {
    try away()
    let seen = ["confirm", "0001", "--channel", "counter", "--seen"]
    _ = office.json("Bea", seen + ["--corrected", "email=new@ruiz.example"], ends: 7)
    let told = office.run("Bea", seen + ["--json"])
    let back = told.json["read_back"] as? [[String: Any]] ?? []
    #expect(back.first { $0["column"] as? String == "email" }?["value"] as? String == "new@ruiz.example")
    let said = ["confirm", "0001", "--channel", "phone", "--said", "given_name=Ana", "--said"]
    #expect(office.run("Bea", said + ["email=old@ruiz.example"]).status == 65)
    #expect(office.run("Bea", said + ["email=new@ruiz.example"]).status != 65)
    try self.back()
    let shown = office.run("Ada", ["show", "customers", "--columns", "email"]).output
    #expect(shown.contains("new@ruiz.example"))
  }

  @Test func whoWasJustAddedIsFound() throws {
    try away()
    _ = office.json(
      "Bea", ["add", "customers", "customer_number=0002", "family_name=Kant", "phone=030 777888"], ends: 7)
    let found = office.json(
      "Bea", "ask", "--new", "--channel", "phone", "--because", "sign-up", "--answer",
      "phone=+49 30 777888")
    #expect(found["outcome"] as? String == "found")
    #expect((found["candidates"] as? [[String: Any]])?.first?["label"] as? String == "0002, Kant")
    #expect(columns(ask(customer: "0002")).count == 2)
    #expect(passed(ask("--answer", "given_name=Immanuel", customer: "030 777888"))["given_name"] == "known")
    try back()
    let row = office.run("Ada", ["show", "customers", "--where", "customer_number=0002"]).output
    #expect(row.contains("Immanuel"))
    #expect(talks().count == 1 && talks()[0]["customer"] as? String == "0002")
  }

  /// What may not be written any more by then is refused, and leaves nothing behind: it is asked again.
  @Test func whatIsRefusedLeavesNothingBehind() throws {
    try away()
    #expect(passed(ask("--answer", "mobile=0170 1"))["mobile"] == "known")
    // Only the administrator's machine reaches the folder.
    try files.moveItem(atPath: office.share + "-away", toPath: office.share)
    office.json("Ada", "role", "revoke", "clerk", "edit", "customers/Contact")
    #expect(office.run("Bea", ["sync"]).status == 4)
    office.json("Ada", "role", "grant", "clerk", "edit", "customers/Contact")
    let shown = office.run("Ada", ["show", "customers", "--columns", "mobile"]).output
    #expect(!shown.contains("0170"))
    let told = office.json("Bea", "ask", "0001", "--channel", "web", "--why")
    #expect(passed(told)["mobile"] != "known")
  }
}
