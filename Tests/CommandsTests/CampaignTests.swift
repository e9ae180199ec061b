import Foundation
import Testing

/// Lists of customers to get in touch with, and how far it is with each.
@Suite final class CampaignTests {
  private let office: Office

  init() throws {
    office = try Office()
    office.found()
    office.join("Bea", as: "clerk")
    for (number, more) in [
      ("1", "email=ana@mail.example"), ("2", "language=es"), ("3", "standing=died"), ("4", "standing=objected"),
      ("5", "satisfaction=4"), ("6", "phone=030 6"),
    ] {
      office.json("Ada", "add", "customers", "customer_number=\(number)", "family_name=N\(number)", more)
    }
  }

  private func campaign(_ arguments: String..., by employee: String = "Bea", ends status: Int32 = 0) -> [String: Any] {
    office.json(employee, ["campaign"] + arguments, ends: status)
  }

  private func states(_ name: String = "spring") -> [String: String] {
    let told = campaign("show", name)["customers"] as? [[String: Any]] ?? []
    return Dictionary(told.map { ($0["customer"] as? String ?? "", $0["state"] as? String ?? "") }) { $1 }
  }

  private func next(_ employee: String, _ arguments: String...) -> String? {
    let told = office.json(employee, ["campaign", "next", "spring"] + arguments)
    return (told["next"] as? [String: Any])?["customer"] as? String
  }

  @Test func whoWasNotAskedHowSatisfiedHeIs() {
    let due = office.json("Bea", "due", "--to", "ask-satisfaction", "--months", "6")
    let rows = due["customers"] as? [[String: Any]] ?? []
    #expect(rows.compactMap { $0["label"] as? String } == ["1, N1", "2, N2", "6, N6"])
    #expect(((rows.first?["reasons"] as? [[String: Any]])?.first?["why"]) as? String == "unasked")
    office.json("Bea", "ask", "1", "--channel", "phone", "--declined", "satisfaction")
    let rest = office.json("Bea", "due", "--to", "ask-satisfaction", "--months", "0")["customers"] as? [[String: Any]]
    #expect(rest?.compactMap { $0["label"] as? String } == ["2, N2", "6, N6", "5, N5"], "what was said comes last")
    office.json("Bea", "due", "--to", "sun", ends: 64)
  }

  @Test func whoeverAsksGetsAnother() {
    let begun = campaign("start", "spring", "--from", "confirm", "--months", "0")
    #expect(begun["customers"] as? Int == 4)
    _ = campaign("start", "Spring", "--from", "confirm", "--months", "0", ends: 65)
    #expect(next("Ada") == "1" && next("Bea") == "6" && next("Ada") == "1", "the same until it has gone on")
    #expect(next("Bea", "--mine") == "6")
    #expect(campaign("set", "spring", "1", "--state", "refused")["cells_changed"] as? Int == 1)
    #expect(next("Ada", "--mine") == nil && next("Ada") == "2" && next("Ada") == "2")
    _ = campaign("set", "spring", "2", "--assign", "nobody")
    office.json("Bea", "confirm", "6", "--channel", "phone", "--seen", "--confirmed", "family_name")
    #expect(next("Bea") == "2" && next("Ada") == "5")
    office.json("Ada", "add", "addresses", "customer=5", "kind=mailing", "street=Gasse 5", "--channel", "phone")
    #expect(states()["5"] == "answered", "his address is his data too")
    _ = campaign("set", "spring", "3", "--state", "asked", ends: 65)
    _ = campaign("set", "spring", "5", "--assign", "Zoë", ends: 65)
    _ = campaign("set", "spring", "5", ends: 64)
  }

  @Test func theyAreSharedOut() {
    _ = campaign("start", "spring", "--where", "standing=", "--to", "ask-satisfaction", "--assign", "Ada,Bea")
    #expect(next("Bea") == "2" && next("Ada") == "1")
    let told = campaign("show", "spring")["customers"] as? [[String: Any]] ?? []
    #expect(told.compactMap { $0["assigned"] as? String } == ["Ada", "Bea", "Ada", "Bea"])
    _ = campaign("start", "none", "--where", "standing=died", ends: 65)
    _ = campaign("start", "none", ends: 64)
    _ = campaign("next", "none", ends: 65)
    office.join("Vic", as: "viewer")
    _ = campaign("list", by: "Vic", ends: 4)
    _ = campaign("next", "spring", by: "Vic", ends: 4)
  }

  @Test func whatHappenedSinceIsCountedIn() throws {
    office.json("Ada", "add", "contact_points", "name=Roth", "email=office@roth.example")
    _ = campaign("start", "spring", "--from", "ask-satisfaction", "--months", "0")
    #expect(states() == ["1": "open", "2": "open", "5": "open", "6": "open"])
    office.json("Bea", "chase", "1", "--needs", "phone", "--because", "incomplete-contact")
    #expect(states()["1"] == "open", "a draft went to nobody")
    let letters = office.json("Ada", "outbox", "list")["letters"] as? [[String: Any]]
    let letter = try #require(letters?.first?["id"] as? String)
    office.json("Ada", "outbox", "send")
    office.json("Bea", "ask", "2", "--channel", "phone")
    #expect(states() == ["1": "asked", "2": "asked", "5": "open", "6": "open"])
    let back = try office.write("back.eml", OutboxTests.report(of: "<\(letter)@roth.example>"))
    office.json("Ada", "outbox", "bounces", back)
    office.json("Bea", "set", "customers", "2", "satisfaction=5", "--channel", "phone")
    office.json("Bea", "ask", "5", "--channel", "phone", "--declined", "satisfaction")
    #expect(states() == ["1": "bounced", "2": "answered", "5": "refused", "6": "open"])
    #expect(next("Bea") == "6")
    let list = campaign("list")["campaigns"] as? [[String: Any]]
    #expect(
      list?.first?["customers"] as? [String: Int] == ["open": 1, "asked": 0, "answered": 1, "bounced": 1, "refused": 1])
    // It is written down by now, and may be opened again by hand.
    office.json("Bea", "set", "customers", "1", "satisfaction=3", "--channel", "phone")
    #expect(states()["1"] == "bounced")
    _ = campaign("set", "spring", "1", "--state", "open")
    #expect(states()["1"] == "open", "what came before counts no more")
    office.json("Ada", "set", "customers", "6", "standing=died")
    #expect(states()["6"] == "refused" && next("Bea") == "1")
  }

  /// What was only counted in, and never written down, is opened by hand all the same.
  @Test func whatWasOnlyCountedInIsOpenedAgain() {
    _ = campaign("start", "spring", "--from", "ask-satisfaction", "--months", "0")
    office.json("Bea", "set", "customers", "1", "satisfaction=5", "--channel", "phone")
    #expect(states()["1"] == "answered")
    #expect(campaign("set", "spring", "1", "--state", "open")["cells_changed"] as? Int == 0)
    #expect(states()["1"] == "open" && next("Bea") == "1", "what came before counts no more")
    office.json("Bea", "set", "customers", "1", "satisfaction=6", "--channel", "phone")
    #expect(states()["1"] == "answered", "what comes behind it does")
  }

  /// A number that is on file no more is nobody, though somebody has such a telephone number.
  @Test func aNumberIsNoTelephoneNumber() {
    office.json("Ada", "add", "customers", "customer_number=0306", "family_name=Gone")
    _ = campaign("start", "spring", "--from", "ask-satisfaction", "--months", "0")
    office.json("Ada", "delete", "customers", "Gone")
    #expect(states()["0306"] == "refused" && states()["6"] == "open")
  }

  /// So many that they are looked at all at once: the same comes out as one by one.
  @Test func aLargeListSaysTheSame() throws {
    let rows = (100..<400).map { "\($0),N\($0),a\($0)@mail.example,Radio\n" }.joined()
    let list = try office.write("list.csv", "customer_number,family_name,email,source\n" + rows)
    office.json("Ada", "import", list, "--into", "customers", "--key", "customer_number")
    office.json("Ada", "add", "contact_points", "name=Roth", "email=office@roth.example")
    _ = campaign("start", "spring", "--from", "confirm", "--months", "0")
    let numbers = Array(states().keys)
    #expect(numbers.count == 304 && Set(states().values) == ["open"])
    office.json("Bea", "confirm", "100", "--channel", "paper", "--confirmed", "email")
    office.json("Bea", "set", "customers", "101", "email=new@mail.example", "--channel", "phone")
    office.json("Bea", "ask", "102", "--channel", "phone", "--declined", "email")
    office.json("Bea", "ask", "103", "--channel", "phone")
    office.json("Ada", "set", "customers", "104", "standing=objected")
    office.json("Ada", "delete", "customers", "105")
    office.json("Ada", "add", "addresses", "customer=106", "kind=mailing", "street=Gasse 5", "--channel", "phone")
    office.json("Bea", "chase", "107", "--needs", "phone", "--because", "incomplete-contact")
    office.json("Ada", "outbox", "send")
    office.json("Ada", "set", "customers", "108", "customer_number=1080")
    office.json("Ada", "set", "customers", "109", "fax=030 1")
    _ = campaign("set", "spring", "110", "--state", "bounced")
    office.json("Bea", "confirm", "111", "--channel", "paper", "--confirmed", "email")
    _ = campaign("set", "spring", "111", "--state", "open")
    for (campaign, customer) in [("spring", "1"), ("spring", "3"), ("other", "4")] {
      office.json(
        "Ada", "add", "campaign_entries", "campaign=\(campaign)", "customer=\(customer)", "state=open")
    }
    let expected = [
      "100": "answered", "101": "answered", "102": "refused", "103": "asked", "104": "refused", "105": "refused",
      "106": "answered", "107": "asked", "108": "refused", "110": "bounced", "3": "refused",
    ]
    let told = states()
    #expect(told.filter { $0.value != "open" } == expected)
    let counts = (campaign("list")["campaigns"] as? [[String: Any]])?.first?["customers"] as? [String: Int]
    #expect(counts == ["open": 295, "asked": 2, "answered": 3, "bounced": 1, "refused": 5])
    #expect(next("Bea") == "1", "the oldest comes first")
  }

  /// Two employees at once, each on a machine of his own, until nobody is left.
  @Test func noTwoGetOne() async {
    for number in 10..<14 { office.json("Ada", "add", "customers", "customer_number=\(number)", "family_name=N") }
    _ = campaign("start", "spring", "--from", "confirm", "--months", "0")
    nonisolated(unsafe) let office = office
    let got = await withTaskGroup(of: [String].self) { group in
      for name in ["Ada", "Bea"] {
        group.addTask {
          var got: [String] = []
          for _ in 0..<4 {
            let told = office.run(name, ["campaign", "next", "spring", "--json"]).json
            guard let customer = (told["next"] as? [String: Any])?["customer"] as? String else { continue }
            got.append(customer)
            office.run(name, ["campaign", "set", "spring", customer, "--state", "asked", "--json"])
          }
          return got
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(got.count == 8 && Set(got).count == 8, "\(got)")
  }
}
