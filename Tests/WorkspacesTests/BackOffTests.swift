import Testing
import Workspaces

struct BackOffTests {
  /// The longest waits of one who loses again and again, each attempt taking so many milliseconds.
  private func waits(_ losses: Int64, attempt: Int64) -> [Int64] {
    var age: Int64 = 0
    return (1...losses).map { lost in
      age += attempt
      let longest = BackOff.longest(after: lost, attempt: attempt, age: age)
      age += longest
      return longest
    }
  }

  /// Longer and longer at first; whoever has raced for long waits least, so that he wins against newcomers.
  @Test func whoRacesForLongWaitsLeast() {
    let waits = waits(30, attempt: 1)
    #expect(waits.prefix(5).elementsEqual([2, 4, 8, 16, 32]))
    #expect(waits.suffix(20).allSatisfy { $0 == 4 }, "\(waits)")
  }

  /// A share on which an attempt takes long is asked less often, and nobody waits for much longer than an attempt.
  @Test(arguments: [Int64(20), 100, 500]) func aSlowShareIsAskedLessOften(attempt: Int64) {
    let waits = waits(60, attempt: attempt)
    #expect(waits.allSatisfy { $0 >= attempt / 2 && $0 <= max(200, attempt) }, "\(waits)")
    #expect(waits.suffix(20).allSatisfy { $0 == attempt / 4 * 4 }, "\(waits)")
  }
}
