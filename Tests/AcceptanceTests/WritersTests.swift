import SystemIO
import Testing
import Workspaces

extension Acceptance {
  /// Eight processes, each of an employee of its own, change one cell after another in one folder, all at once: every
  /// change becomes a version, and nobody's is lost or void.
  @Suite struct WritersTests {
    private static let writers = 8
    private static let each = Acceptance.isFull ? 200 : 60
    private static var names: [String] { (1...writers).map { "Writer\($0)" } }

    @Test func nobodyLosesACommit() throws {
      let office = try Office()
      try office.found(template: "none")
      try office.succeed("Ada", "role", "add", "writer")
      try list().write(to: office.path("list.csv"))
      try office.succeed(
        "Ada", "import", office.path("list.csv"), "--as-sheet", "list", "--key", "key", "--grant", "writer")
      for name in Self.names { try office.join(name, as: "writer") }
      let before = try office.report(Reports.Verify.self, "Ada", "verify").head
      let race = try office.shell(
        Self.race, [office.folder, Office.program, office.share, "\(Self.each)"] + Self.names)
      #expect(race.status == 0, "\(race.errors)")
      try check(office, from: before)
    }

    /// Each writer's row numbers are its own, so that there are as many cells as commits.
    private func list() -> CSVTable {
      CSVTable(
        header: ["key", "value"],
        rows: Self.names.flatMap { name in (1...Self.each).map { ["\(name)-\($0)", "as it was"] } })
    }

    private static let race = #"""
      out=$1; err=$2; folder=$3; program=$4; share=$5; each=$6; shift 6
      for name; do
        (
          export KONTOR_HOME="$folder/home-$name" KONTOR_EMPLOYEE="$name" KONTOR_WORKSPACE="$share"
          number=1
          while [ "$number" -le "$each" ]; do
            "$program" set list "$name-$number" "value=by $name" >/dev/null </dev/null || exit 1
            number=$((number + 1))
          done
        ) 2>>"$err" &
        jobs="$jobs $!"
      done
      status=0
      for job in $jobs; do wait "$job" || status=1; done
      exit "$status"
      """#

    private func check(_ office: Office, from before: Int) throws {
      let commits = try office.report(Reports.History.self, "Ada", "history").commits.filter { $0.version > before }
      #expect(commits.count == Self.writers * Self.each)
      #expect(commits.allSatisfy { $0.void == nil })
      for name in Self.names { #expect(commits.count { $0.by == name } == Self.each) }
      let verification = try office.report(Reports.Verify.self, "Ada", "verify")
      #expect(verification.ok && verification.problems.isEmpty)
      #expect(verification.head == before + Self.writers * Self.each)
      for reader in ["Ada", Self.names[0]] {
        let table = try CSVTable(Array(office.succeed(reader, "show", "list", "--csv").utf8))
        let wrong = table.rows.filter { row in row[1] != "by " + row[0].prefix { $0 != "-" } }
        #expect(table.rows.count == Self.writers * Self.each)
        #expect(wrong.isEmpty)
      }
    }
  }
}
