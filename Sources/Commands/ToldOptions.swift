import ArgumentParser
import Tables
import Workspaces

/// How the office was told what is written down.
struct ToldOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How the office was told: \(Channel.allCases.map(\.name).joined(separator: ", ")).", valueName: "way"),
    completion: .list(Channel.allCases.map(\.name)))
  var channel: String?

  @Option(help: ArgumentHelp("When it was said, if not today: 2026-03-31.", valueName: "date"))
  var toldOn: String?

  func validate() throws {
    if let channel { try Channel.check(channel, among: Channel.allCases) }
    if let toldOn, CalendarDate(toldOn)?.text != toldOn {
      throw ValidationError("--told-on takes a day as 2026-03-31.")
    }
  }

  /// Nil if nothing was said of it; a day alone is said of what came the usual way.
  func telling(usually usual: Channel) -> Telling? {
    guard channel != nil || toldOn != nil else { return nil }
    return Telling(channel.flatMap(Channel.init(name:)) ?? usual, on: toldOn.flatMap { CalendarDate($0) })
  }
}

extension Channel {
  /// Throws what the command line is wrong with where no channel has this name; of those there are, `fit` are named.
  static func check(_ name: String, among fit: [Channel]) throws {
    if Channel(name: name) != nil { return }
    throw ValidationError(
      "There is no channel '\(name)'; there are \(fit.map(\.name).joined(separator: ", ")).")
  }
}
