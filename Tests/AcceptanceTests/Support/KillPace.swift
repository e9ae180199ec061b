/// When `kill -9` comes: within the time that a whole command takes, which is learnt from those that ended.
struct KillPace<Deed: Hashable> {
  /// How long a whole command takes, in microseconds.
  private var usual: [Deed: Int] = [:]
  private(set) var kills: [Deed: Int] = [:]
  private(set) var ends: [Deed: Int] = [:]
  private let first: (Deed) -> Int

  /// `first` is how long a command takes before anything was measured, in microseconds.
  init(_ first: @escaping (Deed) -> Int) { self.first = first }

  var killed: Int { kills.values.reduce(0, +) }
  var done: Int { ends.values.reduce(0, +) }

  /// A moment in microseconds from a command's start.
  func delay(_ deed: Deed, _ random: inout Seeded) -> Int {
    Int.random(in: 0...(usual[deed] ?? first(deed)), using: &random)
  }

  /// Learns how a command ended. Two kills come for each command that is quick enough to end.
  mutating func note(_ deed: Deed, status: Int) {
    let isKilled = status == killedStatus
    if isKilled { kills[deed, default: 0] += 1 }
    if status == 0 { ends[deed, default: 0] += 1 }
    let time = usual[deed] ?? first(deed)
    usual[deed] = min(2_000_000, max(4_000, isKilled ? time + time / 50 : time - time / 25))
  }

  /// The same delay as `timeout` reads it.
  static func seconds(_ delay: Int) -> String {
    "\(delay / 1_000_000)." + String(String(1_000_000 + delay % 1_000_000).dropFirst())
  }
}

/// What a shell tells of a command that `kill -9` ended.
let killedStatus = 137
