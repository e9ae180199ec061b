import ArgumentParser
import Presentation
import Workspaces

/// `kontor recovery rehearse`
struct RecoveryRehearse: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "rehearse", abstract: "Prove that the recovery key on paper works; changes nothing.",
    discussion: "Do it once a year, and after whoever keeps the paper has changed.")

  @OptionGroup var recovery: RecoveryOptions
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let key = try Passphrases(environment: environment).recoveryKey(recovery)
    let place = try environment.place(common)
    let rehearsal = try Recovery(place, key: key, surroundings: environment.surroundings).rehearse()
    output(environment).report(
      [
        "ok": .bool(rehearsal.isSound), "keys": .number(rehearsal.keys), "opened": .number(rehearsal.opened),
        "employees": .list(rehearsal.employees) { .string($0) }, "version": .number(rehearsal.version),
      ], lines(rehearsal))
    return rehearsal.isSound ? .done : .failed
  }

  private func lines(_ rehearsal: Rehearsal) -> [String] {
    guard rehearsal.isSound else {
      return [
        "The recovery key opens \(rehearsal.opened) of \(rehearsal.keys) keys of this workspace.",
        "Let a colleague who works with all sheets run `kontor sync`, which hands over what is missing; then try again.",
      ]
    }
    return [
      "The recovery key is good: it opens all \(rehearsal.keys) keys of this workspace.",
      "It could give new keys to \(rehearsal.employees.joined(separator: ", ")).",
    ]
  }
}
