import SystemIO
import Workspaces

/// Tells a waiting person how far a long work has come: on a terminal only, and not in the first second.
final class Progress {
  private static let patience: UInt64 = 1_000_000_000
  private static let interval: UInt64 = 200_000_000
  private let terminal: any Terminal
  private let clock: any WallClock
  private let noun: String
  private let isShown: Bool
  private var next: UInt64
  private var hasShown = false

  init(_ environment: Environment, counting noun: String) {
    terminal = environment.terminal
    clock = environment.surroundings.clock
    self.noun = noun
    isShown = terminal.isInteractive(.error)
    next = clock.uptime() + Self.patience
  }

  /// So many are done.
  func show(_ count: Int) {
    guard isShown, clock.uptime() >= next else { return }
    next = clock.uptime() + Self.interval
    hasShown = true
    terminal.write("\r\(count) \(noun) …", to: .error)
  }

  /// Takes the line away.
  func end() {
    if hasShown { terminal.write("\r\u{1B}[K", to: .error) }
  }
}
