import SystemIO
import Workspaces

/// The least that makes a file appear under a name for good, and at most once: what a put is held against.
///
/// Temporary file, flush, link, flush of the directory; then the temporary goes. Where the name was taken it stays for the
/// next attempt, as Kontor's does.
struct BarePut {
  let folder: String
  let bytes: [UInt8]
  let files = LocalFileSystem()

  /// False if the name was taken.
  func put(_ name: String, temporary: String) throws -> Bool { try put(name, bytes, temporary: temporary) }

  func put(_ name: String, _ bytes: [UInt8], temporary: String) throws -> Bool {
    let draft = Path.join(folder, temporary)
    try files.write(draft, bytes, exclusively: false, isPrivate: false)
    do throws(FileError) {
      try files.link(draft, Path.join(folder, name))
    } catch {
      if error.reason == .exists { return false }
      throw error
    }
    try files.flushDirectory(folder)
    try files.remove(draft)
    return true
  }
}

/// Writers who race for the next number with bare puts, and back off as Kontor does.
///
/// `racer FOLDER NAME SECONDS SIZE`
enum BareRace {
  static func run(_ arguments: [String]) throws {
    guard arguments.count == 4, let seconds = Double(arguments[2]), let size = Int(arguments[3]) else {
      throw BenchError.usage("racer FOLDER NAME SECONDS SIZE")
    }
    let put = BarePut(folder: arguments[0], bytes: [UInt8](repeating: 7, count: size))
    try StartSignal(folder: arguments[0]).wait(as: arguments[1])
    var next = 1
    try Turns(seconds: seconds).run { _ in try claim(&next, put, name: arguments[1]) }
  }

  private static func claim(_ next: inout Int, _ put: BarePut, name: String) throws {
    var backOff = BackOff(clock: SystemClock(), entropy: SystemEntropy())
    while try !put.put(String(next), temporary: ".\(name)") {
      backOff.wait()
      while try LocalFileSystem().exists(Path.join(put.folder, String(next))) { next += 1 }
    }
    next += 1
  }
}

/// Lets several processes begin at once: each says that it is ready, and waits until the script says go.
struct StartSignal {
  let folder: String
  private let files = LocalFileSystem()

  init(folder: String) { self.folder = folder }

  func wait(as name: String) throws {
    try files.write(Path.join(folder, "ready-\(name)"), [], exclusively: false, isPrivate: false)
    while try !files.exists(Path.join(folder, "go")) { SystemClock().sleep(milliseconds: 2) }
  }
}
