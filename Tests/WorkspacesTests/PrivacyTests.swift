import SystemIO
import Tables
import Testing
import Workspaces

/// Who may not read a section has nothing of it: not on the screen, not in a file, not in a byte of his machine.
struct PrivacyTests {
  private let secret = "zqxprofession"
  private let later = "zqxlater"

  /// All files below a folder whose bytes hold a text.
  private func files(below folder: String, holding text: String) throws -> [String] {
    let files = LocalFileSystem()
    let sought = Array(text.utf8)
    return try files.list(folder).flatMap { name -> [String] in
      let path = Path.join(folder, name)
      if try files.info(path)?.isDirectory == true { return try self.files(below: path, holding: text) }
      let bytes = try files.read(path)
      return bytes.indices.contains { bytes[$0...].starts(with: sought) } ? [path] : []
    }
  }

  @Test func aClerkHasNoByteOfDemographics() throws {
    let world = try World()
    let ada = try world.found()
    let before = try world.join("Ben", as: "clerk", by: ada)
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana"), ("profession", secret)])
    _ = try ada.set("customers", "1", [("profession", secret + "2"), ("given_name", "Anna")])
    let after = try world.join("Cleo", as: "clerk", by: ada)
    try before.sync()
    for (name, clerk) in [("Ben", before), ("Cleo", after)] {
      #expect(try clerk.table("customers", ["given_name"]) == [["Anna"]])
      #expect(throws: WorkspaceError.self) { try clerk.table("customers", ["profession"]) }
      #expect(throws: WorkspaceError.self) { try clerk.set("customers", "1", [("profession", "x")]) }
      #expect(try clerk.find("zqx", limit: 10).isEmpty)
      #expect(
        try clerk.history(sheet: "customers", row: "1").flatMap(\.changes).allSatisfy { $0.column != "profession" })
      #expect(try clerk.diff(0, clerk.version).flatMap(\.edits).allSatisfy { $0.column != "profession" })
      let home = Path.join(world.folder, "home-\(name)")
      for format in CopyFormat.allCases {
        let copy = try clerk.openCopy("customers", format: format, to: Path.join(home, "copy.\(format.rawValue)"))
        #expect(try clerk.save(copy.path).notes == [.nothingChanged])
      }
      #expect(try files(below: home, holding: "zqx") == [])
    }
    // The test itself would find it where it is.
    try ada.close()
    #expect(try !files(below: Path.join(world.folder, "home-Ada"), holding: secret).isEmpty)
    #expect(try files(below: world.share, holding: "zqx") == [])
  }

  @Test func whoLosesARoleReadsNothingNewAndHisReplicaForgetsTheOld() throws {
    let world = try World()
    let ada = try world.found()
    let ira = try world.join("Ira", as: "importer", by: ada)
    _ = try ada.add("customers", [("customer_number", "1"), ("profession", secret)])
    try ira.sync()
    #expect(try ira.table("customers", ["profession"]) == [[secret]])
    _ = try ada.assign("Ira", roles: ["clerk"])
    _ = try ada.set("customers", "1", [("profession", later)])
    #expect(throws: WorkspaceError.self) { try ira.set("customers", "1", [("profession", "mine")]) }
    try ira.sync()
    #expect(throws: WorkspaceError.self) { try ira.table("customers", ["profession"]) }
    try ira.close()
    let home = Path.join(world.folder, "home-Ira")
    #expect(try files(below: home, holding: later) == [])
    #expect(try files(below: home, holding: secret) == [])
    #expect(try ada.table("customers", ["profession"]) == [[later]])
  }
}
