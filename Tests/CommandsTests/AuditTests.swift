import Foundation
import SystemIO
import Testing

/// Audits: what they put first, of whom, and who still waits.
@Suite final class AuditTests {
  private let office: Office

  init() throws {
    office = try Office()
    office.clock = ClockBehind(days: 41)
    office.found()
    office.join("Bea", as: "clerk")
    office.join("Aud", as: "auditor")
    office.json(
      "Ada", "add", "customers", "customer_number=1", "given_name=Ana", "family_name=Ruiz", "email=a@b.example")
  }

  private func audits(_ employee: String = "Bea", _ more: String...) -> [[String: Any]] {
    office.json(employee, ["audit", "list"] + more)["audits"] as? [[String: Any]] ?? []
  }

  private func asked(_ channel: String, _ customer: String = "1") -> [(column: String, why: String)] {
    let told = office.json("Bea", "ask", customer, "--channel", channel)
    return (told["questions"] as? [[String: Any]] ?? []).map { question in
      (question["column"] as? String ?? "", question["why"] as? String ?? "")
    }
  }

  private func readBack() -> [[String: Any]] {
    let told = office.json("Bea", "confirm", "1", "--channel", "counter", "--seen")
    return told["read_back"] as? [[String: Any]] ?? []
  }

  @Test func whatItWaitsForIsAskedFirst() throws {
    #expect(asked("counter").map(\.column) == ["language", "salutation"])
    office.json("Aud", "audit", "open", "customers", "fax", "email", "--because", "many came back", "--assign", "Bea")
    let open = try #require(audits().first)
    #expect(open["columns"] as? [String] == ["fax", "email"] && open["assigned"] as? String == "Bea")
    #expect(open["state"] as? String == "open" && open["reason"] as? String == "many came back")
    let first = try #require(asked("web").first)
    #expect(first.column == "fax" && first.why == "an audit waits for it", "what is fresh is not asked")
    let id = try #require(open["id"] as? String)
    office.json("Aud", "audit", "close", String(id.prefix(20)).lowercased())
    #expect(audits().isEmpty && audits("Bea", "--all").first?["state"] as? String == "closed")
    #expect(audits("Bea", "--all").first?["closed"] is String)
    #expect(asked("paper").first?.column == "salutation")
    office.json("Aud", "audit", "close", id, ends: 65)
    office.json("Aud", "audit", "close", "0", ends: 65)
  }

  /// Weeks pass between what was told and the audit, and a day between what was found right and the audit.
  @Test func whatNobodyFoundRightSinceIsReadBackFirst() {
    office.clock = ClockBehind(days: 1)
    office.json("Bea", "confirm", "1", "--channel", "counter", "--seen", "--confirmed", "given_name")
    office.clock = ClockBehind(days: 0)
    #expect(readBack().compactMap { $0["column"] as? String } == ["family_name", "email", "given_name"])
    office.json("Aud", "audit", "open", "customers", "email", "given_name")
    #expect(readBack().compactMap { $0["column"] as? String } == ["email", "given_name", "family_name"])
    office.json("Bea", "confirm", "1", "--channel", "counter", "--seen", "--confirmed", "email")
    #expect(readBack().compactMap { $0["column"] as? String } == ["given_name", "family_name", "email"])
    #expect(readBack().map { $0["audited"] as? Bool } == [true, false, false])
  }

  @Test func whoStillWaitsIsCountedFromFiveOn() {
    for number in 2...7 { office.json("Ada", "add", "customers", "customer_number=\(number)", "family_name=N") }
    office.json("Ada", "set", "customers", "7", "standing=died")
    office.json("Aud", "audit", "open", "customers", "email")
    office.json("Aud", "audit", "open", "addresses", "street", "city")
    #expect(audits().map { $0["waiting"] as? Int } == [5, 6])
    office.json("Bea", "ask", "2", "--channel", "phone", "--declined", "email")
    office.json("Ada", "add", "addresses", "customer=2", "kind=mailing", "street=Gasse 1", "city=Ulm")
    office.json("Ada", "add", "addresses", "customer=3", "kind=mailing", "street=Gasse 2")
    #expect(audits().map { $0["waiting"] as? Int } == [nil, 5])
    #expect(office.run("Bea", ["audit", "list"]).output.contains("<5"))
  }

  /// Bea does not read demographics: to her the audit is about the other column alone.
  @Test func whatMayNotBeReadHasNoPartInIt() {
    for number in 2...6 { office.json("Ada", "add", "customers", "customer_number=\(number)", "email=n@b.example") }
    office.json("Aud", "audit", "open", "customers", "age_group", "email")
    let (hers, his) = (audits("Bea").first, audits("Aud").first)
    #expect(hers?["columns"] as? [String] == ["email"] && hers?["waiting"] as? Int == 0)
    #expect(his?["columns"] as? [String] == ["age_group", "email"] && his?["waiting"] as? Int == 6)
    #expect(!asked("web").contains { $0.column == "age_group" })
  }

  @Test func itFollowsAColumnThatGetsAnotherName() {
    office.json("Aud", "audit", "open", "customers", "fax")
    office.json("Ada", "column", "rename", "customers", "fax", "telefax")
    #expect(audits().first?["columns"] as? [String] == ["telefax"] && asked("web").first?.column == "telefax")
    office.json("Ada", "column", "remove", "customers", "telefax")
    #expect(audits().first?["columns"] as? [String] == [] && audits().first?["waiting"] is NSNull)
  }

  @Test func whoMayNotAndWhatIsNot() {
    office.json("Bea", "audit", "open", "customers", "email", ends: 4)
    office.json("Aud", "audit", "open", "customers", "credit_limit", ends: 65)
    office.json("Aud", "audit", "open", "orders", "status", ends: 65)
    office.json("Aud", "audit", "open", "customers", "shoes", ends: 65)
    office.json("Aud", "audit", "open", "customers", "email", "--assign", "Zoë", ends: 65)
    office.join("Vic", as: "viewer")
    office.json("Vic", "audit", "list", ends: 4)
    #expect(audits("Ada", "--all").isEmpty)
  }
}

/// The clock of some days ago, which goes on.
private struct ClockBehind: WallClock {
  let days: Int64
  func now() -> Int64 { SystemClock().now() - days * 86_400_000 }
  func uptime() -> UInt64 { SystemClock().uptime() }
  func sleep(milliseconds: Int64) { SystemClock().sleep(milliseconds: milliseconds) }
}
