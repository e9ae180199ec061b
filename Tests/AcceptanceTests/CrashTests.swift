import CSV
import SystemIO
import Tables
import Testing
import Workspaces

extension Acceptance {
  /// kill -9 at random moments of saves and imports: the log stays whole, the working copy is the old or the new one,
  /// what was reported is there, and doing it again neither loses nor doubles anything.
  @Suite struct CrashTests {
    private static let kills = 200
    private static let rows = 300

    @Test(arguments: [UInt64(20_261)])
    func killedAtAnyMoment(seed: UInt64) throws {
      var crashes = try Crashes(seed: seed, rows: Self.rows)
      for round in 0..<Self.kills {
        if round.isMultiple(of: 2) { try crashes.save(round) } else { try crashes.importFile(round) }
      }
      try crashes.checkAll()
      // A test whose kills all came too early or too late would prove nothing.
      #expect(crashes.killed > Self.kills / 4, "only \(crashes.killed) of \(Self.kills) were killed; seed \(seed)")
      #expect(crashes.committed > Self.kills / 40, "only \(crashes.committed) had committed; seed \(seed)")
    }
  }
}

/// One office in which commands keep dying.
private struct Crashes {
  private let office: Office
  private let seed: UInt64
  private var random: Seeded
  /// What must be in the sheet now: values by key.
  private var expected: [String: String] = [:]
  /// How long a whole command takes, in milliseconds: kills fall within that.
  private var usual: [String: Int] = ["save": 300, "import": 300]
  private(set) var killed = 0
  /// Killed commands whose commit was there all the same.
  private(set) var committed = 0

  private var copy: String { office.path("copy.csv") }

  init(seed: UInt64, rows: Int) throws {
    office = try Office()
    self.seed = seed
    random = Seeded(seed)
    try office.found(template: "none")
    let table = CSVTable(header: ["key", "value"], rows: (0..<rows).map { ["k\($0)", "as it was"] })
    try table.write(to: office.path("list.csv"))
    try office.succeed("Ada", "import", office.path("list.csv"), "--as-sheet", "list", "--key", "key")
    try office.succeed("Ada", "open", "list", "--format", "csv", "--to", copy, "--no-launch")
    for row in table.rows { expected[row[0]] = row[1] }
  }

  // MARK: Saves

  /// Changes a cell and adds a row in the working copy, saves it with a kill, looks around, and saves it again.
  mutating func save(_ round: Int) throws {
    var table = try CSVTable(path: copy)
    let changed = Int.random(in: 0..<table.rows.count, using: &random)
    let (key, value) = (table.rows[changed][1], "saved \(round)")
    table.rows[changed][2] = value
    table.rows.append(["", "s\(round)", value])
    try table.write(to: copy)
    let before = try version()
    let outcome = try run("save", ["save", copy, "--json"])
    try checkHistory(round)
    try checkCopy(table, round)
    let isThere = try values()["s\(round)"] == value
    if outcome.isReported { #expect(isThere, "what was reported is missing; round \(round), seed \(seed)") }
    if outcome.isKilled && isThere { committed += 1 }
    expected[key] = value
    expected["s\(round)"] = value
    let again = try office.report(Reports.Save.self, "Ada", "save", copy)
    #expect(again.conflicts.count + again.refused.count == 0, "round \(round), seed \(seed)")
    try checkHead(round)
    #expect(try version() == before + 1, "saved more than once; round \(round), seed \(seed)")
  }

  /// Whole, and either what was typed or what a save makes of it.
  private func checkCopy(_ typed: CSVTable, _ round: Int) throws {
    let found = try CSVTable(path: copy)
    if found == typed { return }
    #expect(found.header.dropFirst() == typed.header.dropFirst(), "round \(round), seed \(seed)")
    #expect(found.rows.count == typed.rows.count, "round \(round), seed \(seed)")
    #expect(found.rows.allSatisfy { $0.count == 3 && !$0[0].isEmpty }, "round \(round), seed \(seed)")
  }

  // MARK: Imports

  /// Imports new rows and changed ones with a kill, looks around, and imports them again by key.
  mutating func importFile(_ round: Int) throws {
    // Long values make parts that are files of their own.
    let value = "imported \(round) " + String(repeating: "\(random.next())", count: 40)
    let keys = (0..<40).map { "i\(round)-\($0)" } + expected.keys.sorted().shuffled(using: &random).prefix(5)
    let path = office.path("import.csv")
    try CSVTable(header: ["key", "value"], rows: keys.map { [$0, value + $0] }).write(to: path)
    let command = ["import", path, "--into", "list", "--key", "key", "--json"]
    let outcome = try run("import", command)
    try checkHistory(round)
    let isThere = try values()[keys[0]] == value + keys[0]
    if outcome.isReported { #expect(isThere, "what was reported is missing; round \(round), seed \(seed)") }
    if outcome.isKilled && isThere { committed += 1 }
    for key in keys { expected[key] = value + key }
    #expect(try office.kontor("Ada", command).status == 0, "round \(round), seed \(seed)")
    try checkHead(round)
    // The copy was taken before: its next save merges with the import.
    try office.succeed("Ada", "open", "list", "--format", "csv", "--to", copy, "--no-launch")
  }

  // MARK: Killing

  private struct Killed {
    var isKilled: Bool
    /// Whether the command said that it had done its work.
    var isReported: Bool
  }

  private static let killing = #"""
    out=$1; err=$2; delay=$3; shift 3
    "$@" >"$out" 2>"$err" </dev/null &
    sleep "$delay"
    kill -9 $! 2>/dev/null
    wait $!
    """#

  /// Starts a command and kills it after a random part of the time that it usually takes.
  private mutating func run(_ kind: String, _ arguments: [String]) throws -> Killed {
    let delay = Int.random(in: 0...(usual[kind] ?? 300), using: &random)
    let seconds = "\(delay / 1000)." + String(String(1000 + delay % 1000).dropFirst())
    let clock = SystemClock()
    let start = clock.uptime()
    let outcome = try office.shell(Self.killing, [seconds] + office.command("Ada", arguments))
    let taken = Int((clock.uptime() - start) / 1_000_000)
    let isKilled = outcome.status == 137
    if isKilled { killed += 1 }
    // A command that was quicker than its kill shortens the next one's time, and a kill lengthens it a little.
    usual[kind] = max(20, isKilled ? (usual[kind] ?? 300) + 4 : min(usual[kind] ?? 300, taken) - 8)
    return Killed(isKilled: isKilled, isReported: outcome.output.hasSuffix("}\n"))
  }

  // MARK: Looking around

  private func checkHistory(_ round: Int) throws {
    let verification = try office.examine("Ada")
    #expect(verification.isSound, "\(verification.problems); round \(round), seed \(seed)")
  }

  private func values() throws -> [String: String] {
    let rows = try office.inWorkspace(of: "Ada") { try $0.rows(of: "list") }
    return Dictionary(rows.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
  }

  private func version() throws -> Int { try office.inWorkspace(of: "Ada") { $0.version } }

  private func checkHead(_ round: Int) throws {
    let rows = try office.inWorkspace(of: "Ada") { try $0.rows(of: "list") }
    #expect(rows.count == expected.count, "rows are lost or doubled; round \(round), seed \(seed)")
    let wrong = rows.filter { expected[$0[0]] != $0[1] }
    #expect(wrong.isEmpty, "round \(round), seed \(seed)")
  }

  /// All that was ever saved, read from the folder alone by a new replica.
  func checkAll() throws {
    try office.files.removeAll(office.home("Ada"))
    try checkHead(-1)
    #expect(try office.report(Reports.Verify.self, "Ada", "verify").ok)
  }
}

extension Workspace {
  /// The rows of a sheet as texts.
  func rows(of sheet: String) throws -> [[String]] {
    var rows: [[String]] = []
    try forEachRow(view(sheet)) { _, cells in
      rows.append(cells.map { $0.text ?? "" })
      return true
    }
    return rows
  }
}
