import Foundation
import SystemIO
import Testing

/// What the README shows is what the program does: its session is run, line by line, in one shell.
struct ReadmeTests {
  struct Step {
    var command: String
    var expected: [String]
  }

  static let program = Path.join(Path.parent(SystemMachine().programPath ?? ""), "kontor")
  static let isBuilt = (try? LocalFileSystem().exists(program)) == true

  private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// The commands of all `console` blocks, each with the lines that its output must hold.
  private func steps() throws -> [Step] {
    let text = String(decoding: try LocalFileSystem().read(Path.join(root, "README.md")), as: UTF8.self)
    var steps: [Step] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if isInside, line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2)), expected: []))
      } else if isInside, !line.isEmpty, !steps.isEmpty {
        steps[steps.count - 1].expected.append(String(line))
      }
    }
    return steps
  }

  @Test(.enabled(if: isBuilt, "the program is not built beside the tests"))
  func itsSessionRunsAsShown() throws {
    let files = LocalFileSystem()
    let folder = "/tmp/kontor-tests/readme-\(SystemMachine().processID)"
    try files.makeDirectory(folder)
    defer { _ = try? SystemProgramRunner().run("rm", ["-rf", folder]) }
    let steps = try steps()
    #expect(steps.count > 5)
    var script = "cd '\(folder)'\nexport PATH='\(Path.parent(Self.program))':\"$PATH\"\nunset XDG_RUNTIME_DIR\n"
    for (number, step) in steps.enumerated() { script += "echo '=== \(number)'\n\(step.command)\n" }
    let scriptPath = Path.join(folder, "session.sh")
    try files.write(scriptPath, Array(script.utf8), exclusively: true, isPrivate: true)
    _ = try SystemProgramRunner().run("bash", ["-c", "bash '\(scriptPath)' > '\(folder)/out' 2>&1"])
    let output = String(decoding: try files.read(Path.join(folder, "out")), as: UTF8.self)
    let answers = output.components(separatedBy: "=== ").dropFirst()
    #expect(answers.count == steps.count)
    for (step, answer) in zip(steps, answers) {
      for line in step.expected {
        #expect(answer.components(separatedBy: "\n").contains(line), "after: \(step.command)\n\(answer)")
      }
    }
  }
}
