import Testing
import Workspaces

struct BackOffTests {
  /// Less and less: whoever has raced for long waits least, so that he wins against newcomers.
  @Test func whoRacesForLongWaitsLeast() {
    let waits = (1...12).map { BackOff.longest(after: $0, attempt: 10) }
    #expect(waits == [80, 40, 20, 20, 10, 10, 10, 10, 10, 10, 10, 10])
  }

  /// A share on which an attempt takes long is asked less often, and nobody waits for much longer than an attempt.
  @Test(arguments: [Int64(20), 100, 500]) func aSlowShareIsAskedLessOften(attempt: Int64) {
    let waits = (1...60).map { BackOff.longest(after: $0, attempt: attempt) }
    #expect(waits.allSatisfy { $0 >= attempt && $0 <= max(200, attempt) }, "\(waits)")
  }

  /// What takes less than the clock can wait for is waited for nevertheless.
  @Test func aQuickFolderIsNotAskedWithoutPause() {
    #expect(BackOff.longest(after: 1, attempt: 0) == 8)
    #expect(BackOff.longest(after: 100, attempt: 0) == 1)
  }
}
