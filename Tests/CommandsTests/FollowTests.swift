import Foundation
import Testing

/// `kontor doctor --follow`: what an employee wrote down and cannot read himself goes over into the folder's history, or he
/// is told that it is lost.
@Suite struct FollowTests {
  /// Ada, the admin; Bea, who asks about demographics and does not read them; Dan and Ida, who do. One customer.
  private let office: Office

  init() throws {
    office = try Office()
    office.found()
    office.join("Bea", as: "clerk")
    for name in ["Dan", "Ida"] { office.join(name, as: "importer") }
    office.json("Ada", "add", "customers", "customer_number=0001", "given_name=Ana", "email=ana@example.org", "phone=1")
    for name in ["Bea", "Dan"] { office.json(name, "sync") }
  }

  private func ask(_ answer: String, ends status: Int32 = 0) -> [String: Any] {
    office.json("Bea", "ask", "0001", "--channel", "phone", "--answer", answer, ends: status)
  }

  /// Bea notes one answer, and another one while the share is away; then the folder is as it was `before`, and Dan goes on
  /// from there.
  private func part(_ before: () throws -> Void = {}) throws {
    let files = FileManager.default
    try files.copyItem(atPath: office.share, toPath: office.share + "-before")
    try before()
    #expect(ask("profession=student")["sealed"] as? Int == 1)
    try files.removeItem(atPath: office.share)
    #expect(ask("children=2", ends: 7)["waiting"] as? Bool == true)
    try files.moveItem(atPath: office.share + "-before", toPath: office.share)
    office.json("Dan", "add", "customers", "customer_number=0002")
    office.json("Bea", "sync", ends: 6)
  }

  private func follow() throws -> (told: [String: Any], kept: String) {
    let told = office.json("Bea", "doctor", "--follow")
    return (told, try (told["kept"] as? String).map { try office.read($0) } ?? "")
  }

  private func shown() -> [[String: String]] {
    let rows = office.json("Dan", "show", "customers", "--columns", "profession,children")["rows"] as? [[String: Any]]
    return (rows ?? []).compactMap { ($0["cells"] as? [String: Any])?.compactMapValues { $0 as? String } }
  }

  @Test func whatCannotBeReadIsSentAsItWas() throws {
    try part()
    let (told, kept) = try follow()
    #expect(told["lost_answers"] as? Int == 0 && kept.isEmpty)
    let sent = office.json("Bea", "sync")["sent"] as? [[String: Any]] ?? []
    #expect(sent.count == told["waiting"] as? Int)
    #expect(sent.compactMap { $0["cells_noted"] as? Int }.reduce(0, +) == 2)
    #expect(shown() == [["profession": "student", "children": "2"], [:]])
    #expect(office.json("Dan", "verify", "--full")["ok"] as? Bool == true)
    #expect(!office.run("Bea", ["show", "customers", "--provenance"]).output.contains("student"))
  }

  /// Ida was suspended in the history that counts no more: the new key of then is gone, and what was sealed to it.
  @Test func whatNobodyCanOpenIsToldAndAskedAgain() throws {
    try part { office.json("Ada", "staff", "suspend", "Ida") }
    let (told, kept) = try follow()
    #expect(told["lost_answers"] as? Int == 2)
    #expect(kept.contains(",children,,\"what a customer answered") && kept.contains(",profession,,\"noted about then"))
    #expect(!kept.contains("student"))
    office.json("Bea", "sync")
    #expect(shown() == [[:], [:]])
    let passed = office.json("Bea", "ask", "0001", "--channel", "phone", "--why")["passed_over"] as? [[String: String]]
    let reasons = Dictionary((passed ?? []).map { ($0["column"] ?? "", $0["why"] ?? "") }) { first, _ in first }
    for column in ["profession", "children"] { #expect(reasons[column] != "you have noted what came of it") }
    #expect(office.json("Dan", "verify", "--full")["ok"] as? Bool == true)
  }

  @Test func thePersonReadsItToo() throws {
    try part { office.json("Ada", "staff", "suspend", "Ida") }
    let said = office.run("Bea", ["doctor", "--follow"]).output
    #expect(said.contains("2 sealed notes of what customers answered to you") && said.contains("ask them again"))
  }
}
