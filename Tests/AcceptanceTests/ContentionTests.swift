import SystemIO
import Testing
import Workspaces

extension Acceptance {
  /// A bulk import and people who change single cells, all at once in one folder: neither starves the other.
  @Suite struct ContentionTests {
    private static let rows = Acceptance.isFull ? 1_000_000 : 20_000
    private static let writers = Acceptance.isFull ? 8 : 3
    /// A one-cell save may take so much longer than its own sync, in milliseconds, while an import goes on.
    private static let saveBound = 2000
    /// An import among writers may take so many times what it takes alone, and so many milliseconds more: on two cores
    /// eight others leave it a fifth of the time.
    private static let importBound = (times: 8, more: 5000)

    @Test func neitherStarvesTheOther() throws {
      let office = try Office()
      let names = (1...Self.writers).map { "Writer\($0)" }
      try prepare(office, names)
      let alone = try milliseconds { try office.succeed("Ada", importing(office, "alone")) }
      let outcome = try office.shell(
        Self.race,
        [office.folder, Office.program, office.share, Office.passphrase("Ada"), office.path("bulk.csv")] + names)
      try #require(outcome.status == 0, "\(outcome.errors)")
      let told = outcome.output.split(separator: "\n").compactMap { Int($0) }
      let (among, saves) = (try #require(told.first), told.dropFirst())
      // One who was away takes all of it in at once: no save has to do more.
      let sync = try milliseconds { try office.succeed("Cyd", "sync") }
      let slowest = try #require(saves.max())
      #expect(saves.count >= Self.writers, "too few saves to tell anything: \(saves.count)")
      #expect(slowest <= Self.saveBound + sync, "a save took \(slowest) ms, a sync \(sync) ms")
      #expect(among <= Self.importBound.times * alone + Self.importBound.more, "\(among) ms, alone \(alone) ms")
      print(
        "contention: import of \(Self.rows) rows \(alone) ms alone, \(among) ms among \(Self.writers) writers;",
        "\(saves.count) one-cell saves, the slowest \(slowest) ms; a sync of all \(sync) ms")
      #expect(try office.report(Reports.Verify.self, "Ada", "verify").ok)
    }

    private func prepare(_ office: Office, _ names: [String]) throws {
      try office.found(template: "none")
      try office.succeed("Ada", "role", "add", "writer")
      let cells = CSVTable(header: ["key", "value"], rows: names.map { [$0, "as it was"] })
      try cells.write(to: office.path("list.csv"))
      try office.succeed(
        "Ada", "import", office.path("list.csv"), "--as-sheet", "list", "--key", "key", "--grant", "writer")
      for name in names + ["Cyd"] { try office.join(name, as: "writer") }
      let bulk = CSVTable(
        header: ["number", "name", "street", "town"],
        rows: (0..<Self.rows).map { ["B\($0)", "Name \($0 % 9973)", "Street \($0 % 7919)", "Town \($0 % 311)"] })
      try bulk.write(to: office.path("bulk.csv"))
    }

    private func importing(_ office: Office, _ sheet: String) -> [String] {
      ["import", office.path("bulk.csv"), "--as-sheet", sheet, "--key", "number", "--grant", "writer"]
    }

    private func milliseconds(_ body: () throws -> Void) rethrows -> Int {
      let clock = SystemClock()
      let start = clock.uptime()
      try body()
      return Int((clock.uptime() - start) / 1_000_000)
    }

    /// Prints how long the import took, then how long each save did, in milliseconds; the writers go on until it is over.
    private static let race = #"""
      out=$1; err=$2; folder=$3; program=$4; share=$5; passphrase=$6; bulk=$7; shift 7
      export KONTOR_WORKSPACE="$share"
      now() { date +%s%3N; }
      for name; do
        (
          export KONTOR_HOME="$folder/home-$name" KONTOR_EMPLOYEE="$name"
          number=0
          while [ ! -e "$folder/over" ]; do
            number=$((number + 1))
            start=$(now)
            "$program" set list "$name" "value=round $number" >/dev/null </dev/null || exit 1
            echo $(($(now) - start)) >>"$folder/saves-$name"
          done
        ) 2>>"$err" &
        jobs="$jobs $!"
      done
      start=$(now)
      KONTOR_HOME="$folder/home-Ada" KONTOR_EMPLOYEE=Ada KONTOR_PASSPHRASE="$passphrase" \
        "$program" import "$bulk" --as-sheet among --key number --grant writer >/dev/null 2>>"$err" </dev/null
      status=$?
      echo $(($(now) - start)) >"$out"
      : >"$folder/over"
      for job in $jobs; do wait "$job" || status=1; done
      cat "$folder"/saves-* >>"$out"
      exit "$status"
      """#
  }
}
