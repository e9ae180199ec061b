import ArgumentParser
import Chasing
import Presentation
import Profiling
import SystemIO
import Tables
import Workspaces

/// `kontor ask CUSTOMER --channel phone`
struct Ask: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what to ask a customer next, and write down what he answers.",
    discussion: """
      CUSTOMER is an id, or a number, telephone number, e-mail address or name that fits one row. A conversation has few \
      questions (2, unless the workspace says otherwise), which all employees share; docs/PROFILING.md has the order.
      """)

  @Argument(help: "The customer, as he is found in the sheet of customers.") var customer: String
  @Option(help: "How you talk with him: phone, counter, web, paper, form, survey, e-mail, invoice or order.")
  var channel: String
  @Option(help: "The language to ask in: es, fil, de, fr, el or en; else the one that his row names.")
  var language: String?
  @Option(help: ArgumentHelp("What he answered; may be repeated.", valueName: "col=value")) var answer: [Assignment] =
    []
  @Option(help: ArgumentHelp("A column that he does not want to tell.", valueName: "col")) var declined: [String] = []
  @Option(help: ArgumentHelp("A column to be asked another time.", valueName: "col")) var later: [String] = []
  @Option(help: "The conversation; else today's with him in this channel, or a new one.") var conversation: String?
  @Flag(help: "Say as well what is passed over, and why.") var why = false
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let request = try request(environment)
    return try environment.inWorkspace(common) { workspace in
      let reporter = environment.reporter(workspace)
      let report = try environment.namingRows(common, reporter) { try workspace.ask(request) }
      output(environment).report(reporter.json(report, why: why), reporter.lines(report, why: why))
      return report.isWaiting ? .unreachable : report.noted.map(ExitStatus.of) ?? .done
    }
  }

  private func request(_ environment: Environment) throws -> AskRequest {
    guard let channel = Channel(name: channel), channel.isCustomers else {
      throw WorkspaceError.unknownOption(name: "--channel", known: Channel.askable.map(\.name))
    }
    let now = Timestamp(milliseconds: environment.surroundings.clock.now())
    let local = now.local(offset: environment.machine.offsetFromUTC(at: now))
    var request = AskRequest(customer, channel, now: String(local.prefix(Self.dateTimeLength)))
    request.language = try language.map { try LanguageOption.language($0, of: "--language") }
    request.conversation = conversation
    request.answers = answer.map(\.pair)
    request.declined = declined
    request.later = later
    request.chased = { try $0.chased($1) }
    return request
  }

  /// Signs of `2026-06-15T14:02:00`.
  private static let dateTimeLength = 19
}
