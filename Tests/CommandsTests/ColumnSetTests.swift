import Foundation
import Testing

/// `kontor column set`, and what follows a column that gets another name.
@Suite struct ColumnSetTests {
  private func office() throws -> Office {
    let office = try Office()
    office.found()
    return office
  }

  private func profile(_ column: String, _ office: Office) -> [String: String] {
    let columns = office.json("Ada", "column", "list", "customers")["columns"] as? [[String: Any]] ?? []
    let found = columns.first { $0["name"] as? String == column }?["profile"] as? [[String: String]] ?? []
    return Dictionary(found.map { ($0["attribute"] ?? "", $0["value"] ?? "") }) { first, _ in first }
  }

  @Test func aColumnSaysWhatItIsForAndTakesItBack() throws {
    let office = try office()
    office.json(
      "Ada", "column", "set", "customers", "notes", "--stage", "5", "--ask", "de=Was noch?", "--ask", "en=What else?",
      "--after", "Telefon", "--after", "email", "--trust", "contacts 2", "--channels", "counter,phone", "--refresh",
      "6",
      "--cooldown", "10", "--anonymous", "--ranges", "much|little")
    #expect(
      profile("notes", office) == [
        "stage": "5", "ask.de": "Was noch?", "ask.en": "What else?", "after": "phone|email", "trust": "contacts 2",
        "channels": "phone counter", "refresh": "6 months", "cooldown": "10 days", "anonymous": "yes",
        "ranges": "much|little",
      ])
    office.json(
      "Ada", "column", "set", "customers", "notes", "--no-stage", "--no-ranges", "--no-anonymous", "--no-ask", "en",
      "--no-after", "--no-trust", "--no-channels", "--no-refresh", "--no-cooldown")
    #expect(profile("notes", office) == ["ask.de": "Was noch?"])
    let list = office.run("Ada", ["column", "list", "customers"]).output
    #expect(list.contains("stage 4; trust purchases 3 months 6") && !list.contains("Was noch?"))
  }

  @Test func theRulesAreHeld() throws {
    let office = try office()
    let refused: [([String], String)] = [
      (["notes", "--stage", "1"], "purpose-early-stage"), (["notes", "--stage", "soon"], "purpose-unreadable"),
      (["notes", "--after", "nothing"], "purpose-unknown-column"),
      (["age_group", "--after", "income_range"], "purpose-circle"),
      (["children", "--trust", "contacts 1"], "purpose-low-trust"),
      (["profession", "--no-ranges"], "purpose-no-ranges"), (["standing", "--quiet", "dead"], "purpose-unfit-value"),
      (["customer_number", "--check", "again"], "purpose-checked-key"),
      (["notes", "--fact", "purchase"], "purpose-unfit-kind"), (["notes", "--ask", "xx=What?"], "unknown-option"),
    ]
    for (arguments, code) in refused {
      let outcome = office.run("Ada", ["column", "set", "customers"] + arguments + ["--json"])
      #expect(outcome.status == 65)
      #expect((outcome.json["error"] as? [String: Any])?["code"] as? String == code, "\(arguments)")
    }
    #expect(profile("notes", office) == [:])
  }

  @Test func aNewNameIsFollowed() throws {
    let office = try office()
    #expect(profile("income_range", office)["after"] == "age_group")
    office.json("Ada", "column", "rename", "customers", "age_group", "age")
    #expect(profile("income_range", office)["after"] == "age")
    #expect(profile("age", office)["stage"] == "3")
    office.json("Ada", "column", "remove", "customers", "age")
    #expect(profile("income_range", office)["after"] == nil)
  }

  @Test func onlyWhoManagesColumnsMay() throws {
    let office = try office()
    let code = office.json("Ada", "staff", "invite", "Bea", "--role", "clerk")["code"] as? String ?? ""
    office.json("Bea", "staff", "join", code)
    office.json("Bea", "column", "set", "customers", "notes", "--stage", "5", ends: 4)
  }

  @Test func aTemplateThatBreaksTheRulesIsRefused() throws {
    let office = try Office()
    let folder = office.folder + "/template"
    try FileManager.default.copyItem(atPath: Office.project + "/templates/customers", toPath: folder)
    let path = folder + "/columns.csv"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing("contacts 3 months 6", with: "contacts 2 months 6").write(
      toFile: path, atomically: true, encoding: .utf8)
    let report = office.json(
      "Ada", "init", office.share, "--name", "Office", "--admin", "Ada", "--template", folder, ends: 65)
    #expect((report["error"] as? [String: Any])?["code"] as? String == "purpose-low-trust")
  }
}
