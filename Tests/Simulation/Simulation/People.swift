import Privileges
import SystemIO
import Tables
import Workspaces

/// An employee, as the world knows him: with the passphrases that he may have, the likeliest last.
final class Person {
  let name: String
  var passphrases: [String]
  /// Somebody gave him new keys, or tried to.
  var isChanging = false
  /// He was invited and never joined.
  var hasLeft = false
  /// The numbers of the values that he typed.
  var typed: Set<Int> = []

  init(_ name: String) {
    self.name = name
    passphrases = ["bako-mise-\(name)-tuvo"]
  }

  /// A new passphrase counts from now on; so may those that he began to take at other machines in the meantime.
  func tookPassphrase(_ text: String) {
    guard let place = passphrases.firstIndex(of: text) else { return }
    passphrases.removeFirst(place)
  }
}

/// A person at a machine: his open workspace, and what he was promised there.
final class Seat {
  let number: Int
  let person: Person
  let machine: Machine
  let entropy: SeededEntropy
  var process: Process?
  var workspace: Workspace?
  /// He is in the middle of something.
  var isBusy = false
  /// Its replica was lost or shut out, and only others can help.
  var isStuck = false
  /// The replica's files at some earlier moment.
  var backup: [String: [UInt8]] = [:]
  var copies: [String] = []

  init(_ number: Int, _ person: Person, _ machine: Machine, _ entropy: SeededEntropy) {
    (self.number, self.person, self.machine, self.entropy) = (number, person, machine, entropy)
  }

  var title: String { "\(person.name)@\(machine.number)" }
}

/// What a command said of one typed value, to be held against the log at the end.
struct Claim {
  enum Fate: Equatable {
    /// In this version, said the command.
    case committed(Int)
    /// It waits on this seat's machine.
    case waiting(seat: Int)
  }

  var author: String
  var row: String?
  var column: String
  var value: String
  var fate: Fate
  /// The column's merge policy reckons: the value itself need not be seen.
  var isReckoned = false
  /// Its author has nothing of it: it is handed back by row and column alone.
  var isSealed = false
  /// The version upon which an edit was made, where it can be told.
  var base: Int?
}
