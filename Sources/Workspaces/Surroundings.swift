package import Identities
package import SystemIO
package import Tables

/// All that a workspace takes from the machine, handed in so that tests can supply it.
package struct Surroundings: Sendable {
  package var files: any FileSystem
  package var clock: any WallClock
  package var entropy: any Entropy
  /// `KONTOR_HOME`: replicas, working copies' memories, pending edits.
  package var home: String
  /// Where unlocked keys may lie for a while; the user's runtime folder where there is one.
  package var runtimeFolder: String
  package var scryptCost: ScryptCost
  /// Another one than the format's makes names unknown to every other program: for simulations.
  package var nameTagCost = NameTag.cost

  /// Seconds from UTC to the time where the employee sits, at a moment.
  package var offsetFromUTC: @Sendable (Timestamp) -> Int = { _ in 0 }

  package init(
    files: any FileSystem, clock: any WallClock, entropy: any Entropy, home: String, runtimeFolder: String,
    scryptCost: ScryptCost = .standard
  ) {
    self.files = files
    self.clock = clock
    self.entropy = entropy
    self.home = home
    self.runtimeFolder = runtimeFolder
    self.scryptCost = scryptCost
  }

  /// This moment where the employee sits: `2026-06-15T14:02:00+02:00`.
  package var localTime: String {
    let now = Timestamp(milliseconds: clock.now())
    return now.local(offset: offsetFromUTC(now))
  }

  /// This day where the employee sits.
  package var today: CalendarDate { CalendarDate(localTime) ?? CalendarDate(milliseconds: clock.now()) }

  /// The same elements in an order that nobody can foresee or find out afterwards (Fisher and Yates).
  package func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    for place in elements.indices.reversed().dropLast() {
      elements.swapAt(place, Int(entropy.number(below: UInt64(place) + 1)))
    }
    return elements
  }

  /// A fresh random id.
  package func newID() -> ID {
    let bytes = entropy.bytes(16)
    return ID(bytes: bytes) ?? .zero
  }
}
