import SystemIO

/// Why a file operation did not go as asked.
enum Upset: Equatable {
  /// It is not done.
  case refused(FileErrorReason)
  /// It is done, and said not to be.
  case denied(FileErrorReason)
}

/// What lies behind the paths of one process: the share, and its machine's own disk.
///
/// The world is asked before each step: it may let others work first, let the process die, or hand in a fault.
/// SQLite's files are on the real disk, for SQLite cannot be simulated: their names are shown among the others.
final class SimulatedFileSystem: FileSystem, @unchecked Sendable {
  private let process: Process
  private let real = LocalFileSystem()

  init(_ process: Process) { self.process = process }

  private var machine: Machine { process.machine }
  private var world: World { process.world }

  private func volume(_ path: String) -> Volume {
    guard world.isOnShare(path) else { return machine.volume }
    return machine.isUnmounted ? machine.emptyMount : world.share
  }

  private static func isReal(_ path: String) -> Bool { Self.endings.contains { path.utf8.reversed().starts(with: $0) } }
  /// From the last letter to the first.
  private static let endings = ["", "-wal", "-shm", "-journal"].map { (".sqlite" + $0).utf8.reversed() }

  private func split(_ path: String) -> (folder: String, name: String) { (Path.parent(path), Path.name(path)) }

  /// Does one step, with whatever comes between.
  private func act<Value>(
    _ operation: FileOperation, _ path: String, _ body: (Volume) throws(FileError) -> Value
  ) throws(FileError) -> Value {
    let upset = try world.before(operation, path, process)
    if case .refused(let reason) = upset { throw FileError(operation, path, reason) }
    let value = try body(volume(path))
    if case .denied(let reason) = upset { throw FileError(operation, path, reason) }
    return value
  }

  private func folder(_ path: String, _ volume: Volume, _ operation: FileOperation) throws(FileError) -> String {
    let folder = Path.parent(path)
    guard volume.disk.isFolder(folder) else { throw FileError(operation, path, .notFound) }
    return folder
  }

  // MARK: Files

  func open(_ path: String) throws(FileError) -> any ReadableFile {
    if Self.isReal(path) { return try real.open(path) }
    return try act(.open, path) { volume throws(FileError) in
      guard !isHidden(path), case .file(let number) = entry(path, volume) else {
        throw FileError(.open, path, volume.disk.isFolder(path) ? .wrongKind : .notFound)
      }
      return SimulatedReader(self, path, volume, number)
    }
  }

  func create(_ path: String, exclusively: Bool, isPrivate: Bool) throws(FileError) -> any WritableFile {
    if Self.isReal(path) { return try real.create(path, exclusively: exclusively, isPrivate: isPrivate) }
    return try act(.create, path) { volume throws(FileError) in
      let folder = try folder(path, volume, .create)
      let number: Int
      switch volume.disk.entry(folder, Path.name(path)) {
      case .folder: throw FileError(.create, path, .wrongKind)
      case .file(let found):
        if exclusively { throw FileError(.create, path, .exists) }
        volume.disk.empty(found)
        number = found
      case nil: number = volume.disk.makeFile(folder, Path.name(path), at: world.time.now)
      }
      process.written.insert(WrittenFile(volume: volume, number: number))
      return SimulatedWriter(self, path, volume, number)
    }
  }

  fileprivate func read(_ path: String, _ volume: Volume, _ number: Int) throws(FileError) -> [UInt8] {
    try act(.read, path) { _ throws(FileError) in
      guard let file = volume.disk.files[number] else { throw FileError(.read, path, .stale) }
      return file.bytes
    }
  }

  fileprivate func append(
    _ bytes: UnsafeRawBufferPointer, _ path: String, _ volume: Volume, _ number: Int
  ) throws(FileError) {
    let bytes = Array(bytes)
    do throws(FileError) {
      try act(.append, path) { _ throws(FileError) in
        guard volume.disk.files[number] != nil else { throw FileError(.append, path, .stale) }
        volume.disk.append(bytes, to: number, at: world.time.now)
      }
    } catch {
      // A full disk takes what it can.
      if error.reason == .noSpace { volume.disk.append(bytes.prefix(bytes.count / 2), to: number, at: world.time.now) }
      throw error
    }
  }

  fileprivate func flush(_ path: String, _ volume: Volume, _ number: Int) throws(FileError) {
    try act(.flush, path) { _ throws(FileError) in
      guard volume.disk.files[number] != nil else { throw FileError(.flush, path, .stale) }
      if volume.disk.wasTorn(number) {
        world.noteUpset()
        throw FileError(.flush, path, .io)
      }
      volume.disk.flush(number)
    }
  }

  fileprivate func close(_ path: String) throws(FileError) { try act(.close, path) { _ throws(FileError) in } }

  // MARK: Names

  func link(_ from: String, _ to: String) throws(FileError) {
    if Self.isReal(to) {
      try world.alive(process, .link, to)
      return try real.link(from, to)
    }
    try act(.link, to) { volume throws(FileError) in
      if world.isOnShare(to), let refusal = world.linkRefusal { throw FileError(.link, to, refusal) }
      let folder = try folder(to, volume, .link)
      guard case .file(let number) = entry(from, volume) else { throw FileError(.link, to, .notFound) }
      try requireFree(to, volume, .link)
      volume.disk.link(number, folder, Path.name(to))
      machine.forgetMissing(to)
    }
  }

  private func requireFree(_ path: String, _ volume: Volume, _ operation: FileOperation) throws(FileError) {
    guard entry(path, volume) != nil else { return }
    // sshfs says of a race that was lost that it is not permitted.
    let isVague = world.isOnShare(path) && world.saysPermissionOfLostRaces
    throw FileError(operation, path, isVague ? .permission : .exists)
  }

  func rename(_ from: String, _ to: String) throws(FileError) {
    if Self.isReal(to) { return try real.rename(from, to) }
    try act(.rename, to) { volume throws(FileError) in
      _ = try folder(to, volume, .rename)
      guard entry(from, volume) != nil else { throw FileError(.rename, to, .notFound) }
      volume.disk.move(split(from), split(to))
      machine.forgetMissing(to)
    }
  }

  func renameWithoutReplacing(_ from: String, _ to: String) throws(FileError) {
    try act(.rename, to) { volume throws(FileError) in
      if world.isOnShare(to), let refusal = world.renameRefusal { throw FileError(.rename, to, refusal) }
      _ = try folder(to, volume, .rename)
      guard entry(from, volume) != nil else { throw FileError(.rename, to, .notFound) }
      try requireFree(to, volume, .rename)
      volume.disk.move(split(from), split(to))
      machine.forgetMissing(to)
    }
  }

  func remove(_ path: String) throws(FileError) {
    if Self.isReal(path) {
      try world.alive(process, .remove, path)
      return try real.remove(path)
    }
    try act(.remove, path) { volume throws(FileError) in
      guard let entry = entry(path, volume) else { throw FileError(.remove, path, .notFound) }
      if entry == .folder, volume.disk.live[path]?.isEmpty == false { throw FileError(.remove, path, .exists) }
      volume.disk.remove(Path.parent(path), Path.name(path))
    }
  }

  func makeOneDirectory(_ path: String, isPrivate: Bool) throws(FileError) {
    try act(.makeDirectory, path) { volume throws(FileError) in
      let folder = try folder(path, volume, .makeDirectory)
      guard entry(path, volume) == nil else { throw FileError(.makeDirectory, path, .exists) }
      volume.disk.makeFolder(folder, Path.name(path))
      machine.forgetMissing(path)
      // SQLite's files need a real folder.
      if !world.isOnShare(path) { _ = try? real.makeDirectory(path, isPrivate: isPrivate) }
    }
  }

  func list(_ directory: String) throws(FileError) -> [String] {
    try act(.list, directory) { volume throws(FileError) in
      guard let names = volume.disk.live[directory] else { throw FileError(.list, directory, .notFound) }
      guard !world.isOnShare(directory) else {
        return machine.listed(directory, Array(names.keys.sorted()), world)
      }
      let replicas = ((try? real.list(directory)) ?? []).filter(Self.isReal)
      return (Array(names.keys) + replicas).sorted()
    }
  }

  func info(_ path: String) throws(FileError) -> FileInfo? {
    if Self.isReal(path) { return try real.info(path) }
    return try act(.inspect, path) { volume throws(FileError) in
      if volume.disk.isFolder(path) { return FileInfo(size: 0, modified: 0, isDirectory: true, inode: 0) }
      guard !isHidden(path), case .file(let number) = entry(path, volume), let file = volume.disk.files[number] else {
        return nil
      }
      return FileInfo(
        size: Int64(file.bytes.count), modified: file.modified, isDirectory: false, inode: UInt64(number))
    }
  }

  func flushDirectory(_ path: String) throws(FileError) {
    try act(.flush, path) { volume throws(FileError) in
      guard volume.disk.isFolder(path) else { throw FileError(.flush, path, .notFound) }
      volume.disk.flushFolder(path)
    }
  }

  func freeSpace(_ path: String) throws(FileError) -> Int64 { 1 << 40 }
  func kind(_ path: String) -> String? { nil }
  func lock(_ path: String, waits: Bool) throws(FileError) -> (any FileLock)? { nil }

  // MARK: What a client believes

  private func entry(_ path: String, _ volume: Volume) -> Disk.Entry? {
    volume.disk.entry(Path.parent(path), Path.name(path))
  }

  /// A name once looked up in vain stays missing for half a minute over NFS.
  private func isHidden(_ path: String) -> Bool {
    guard world.isOnShare(path), world.namesAppearLate, !Path.name(path).hasPrefix(".tmp-") else { return false }
    if machine.isRemembered(missing: path, world) { return true }
    if entry(path, volume(path)) == nil { machine.remember(missing: path, world) }
    return false
  }
}

private final class SimulatedReader: ReadableFile {
  private let files: SimulatedFileSystem
  private let path: String
  private let volume: Volume
  private let number: Int

  init(_ files: SimulatedFileSystem, _ path: String, _ volume: Volume, _ number: Int) {
    (self.files, self.path, self.volume, self.number) = (files, path, volume, number)
  }

  func size() throws(FileError) -> Int64 { Int64(volume.disk.files[number]?.bytes.count ?? 0) }

  func read(at offset: Int64, count: Int) throws(FileError) -> [UInt8] {
    let bytes = try files.read(path, volume, number)
    guard offset < bytes.count else { return [] }
    return Array(bytes[Int(offset)...].prefix(count))
  }

  func close() {}
}

private final class SimulatedWriter: WritableFile {
  private let files: SimulatedFileSystem
  private let path: String
  private let volume: Volume
  private let number: Int

  init(_ files: SimulatedFileSystem, _ path: String, _ volume: Volume, _ number: Int) {
    (self.files, self.path, self.volume, self.number) = (files, path, volume, number)
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try files.append(bytes, path, volume, number)
  }

  func flush() throws(FileError) { try files.flush(path, volume, number) }
  func close() throws(FileError) { try files.close(path) }
}
