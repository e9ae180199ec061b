import SystemIO
import Testing
import Workspaces

extension Acceptance {
  /// A byte is flipped anywhere in the history, or its end is cut off: it is noticed, named by its version, and put back.
  @Suite struct TamperTests {
    /// Every so many bytes one is flipped; a prime, so that all fields are hit.
    private static let stride = Acceptance.isFull ? 1 : 23

    @Test func aFlippedByteIsFoundAndNamed() throws {
      let office = try tampered()
      var tried = 0
      for path in try office.files.allFiles(below: Path.join(office.share, ".kontor")).sorted() {
        guard let version = version(of: path, office) else { continue }
        let bytes = try office.files.read(path)
        for place in Swift.stride(from: tried % Self.stride, to: bytes.count, by: step(bytes)) {
          try flip(path, bytes, place)
          let found = try office.examine("Ada")
          #expect(
            !found.isSound && found.problems.contains { $0.version == version && $0.isHarm },
            "byte \(place) of \(Path.name(path)), version \(version): \(found.problems)")
          tried += 1
        }
        try office.files.write(path, bytes, exclusively: false, isPrivate: false)
      }
      #expect(tried > 300)
      #expect(try office.examine("Ada").isSound)
    }

    /// Who comes anew, and has nothing to compare with, finds it by the chain and the signatures alone.
    @Test func withoutMemoryToo() throws {
      let office = try tampered()
      for (path, version) in try commits(office) {
        let bytes = try office.files.read(path)
        for place in Swift.stride(from: 7, to: bytes.count, by: 4 * step(bytes)) {
          try flip(path, bytes, place)
          let found = try office.examine("Nobody")
          #expect(
            found.problems.contains { $0.version == version && $0.isHarm },
            "byte \(place) of version \(version): \(found.problems)")
        }
        try office.files.write(path, bytes, exclusively: false, isPrivate: false)
      }
    }

    @Test func theProgramSaysWhichAndMendsIt() throws {
      let office = try tampered()
      for (path, version) in try commits(office) {
        let bytes = try office.files.read(path)
        try flip(path, bytes, bytes.count / 2)
        let outcome = try office.kontor("Ada", ["verify"])
        #expect(outcome.status == 6)
        #expect((outcome.output + outcome.errors).contains("version \(version)"))
        #expect(try office.kontor("Ada", ["doctor", "--repair"]).status == 0)
        #expect(try office.files.read(path) == bytes)
      }
      #expect(try office.report(Reports.Verify.self, "Ada", "verify").ok)
    }

    @Test func aCutOffLogIsNoticedAndPutBack() throws {
      let office = try tampered()
      let last = try commits(office).suffix(3)
      let whole = try last.map { try office.files.read($0.path) }
      for (path, _) in last { try office.files.remove(path) }
      for command in [["verify"], ["sync"], ["set", "list", "k1", "value=too early"]] {
        #expect(try office.kontor("Ada", command).status == 6, "\(command)")
      }
      #expect(try office.kontor("Ada", ["doctor", "--repair"]).status == 0)
      #expect(try last.map { try office.files.read($0.path) } == whole)
      #expect(try office.report(Reports.Verify.self, "Ada", "verify").ok)
      try office.succeed("Ada", "set", "list", "k1", "value=in time")
    }

    // MARK: Support

    /// A history with an import whose part is a file of its own, single cells, staff, a lock and a conflict-free undo.
    private func tampered() throws -> Office {
      let office = try Office()
      var random = Seeded(6)
      try office.found(template: "none")
      let rows = (0..<2000).map { ["k\($0)", "\(random.next())\(random.next())\(random.next())"] }
      try CSVTable(header: ["key", "value"], rows: rows).write(to: office.path("list.csv"))
      try office.succeed("Ada", "role", "add", "writer")
      try office.succeed(
        "Ada", "import", office.path("list.csv"), "--as-sheet", "list", "--key", "key", "--grant", "writer")
      try office.join("Bea", as: "writer")
      try office.succeed("Bea", "set", "list", "k1", "value=one")
      try office.succeed("Ada", "lock", "list")
      try office.succeed("Ada", "unlock")
      try office.succeed("Bea", "add", "list", "key=new", "value=two")
      try office.succeed("Ada", "delete", "list", "k7")
      // What a machine has not seen it cannot put back.
      try office.succeed("Ada", "sync")
      return office
    }

    private func commits(_ office: Office) throws -> [(path: String, version: Int)] {
      try office.files.allFiles(below: office.log).compactMap { path in
        Int(Path.name(path)).map { (path, $0) }
      }.sorted { $0.version < $1.version }
    }

    /// A commit's own, or for a part that is a file of its own the import's; nil for other files.
    private func version(of path: String, _ office: Office) -> Int? {
      if path.hasPrefix(office.log) { return Int(Path.name(path)) }
      return path.contains("/blobs/") ? importVersion : nil
    }

    /// Founding, role, import.
    private var importVersion: Int { 3 }

    /// Large files are tried at fewer places.
    private func step(_ bytes: [UInt8]) -> Int {
      bytes.count > 20_000 ? max(Self.stride, bytes.count / 50) : Self.stride
    }

    private func flip(_ path: String, _ bytes: [UInt8], _ place: Int) throws {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place % 8)
      try LocalFileSystem().write(path, changed, exclusively: false, isPrivate: false)
    }
  }
}
