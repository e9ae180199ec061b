import Foundation
import Testing

/// Somebody calls who may not be on file.
@Suite final class AskNewTests {
  private let office: Office

  init() throws {
    office = try Office()
    office.found()
    office.join("Bea", as: "clerk")
    for number in ["K-0008", "K-0009", "X7"] {
      office.json(
        "Ada", "add", "customers", "customer_number=\(number)", "family_name=Öz", "phone=030 55 66 77 \(number.last!)")
    }
  }

  private func new(_ arguments: String..., by employee: String = "Bea", ends status: Int32 = 0) -> [String: Any] {
    office.json(employee, ["ask", "--new", "--channel", "phone"] + arguments, ends: status)
  }

  private func rows(_ sheet: String) -> [[String: Any]] {
    office.json("Ada", "show", sheet)["rows"] as? [[String: Any]] ?? []
  }

  private func cell(_ row: [String: Any]?, _ column: String) -> String? {
    (row?["cells"] as? [String: Any])?[column] as? String
  }

  @Test func whoIsOnFileIsFound() throws {
    let told = new(
      "--because", "sign-up", "--answer", "phone=+49 30 5566778", "--answer", "family_name=Oz", "--permitted")
    #expect(told["outcome"] as? String == "found")
    let found = try #require(told["candidates"] as? [[String: Any]])
    #expect(found.count == 3 && found.first?["fits"] as? [String] == ["phone", "family_name"])
    #expect((found.first?["label"] as? String)?.hasPrefix("K-0008") == true)
    #expect(rows("customers").count == 3 && rows("interactions").isEmpty)
  }

  @Test func withoutHisPermissionOnlyAComplaintIsKept() throws {
    let told = new("--because", "survey", "--answer", "family_name=Kant", "--language", "de")
    #expect(told["outcome"] as? String == "permission")
    #expect((told["permission"] as? String)?.hasPrefix("Dürfen wir") == true)
    #expect(rows("customers").count == 3 && rows("interactions").isEmpty)
    let noted = new("--because", "complaint", "--subject", "late delivery", "--answer", "family_name=Kant")
    #expect(noted["outcome"] as? String == "noted")
    let talk = try #require(rows("interactions").first)
    #expect(talk["id"] as? String == noted["conversation"] as? String)
    #expect(
      cell(talk, "subject") == "late delivery" && cell(talk, "customer") == nil && cell(talk, "channel") == "phone")
    #expect(rows("customers").count == 3)
    let log = office.run("Ada", ["history", "--json"]).output
    #expect(!log.contains("Kant"))
  }

  /// What she only asks for goes to those who may read it, and finds nobody.
  @Test func whatSheMayNotReadIsSealed() throws {
    let wrong = new(
      "--because", "sign-up", "--answer", "family_name=Kant", "--answer", "income_range=lots", "--permitted", ends: 65)
    #expect((wrong["error"] as? [String: Any])?["code"] as? String == "invalid-value")
    #expect(rows("customers").count == 3)
    let told = new(
      "--because", "sign-up", "--answer", "family_name=Kant", "--answer", "age_group=<1945", "--permitted")
    #expect(told["outcome"] as? String == "created")
    #expect((told["asked"] as? [String: Any])?["sealed"] as? Int == 1 && !"\(told)".contains("1945"))
    #expect(cell(rows("customers").last, "age_group") == "<1945")
    #expect(!office.run("Bea", ["show", "customers"]).output.contains("1945"))
  }

  @Test func hisRecordHasTheNextNumberAndTheFirstQuestions() throws {
    office.json("Ada", "add", "orders", "order_number=1", "customer=K-0010")
    let told = new(
      "--because", "sign-up", "--answer", "family_name=Kant", "--answer", "phone=030 1", "--permitted", "--declined",
      "email")
    #expect(told["outcome"] as? String == "created" && told["number"] as? String == "K-0011", "0010 was somebody's")
    let row = try #require(rows("customers").last)
    #expect(cell(row, "family_name") == "Kant" && cell(row, "record_permitted")?.count == 10)
    #expect(cell(row, "customer_since") == cell(row, "record_permitted") && cell(row, "consent") == nil)
    let talk = try #require(rows("interactions").first)
    #expect(cell(talk, "customer") == "K-0011" && cell(talk, "subject") == "sign-up" && cell(talk, "questions") == "2")
    let asked = try #require(told["asked"] as? [String: Any])
    #expect(asked["conversation"] as? String == talk["id"] as? String)
    let columns = (asked["questions"] as? [[String: Any]] ?? []).compactMap { $0["column"] as? String }
    #expect(columns.count == 2 && columns.first == "source" && !columns.contains("email"))
    let known = office.json("Ada", "show", "customers", "--provenance")["rows"] as? [[String: Any]] ?? []
    let phone = (known.last?["provenance"] as? [String: [String: Any]])?["phone"]
    #expect(phone?["channel"] as? String == "phone")
    // Who says the same again is found.
    #expect(
      new("--because", "sign-up", "--answer", "phone=030 1", "--answer", "family_name=Kant")["outcome"] as? String
        == "found")
    let another = new("--because", "survey", "--answer", "family_name=Kant", "--permitted", "--another")
    #expect(another["number"] as? String == "K-0012")
  }

  @Test func whoMayNotAddMakesNobody() {
    office.join("Vic", as: "viewer")
    _ = new("--because", "sign-up", "--answer", "given_name=Zoë", "--permitted", by: "Vic", ends: 4)
    office.json("Ada", "role", "revoke", "clerk", "ask", "customers/Demographics")
    _ = new("--because", "sign-up", "--answer", "children=2", "--permitted", ends: 4)
    _ = new("--because", "complaint", by: "Vic", ends: 4)
    #expect(rows("customers").count == 3 && rows("interactions").isEmpty)
    _ = new("--because", "sun", ends: 64)
    _ = new(ends: 64)
    office.json("Bea", ["ask", "X7", "--new", "--channel", "phone", "--because", "survey"], ends: 64)
    office.json("Bea", ["ask", "--channel", "phone"], ends: 64)
  }

  @Test func whileTheShareIsAwayNobodyIsMade() {
    rename(office.share, office.share + ".away")
    _ = new("--because", "sign-up", "--answer", "given_name=Zoë", "--permitted", ends: 7)
    rename(office.share + ".away", office.share)
    #expect(office.json("Bea", "status")["pending"] as? Int == 0 && rows("customers").count == 3)
  }

  /// Two counters at once, each on a machine of its own.
  @Test func twoCountersGiveTwoNumbers() async throws {
    nonisolated(unsafe) let office = office
    let numbers = await withTaskGroup(of: [String].self) { group in
      for name in ["Ada", "Bea"] {
        group.addTask {
          (0..<3).compactMap { turn in
            let told = office.run(
              name,
              [
                "ask", "--new", "--channel", "counter", "--because", "sign-up", "--answer",
                "given_name=\(name) \(["eins", "zwei", "drei"][turn])", "--permitted", "--json",
              ]
            ).json
            return told["number"] as? String
          }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(numbers.sorted() == (10...15).map { "K-00\($0)" })
  }
}
