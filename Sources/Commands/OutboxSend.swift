import ArgumentParser
import Chasing
import Presentation
import SystemIO

/// `kontor outbox send`
struct OutboxSend: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "send", abstract: "Send the letters that wait, each once.",
    discussion: """
      Each letter is claimed in the log before it is handed over. PROGRAM takes it as sendmail does: -i -f FROM -- TO, the \
      message on its standard input; 0 is sent, 75 is tried again next time. Ends with 3 where a person must decide.
      """)

  @Option(
    help: ArgumentHelp("What sends mail; else KONTOR_SENDMAIL, else /usr/sbin/sendmail.", valueName: "path"),
    completion: .file())
  var program: String?
  @Option(
    help: ArgumentHelp("Write letters on paper into this folder, as pages to print.", valueName: "folder"),
    completion: .directory)
  var letters: String?
  @Option(
    help: ArgumentHelp(
      "Write e-mails into this folder, as .eml files that a mail program opens to be sent; PROGRAM gets none.",
      valueName: "folder"),
    completion: .directory)
  var emails: String?
  @Option(
    help: ArgumentHelp("Your own page for letters on paper: a folder with page.html.", valueName: "folder"),
    completion: .directory)
  var texts: String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if program != nil && emails != nil { throw ValidationError("Name --program or --emails, not both.") }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    let named = program ?? environment.machine.variable("KONTOR_SENDMAIL").flatMap { $0.isEmpty ? nil : $0 }
    let request = SendRequest(
      program: named.map { $0.contains("/") ? environment.absolute($0) : $0 } ?? "/usr/sbin/sendmail",
      programs: environment.programs,
      templates: environment.letterTemplates(texts), letters: letters.map(environment.absolute),
      emails: emails.map(environment.absolute))
    return try environment.inWorkspace(common) { workspace in
      let report = try workspace.send(request)
      let reporter = environment.reporter(workspace)
      output(environment).report(reporter.json(report), reporter.lines(report))
      if !report.unknown.isEmpty || report.handed.contains(where: { $0.state == .unknown }) { return .conflicts }
      return report.handed.contains { $0.state == .failed } ? .failed : .done
    }
  }
}
