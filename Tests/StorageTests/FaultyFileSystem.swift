import Synchronization
import SystemIO

/// A fault that a file system is told to show, once for each time that it stands in the plan.
struct Fault: Sendable, Equatable, CustomStringConvertible {
  var operation: FileOperation
  var reason: FileErrorReason
  /// Whether the operation is done all the same, and only the answer is an error.
  var isDone = false

  var description: String { "\(operation)-\(reason)\(isDone ? "-done" : "")" }
}

/// The local files, with faults: some once, in the order in which their operations come, some always.
final class FaultyFileSystem: FileSystem {
  private let inner = LocalFileSystem()
  private let plan: Mutex<[Fault]>
  private let always: [FileOperation: FileErrorReason]
  /// The folder that must outlast us.
  private let home: Scratch?
  private let calls = Mutex<[FileOperation: Int]>([:])
  /// What happens on the server right before an operation on a path.
  private let interlude = Mutex<(@Sendable (FileOperation, String) -> Void)?>(nil)

  init(_ plan: [Fault] = [], always: [FileOperation: FileErrorReason] = [:], home: Scratch? = nil) {
    self.plan = Mutex(plan)
    self.home = home
    self.always = always
  }

  /// Faults for what comes now.
  func show(_ faults: [Fault]) { plan.withLock { $0 = faults } }

  /// Lets something happen before each operation from now on.
  func interrupt(_ body: (@Sendable (FileOperation, String) -> Void)?) { interlude.withLock { $0 = body } }

  /// How often each operation was asked for since the last call.
  func takeCalls() -> [FileOperation: Int] {
    calls.withLock { calls in
      defer { calls = [:] }
      return calls
    }
  }

  fileprivate func act<Value>(
    _ operation: FileOperation, _ path: String, _ body: () throws(FileError) -> Value
  ) throws(FileError) -> Value {
    calls.withLock { $0[operation, default: 0] += 1 }
    interlude.withLock { $0 }?(operation, path)
    if let reason = always[operation] { throw FileError(operation, path, reason) }
    let fault = plan.withLock { plan -> Fault? in
      guard let place = plan.firstIndex(where: { $0.operation == operation }) else { return nil }
      return plan.remove(at: place)
    }
    guard let fault else { return try body() }
    if fault.isDone { _ = try body() }
    throw FileError(operation, path, fault.reason)
  }

  func open(_ path: String) throws(FileError) -> any ReadableFile {
    let file = try act(.open, path) { () throws(FileError) in try inner.open(path) }
    return FaultyReadableFile(file, path, self)
  }

  func create(_ path: String, exclusively: Bool, isPrivate: Bool) throws(FileError) -> any WritableFile {
    let file = try act(.create, path) { () throws(FileError) in
      try inner.create(path, exclusively: exclusively, isPrivate: isPrivate)
    }
    return FaultyWritableFile(file, path, self)
  }

  func link(_ from: String, _ to: String) throws(FileError) {
    try act(.link, to) { () throws(FileError) in try inner.link(from, to) }
  }

  func rename(_ from: String, _ to: String) throws(FileError) {
    try act(.rename, to) { () throws(FileError) in try inner.rename(from, to) }
  }

  func renameWithoutReplacing(_ from: String, _ to: String) throws(FileError) {
    try act(.rename, to) { () throws(FileError) in try inner.renameWithoutReplacing(from, to) }
  }

  func remove(_ path: String) throws(FileError) {
    try act(.remove, path) { () throws(FileError) in try inner.remove(path) }
  }

  func makeOneDirectory(_ path: String, isPrivate: Bool) throws(FileError) {
    try act(.makeDirectory, path) { () throws(FileError) in try inner.makeOneDirectory(path, isPrivate: isPrivate) }
  }

  func list(_ directory: String) throws(FileError) -> [String] {
    try act(.list, directory) { () throws(FileError) in try inner.list(directory) }
  }

  func info(_ path: String) throws(FileError) -> FileInfo? {
    try act(.inspect, path) { () throws(FileError) in try inner.info(path) }
  }

  func flushDirectory(_ path: String) throws(FileError) {
    try act(.flush, path) { () throws(FileError) in try inner.flushDirectory(path) }
  }

  func freeSpace(_ path: String) throws(FileError) -> Int64 {
    try act(.freeSpace, path) { () throws(FileError) in try inner.freeSpace(path) }
  }

  func kind(_ path: String) -> String? { nil }

  func lock(_ path: String, waits: Bool) throws(FileError) -> (any FileLock)? {
    try act(.lock, path) { () throws(FileError) in try inner.lock(path, waits: waits) }
  }
}

private final class FaultyReadableFile: ReadableFile {
  private let inner: any ReadableFile
  private let path: String
  private let files: FaultyFileSystem

  init(_ inner: any ReadableFile, _ path: String, _ files: FaultyFileSystem) {
    self.inner = inner
    self.path = path
    self.files = files
  }

  func size() throws(FileError) -> Int64 { try inner.size() }

  func read(at offset: Int64, count: Int) throws(FileError) -> [UInt8] {
    try files.act(.read, path) { () throws(FileError) in try inner.read(at: offset, count: count) }
  }

  func close() { inner.close() }
}

private final class FaultyWritableFile: WritableFile {
  private let inner: any WritableFile
  private let path: String
  private let files: FaultyFileSystem

  init(_ inner: any WritableFile, _ path: String, _ files: FaultyFileSystem) {
    self.inner = inner
    self.path = path
    self.files = files
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try files.act(.append, path) { () throws(FileError) in try inner.append(bytes) }
  }

  /// Told apart from a directory's flush by being counted as `close`.
  func flush() throws(FileError) {
    try files.act(.close, path) { () throws(FileError) in try inner.flush() }
  }

  func close() throws(FileError) { try inner.close() }
}
