import FoundationEssentials
import Identities
import Storage
import SystemIO
import Tables
import Testing
import Workspaces

/// All acceptance tests, one after the other: they start many processes, and some of them race on purpose.
@Suite(.serialized) struct Acceptance {
  /// `KONTOR_ACCEPTANCE=full` runs them at the sizes that the requirements name.
  static let isFull = SystemMachine().variable("KONTOR_ACCEPTANCE") == "full"
}

/// An office in a scratch folder: one share, and for each employee a machine of his own. Commands are run as people
/// run them, by starting the built program.
final class Office {
  let folder: String
  let files = LocalFileSystem()
  private let runner = SystemProgramRunner()

  init(in parent: String = "/tmp/kontor-tests") throws {
    let name = SystemEntropy().bytes(8).map { String($0, radix: 36) }.joined()
    folder = "\(parent)/acceptance-\(name)"
    try files.makeDirectory(folder)
  }

  deinit { try? files.removeAll(folder) }

  var share: String { Path.join(folder, "share") }
  var log: String { Path.join(share, ".kontor/log") }
  func home(_ employee: String) -> String { Path.join(folder, "home-\(employee)") }
  func path(_ name: String) -> String { Path.join(folder, name) }
  static func passphrase(_ name: String) -> String { "bako-mise-\(name)-tuvo" }

  // MARK: The program

  /// The program that was built beside these tests, or the one that `KONTOR_PROGRAM` names.
  static let program: String = {
    let machine = SystemMachine()
    if let named = machine.variable("KONTOR_PROGRAM") { return named }
    return Path.join(Path.parent(machine.programPath ?? "/"), "kontor")
  }()

  /// Runs a command to its end.
  @discardableResult
  func kontor(_ employee: String, _ arguments: [String]) throws -> Outcome {
    try shell(#"out=$1; err=$2; shift 2; exec "$@" >"$out" 2>"$err" </dev/null"#, command(employee, arguments))
  }

  /// Runs a command that must end well, and gives what it printed.
  @discardableResult
  func succeed(_ employee: String, _ arguments: String..., at location: SourceLocation = #_sourceLocation) throws
    -> String
  {
    try succeed(employee, arguments, at: location)
  }

  @discardableResult
  func succeed(_ employee: String, _ arguments: [String], at location: SourceLocation = #_sourceLocation) throws
    -> String
  {
    let outcome = try kontor(employee, arguments)
    try #require(
      outcome.status == 0, "kontor \(arguments.joined(separator: " ")): \(outcome.errors)", sourceLocation: location)
    return outcome.output
  }

  /// Runs a command with `--json` and decodes what it printed, whatever it ended with.
  func report<Report: Decodable>(_ type: Report.Type, _ employee: String, _ arguments: String...) throws -> Report {
    let outcome = try kontor(employee, arguments + ["--json"])
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do { return try decoder.decode(type, from: Data(outcome.output.utf8)) } catch {
      throw UnreadableReport(arguments: arguments, outcome: outcome)
    }
  }

  /// The program with its surroundings, as words for `env`.
  func command(_ employee: String, _ arguments: [String]) -> [String] {
    [
      "env", "KONTOR_HOME=\(home(employee))", "KONTOR_WORKSPACE=\(share)", "KONTOR_EMPLOYEE=\(employee)",
      "KONTOR_PASSPHRASE=\(Self.passphrase(employee))", Self.program,
    ] + arguments
  }

  /// Runs a shell script whose first two arguments are the files for its output.
  func shell(_ script: String, _ arguments: [String]) throws -> Outcome {
    let name = SystemEntropy().bytes(8).map { String($0, radix: 36) }.joined()
    let (output, errors) = (path("\(name).out"), path("\(name).err"))
    let status = try runner.run("/bin/sh", ["-c", script, "sh", output, errors] + arguments)
    defer {
      try? files.remove(output)
      try? files.remove(errors)
    }
    return Outcome(status: status, output: text(of: output), errors: text(of: errors))
  }

  private func text(of path: String) -> String { String(decoding: (try? files.read(path)) ?? [], as: UTF8.self) }

  // MARK: People

  /// Founds the workspace and signs its admin in.
  func found(template: String, admin: String = "Ada") throws {
    try succeed(admin, "init", share, "--name", "Office", "--admin", admin, "--template", template)
    try succeed(admin, "login")
  }

  /// Invites somebody, who joins on his own machine and signs in.
  func join(_ name: String, as role: String) throws {
    let invitation = try report(Invitation.self, "Ada", "staff", "invite", name, "--role", role)
    try succeed(name, "staff", "join", invitation.code)
    try succeed(name, "login")
  }

  private struct Invitation: Decodable { var code: String }

  // MARK: Inside the process

  func surroundings(_ employee: String) -> Surroundings {
    let home = home(employee)
    return Surroundings(
      files: files, clock: SystemClock(), entropy: SystemEntropy(), home: home, runtimeFolder: Path.join(home, "run"))
  }

  func place(_ employee: String) throws -> Place {
    try Place(share, searchesParents: false, surroundings: surroundings(employee)) { root in
      FolderBackend(root: root, files: files, clock: SystemClock(), entropy: SystemEntropy())
    }
  }

  func credentials(_ name: String) -> Credentials {
    Credentials(name: name) { Passphrase(Self.passphrase(name)) }
  }

  /// Lets `body` work in this employee's workspace, at its newest version.
  func inWorkspace<Result>(of name: String, _ body: (Workspace) throws -> Result) throws -> Result {
    let workspace = try place(name).open(credentials(name), surroundings: surroundings(name))
    defer { try? workspace.close() }
    try workspace.sync()
    return try body(workspace)
  }

  /// What a look at the whole history finds, with all that this employee's machine remembers.
  func examine(_ name: String) throws -> Verification {
    try place(name).examine(credentials(name), full: false, surroundings: surroundings(name))
  }
}

/// What a program left behind.
struct Outcome {
  var status: Int32
  var output: String
  var errors: String
}

struct UnreadableReport: Error {
  var arguments: [String]
  var outcome: Outcome
}

/// The keys of `--json` that docs/JSON.md promises, as far as the tests look at them.
enum Reports {
  struct Save: Decodable {
    var version: Int
    var cellsChanged: Int
    var rowsAdded: Int
    var rowsDeleted: Int
    var conflicts: [Cell]
    var refused: [Cell]
    var possibleDuplicates: Int
    struct Cell: Decodable { var sheet: String }
  }

  struct History: Decodable {
    var commits: [Commit]
    struct Commit: Decodable {
      var version: Int
      var by: String
      var void: String?
    }
  }

  struct Verify: Decodable {
    var ok: Bool
    var head: Int
    var problems: [Problem]
    struct Problem: Decodable { var version: Int }
  }
}

extension FileSystem {
  /// Removes a file, or a folder with all that is in it.
  func removeAll(_ path: String) throws(FileError) {
    if try info(path)?.isDirectory == true {
      for name in try list(path) { try removeAll(Path.join(path, name)) }
    }
    try remove(path)
  }

  /// The paths of all files below a folder, in no order.
  func allFiles(below folder: String) throws(FileError) -> [String] {
    var found: [String] = []
    for name in try list(folder) {
      let path = Path.join(folder, name)
      if try info(path)?.isDirectory == true { found += try allFiles(below: path) } else { found.append(path) }
    }
    return found
  }
}
