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

      --new is for somebody who may not be on file: what he says of himself (--answer) finds him, or makes his record if he \
      allows it (--permitted).
      """)

  @Argument(help: "The customer, as he is found in the sheet of customers.") var customer: String?
  @Option(help: "How you talk with him: phone, counter, web, paper, form, survey, e-mail, invoice or order.")
  var channel: String
  @Option(help: "The language to ask in: es, fil, de, fr, el or en; else the one that his row names.")
  var language: String?
  @Option(help: ArgumentHelp("What he answered; may be repeated.", valueName: "col=value")) var answer: [Assignment] =
    []
  @Option(help: ArgumentHelp("A column that he does not want to tell.", valueName: "col")) var declined: [String] = []
  @Option(help: ArgumentHelp("A column to be asked another time.", valueName: "col")) var later: [String] = []
  @Option(help: "The conversation; else today's with him in this channel, or a new one.") var conversation: String?
  @Flag(help: "Somebody who may not be on file.") var new = false
  @Option(
    help: ArgumentHelp(
      "Why he is in touch: \(Reason.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "reason"),
    completion: .list(Reason.allCases.map(\.rawValue)))
  var because: String?
  @Option(help: "With --new: what the conversation is about; else the reason.") var subject: String?
  @Flag(help: "With --new: he allows a record of him.") var permitted = false
  @Flag(help: "With --new: he is none of those who fit.") var another = false
  @Flag(help: "Say as well what is passed over, and why.") var why = false
  @OptionGroup var common: CommonOptions

  private typealias Reason = NewCustomerRequest.Reason

  func validate() throws {
    try Channel.check(channel, among: Channel.askable)
    if let because, Reason(rawValue: because) == nil {
      throw ValidationError(
        "There is no reason '\(because)'; there are \(Reason.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    if new {
      guard customer == nil, conversation == nil, because != nil else {
        throw ValidationError("--new takes --because instead of a customer and a conversation.")
      }
    } else if customer == nil || because != nil || subject != nil || permitted || another {
      throw ValidationError("Name the customer; --because, --subject, --permitted and --another go with --new.")
    }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    let request = try request(environment)
    return try environment.inWorkspace(common) { workspace in
      let reporter = environment.reporter(workspace)
      if let reason = because.flatMap(Reason.init(rawValue:)) {
        return try meet(request, reason, workspace, environment)
      }
      let report = try environment.namingRows(reporter) { try workspace.ask(request) }
      output(environment).report(reporter.json(report, why: why), reporter.lines(report, why: why))
      return report.isWaiting ? .unreachable : report.noted.map(ExitStatus.of) ?? .done
    }
  }

  /// Somebody who may be new.
  private func meet(
    _ asking: AskRequest, _ reason: Reason, _ workspace: Workspace, _ environment: Environment
  ) throws -> ExitStatus {
    var request = NewCustomerRequest(asking, because: reason)
    request.subject = subject
    (request.isPermitted, request.isAnother) = (permitted, another)
    let report = try workspace.askNew(request)
    let reporter = environment.reporter(workspace)
    output(environment).report(reporter.json(report), reporter.lines(report))
    return report.asked?.isWaiting == true ? .unreachable : .done
  }

  private func request(_ environment: Environment) throws -> AskRequest {
    guard let channel = Channel(name: channel), channel.isCustomers else {
      throw WorkspaceError.unknownOption(name: "--channel", known: Channel.askable.map(\.name))
    }
    var request = AskRequest(customer ?? "", channel, now: environment.localTime)
    request.language = try language.map { try LanguageOption.language($0, of: "--language") }
    request.conversation = conversation
    request.answers = answer.map(\.pair)
    request.declined = declined
    request.later = later
    request.chased = { try $0.chased($1) }
    return request
  }
}

extension Environment {
  /// Signs of `2026-06-15T14:02:00`.
  private static let dateTimeLength = 19

  /// The day and the time where the employee sits.
  var localTime: String { String(surroundings.localTime.prefix(Self.dateTimeLength)) }
}
