import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `kontor progress`: how much is known, and what is not told of few.
@Suite struct ProgressTests {
  private func office(customers: Int) throws -> Office {
    let office = try Office()
    office.found()
    for number in 1...customers {
      var row = ["add", "customers", "customer_number=\(number)", "given_name=N\(number)"]
      if number > 1 { row.append("phone=030 \(number)") }
      if number > customers - 5 { row.append("company=C\(number)") }
      if number == 2 { row.append("source=radio") }
      if number == customers { row += ["standing=died"] }
      #expect(office.run("Ada", row).status == 0)
    }
    return office
  }

  private func column(_ name: String, _ told: [String: Any]) -> [String: Any] {
    (told["columns"] as? [[String: Any]] ?? []).first { $0["column"] as? String == name } ?? [:]
  }

  /// Ten of whom one died: nine names, eight telephones, four companies, one source.
  @Test func whatIsKnownIsCountedAndFewAreNotTold() throws {
    let office = try office(customers: 10)
    let told = office.json("Ada", "progress")
    #expect(told["customers"] as? Int == 9)
    #expect(column("given_name", told)["filled"] as? Int == 9)
    #expect(column("phone", told)["filled"] as? Int == 8)
    #expect(column("phone", told)["fresh"] as? Int == 8)
    #expect(column("company", told)["filled"] is NSNull && column("source", told)["filled"] is NSNull)
    #expect(column("email", told)["filled"] as? Int == 0)
    let stages = (told["stages"] as? [[String: Any]] ?? []).map { $0["customers"] as? Int }
    #expect(stages.first == 8)
    let lines = office.run("Ada", ["progress"]).output
    #expect(lines.contains("9 customers") && lines.contains("<5"))
  }

  @Test func ofFewNothingIsShown() throws {
    let office = try office(customers: 4)
    #expect(office.run("Ada", ["progress"]).output.contains("nothing is shown"))
  }

  @Test func itIsDrawn() throws {
    let office = try office(customers: 7)
    let path = office.folder + "/progress.svg"
    #expect(office.run("Ada", ["progress", "--svg", path]).status == 0)
    let drawing = try XMLDocument(contentsOf: URL(fileURLWithPath: path))
    let bars = try drawing.nodes(forXPath: "//*[local-name()='rect']")
    #expect(bars.count > 20 && bars.count.isMultiple(of: 2))
  }
}
