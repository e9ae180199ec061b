/// What a command ends with, so that scripts can tell the outcomes apart; the numbers never change.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  case done = 0
  case failed = 1
  /// Conflicts wait for a person.
  case conflicts = 3
  /// Privileges do not allow it.
  case refused = 4
  /// Somebody holds a lock.
  case locked = 5
  /// The history or a signature is not what it must be.
  case broken = 6
  /// The share does not answer, or it is unknown what became of a commit.
  case unreachable = 7
  /// The command was not written as it should be; sysexits(3), EX_USAGE.
  case usage = 64
  /// A name, a value or a file does not fit; sysexits(3), EX_DATAERR.
  case badInput = 65
}
