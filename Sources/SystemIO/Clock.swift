import Glibc

/// Time, handed in, so that tests decide what it is and need not wait for it.
package protocol WallClock: Sendable {
  /// Milliseconds since 1970 UTC; may jump, and order nothing.
  func now() -> Int64

  /// Nanoseconds since some moment of this machine's past; never runs backwards.
  func uptime() -> UInt64

  /// Lets the calling thread rest.
  func sleep(milliseconds: Int64)
}

/// The clock of this machine.
package struct SystemClock: WallClock {
  package init() {}

  package func now() -> Int64 {
    let time = read(CLOCK_REALTIME)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  package func uptime() -> UInt64 {
    let time = read(CLOCK_MONOTONIC)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  package func sleep(milliseconds: Int64) {
    guard milliseconds > 0 else { return }
    var rest = timespec(tv_sec: Int(milliseconds / 1000), tv_nsec: Int(milliseconds % 1000) * 1_000_000)
    var left = timespec()
    while nanosleep(&rest, &left) != 0 && errno == EINTR { rest = left }
  }

  private func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    clock_gettime(clock, &time)
    return time
  }
}
