import Profiling
import SystemIO
import Tables
import Workspaces

/// The next questions for one customer among many, inside the process: cells, provenance, trust and order.
///
/// `questions FOLDER ROUNDS`: a folder that `import` has filled from the template.
enum QuestionBench {
  static func run(_ arguments: [String]) throws {
    guard arguments.count == 2, let rounds = Int(arguments[1]), rounds > 0 else {
      throw BenchError.usage("questions FOLDER ROUNDS")
    }
    let workspace = try BenchWorld(arguments[0]).open("Ada")
    var keys: [String] = []
    try workspace.forEachRow(workspace.view("customers", columns: ["customer_number"])) { _, cells in
      keys.append(cells[0].text ?? "")
      return true
    }
    var chance = Chance(state: 42)
    // The first look-ups make the indexes.
    _ = try questions(chance.pick(keys), workspace)
    var times: [Double] = []
    for _ in 0..<rounds {
      let key = chance.pick(keys)
      times.append(try timed { _ = try questions(key, workspace) })
    }
    tell("rows", keys.count)
    tell("questions", rounded(median(times)))
    tell("slowest", rounded(times.max() ?? .nan))
    try workspace.close()
  }

  private static func questions(_ key: String, _ workspace: Workspace) throws -> Questions {
    let questions = try workspace.nextQuestions(AskRequest(key, .web, now: "2026-06-15T12:00:00"))
    guard questions.asked.count + questions.passedOver.count > 10 else {
      throw BenchError.wrongResult("hardly any column is asked")
    }
    return questions
  }
}
