package import SystemIO

/// Tries out whether a folder can carry a workspace, leaving nothing behind.
///
///     ShareProbe(folder: "/mnt/office", files: files, clock: clock, entropy: entropy).report().verdict
///
/// `second` is another view of the same folder, through another mount or machine, if there is one. One view alone
/// cannot show all: rclone lets two *mounts* win one name (1,040 of 1,096 times); it is told by what it says of links.
package struct ShareProbe {
  /// One way to reach the folder.
  package struct View: Sendable {
    package var folder: String
    package var files: any FileSystem

    package init(folder: String, files: any FileSystem) {
      self.folder = folder
      self.files = files
    }
  }

  private let first: View
  private let second: View
  private let clock: any WallClock
  private let trial: String

  package init(
    folder: String, files: any FileSystem, second: View? = nil, clock: any WallClock, entropy: any Entropy
  ) {
    first = View(folder: folder, files: files)
    self.second = second ?? first
    self.clock = clock
    trial = temporaryPrefix + "probe-" + entropy.bytes(8).map { String($0, radix: 16) }.joined(separator: "-")
  }

  /// Tries everything; takes milliseconds on a good share, and up to `longestListingDelay` on one that lists late.
  package func report() -> ShareReport {
    var report = ShareReport(
      fileSystem: first.files.kind(first.folder), exclusiveCreate: .fails(.notFound), link: .fails(.notFound),
      renameWithoutReplacing: .fails(.notFound), flushFile: .fails(.notFound), flushDirectory: .fails(.notFound),
      foldsCase: false, listingDelay: nil, freeSpace: try? first.files.freeSpace(first.folder),
      verdict: .refused(.unusable(.notFound)))
    do throws(FileError) {
      try first.files.makeDirectory(path(first))
    } catch {
      report.verdict = .refused(.unusable(error.reason))
      return report
    }
    defer { cleanUp() }
    report.flushFile = result { () throws(FileError) in try write("flushed", 1, first) }
    report.exclusiveCreate = tryExclusiveCreate()
    report.link = tryClaim("link") { view, from, to throws(FileError) in try view.files.link(from, to) }
    report.renameWithoutReplacing = tryClaim("rename") { view, from, to throws(FileError) in
      try view.files.renameWithoutReplacing(from, to)
    }
    report.flushDirectory = result { () throws(FileError) in try first.files.flushDirectory(path(first)) }
    report.foldsCase = tryCase()
    report.listingDelay = measureListing()
    report.verdict = verdict(of: report)
    return report
  }
}

/// Longest time, in milliseconds, that the probe waits for a new name to be listed; sshfs takes 20,000.
private let longestListingDelay: Int64 = 3000
private let listingPause: Int64 = 20

/// Kinds of file system that lose writes, seen with eight writers; all else is judged by trial.
private let losing: Set<String> = ["fuse.rclone"]

/// What follows from the facts, worst first.
func verdict(of report: ShareReport) -> ShareVerdict {
  if let kind = report.fileSystem, losing.contains(kind) { return .refused(.knownToLose(kind)) }
  if case .fails(let reason) = report.flushFile { return .refused(.unusable(reason)) }
  let ways = [report.link, report.renameWithoutReplacing, report.exclusiveCreate]
  if ways.contains(.twoWinners) { return .refused(.twoWinners) }
  // Where links do not exist, honest file systems say so; rclone says EIO.
  for case .fails(let reason) in ways where [.io, .stale, .unreachable].contains(reason) {
    return .refused(.faulty(reason))
  }
  if report.link.isWorking || report.renameWithoutReplacing.isWorking { return .severalWriters }
  if case .fails(let reason) = report.exclusiveCreate { return .refused(.unusable(reason)) }
  return .singleWriter
}

// MARK: - Single trials

extension ShareProbe {
  private func path(_ view: View) -> String { Path.join(view.folder, trial) }
  private func path(_ view: View, _ name: String) -> String { Path.join(path(view), name) }

  private func write(_ name: String, _ byte: UInt8, _ view: View) throws(FileError) {
    try view.files.write(path(view, name), [byte], exclusively: true, isPrivate: false)
  }

  private func result(_ trial: () throws(FileError) -> Void) -> ProbeResult {
    do throws(FileError) {
      try trial()
      return .works
    } catch { return .fails(error.reason) }
  }

  /// Both views make one name while the first still writes: the second must be told that it is taken.
  private func tryExclusiveCreate() -> ProbeResult {
    do throws(FileError) {
      let winner = try first.files.create(path(first, "created"), exclusively: true, isPrivate: false)
      let isSecondRefused = try isRefused { () throws(FileError) in
        _ = try second.files.create(path(second, "created"), exclusively: true, isPrivate: false)
      }
      try winner.append([1])
      try winner.close()
      guard isSecondRefused else { return .twoWinners }
      return try holds(1, "created") ? .works : .twoWinners
    } catch { return .fails(error.reason) }
  }

  /// Both views claim one name, each with a file of its own: only the first may have it, with its byte.
  private func tryClaim(
    _ name: String, _ claim: (View, String, String) throws(FileError) -> Void
  ) -> ProbeResult {
    do throws(FileError) {
      try write("\(name)-1", 1, first)
      try write("\(name)-2", 2, second)
      try claim(first, path(first, "\(name)-1"), path(first, name))
      let isSecondRefused = try isRefused { () throws(FileError) in
        try claim(second, path(second, "\(name)-2"), path(second, name))
      }
      guard isSecondRefused else { return .twoWinners }
      return try holds(1, name) ? .works : .twoWinners
    } catch { return .fails(error.reason) }
  }

  /// Whether an attempt fails because the name is taken; sshfs says EPERM of a lost race.
  private func isRefused(_ attempt: () throws(FileError) -> Void) throws(FileError) -> Bool {
    do throws(FileError) {
      try attempt()
      return false
    } catch {
      guard error.reason == .exists || error.reason == .permission else { throw error }
      return true
    }
  }

  private func holds(_ byte: UInt8, _ name: String) throws(FileError) -> Bool {
    try second.files.read(path(second, name)) == [byte]
  }

  private func tryCase() -> Bool {
    do throws(FileError) {
      try write("letters", 1, first)
      return try first.files.exists(path(first, "LETTERS"))
    } catch { return false }
  }

  private func measureListing() -> Int64? {
    do throws(FileError) {
      try write("listed", 1, first)
      let start = clock.uptime()
      while true {
        let isListed = try second.files.list(path(second)).contains("listed")
        let waited = Int64((clock.uptime() - start) / 1_000_000)
        if isListed { return waited }
        if waited >= longestListingDelay { return nil }
        clock.sleep(milliseconds: listingPause)
      }
    } catch { return nil }
  }

  private func cleanUp() {
    // By the names that we gave, too: a listing may lag behind.
    let ours = [
      "flushed", "created", "link", "link-1", "link-2", "rename", "rename-1", "rename-2", "letters", "listed",
    ]
    for name in Set((try? first.files.list(path(first))) ?? []).union(ours) {
      try? first.files.remove(path(first, name))
    }
    try? first.files.remove(path(first))
  }
}
