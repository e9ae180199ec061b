import ArgumentParser
import Chasing
import Presentation
import Profiling
import Tables
import Workspaces

/// `kontor confirm CUSTOMER --channel phone`
struct Confirm: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what to ask a customer and what to read back, and write down what he finds right.",
    discussion: """
      Nothing on file is shown before you know who he is: on the telephone and at the counter he says two things that fit \
      what is on file, not both of them names (--said phone=…), or shows who he is (--seen). A paper or an invoice is \
      compared with what is on file at once.

      His addresses are named by what they are for, and by the site where there are several: --confirmed shipping, \
      --corrected shipping/Depot.street=…
      """)

  @Argument var customer: String
  @Option(help: "How: phone, counter, invoice or paper.") var channel: String
  @Option(help: "What he said of himself: COLUMN=VALUE; at least two.") var said: [Assignment] = []
  @Flag(help: "He showed who he is.") var seen = false
  @Option(help: "Columns that he found right, with commas; may be repeated.") var confirmed: [String] = []
  @Option(help: "What he corrected: COLUMN=VALUE; may be repeated.") var corrected: [Assignment] = []
  @Option(help: "Columns of which there is no such thing for him, with commas.") var notApplicable: [String] = []
  @OptionGroup var common: CommonOptions

  func validate() throws { try Channel.check(channel, among: Channel.confirming) }

  func run(in environment: Environment) throws -> ExitStatus {
    guard let way = Channel(name: channel), Channel.confirming.contains(way) else {
      throw WorkspaceError.unknownOption(name: "--channel", known: Channel.confirming.map(\.name))
    }
    var request = ConfirmRequest(customer, way, now: environment.localTime)
    request.chased = { try $0.chased($1) }
    request.said = said.map(\.pair)
    request.isSeen = seen
    request.confirmed = confirmed.flatMap { CommaList.parts($0) }
    request.corrected = corrected.map(\.pair)
    request.notApplicable = notApplicable.flatMap { CommaList.parts($0) }
    return try environment.inWorkspace(common) { workspace in
      let reporter = environment.reporter(workspace)
      // Which rows a name fits is told by what is on file: who has not said who he is hears nothing of it.
      let report = try workspace.confirm(request)
      output(environment).report(reporter.json(report), reporter.lines(report))
      return report.isWaiting ? .unreachable : report.noted.map(ExitStatus.of) ?? .done
    }
  }
}
