import ArgumentParser
import Presentation
import Workspaces

/// `kontor resolve ID --take current|incoming|before`
struct Resolve: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Decide a conflict.",
    discussion: """
      current: what stands there now. incoming: what was typed and waits. before: what stood there first.
      """)

  /// Which of the three values to take.
  enum Take: String, ExpressibleByArgument, CaseIterable { case current, incoming, before }

  @Argument(help: "The conflict's id, or its beginning; see `kontor conflicts`.") var id: String
  @Option(help: "Which of the values to take.") var take: Take?
  @Option(parsing: .unconditional, help: "Another value.") var value: String?
  @OptionGroup var message: MessageOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (take == nil) != (value == nil) else {
      throw ValidationError("Say --take current, incoming or before, or --value VALUE.")
    }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.changing(common) { workspace in
      try workspace.resolve(id, choice, message: message.message)
    }
  }

  private var choice: ResolutionChoice {
    switch take {
    case .current: .current
    case .incoming: .incoming
    case .before: .before
    case nil: .value(value ?? "")
    }
  }
}
