import Glibc

/// Why a program did not run.
package enum ProgramError: Error, Hashable, Sendable {
  case notFound(String)
  /// With the system's error number, see errno(3).
  case notStarted(String, Int32)
}

/// Starts other programs, such as an office suite.
package protocol ProgramRunner: Sendable {
  /// Runs a program to its end and gives its exit code; killed by a signal it is 128 and the signal's number.
  ///
  /// The program is looked for in PATH unless its name has a slash; the arguments do not include the name.
  func run(_ program: String, _ arguments: [String]) throws(ProgramError) -> Int32

  /// The same with a file as the program's standard input; what it writes to its standard output is thrown away.
  func run(_ program: String, _ arguments: [String], input: String) throws(ProgramError) -> Int32

  /// Starts a program that goes on without us, in a session of its own, with nothing to read or write here.
  func launch(_ program: String, _ arguments: [String]) throws(ProgramError)
}

/// Starts programs on this machine.
package struct SystemProgramRunner: ProgramRunner {
  package init() {}

  package func run(_ program: String, _ arguments: [String]) throws(ProgramError) -> Int32 {
    try wait(for: try spawn(program, arguments), program)
  }

  package func run(_ program: String, _ arguments: [String], input: String) throws(ProgramError) -> Int32 {
    try wait(for: try spawn(program, arguments, input: input), program)
  }

  private func wait(for process: pid_t, _ program: String) throws(ProgramError) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw .notStarted(program, errno) }
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  package func launch(_ program: String, _ arguments: [String]) throws(ProgramError) {
    _ = try spawn(program, arguments, isDetached: true)
  }

  private func spawn(
    _ program: String, _ arguments: [String], isDetached: Bool = false, input: String? = nil
  ) throws(ProgramError) -> pid_t {
    var attributes = posix_spawnattr_t()
    var actions = posix_spawn_file_actions_t()
    posix_spawnattr_init(&attributes)
    posix_spawn_file_actions_init(&actions)
    defer {
      posix_spawnattr_destroy(&attributes)
      posix_spawn_file_actions_destroy(&actions)
    }
    restoreSignals(&attributes, isDetached: isDetached)
    if isDetached { silence(&actions, 0...2) }
    if let input {
      posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
      silence(&actions, 1...1)
    }

    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    switch posix_spawnp(&process, program, &actions, &attributes, words, environ) {
    case 0: return process
    case ENOENT: throw .notFound(program)
    case let number: throw .notStarted(program, number)
    }
  }

  /// We ignore SIGPIPE, and a thread of a pool holds signals back; what we start must inherit neither.
  private func restoreSignals(_ attributes: inout posix_spawnattr_t, isDetached: Bool) {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (isDetached ? ownSession : 0)
    posix_spawnattr_setflags(&attributes, Int16(flags))
  }

  private func silence(_ actions: inout posix_spawn_file_actions_t, _ descriptors: ClosedRange<Int32>) {
    for descriptor in descriptors {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
  }
}

/// POSIX_SPAWN_SETSID of spawn.h (glibc 2.26), which Swift does not see.
private let ownSession: Int32 = 0x80
