import History
import Identities
import Privileges
import Replicas
import Storage
import SystemIO
import Tables
import Testing
import WorkbookFiles
import Workspaces

extension Acceptance {
  /// What somebody may not read is in nothing that his commands print, in none of his working copies, and in no file of
  /// his machine; what somebody may no longer read or write, he cannot.
  @Suite struct SecrecyTests {
    /// Part of every value of the column that is kept from Berta; a search for the rest finds none of them.
    private static let marker = "geheim"
    private static let key = "000007"

    @Test func nothingOfASectionReachesWhoMayNotReadIt() throws {
      let office = try secretive()
      try makeConflict(office)
      let conflict = try office.inWorkspace(of: "Ada") { try #require($0.conflicts().first).id.description }
      for arguments in Self.curiosity(conflict, office) {
        for format in [[], ["--json"]] {
          let outcome = try office.kontor("Berta", arguments + format)
          #expect(!outcome.output.contains(Self.marker), "\(arguments): output")
          #expect(!outcome.errors.contains(Self.marker), "\(arguments): errors")
        }
      }
      for format in ["csv", "ods"] {
        let path = office.path("berta.\(format)")
        try office.succeed("Berta", "open", "customers", "--format", format, "--to", path, "--no-launch")
        #expect(try !texts(of: path).contains { $0.contains(Self.marker) })
        // The control: who may read it finds it in the same way.
        let readable = office.path("ada.\(format)")
        try office.succeed("Ada", "open", "customers", "--format", format, "--to", readable, "--no-launch")
        #expect(try texts(of: readable).contains { $0.contains(Self.marker) })
      }
      #expect(try filesWithMarker(in: office.home("Berta")) == [])
      #expect(try !filesWithMarker(in: office.home("Ada")).isEmpty)
      #expect(try filesWithMarker(in: office.share) == [])
    }

    @Test func whoLosesARoleLosesItsKeysAndItsVoice() throws {
      let office = try secretive()
      let section = try office.inWorkspace(of: "Ada") { try Demographics($0) }
      let held = try epochs(section, office)
      #expect(held.ivo && held.ada)
      try office.succeed("Ivo", "set", "customers", Self.key, "profession=while he may")
      try office.succeed("Ada", "staff", "role", "Ivo", "clerk")
      // His keys are the old ones still, and nothing was written since.
      let first = try forge(office, "Ivo", section, "too late")
      try office.succeed("Ada", "set", "customers", Self.key, "profession=\(Self.marker) and new")
      let second = try forge(office, "Ivo", section, "far too late")
      try office.succeed("Ivo", "sync")
      let now = try epochs(section, office)
      #expect(now.ada && !now.ivo, "he holds the key of epoch \(now.epoch)")
      #expect(now.epoch > held.epoch)
      #expect(try office.kontor("Ivo", ["show", "customers", "--columns", "profession"]).status == 4)
      #expect(try filesWithMarker(in: office.home("Ivo")) == [])
      for reader in ["Ada", "Berta", "Ivo"] {
        let void = try office.report(Reports.History.self, reader, "history").commits.filter { $0.void != nil }
        #expect(Set(void.map(\.version)) == [first, second], "as \(reader) sees it")
      }
      let table = try CSVTable(Array(office.succeed("Ada", "show", "customers", "--csv").utf8))
      let row = try #require(table.rows.first { $0[table.place("customer_number")] == Self.key })
      #expect(row[table.place("profession")] == "\(Self.marker) and new")
      #expect(try office.report(Reports.Verify.self, "Ada", "verify").ok)
    }

    // MARK: The office

    /// Ada may read everything, Ivo and Olga are importers, and Berta is a clerk who knows nothing of Demographics.
    private func secretive() throws -> Office {
      let office = try Office()
      try office.found(template: "customers")
      let rows = (1...60).map { number in
        let key = "0000\(number < 10 ? "0" : "")\(number)"
        return [
          key, "Given\(number)", "Family\(number)", "030 23125 1\(key.suffix(2))", "Zeppelin \(Self.marker) \(number)",
        ]
      }
      let header = ["Customer number", "Given name", "Family name", "Phone", "Profession"]
      try CSVTable(header: header, rows: rows).write(to: office.path("list.csv"))
      try office.succeed("Ada", "import", office.path("list.csv"), "--into", "customers")
      for (name, role) in [("Berta", "clerk"), ("Ivo", "importer"), ("Olga", "importer")] {
        try office.join(name, as: role)
      }
      try office.succeed("Ada", "set", "customers", Self.key, "profession=Zeppelin \(Self.marker) changed")
      return office
    }

    private func makeConflict(_ office: Office) throws {
      for name in ["Ada", "Olga"] {
        let path = office.path("\(name).csv")
        try office.succeed(name, "open", "customers", "--format", "csv", "--to", path, "--no-launch")
        var table = try CSVTable(path: path)
        table.rows[2][table.place("profession")] = "\(Self.marker) says \(name)"
        try table.write(to: path)
      }
      try office.succeed("Ada", "save", office.path("Ada.csv"))
      #expect(try office.kontor("Olga", ["save", office.path("Olga.csv")]).status == 3)
    }

    /// What somebody might try.
    private static func curiosity(_ conflict: String, _ office: Office) -> [[String]] {
      [
        ["show", "customers"], ["show", "customers", "--csv", "--ids"], ["show", "customers", "--at", "2"],
        ["show", "customers", "--columns", "profession"], ["show", "customers", "--where", "profession=Zeppelin"],
        ["find", "Zeppelin"], ["history"], ["history", "customers"], ["history", "customers", key],
        ["history", "customers", key, "profession"], ["diff", "1", "6"], ["diff", "2", "6"], ["conflicts"],
        ["resolve", conflict, "--take", "incoming"], ["resolve", conflict, "--value", "x"],
        ["set", "customers", key, "profession=x"], ["set", "customers", "Zeppelin", "phone=1"],
        ["add", "customers", "customer_number=\(key)", "profession=y"], ["undo", "2"], ["undo", "6"],
        ["explain", "Berta", "read", "customers/Demographics"], ["column", "list", "customers"], ["sheet", "list"],
        ["import", office.path("list.csv"), "--into", "customers", "--key", "customer_number", "--dry-run"],
        ["status"], ["sync"], ["verify", "--full"], ["doctor"], ["staff", "list"], ["role", "list"],
      ]
    }

    // MARK: Looking for it

    /// All texts of a working copy, hidden ones and properties too.
    private func texts(of path: String) throws -> [String] {
      let bytes = try LocalFileSystem().read(path)
      let reader = try WorkbookReader(name: path, source: ByteSource(bytes))
      var texts = Array(reader.properties.values) + [String(decoding: bytes, as: UTF8.self)]
      for sheet in try reader.sheets.indices {
        let rows = try reader.rows(ofSheet: sheet)
        var block = FieldBlock()
        while try rows.next(into: &block, atMost: 1000) {}
        texts.append(String(decoding: block.bytes, as: UTF8.self))
      }
      return texts
    }

    private func filesWithMarker(in folder: String) throws -> [String] {
      let files = LocalFileSystem()
      return try files.allFiles(below: folder).filter { path in
        try files.read(path).firstRange(of: Array(Self.marker.utf8)) != nil
      }
    }

    // MARK: Keys

    /// Where the cell is that is kept secret.
    private struct Demographics {
      var domain: KeyDomain
      var sheet: SheetID
      var column: ColumnID
      var row: RowID

      init(_ workspace: Workspace) throws {
        let sheet = try workspace.catalog.sheet(named: "customers")
        let column = try #require(sheet.columns.first { $0.name == "profession" })
        self.sheet = sheet.id
        self.column = column.id
        domain = .section(sheet.id, column.section)
        row = try workspace.rowID(key, in: sheet)
      }
    }

    /// The section's newest epoch, and who of the two holds its key.
    private func epochs(_ section: Demographics, _ office: Office) throws -> (epoch: UInt64, ada: Bool, ivo: Bool) {
      let epoch = try office.inWorkspace(of: "Ada") { $0.policy.keys[section.domain]?.epoch ?? 0 }
      func holds(_ name: String) throws -> Bool {
        try office.inWorkspace(of: name) { $0.ring.key(section.domain, epoch) != nil }
      }
      return (epoch, try holds("Ada"), try holds("Ivo"))
    }

    /// Puts a commit that the program would refuse to make, signed and sealed with all the keys that its author has.
    private func forge(_ office: Office, _ name: String, _ section: Demographics, _ value: String) throws -> Int {
      let storage = try office.place(name).storage
      return try office.inWorkspace(of: name) { workspace in
        let identity = try #require(workspace.policy.employees[workspace.employee]?.identity)
        let keys = try #require(SealedIdentity(bytes: identity)).open(with: Passphrase(Office.passphrase(name)))
        let sealing = PartSealing(
          workspace: workspace.replica.workspace, author: workspace.employee, id: workspace.surroundings.newID(),
          storage: storage, salt: { SystemEntropy().bytes(EpochKey.saltSize) })
        let edit = CellEdit(row: section.row, column: section.column, before: .empty, after: Cell(value))
        let parts = [
          try part(
            0, .rows(section.sheet), .rows, PartText.rows(added: [], touched: [section.row]), sealing, workspace),
          try part(1, section.domain, .edit, PartText.edits([edit]), sealing, workspace),
        ]
        let draft = Draft(
          format: workspace.policy.format, workspace: workspace.replica.workspace, id: sealing.id,
          author: workspace.employee, time: SystemClock().now(), purpose: .ordinary, entries: [], parts: parts)
        let commit = try draft.commit(after: workspace.head, skipping: [], signedBy: keys)
        #expect(try Log(storage).put(commit) == .created)
        return commit.header.version
      }
    }

    /// A part under the newest key of its domain that the author has.
    private func part(
      _ index: Int, _ domain: KeyDomain, _ verb: Verb, _ text: [UInt8], _ sealing: PartSealing, _ workspace: Workspace
    ) throws -> SealedPart {
      var epoch = workspace.policy.keys[domain]?.epoch ?? 0
      while epoch > 0, workspace.ring.key(domain, epoch) == nil { epoch -= 1 }
      let key = try #require(workspace.ring.key(domain, epoch))
      let builder = PartBuilder(sealing, index: index, domain: domain, verb: verb, epoch: epoch, key: key)
      try builder.append(text)
      return try builder.finish()
    }
  }
}
