import Commands
import Foundation
import Identities
import Presentation
import Storage
import Synchronization
import SystemIO
import Testing
import Workspaces

/// A terminal that keeps what is written to it, and answers what it was told to.
final class RecordingTerminal: Terminal {
  private let texts = Mutex<[SystemIO.OutputStream: [UInt8]]>([:])
  private let secrets: Mutex<[String]>
  private let lines: Mutex<[String]>
  private let interactive: Bool
  private let input: [UInt8]
  let width: Int?

  init(
    secrets: [String] = [], isInteractive: Bool = false, width: Int? = nil, input: [UInt8] = [], lines: [String] = []
  ) {
    self.secrets = Mutex(secrets)
    self.lines = Mutex(lines)
    self.input = input
    interactive = isInteractive
    self.width = width
  }

  func write(_ bytes: UnsafeRawBufferPointer, to stream: SystemIO.OutputStream) -> Bool {
    texts.withLock { $0[stream, default: []] += Array(bytes) }
    return true
  }

  func isInteractive(_ stream: SystemIO.OutputStream) -> Bool { interactive }
  var canAsk: Bool { interactive }
  func readLine() -> String? { lines.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
  func readSecret(prompt: String) -> String? { secrets.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
  func readAll() -> [UInt8] { input }
  func bytes(_ stream: SystemIO.OutputStream) -> [UInt8] { texts.withLock { $0[stream] ?? [] } }

  func text(_ stream: SystemIO.OutputStream) -> String {
    texts.withLock { String(decoding: $0[stream] ?? [], as: UTF8.self) }
  }
}

struct TestMachine: Machine {
  var variables: [String: String] = [:]
  var workingDirectory: String
  var hostName: String { "desk" }
  var userName: String { "user" }
  var homeDirectory: String? { workingDirectory }
  var programPath: String? { nil }
  var processID: Int32 { 1 }
  func variable(_ name: String) -> String? { variables[name] }
  func offsetFromUTC(at moment: Timestamp) -> Int { 3600 }
}

/// Remembers what was to be started, and starts nothing.
final class RecordingRunner: ProgramRunner {
  private let names = Mutex<[String]>([])
  var started: [String] { names.withLock { $0 } }
  func run(_ program: String, _ arguments: [String]) throws(ProgramError) -> Int32 { 0 }
  func run(_ program: String, _ arguments: [String], input: String) throws(ProgramError) -> Int32 { 0 }
  func launch(_ program: String, _ arguments: [String]) throws(ProgramError) {
    names.withLock { $0.append(program) }
  }
}

/// What one run of the program left.
struct Outcome {
  var status: Int32
  var output: String
  var errors: String

  /// The JSON on standard output, or on standard error if there is none.
  var json: [String: Any] {
    let text = output.isEmpty ? errors : output
    let value = try? JSONSerialization.jsonObject(with: Data(text.utf8))
    return value as? [String: Any] ?? [:]
  }
}

/// A folder of its own with a shared folder in it, in which several employees run whole commands.
final class Office {
  static let passphrase = "correct-horse-battery"
  static let project = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  let folder: String
  var share: String { folder + "/share" }
  let programs = RecordingRunner()
  /// What runs programs instead of `programs`, if a test needs them to run.
  var runner: (any ProgramRunner)?
  /// What a test may put in the place of chance and of the clock.
  var entropy: any Entropy = SystemEntropy()
  var clock: any WallClock = SystemClock()

  init() throws {
    let entropy = SystemEntropy().bytes(8).map { String($0, radix: 16) }.joined()
    folder = NSTemporaryDirectory() + "kontor-commands-\(entropy)"
    try LocalFileSystem().makeDirectory(folder)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func environment(
    _ employee: String, _ terminal: RecordingTerminal, variables: [String: String] = [:]
  ) -> Environment {
    let home = folder + "/" + employee
    let machine = TestMachine(variables: variables, workingDirectory: folder)
    var surroundings = Surroundings(
      files: LocalFileSystem(), clock: clock, entropy: entropy, home: home, runtimeFolder: home + "/run",
      scryptCost: .init(exponent: 4))
    surroundings.offsetFromUTC = machine.offsetFromUTC
    return Environment(
      surroundings: surroundings,
      terminal: terminal, machine: machine, programs: runner ?? programs, gateway: Self.gateway,
      resources: Resources(templates: Self.project + "/templates", locales: Self.project + "/share/locales"))
  }

  /// Runs a command line as an employee at a machine of his own.
  @discardableResult
  func run(
    _ employee: String, _ arguments: [String], variables: [String: String]? = nil,
    terminal: RecordingTerminal = RecordingTerminal()
  ) -> Outcome {
    let usual = ["KONTOR_PASSPHRASE": Self.passphrase, "KONTOR_WORKSPACE": share]
    let status = Program.run(
      arguments, in: environment(employee, terminal, variables: variables ?? usual))
    return Outcome(status: status.rawValue, output: terminal.text(.standard), errors: terminal.text(.error))
  }

  /// The same with `--json`; records an issue unless it ends as expected.
  @discardableResult
  func json(
    _ employee: String, _ arguments: String..., ends status: Int32 = 0, at location: SourceLocation = #_sourceLocation
  ) -> [String: Any] {
    let outcome = run(employee, arguments + ["--json"])
    #expect(outcome.status == status, "\(arguments) \(outcome.errors)", sourceLocation: location)
    return outcome.json
  }

  /// Founds the workspace for Ada and unlocks her keys.
  func found() {
    json("Ada", "init", share, "--name", "Office", "--admin", "Ada")
    json("Ada", "login")
  }

  /// Brings a colleague in.
  func join(_ name: String, as role: String) {
    let code = json("Ada", "staff", "invite", name, "--role", role)["code"] as? String ?? ""
    json(name, "staff", "join", code)
    json(name, "login")
  }

  func write(_ name: String, _ text: String) throws -> String {
    let path = folder + "/" + name
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  func read(_ path: String) throws -> String { try String(contentsOf: URL(filePath: path), encoding: .utf8) }

  /// Replaces a text in a file, as an office program would; with the commas around it, since ids hold any letters.
  func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try read(path)
    try #require(text.contains(old), "\(old) is not in \(path)")
    try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: URL(filePath: path))
  }

  private static let gateway = Gateway(
    place: { folder, searchesParents, surroundings in
      try Place(folder, searchesParents: searchesParents, surroundings: surroundings) { backend($0, surroundings) }
    },
    lost: { folder, surroundings in
      try Place(lostAt: folder, surroundings: surroundings) { root in backend(root, surroundings) }
    },
    found: { founding, surroundings in
      try founding.run(surroundings: surroundings) { backend($0, surroundings) }
    })

  private static func backend(_ root: String, _ surroundings: Surroundings) -> any StorageBackend {
    FolderBackend(root: root, files: surroundings.files, clock: surroundings.clock, entropy: surroundings.entropy)
  }
}
