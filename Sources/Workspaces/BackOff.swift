package import SystemIO

/// The longest wait of a writer who lost a race, in milliseconds, where an attempt takes less.
private let longestWait: Int64 = 200
/// Who lost for the first time waits for as long as at most so many attempts take.
private let newcomersShare: Int64 = 8

/// How long a writer who lost a race for the next number waits until the next attempt.
///
/// By chance, so that few attempts are made in vain; measured by what an attempt takes here, so that a slow share is asked
/// less often. Whoever lost for the first time waits longest, and less after each loss: newcomers make way for him who has
/// raced for long. To wait longer after each loss, as is common, would starve him: the longer he waits, the more he has to
/// catch up with, and the likelier he loses again.
package struct BackOff {
  private let clock: any WallClock
  private let entropy: any Entropy
  private var attemptStart: UInt64
  private var lost: Int64 = 0

  /// Begins with the first attempt.
  package init(clock: any WallClock, entropy: any Entropy) {
    self.clock = clock
    self.entropy = entropy
    attemptStart = clock.uptime()
  }

  /// Waits after a race that was lost.
  package mutating func wait() {
    lost += 1
    let longest = Self.longest(after: lost, attempt: Int64((clock.uptime() - attemptStart) / 1_000_000))
    clock.sleep(milliseconds: Int64(entropy.number(below: UInt64(longest) + 1)))
    attemptStart = clock.uptime()
  }

  /// Waits for a winner whose name cannot be seen here yet: some shares show it half a minute later.
  package mutating func waitForName() {
    clock.sleep(milliseconds: longestWait)
    attemptStart = clock.uptime()
  }

  /// The most that is waited, in milliseconds, after so many losses, the last attempt having taken so long.
  package static func longest(after lost: Int64, attempt: Int64) -> Int64 {
    let attempt = max(1, attempt)
    return min(attempt * max(1, newcomersShare / lost), max(longestWait, attempt))
  }
}

extension BackOff {
  init(_ surroundings: Surroundings) { self.init(clock: surroundings.clock, entropy: surroundings.entropy) }
}
