import Presentation
import SystemIO

/// One moment, one zone: 2026-02-01 12:00 UTC, an hour ahead of it.
struct FixedMachine: Machine, WallClock {
  static let moment: Int64 = 1_769_947_200_000

  var workingDirectory: String { "/" }
  var hostName: String { "desk" }
  var userName: String { "user" }
  var homeDirectory: String? { nil }
  var programPath: String? { nil }
  var processID: Int32 { 1 }
  func variable(_ name: String) -> String? { nil }
  func offsetFromUTC(at moment: Timestamp) -> Int { 3600 }

  func now() -> Int64 { Self.moment }
  func uptime() -> UInt64 { 0 }
  func sleep(milliseconds: Int64) {}

  static let moments = Moments(machine: FixedMachine(), clock: FixedMachine())
  static let english = English(moments: moments)
}
