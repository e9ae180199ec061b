import ArgumentParser
import Chasing
import Presentation

/// `kontor chase close ID`
struct ChaseClose: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "End a request that needs no answer any more.")

  @Argument(help: "The request's id, or its beginning; see `kontor chase list`.") var id: String
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.changing(common) { try $0.closeRequest(id) }
  }
}
