import Foundation
import Testing

/// `kontor check`: papers entered a second time, at the terminal and by programs.
@Suite struct CheckTests {
  private func office() throws -> Office {
    let office = try Office()
    office.found()
    let code = office.json("Ada", "staff", "invite", "Ida", "--role", "importer")["code"] as? String ?? ""
    office.json("Ida", "staff", "join", code)
    for number in ["1", "2"] { office.json("Ada", "add", "customers", "customer_number=\(number)") }
    for number in ["1", "2"] {
      let told = office.json("Ada", "set", "customers", number, "tax_number=DE\(number)", "--channel", "invoice")
      #expect(told["to_check"] as? Int == 1)
    }
    return office
  }

  @Test func theValueIsNotShown() throws {
    let office = try office()
    let listed = office.run("Ida", ["check"])
    #expect(listed.status == 0 && listed.output.contains("tax_number") && !listed.output.contains("DE"))
    #expect(!"\(office.json("Ida", "check"))".contains("DE1"))
    #expect(office.run("Ida", ["status"]).output.contains("2 values to enter a second time: kontor check"))
    #expect(office.run("Ada", ["check"]).output.contains("2 values of your own that another employee has to enter"))
    #expect(office.run("Ada", ["conflicts"]).output.contains("No open conflicts"))
  }

  @Test func atTheTerminalOneAfterTheOther() throws {
    let office = try office()
    let terminal = RecordingTerminal(isInteractive: true, lines: ["", "de2"])
    let outcome = office.run("Ida", ["check"], terminal: terminal)
    #expect(outcome.status == 3, "a code in small letters is another code: \(outcome.output)")
    #expect(outcome.output.contains("not the same") && !outcome.output.contains("DE2"))
    #expect((office.json("Ida", "check")["waiting"] as? [Any])?.count == 1, "the first one was passed over")
  }

  @Test func byAnswer() throws {
    let office = try office()
    let told = office.json("Ida", "check", "customers", "2", "--answer", "tax_number=DE2")
    let checked = try #require((told["checked"] as? [[String: Any]])?.first)
    #expect(checked["same"] as? Bool == true)
    #expect((told["waiting"] as? [Any])?.isEmpty == true, "of this row nothing more")
    #expect(office.run("Ada", ["show", "customers", "--columns", "tax_number"]).output.contains("DE2"))
    let nobody = office.json("Ada", "check", "--answer", "tax_number=DE1", ends: 65)
    #expect((nobody["error"] as? [String: Any])?["code"] as? String == "unchecked")
    let nothing = office.json("Ida", "check", "--answer", "company=x", ends: 65)
    #expect((nothing["error"] as? [String: Any])?["code"] as? String == "nothing-to-check")
  }

  /// The same telephone number is the same however it is written; the first spelling counts.
  @Test(arguments: ["0049 30 12345", "030 12345", "+493012345"]) func oneNumberInTwoSpellings(second: String) throws {
    let office = try office()
    office.json("Ada", "column", "set", "customers", "phone", "--check", "other")
    office.json("Ada", "set", "customers", "1", "phone=+49 30 12345", "--channel", "paper")
    let told = office.json(
      "Ida", "check", "customers", "1", "--answer", "phone=\(second)", "--answer", "tax_number=DE1")
    #expect((told["checked"] as? [[String: Any]])?.compactMap { $0["same"] as? Bool } == [true, true])
    for who in ["Ada", "Ida"] {
      let shown = office.run(who, ["show", "customers", "--columns", "phone"]).output
      #expect(shown.contains("+49 30 12345"), "\(shown)")
    }
  }

  @Test func aColumnSaysWhoChecks() throws {
    let office = try office()
    office.json("Ada", "column", "set", "customers", "company", "--check", "again")
    let again = office.json("Ada", "set", "customers", "1", "company=Roth", "--channel", "paper")
    #expect(again["to_check"] as? Int == 1)
    office.json("Ada", "column", "set", "customers", "company", "--check", "none")
    #expect(office.json("Ada", "set", "customers", "2", "company=Roth", "--channel", "paper")["to_check"] as? Int == 0)
    office.json("Ada", "column", "set", "customers", "company", "--check", "twice", ends: 65)
  }
}
