package import SystemIO

/// Says when: local for people, UTC for programs.
package struct Moments: Sendable {
  private let machine: any Machine
  private let clock: any WallClock

  package init(machine: any Machine, clock: any WallClock) {
    self.machine = machine
    self.clock = clock
  }

  /// `2026-02-01T16:00:00Z`, for JSON; the moment in milliseconds since 1970.
  package func utc(_ milliseconds: Int64) -> JSON { .string(Timestamp(milliseconds: milliseconds).utc) }

  /// The same, or null.
  package func utc(_ milliseconds: Int64?) -> JSON { milliseconds.map { utc($0) } ?? .null }

  /// `14:02` today, `2026-02-01 14:02` on any other day, local.
  package func readable(_ milliseconds: Int64) -> String {
    let text = local(milliseconds)
    let today = local(clock.now()).prefix(dateLength)
    return text.hasPrefix(today) ? String(text.dropFirst(dateLength + 1)) : text
  }

  /// `2026-02-01 14:02`, local.
  package func local(_ milliseconds: Int64) -> String {
    let moment = Timestamp(milliseconds: milliseconds)
    return moment.readable(offset: machine.offsetFromUTC(at: moment))
  }
}

/// Signs of `2026-02-01`.
private let dateLength = 10

/// A length of time as people write it: `30m`, `12h`, `7d`, `2w`, `90s`.
package struct Span: Equatable, Sendable, LosslessStringConvertible {
  package var milliseconds: Int64

  private static let units: [(sign: Character, milliseconds: Int64)] = [
    ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
  ]
  /// The longest that is taken: ten years.
  private static let longest: Int64 = 3650 * 86_400_000

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Nil for anything but a whole number above zero and one of the signs.
  package init?(_ text: String) {
    guard let sign = text.last, let unit = Self.units.first(where: { $0.sign == sign }),
      let count = Int64(text.dropLast()), count > 0, count <= Self.longest / unit.milliseconds
    else { return nil }
    milliseconds = count * unit.milliseconds
  }

  package var description: String {
    let unit = Self.units.first { milliseconds % $0.milliseconds == 0 } ?? ("s", 1000)
    return "\(milliseconds / unit.milliseconds)\(unit.sign)"
  }
}
