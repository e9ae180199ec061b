import SystemIO

/// The one true time of a world, which passes when somebody waits.
final class TrueTime {
  /// Milliseconds since 1970 UTC.
  var now: Int64 = 1_790_000_000_000
}

/// A machine's clock: hours wrong, fast or slow, and sometimes set anew.
final class SimulatedClock: WallClock, @unchecked Sendable {
  private let time: TrueTime
  /// Milliseconds ahead of the truth.
  var offset: Int64 = 0
  /// Milliseconds gained in an hour.
  var drift: Int64 = 0
  /// What others may do meanwhile.
  var onSleep: () -> Void = {}
  private let start: Int64

  init(_ time: TrueTime) {
    self.time = time
    start = time.now
  }

  func now() -> Int64 { time.now + offset + (time.now - start) / 3_600_000 * drift }
  func uptime() -> UInt64 { UInt64(time.now - start) * 1_000_000 }

  func sleep(milliseconds: Int64) {
    time.now += max(0, milliseconds)
    onSleep()
  }
}
