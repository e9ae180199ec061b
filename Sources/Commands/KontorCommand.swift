import ArgumentParser
import Presentation

/// One command: its arguments, and what it does with them.
///
/// What it does not know is handed in; what it ends with is given back. So tests run it like the program does.
protocol KontorCommand: ParsableCommand {
  var common: CommonOptions { get }

  /// Does the work and reports it; throws what `ErrorReport` has sentences for.
  func run(in environment: Environment) throws -> ExitStatus
}

extension KontorCommand {
  /// Where the report goes.
  func output(_ environment: Environment) -> Output { Output(environment, isJSON: common.json) }
}
