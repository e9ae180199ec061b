import Foundation
import Testing

/// Whole commands of several employees, and what they end with.
@Suite struct StoryTests {
  @Test func twoEditsOfOneBaseAreMergedOrKept() throws {
    let office = try Office()
    office.found()
    office.join("Bea", as: "clerk")
    let list = try office.write("list.csv", "customer_number,company,phone\n01,Weiß,111\n02,Öz,222\n")
    office.json("Ada", "import", list, "--into", "customers")
    let (ada, bea) = (office.folder + "/ada.csv", office.folder + "/bea.csv")
    office.json("Ada", "open", "customers", "--format", "csv", "--to", ada, "--no-launch")
    office.json("Bea", "open", "customers", "--format", "csv", "--to", bea, "--no-launch")
    try office.edit(ada, ",111,", ",112,")
    try office.edit(bea, ",222,", ",223,")
    office.json("Ada", "save", ada)
    let saved = office.json("Bea", "save", bea)
    #expect((saved["merged_from"] as? [Int])?.count == 1)
    #expect((saved["conflicts"] as? [Any])?.isEmpty == true)
    let shown = office.run("Bea", ["show", "customers", "--columns", "customer_number,phone", "--csv"])
    #expect(shown.output == "customer_number,phone\n01,112\n02,223\n")

    try office.edit(ada, ",112,", ",118,")
    try office.edit(bea, ",112,", ",119,")
    office.json("Ada", "save", ada)
    let text = office.run("Bea", ["save", bea])
    #expect(text.status == 3)
    #expect(text.output.contains("current   118  (Ada)"))
    #expect(text.output.contains("incoming  119  (Bea, "))
    #expect(text.output.contains("before    112"))
    #expect(office.run("Ada", ["conflicts", "--check"]).status == 3)
    let open = office.json("Bea", "conflicts")["conflicts"] as? [[String: Any]]
    let id = try #require(open?.first?["id"] as? String)
    let settled = office.run("Bea", ["resolve", String(id.prefix(8)), "--value", "120"])
    #expect(settled.output.hasPrefix("Saved as version "), "\(settled)")
    #expect(office.run("Ada", ["show", "customers", "--columns", "phone", "--csv"]).output == "phone\n120\n223\n")
    #expect(office.run("Ada", ["conflicts", "--check"]).status == 0)
  }

  @Test func oneRowIsSpokenOfAsOne() throws {
    let office = try Office()
    office.found()
    let list = try office.write("list.csv", "customer_number,company\n01,Weiß,stray\n01,Öz\n")
    let told = office.run("Ada", ["import", list, "--into", "customers", "--key", "customer_number"]).output
    #expect(told.contains("2 rows of the file make 1 new row, update 0 and leave 0 as they are."))
    #expect(told.contains("1 row has a key that stands further up in the file: line 3. Kept in "))
    #expect(told.contains("1 field stands beyond the last column. Kept in "))
    let one = try office.write("one.csv", "customer_number,company\n01,Weiß\n")
    let again = office.run("Ada", ["import", one, "--into", "customers", "--key", "customer_number"]).output
    #expect(again.contains("1 row of the file makes 0 new rows, updates 0 and leaves 1 as it is."))
    #expect(office.run("Ada", ["open", "customers", "--to", office.folder + "/a.txt", "--no-launch"]).status == 64)
    #expect(
      office.run("Ada", ["open", "customers", "--format", "csv", "--to", office.folder + "/a.ods"]).status == 64)
  }

  @Test func refusalsAndLocksHaveTheirStatus() throws {
    let office = try Office()
    office.found()
    office.join("Bea", as: "clerk")
    office.json("Ada", "add", "customers", "customer_number=01", "company=Weiß", "birth_year=1970")
    office.json("Bea", "show", "customers", "--columns", "birth_year", ends: 4)
    office.json("Bea", "role", "add", "boss", ends: 4)
    office.json("Ada", "lock", "customers")
    let locked = office.run("Bea", ["set", "customers", "01", "company=Schwarz"])
    #expect(locked.status == 5)
    #expect(locked.errors.contains("Ada has locked customers until"))
    office.json("Ada", "unlock")
    office.json("Bea", "set", "customers", "01", "company=Schwarz")
    let explained = office.json("Ada", "explain", "Bea", "read", "customers/Demographics")
    #expect(explained["allowed"] as? Bool == false)
    #expect(explained["remedy"] as? String == "Ask Ada for it.")
    office.json("Ada", "staff", "suspend", "Bea")
    office.json("Bea", "set", "customers", "01", "company=Weiß", ends: 4)
  }

  @Test func whatMayNotBeWrittenIsHandedBack() throws {
    let office = try Office()
    office.found()
    office.join("Bea", as: "clerk")
    let list = try office.write("list.csv", "customer_number,phone,payment_days\n01,111,14\n02,222,30\n")
    office.json("Ada", "import", list, "--into", "customers")
    let bea = office.folder + "/bea.csv"
    office.json("Bea", "open", "customers", "--format", "csv", "--to", bea, "--no-launch")
    try office.edit(bea, ",111,", ",112,")
    try office.edit(bea, ",14,", ",15,")
    let saved = office.json("Bea", "save", bea, ends: 4)
    #expect(saved["cells_changed"] as? Int == 1)
    let refused = try #require((saved["refused"] as? [[String: Any]])?.first)
    #expect(refused["column"] as? String == "payment_days")
    #expect(refused["reason"] as? String == "you have no right to edit customers/Billing")
    let aside = try #require(saved["set_aside"] as? String)
    #expect(try office.read(aside).contains("15"))

    office.json("Ada", "lock", "customers/Contact")
    try office.edit(bea, ",222,", ",223,")
    let locked = office.run("Bea", ["save", bea])
    #expect(locked.status == 5)
    #expect(locked.output.contains("Ada has locked it until"))
    office.json("Ada", "unlock")
    office.json("Bea", "save", bea)
    let shown = office.run("Ada", ["show", "customers", "--columns", "phone,payment_days", "--csv"])
    #expect(shown.output == "phone,payment_days\n112,14\n223,30\n")
  }

  @Test func tamperingIsFoundAndMended() throws {
    let office = try Office()
    office.found()
    office.json("Ada", "add", "customers", "company=Weiß")
    let files = FileManager.default
    let walk = files.enumerator(atPath: office.share + "/.kontor/log")?.allObjects as? [String] ?? []
    let name = try #require(walk.filter { Int($0.split(separator: "/").last ?? "") == 2 }.first, "\(walk)")
    let path = office.share + "/.kontor/log/" + name
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes[bytes.count / 2] ^= 1
    try files.removeItem(atPath: path)
    try bytes.write(to: URL(filePath: path))
    let found = office.json("Ada", "verify", ends: 6)
    #expect(found["ok"] as? Bool == false)
    #expect((found["problems"] as? [[String: Any]])?.contains { $0["version"] as? Int == 2 } == true)
    #expect(office.json("Ada", "doctor", "--repair")["repaired"] as? [Int] == [2])
    #expect(office.json("Ada", "verify")["ok"] as? Bool == true)

  }

  @Test func workGoesOnWhileTheShareIsAway() throws {
    let office = try Office()
    office.found()
    office.json("Ada", "add", "customers", "customer_number=01", "company=Weiß")
    let files = FileManager.default
    try files.moveItem(atPath: office.share, toPath: office.share + "-away")
    let shown = office.run("Ada", ["show", "customers", "--columns", "company", "--csv"])
    #expect(shown.status == 0 && shown.output == "company\nWeiß\n")
    #expect(shown.errors.contains("does not answer"))
    #expect(office.json("Ada", "status")["share"] as? String == "unreachable")
    let waiting = office.json("Ada", "set", "customers", "01", "company=Schwarz", ends: 7)
    #expect((waiting["error"] as? [String: Any])?["code"] as? String == "waiting")
    #expect(office.json("Ada", "status")["pending"] as? Int == 1)

    try files.moveItem(atPath: office.share + "-away", toPath: office.share)
    #expect((office.json("Ada", "sync")["sent"] as? [Any])?.count == 1)
    #expect(office.run("Ada", ["show", "customers", "--columns", "company", "--csv"]).output == "company\nSchwarz\n")
  }

  @Test func aFolderThatIsNotMountedIsNamed() throws {
    let office = try Office()
    let away = office.json("Ada", "show", "customers", ends: 7)
    #expect((away["error"] as? [String: Any])?["code"] as? String == "marker-missing")
  }

  static let wrong: [(line: [String], status: Int32)] = [
    (["show"], 64),
    (["nonsense"], 64),
    (["import", "x.csv"], 64),
    (["resolve", "ABC"], 64),
    (["resolve", "ABC", "--take", "theirs"], 64),
    (["login", "--for", "long"], 64),
    (["show", "nothing"], 65),
    (["show", "customers", "--where", "nothing=1"], 65),
    (["show", "customers", "--at", "99"], 65),
    (["set", "customers", "nobody", "phone=1"], 65),
    (["add", "customers", "last_purchase=someday"], 65),
    (["import", "missing.csv", "--into", "customers"], 65),
    (["open", "customers", "--format", "doc"], 64),
    (["save", "missing.csv"], 65),
    (["column", "add", "customers", "x", "--kind", "colour"], 65),
    (["explain", "Nobody", "read"], 65),
    (["undo", "99"], 65),
  ]

  @Test func wrongInputIsToldFromWrongUsage() throws {
    let office = try Office()
    office.found()
    for (line, status) in Self.wrong {
      let told = office.run("Ada", line + ["--json"])
      #expect(told.status == status, "\(line) \(told.errors)")
      let error = told.json["error"] as? [String: Any]
      #expect((error?["message"] as? String)?.isEmpty == false, "\(line) \(told.errors)")
      #expect(told.output.isEmpty)
    }
  }
}
