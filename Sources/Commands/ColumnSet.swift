import ArgumentParser
import Presentation
import Profiling
import Tables
import Workspaces

/// `kontor column set SHEET COL --stage 2 --ask en=TEXT …`
struct ColumnSet: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Say what a column is for when one talks with customers.",
    discussion:
      "What is not named stays as it is. The rules, and the order in which is asked, are in docs/PROFILING.md.")

  @Argument var sheet: String
  @Argument var name: String
  @Option(help: ArgumentHelp("The question in a language: es, fil, de, fr, el or en.", valueName: "lang=text"))
  var ask: [Assignment] = []
  @Option(help: "When it is asked: 1, which is names and ways of contact, to 9.") var stage: String?
  @Option(help: "Another column that must be known first; may be repeated.") var after: [String] = []
  @Option(help: "How well the customer must be known: \"contacts 3 purchases 2 months 6\", any of the three.")
  var trust: String?
  @Option(help: "The ways in which it is asked, with commas: phone,counter,web,paper,form,survey,e-mail,invoice,order.")
  var channels: String?
  @Option(help: "What is offered to choose from, instead of a number: \"a|b|c\".") var ranges: String?
  @Option(help: "After so many months it is asked again.") var refresh: String?
  @Option(help: "So many days nobody asks after \"another time\".") var cooldown: String?
  @Flag(inversion: .prefixedNo, help: "It belongs to anonymous surveys too.") var anonymous: Bool?
  @Option(help: "What it is about: name, contact, money, children, education, profession or standing.")
  var about: String?
  @Option(help: "Values of a choice under which a customer is asked nothing: \"objected|died\".") var quiet: String?
  @Option(help: "Of those the ones under which nobody writes to him ever again: \"died\".") var gone: String?
  @Option(help: "What it tells of dealings: customer, contact, purchase, since, language, channel or asked.")
  var fact: String?
  @Option(help: "Of the column with the fact asked: how many questions a conversation has.") var budget: String?
  @Option(
    help:
      "Who enters a second time what was read off a paper or an invoice: again (anybody), other (a colleague) or none.")
  var check: String?
  @Flag var without: [PurposeRemoval] = []
  @Option(help: ArgumentHelp("Take the question in a language back.", valueName: "lang")) var noAsk: [String] = []
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let changes = try self.changes()
    let version = try environment.inWorkspace(common) { try $0.setPurpose(of: name, in: sheet, changes) }
    output(environment).report(
      ColumnCommand.json(sheet, name, version), ["What \(sheet).\(name) is for holds from version \(version) on."])
    return .done
  }

  private static let none = "none"

  private func changes() throws -> [PurposeChange] {
    let after = after.isEmpty ? nil : after.joined(separator: "|")
    let said: [(ProfileAttribute, String?)] = [
      (.stage, stage), (.after, after), (.trust, trust), (.channels, channels), (.ranges, ranges),
      (.refresh, refresh), (.cooldown, cooldown), (.anonymous, anonymous.map { $0 ? "yes" : "no" }), (.about, about),
      (.quiet, quiet), (.fact, fact), (.budget, budget), (.gone, gone),
      (.check, check == Self.none ? nil : check),
    ]
    let nobody = check == Self.none ? [PurposeChange(.check, nil)] : []
    return nobody + without.map { PurposeChange($0.attribute, nil) }
      + (try noAsk.map { PurposeChange(.ask(try LanguageOption.language($0, of: "--no-ask")), nil) })
      + said.compactMap { attribute, text in text.map { PurposeChange(attribute, $0) } }
      + (try ask.map { PurposeChange(.ask(try LanguageOption.language($0.column, of: "--ask")), $0.value) })
  }
}

/// `--no-stage` and the like: what is taken back.
enum PurposeRemoval: String, EnumerableFlag {
  case stage, after, trust, channels, ranges, refresh, cooldown, about, quiet, fact, budget, gone, check

  var attribute: ProfileAttribute {
    switch self {
    case .stage: .stage
    case .after: .after
    case .trust: .trust
    case .channels: .channels
    case .ranges: .ranges
    case .refresh: .refresh
    case .cooldown: .cooldown
    case .about: .about
    case .quiet: .quiet
    case .fact: .fact
    case .budget: .budget
    case .gone: .gone
    case .check: .check
    }
  }

  static func name(for value: PurposeRemoval) -> NameSpecification { .customLong("no-\(value.rawValue)") }

  static func help(for value: PurposeRemoval) -> ArgumentHelp? { "Take --\(value.rawValue) back." }
}

/// A language as options name it.
enum LanguageOption {
  /// By its ISO 639 code.
  static func language(_ code: String, of option: String) throws -> Language {
    guard let language = Language(rawValue: code) else {
      throw WorkspaceError.unknownOption(name: option, known: Language.allCases.map(\.rawValue))
    }
    return language
  }
}
