import Profiling
import Tables
import Testing

/// What the purposes of a sheet's columns must keep.
@Suite struct ProfileRulesTests {
  static let faults: [(Column, PurposeError.Fault?)] = [
    (Sample.column("x", "stage 1; about name"), nil),
    (Sample.column("x", "stage 1; about contact"), nil),
    (Sample.column("x", "stage 1"), .earlyStage),
    (Sample.column("x", kind: .choice, choices: ["a"], "stage 1; about money; trust contacts 3 months 6"), .earlyStage),
    (Sample.column("x", "stage 2"), nil),
    (Sample.column("x", "stage none"), .unreadable(.stage)),
    (Sample.column("x", "stage 2; after y"), nil),
    (Sample.column("x", "stage 2; after z"), .unknownColumn("z")),
    (Sample.column("x", "stage 2; after x"), .circle(["x"])),
    (Sample.column("x", kind: .choice, choices: ["a"], "about children; stage 3; trust contacts 3 months 6"), nil),
    (Sample.column("x", kind: .choice, choices: ["a"], "about children"), nil),
    (
      Sample.column("x", kind: .choice, choices: ["a"], "about children; stage 3; trust contacts 2 months 6"),
      .lowTrust(.children)
    ),
    (
      Sample.column("x", kind: .choice, choices: ["a"], "about money; stage 3; trust purchases 3 months 5"),
      .lowTrust(.money)
    ),
    (Sample.column("x", "about profession; stage 3; trust purchases 3 months 6"), .noRanges(.profession)),
    (Sample.column("x", "about profession; stage 3; trust purchases 3 months 6; ranges a|b"), nil),
    (
      Sample.column("x", kind: .integer, "about money; stage 3; trust contacts 3 months 6; ranges <20k|20-40k"),
      .unfitValue(.ranges, "<20k")
    ),
    (Sample.column("x", kind: .integer, "ranges 1|2"), nil),
    (Sample.column("x", kind: .choice, choices: ["a", "b"], "ranges a|c"), .unfitValue(.ranges, "c")),
    (Sample.column("x", kind: .choice, choices: ["a", "b"], "ranges A|b"), .unfitValue(.ranges, "A")),
    (Sample.column("x", kind: .choice, choices: ["active", "died"], "quiet died"), nil),
    (Sample.column("x", kind: .choice, choices: ["active", "died"], "quiet dead"), .unfitValue(.quiet, "dead")),
    (
      Sample.column("x", kind: .choice, choices: ["active", "died"], "quiet died; gone active"),
      .unfitValue(.gone, "active")
    ),
    (Sample.column("x", kind: .dateTime, "fact contact"), nil),
    (Sample.column("x", "fact purchase"), .unfitKind(.purchase)),
    (Sample.column("x", kind: .integer, "fact asked"), .unfitKind(.asked)),
    (Sample.column("x", "quiet died"), .unfitValue(.quiet, "died")),
  ]

  @Test(arguments: faults.indices) func aColumnKeepsTheRules(_ place: Int) {
    let (column, fault) = Self.faults[place]
    let sheet = Sample.sheet([column, Sample.column("y", [])])
    #expect(ProfileRules.faults(in: sheet) == [fault.map { PurposeError(column: "x", $0) }].compactMap { $0 })
  }

  @Test(arguments: ["again", "other"]) func aKeyCannotWaitForASecondEntry(_ check: String) {
    var key = Sample.column("x", "check \(check)")
    #expect(ProfileRules.faults(in: Sample.sheet([key])) == [])
    key.isKey = true
    #expect(ProfileRules.faults(in: Sample.sheet([key])) == [PurposeError(column: "x", .checkedKey)])
  }

  @Test func circlesAreFoundOnce() throws {
    let sheet = Sample.sheet([
      Sample.column("a", "after b"), Sample.column("b", "after c|d"), Sample.column("c", "after d"),
      Sample.column("d", "after b"), Sample.column("e", "after a"),
    ])
    #expect(ProfileRules.faults(in: sheet).map(\.fault).contains(.circle(["b", "c", "d"])))
    #expect(throws: PurposeError.self) { try ProfileRules.check(sheet) }
    let straight = Sample.sheet([
      Sample.column("a", "after b|c"), Sample.column("b", "after c"), Sample.column("c", []),
    ])
    #expect(ProfileRules.faults(in: straight) == [])
  }

  @Test func everyColumnThatIsWrongIsTold() {
    let sheet = Sample.sheet([
      Sample.column("a", "stage 1"), Sample.column("b", "stage 2"), Sample.column("c", "trust much"),
    ])
    #expect(ProfileRules.faults(in: sheet).map(\.column) == ["a", "c"])
  }
}
