import ArgumentParser

/// `kontor survey …`
struct SurveyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "survey", abstract: "Ask anonymously: forms, stacks of answers, results.",
    subcommands: [SurveyForm.self, SurveyTake.self, SurveyResults.self])
}
