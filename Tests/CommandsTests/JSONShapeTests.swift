import Foundation
import Testing

/// Holds docs/JSON.md to what the commands print.
@Suite struct JSONShapeTests {
  /// The page's samples, by the name behind ```json.
  static var samples: [String: Any] {
    let page = (try? String(contentsOf: URL(filePath: Office.project + "/docs/JSON.md"), encoding: .utf8)) ?? ""
    var samples: [String: Any] = [:]
    for block in page.components(separatedBy: "```json ").dropFirst() {
      let body = block.components(separatedBy: "\n```")[0]
      guard let end = body.firstIndex(of: "\n") else { continue }
      let value = try? JSONSerialization.jsonObject(with: Data(body[end...].utf8))
      samples[String(body[..<end])] = value ?? "not JSON"
    }
    return samples
  }

  @Test func everyCommandPrintsWhatThePageSays() throws {
    let office = try Office()
    var told: [String: [String: Any]] = [:]
    told["init"] = office.json("Ada", "init", office.share, "--name", "Office", "--admin", "Ada")
    let paper = told["init"]?["recovery_key"] as? String ?? ""
    told["login"] = office.json("Ada", "login", "--for", "1h")
    told["whoami"] = office.json("Ada", "whoami")
    told["staff-invite"] = office.json("Ada", "staff", "invite", "Bea", "--role", "clerk")
    told["staff-list"] = office.json("Ada", "staff", "list")
    told["staff-join"] = office.json("Bea", "staff", "join", told["staff-invite"]?["code"] as? String ?? "")

    let list = try office.write(
      "list.csv", "Customer number,Company,Phone,Last purchase\n0001,Weiß,111,2026-01-01\n0002,Öz,222,soon\n")
    told["import"] = office.json("Ada", "import", list, "--into", "customers", "--key", "customer_number")
    told["peek"] = office.json("Ada", "peek", list)
    told["convert"] = office.json("Ada", "convert", list, office.folder + "/list.ods")
    let (ours, theirs) = try (
      office.write("ours.csv", "Nr,Phone\n7,222\n"), office.write("theirs.csv", "Nr,Phone\n7,333\n")
    )
    let common = try office.write("base.csv", "Nr,Phone\n7,111\n")
    told["merge"] = office.json("Ada", "merge", common, ours, theirs, "-o", ours, ends: 3)
    let suppliers = try office.write("suppliers.csv", "Name,Town\nRoth,Ulm\n")
    check(office.json("Ada", "import", suppliers, "--as-sheet", "makers", "--dry-run"), against: "import")

    let (ada, bea) = (office.folder + "/ada.csv", office.folder + "/bea.csv")
    told["open"] = office.json("Ada", "open", "customers", "--format", "csv", "--to", ada, "--no-launch")
    office.json("Bea", "open", "customers", "--format", "csv", "--to", bea, "--no-launch")
    try office.edit(ada, ",111,", ",112,")
    try office.edit(bea, ",111,", ",113,")
    office.json("Ada", "save", ada)
    told["save"] = office.json("Bea", "save", bea, ends: 3)
    told["conflicts"] = office.json("Ada", "conflicts")
    let conflicts = told["conflicts"]?["conflicts"] as? [[String: Any]] ?? []
    let id = try #require(conflicts.first?["id"] as? String)
    check(office.json("Bea", "resolve", id, "--take", "current"), against: "save")
    check(office.json("Ada", "set", "customers", "0002", "company=Özil", "-m", "name"), against: "save")
    check(office.json("Ada", "add", "customers", "company=New"), against: "save")
    told["diff"] = office.json("Ada", "diff", "3")
    told["history"] = office.json("Ada", "history")
    told["history-cell"] = office.json("Ada", "history", "customers", "0002", "company")
    let commits = told["history"]?["commits"] as? [[String: Any]] ?? []
    told["undo"] = office.json("Ada", "undo", "\(try #require(commits.first?["version"] as? Int))")
    told["show"] = office.json("Ada", "show", "customers", "--columns", "company,phone")
    told["confirm"] = office.json(
      "Ada", "confirm", "0002", "--channel", "counter", "--seen", "--confirmed", "company")
    _ = office.json("Ada", "confirm", "0001", "--channel", "paper", "--corrected", "shipping/Depot.city=Bern")
    _ = office.json("Ada", "add", "orders", "order_number=77", "customer=0001", "ship_to=shipping")
    let forms = office.folder + "/forms.csv"
    try Data(("satisfaction\n" + String(repeating: "4\n", count: 5)).utf8).write(to: URL(filePath: forms))
    check(office.json("Ada", "survey", "take", forms), against: "save")
    told["survey-results"] = office.json("Ada", "survey", "results")
    told["survey-form"] = office.json("Ada", "survey", "form")
    told["address-list"] = office.json("Ada", "address", "list", "0001")
    told["address-check"] = office.json("Ada", "address", "check")
    told["progress"] = office.json("Ada", "progress")
    office.json("Ada", "set", "customers", "0002", "source=Radio")
    office.json(
      "Ada", "add", "orders", "order_number=1", "customer=0002", "product=Tea", "why_price=1", "ordered=2026-01-01")
    told["progress-sources"] = office.json("Ada", "progress", "--sources")
    told["due"] = office.json("Ada", "due", "--months", "0")
    told["show-provenance"] = office.json("Ada", "show", "customers", "--columns", "phone", "--provenance")
    told["ask"] = office.json("Bea", "ask", "0001", "--channel", "phone", "--why")
    let noted = office.json("Bea", "ask", "0001", "--channel", "phone", "--later", "source")
    check(noted["noted"] as? [String: Any] ?? [:], against: "save")
    told["ask-new"] = office.json(
      "Bea", "ask", "--new", "--channel", "phone", "--because", "sign-up", "--answer", "company=Weiß")
    let new = office.json(
      "Bea", "ask", "--new", "--channel", "phone", "--because", "sign-up", "--answer", "phone=030 99 88 77",
      "--permitted")
    check(new, against: "ask-new")
    check(new["asked"] as? [String: Any] ?? [:], against: "ask")
    for tax in ["0001", "0002"] {
      check(office.json("Ada", "set", "customers", tax, "tax_number=DE1", "--channel", "paper"), against: "save")
    }
    let importer = office.json("Ada", "staff", "invite", "Ida", "--role", "importer")["code"] as? String ?? ""
    office.json("Ida", "staff", "join", importer)
    told["check"] = office.json("Ida", "check", "customers", "--answer", "tax_number=DE1")
    told["find"] = office.json("Ada", "find", "weiss")
    office.json("Ada", "add", "customers", "customer_number=0042", "email=ana@mail.example", "language=de")
    office.json("Ada", "add", "contact_points", "name=Roth", "email=office@roth.example")
    told["chase"] = office.json("Ada", "chase", "0042", "--needs", "phone", "--because", "failed-delivery")
    told["chase-list"] = office.json("Ada", "chase", "list")
    office.json("Ada", "set", "customers", "0042", "mobile=0170 3", "--channel", "phone")
    told["receipt"] = office.json("Ada", "receipt", "0042")
    check(
      office.json("Ada", "audit", "open", "customers", "email", "phone", "--because", "monthly", "--assign", "Bea"),
      against: "save")
    told["audit-list"] = office.json("Bea", "audit", "list")
    let audit = (told["audit-list"]?["audits"] as? [[String: Any]])?.first?["id"] as? String
    check(office.json("Ada", "audit", "close", try #require(audit)), against: "save")
    told["campaign-start"] = office.json("Ada", "campaign", "start", "spring", "--from", "ask-satisfaction")
    told["campaign-list"] = office.json("Ada", "campaign", "list")
    told["campaign-next"] = office.json("Bea", "campaign", "next")
    told["campaign-show"] = office.json("Ada", "campaign", "show", "Spring")
    check(office.json("Ada", "campaign", "set", "spring", "0042", "--state", "refused"), against: "save")
    told["outbox-list"] = office.json("Ada", "outbox", "list")
    told["outbox-send"] = office.json("Ada", "outbox", "send")
    let letters = told["outbox-list"]?["letters"] as? [[String: Any]] ?? []
    let letter = try #require(letters.first?["id"] as? String)
    told["outbox-show"] = office.json("Ada", "outbox", "show", letter)
    let back = try office.write("back.eml", OutboxTests.report(of: "<\(letter)@roth.example>"))
    told["outbox-bounces"] = office.json("Ada", "outbox", "bounces", back)
    let requests = told["chase-list"]?["requests"] as? [[String: Any]] ?? []
    let request = try #require(requests.first?["id"] as? String)
    check(office.json("Ada", "chase", "close", request), against: "save")
    check(office.json("Ada", "delete", "customers", "0002"), against: "save")
    told["erase"] = office.json("Ada", "erase", "customers", "0001", "--for-good")
    check(
      office.json("Ada", "column", "retain", "customers", "last_purchase", "--months", "12"), against: "column-rename")

    told["role-list"] = office.json("Ada", "role", "list")
    told["role-add"] = office.json("Ada", "role", "add", "intern")
    told["role-grant"] = office.json("Ada", "role", "grant", "intern", "read", "customers/Public")
    check(office.json("Ada", "role", "revoke", "intern", "read", "customers/Public"), against: "role-grant")
    told["staff-role"] = office.json("Ada", "staff", "role", "Bea", "clerk", "importer")
    told["explain"] = office.json("Ada", "explain", "Bea", "edit", "customers/Demographics")

    told["sheet-list"] = office.json("Ada", "sheet", "list")
    told["sheet-add"] = office.json("Ada", "sheet", "add", "suppliers")
    told["section-add"] = office.json("Ada", "section", "add", "suppliers", "Main", "--conflict", "row")
    told["column-list"] = office.json("Ada", "column", "list", "customers")
    told["column-add"] = office.json(
      "Ada", "column", "add", "suppliers", "name", "--kind", "text", "--section", "Main")
    told["column-rename"] = office.json("Ada", "column", "rename", "suppliers", "name", "title")
    check(office.json("Ada", "column", "set", "suppliers", "title", "--stage", "2"), against: "column-rename")
    check(office.json("Ada", "column", "remove", "suppliers", "title"), against: "column-rename")

    told["lock"] = office.json("Bea", "lock", "customers/Contact", "--for", "10m")
    told["locks"] = office.json("Ada", "locks")
    told["lock-break"] = office.json("Ada", "lock", "--break", "customers/Contact")
    told["unlock"] = office.json("Ada", "unlock")

    told["status"] = office.json("Ada", "status")
    told["sync"] = office.json("Bea", "sync")
    told["verify"] = office.json("Ada", "verify")
    told["doctor"] = office.json("Ada", "doctor")
    told["pack"] = office.json("Ada", "pack", "--snapshot")
    told["staff-suspend"] = office.json("Ada", "staff", "suspend", "Bea")
    told["error"] = office.json("Ada", "show", "custommers", ends: 65)
    let safe = ["KONTOR_WORKSPACE": office.share, "KONTOR_RECOVERY_KEY": paper]
    told["recovery-rehearse"] = office.run("Ada", ["recovery", "rehearse", "--json"], variables: safe).json
    told["recovery-rekey"] =
      office.run("Ada", ["recovery", "rekey", "Ada", "--generate", "--json"], variables: safe).json
    let renewed = told["recovery-rekey"]?["passphrase"] as? String ?? ""
    told["passphrase"] =
      office.run(
        "Ada", ["passphrase", "--json"],
        variables: [
          "KONTOR_WORKSPACE": office.share, "KONTOR_PASSPHRASE": renewed,
          "KONTOR_NEW_PASSPHRASE": "another-horse-battery",
        ]
      ).json
    office.run(
      "Ada", ["login"], variables: ["KONTOR_WORKSPACE": office.share, "KONTOR_PASSPHRASE": "another-horse-battery"])
    told["logout"] = office.json("Ada", "logout")

    for (name, value) in told { check(value, against: name) }
    #expect(Set(told.keys) == Set(Self.samples.keys))
  }

  private func check(_ told: [String: Any], against name: String, at location: SourceLocation = #_sourceLocation) {
    let differences = Self.samples[name].map { Self.differences(told, $0, at: name) } ?? ["\(name) is not on the page"]
    #expect(differences == [], sourceLocation: location)
  }

  /// Where two values have other keys; what is null or an empty list on either side says nothing.
  private static func differences(_ told: Any, _ sample: Any, at place: String) -> [String] {
    if let told = told as? [String: Any], let sample = sample as? [String: Any] {
      if place.hasSuffix(".cells") || place.hasSuffix(".labels") { return [] }
      let keys = Set(told.keys).symmetricDifference(sample.keys).sorted().map { "\(place).\($0)" }
      return keys + told.keys.sorted().flatMap { differences(told[$0] as Any, sample[$0] as Any, at: "\(place).\($0)") }
    }
    if let told = told as? [Any], let sample = sample as? [Any] {
      guard let first = sample.first else { return [] }
      return told.enumerated().flatMap { differences($1, first, at: "\(place)[\($0)]") }
    }
    if told is NSNull || sample is NSNull { return [] }
    return kind(told) == kind(sample) ? [] : ["\(place): \(kind(told)), not \(kind(sample))"]
  }

  private static func kind(_ value: Any) -> String {
    switch value {
    case is [String: Any]: "object"
    case is [Any]: "list"
    case is String: "text"
    case is NSNumber: "number"
    default: "nothing"
    }
  }
}
