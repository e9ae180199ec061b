package import SystemIO

/// The longest wait of a writer who lost a race, in milliseconds.
private let longestWait: Int64 = 200
/// Who has raced for longer than this, in milliseconds, and through so many attempts, waits least.
private let patience: (milliseconds: Int64, attempts: Int64) = (100, 16)
/// How often the wait doubles, for a newcomer and for one who has raced for long.
private let doublings: (most: Int64, old: Int64) = (5, 2)
/// An attempt takes so many times the shortest wait.
private let attemptsShare: Int64 = 4

/// How long a writer who lost a race for the next number waits until the next attempt.
///
/// By chance, and longer after each loss, so that few attempts are made in vain; measured by what an attempt takes here,
/// so that a slow share is asked less often. Whoever has raced for long waits least: newcomers make way for him, and
/// nobody starves.
package struct BackOff {
  private let clock: any WallClock
  private let entropy: any Entropy
  private let start: UInt64
  private var attemptStart: UInt64
  private var lost: Int64 = 0

  /// Begins with the first attempt.
  package init(clock: any WallClock, entropy: any Entropy) {
    self.clock = clock
    self.entropy = entropy
    start = clock.uptime()
    attemptStart = start
  }

  /// Waits after a race that was lost.
  package mutating func wait() {
    lost += 1
    let now = clock.uptime()
    let longest = Self.longest(
      after: lost, attempt: Self.milliseconds(now - attemptStart), age: Self.milliseconds(now - start))
    clock.sleep(milliseconds: Int64(entropy.number(below: UInt64(longest) + 1)))
    attemptStart = clock.uptime()
  }

  /// Waits for a winner whose name cannot be seen here yet: some shares show it half a minute later.
  package mutating func waitForName() {
    clock.sleep(milliseconds: longestWait)
    attemptStart = clock.uptime()
  }

  /// The most that is waited, in milliseconds, after so many losses in `age` milliseconds, the last attempt included.
  package static func longest(after lost: Int64, attempt: Int64, age: Int64) -> Int64 {
    let unit = max(1, attempt / attemptsShare)
    let isOld = age > max(patience.milliseconds, patience.attempts * attempt)
    let longest = unit << min(lost, isOld ? doublings.old : doublings.most)
    return min(longest, max(longestWait, unit << doublings.old))
  }

  private static func milliseconds(_ nanoseconds: UInt64) -> Int64 { Int64(nanoseconds / 1_000_000) }
}

extension BackOff {
  init(_ surroundings: Surroundings) { self.init(clock: surroundings.clock, entropy: surroundings.entropy) }
}
