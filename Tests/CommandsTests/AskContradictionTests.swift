import Foundation
import Testing

/// What contradicts itself, says nothing or may mean several addresses is refused as a whole.
@Suite final class AskContradictionTests {
  private let office: Office

  init() throws {
    office = try Office()
    office.found()
    office.json(
      "Ada", "add", "customers", "customer_number=0001", "given_name=Ana", "family_name=Ruiz", "phone=030 12345",
      "email=ana@ruiz.example")
  }

  private func code(_ outcome: Outcome) -> String? {
    (outcome.json["error"] as? [String: Any])?["code"] as? String
  }

  private func version() -> Int? { office.json("Ada", "ask", "0001", "--channel", "web")["version"] as? Int }

  @Test(arguments: [
    ["ask", "--answer", "company=Roth", "--answer", "Company=Rot"],
    ["ask", "--answer", "company=Roth", "--declined", "company"],
    ["ask", "--later", "source", "--declined", "source"],
    ["ask", "--answer", "mailing.street=A", "--answer", "street=B"],
    ["confirm", "--confirmed", "phone", "--corrected", "phone=030 1"],
    ["confirm", "--confirmed", "phone", "--not-applicable", "phone"],
    ["confirm", "--not-applicable", "fax", "--corrected", "fax=030 2"],
  ]) func twoThingsAboutOneCell(_ said: [String]) throws {
    let before = version()
    let command = [said[0], "0001", "--channel", "counter", "--json"] + (said[0] == "confirm" ? ["--seen"] : [])
    let outcome = office.run("Ada", command + said.dropFirst())
    #expect(outcome.status == 65 && code(outcome) == "contradiction", "\(outcome.errors)")
    #expect(version() == before, "nothing is written down")
  }

  @Test(arguments: [
    ["ask", "--answer", "source="], ["ask", "--answer", "mailing.street="], ["confirm", "--confirmed", "fax"],
    ["confirm", "--corrected", "fax="],
  ]) func aWordAboutNothing(_ said: [String]) throws {
    let before = version()
    let command = [said[0], "0001", "--channel", "counter", "--json"] + (said[0] == "confirm" ? ["--seen"] : [])
    let outcome = office.run("Ada", command + said.dropFirst())
    #expect(outcome.status == 65 && code(outcome) == "nothing-there", "\(outcome.errors)")
    #expect(version() == before)
  }

  @Test func whatIsThereIsCleared() throws {
    let told = office.json(
      "Ada", "confirm", "0001", "--channel", "counter", "--seen", "--corrected", "phone=", "--confirmed", "email",
      "--confirmed", "email")
    #expect((told["noted"] as? [String: Any])?["cells_changed"] as? Int == 1)
    #expect(!office.run("Ada", ["show", "customers"]).output.contains("12345"))
  }

  @Test func newPeopleAreNotContradictedEither() throws {
    let new = ["ask", "--new", "--channel", "phone", "--because", "sign-up", "--permitted", "--json", "--answer"]
    for said in [["email=a@b.example", "--answer", "email=c@b.example"], ["company=A", "--later", "company"]] {
      let outcome = office.run("Ada", new + said)
      #expect(outcome.status == 65 && code(outcome) == "contradiction", "\(outcome.errors)")
    }
    #expect(code(office.run("Ada", new + ["source="])) == "nothing-there")
    #expect((office.json("Ada", "show", "customers")["rows"] as? [Any])?.count == 1)
  }

  /// Where there are several sites of a kind, no third one without a name comes up by itself.
  @Test func whichSiteIsMeantMustBeSaid() throws {
    for site in ["A", "B"] {
      office.json("Ada", "add", "addresses", "customer=0001", "kind=shipping", "site=\(site)", "street=Weg \(site)")
    }
    for command in [["confirm", "--corrected"], ["ask", "--answer"]] {
      let seen = command[0] == "confirm" ? ["--seen"] : []
      let outcome = office.run(
        "Ada", [command[0], "0001", "--channel", "counter", command[1], "shipping.street=Neu 1"] + seen)
      #expect(outcome.status == 65 && outcome.errors.contains("shipping/A.street and shipping/B.street"))
    }
    func count() -> Int { (office.json("Ada", "show", "addresses")["rows"] as? [Any])?.count ?? 0 }
    #expect(count() == 2)
    office.json("Ada", "ask", "0001", "--channel", "counter", "--answer", "shipping/C.street=Weg C")
    office.json("Ada", "add", "addresses", "customer=0001", "kind=shipping", "street=Alt 1")
    office.json("Ada", "confirm", "0001", "--channel", "counter", "--seen", "--corrected", "shipping.street=Neu 1")
    #expect(count() == 4 && office.run("Ada", ["show", "addresses"]).output.contains("Neu 1"))
  }
}
