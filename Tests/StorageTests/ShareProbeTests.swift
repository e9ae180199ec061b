import Storage
import SystemIO
import Testing

@Suite struct ShareProbeTests {
  @Test func aLocalFolderIsSafe() throws {
    let scratch = try Scratch()
    let report = probe(scratch, LocalFileSystem())
    #expect(report.verdict == .severalWriters)
    #expect(report.link == .works && report.exclusiveCreate == .works && report.flushDirectory == .works)
    #expect(report.listingDelay.map { $0 < 1000 } == true)
    #expect(report.fileSystem?.isEmpty == false)
    #expect(report.freeSpace.map { $0 > 0 } == true)
    #expect(try scratch.files.list(scratch.path) == [])
  }

  static let shares: [([FileOperation: FileErrorReason], ShareVerdict)] = [
    ([.rename: .notSupported], .severalWriters),
    ([.link: .permission], .severalWriters),
    ([.link: .permission, .rename: .notSupported], .singleWriter),
    ([.link: .io, .rename: .notSupported], .refused(.faulty(.io))),
    ([.create: .permission], .refused(.unusable(.permission))),
    ([.append: .noSpace], .refused(.unusable(.noSpace))),
    ([.makeDirectory: .permission], .refused(.unusable(.permission))),
  ]

  @Test(arguments: shares)
  func verdict(_ faults: [FileOperation: FileErrorReason], _ verdict: ShareVerdict) throws {
    let scratch = try Scratch()
    #expect(probe(scratch, FaultyFileSystem(always: faults)).verdict == verdict)
    #expect(try scratch.files.list(scratch.path) == [])
  }

  /// Two views that do not see each other's files, as rclone's mounts: both win.
  @Test func twoWinnersAreRefused() throws {
    let (one, other) = (try Scratch(), try Scratch())
    // The probe makes its folder in the first view only, and its name comes from the entropy.
    try other.files.makeDirectory("\(other.path)/.tmp-probe-0-0-0-0-0-0-0-0")
    let second = ShareProbe.View(folder: other.path, files: other.files)
    let report = ShareProbe(
      folder: one.path, files: one.files, second: second, clock: ImpatientClock(), entropy: Zeroes()
    ).report()
    #expect(report.exclusiveCreate == .twoWinners)
    #expect(report.link == .twoWinners)
    #expect(report.verdict == .refused(.twoWinners))
  }

  private func probe(_ scratch: Scratch, _ files: any FileSystem) -> ShareReport {
    ShareProbe(folder: scratch.path, files: files, clock: SystemClock(), entropy: SystemEntropy()).report()
  }
}

private struct Zeroes: Entropy {
  func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}
