import Storage
import SystemIO
import Testing

/// What a put answers when the share fails in the middle, and what stands there afterwards.
@Suite struct FaultTests {
  /// Faults of the claiming step, the answer, and whether our bytes stand under the name.
  static let claims: [([Fault], PutOutcome, Bool)] = [
    ([Fault(operation: .link, reason: .io, isDone: true)], .created, true),
    ([Fault(operation: .link, reason: .unreachable, isDone: true)], .created, true),
    ([Fault(operation: .link, reason: .permission, isDone: true)], .created, true),
    // A server that was asked twice, since its first answer was lost, finds the link of the first time.
    ([Fault(operation: .link, reason: .exists, isDone: true)], .created, true),
    ([Fault(operation: .link, reason: .io)], .created, true),
    ([Fault(operation: .link, reason: .stale), Fault(operation: .link, reason: .io)], .created, true),
    ([Fault(operation: .flush, reason: .io)], .unknown, true),
    (Array(repeating: Fault(operation: .link, reason: .unreachable), count: 9), .unknown, false),
  ]

  @Test(arguments: claims) func claim(_ faults: [Fault], _ outcome: PutOutcome, _ stands: Bool) throws {
    let (scratch, files, backend) = try founded()
    files.show(faults)
    #expect(try backend.put("log/1", [1, 2, 3]) == outcome)
    files.show([])
    #expect(try scratch.backend().read("log/1", limit: 9) == (stands ? [1, 2, 3] : nil))
  }

  /// The link is made, the answer lost, and the share away for the look that would settle it.
  @Test func unknownWhenNobodyCanLook() throws {
    let (scratch, files, backend) = try founded()
    let away = Array(repeating: Fault(operation: .inspect, reason: .unreachable), count: 9)
    // Its look at the marker must pass.
    let writer = try backend.blobWriter("log/1")
    try writer.append([1])
    files.show(
      [Fault(operation: .link, reason: .unreachable, isDone: true)]
        + Array(repeating: Fault(operation: .link, reason: .unreachable), count: 9) + away)
    #expect(try writer.finish() == .unknown)
    #expect(try scratch.backend().read("log/1", limit: 9) == [1])
  }

  /// sshfs says EPERM of a race that was lost.
  @Test func aRaceLostWithAnotherErrorIsLost() throws {
    let (scratch, files, backend) = try founded()
    _ = try scratch.backend().put("log/1", [9])
    files.show([Fault(operation: .link, reason: .permission)])
    #expect(try backend.put("log/1", [1]) == .exists)
    #expect(try backend.read("log/1", limit: 9) == [9])
  }

  /// A server loses its power between link and flush, forgets the name, and gives it to another before we flush.
  @Test func aNameThatAnotherGotBeforeTheFlushIsNotOurs() throws {
    let (scratch, files, backend) = try founded()
    let name = Path.join(scratch.root, "log/1")
    files.interrupt { operation, path in
      guard operation == .flush, path == Path.parent(name) else { return }
      files.interrupt(nil)
      try? LocalFileSystem().remove(name)
      try? LocalFileSystem().write(name, [9], exclusively: true, isPrivate: false)
    }
    #expect(try backend.put("log/1", [1]) == .exists)
    #expect(try scratch.backend().read("log/1", limit: 9) == [9])
  }

  /// The same, and nobody took the name.
  @Test func aNameThatWasForgottenBeforeTheFlushIsNotOurs() throws {
    let (scratch, files, backend) = try founded()
    let name = Path.join(scratch.root, "log/1")
    files.interrupt { operation, path in
      guard operation == .flush, path == Path.parent(name) else { return }
      files.interrupt(nil)
      try? LocalFileSystem().remove(name)
    }
    #expect(try backend.put("log/1", [1]) == .unknown)
    #expect(try scratch.backend().read("log/1", limit: 9) == nil)
  }

  /// Where names are claimed by renaming, a temporary that the server lost is no rename that succeeded.
  @Test(arguments: [nil, [9]] as [[UInt8]?]) func aLostTemporaryProvesNothing(_ others: [UInt8]?) throws {
    let (scratch, _, _) = try founded()
    let files = FaultyFileSystem(always: [.link: .notSupported])
    let backend = scratch.backend(files)
    #expect(try backend.put("log/0", [0]) == .created)
    let name = Path.join(scratch.root, "log/1")
    files.show([Fault(operation: .rename, reason: .io)])
    files.interrupt { operation, path in
      guard operation == .rename, path == name else { return }
      files.interrupt(nil)
      let local = LocalFileSystem()
      for temporary in (try? local.list(Path.parent(name))) ?? [] where temporary.hasPrefix(".tmp-") {
        try? local.remove(Path.join(Path.parent(name), temporary))
      }
      if let others { try? local.write(name, others, exclusively: true, isPrivate: false) }
    }
    let outcome = try? backend.put("log/1", [1])
    #expect(others == nil ? outcome != .created : outcome == .exists)
    #expect(try scratch.backend().read("log/1", limit: 9) == others)
  }

  static let clean: [(FileOperation, FileErrorReason, StorageError)] = [
    (.append, .noSpace, .noSpace(name: "log/1")),
    (.close, .noSpace, .noSpace(name: "log/1")),
    (.close, .io, .unreachable(name: "log/1", reason: .io)),
    (.create, .permission, .refused(name: "log/1", reason: .permission)),
    (.create, .unreachable, .unreachable(name: "log/1", reason: .unreachable)),
    (.link, .noSpace, .noSpace(name: "log/1")),
    (.inspect, .stale, .unreachable(name: "workspace", reason: .stale)),
  ]

  /// An error means that nothing stands under the name, and no temporary is left.
  @Test(arguments: clean)
  func anErrorLeavesNothing(_ operation: FileOperation, _ reason: FileErrorReason, _ error: StorageError) throws {
    let (scratch, files, backend) = try founded()
    files.show([Fault(operation: operation, reason: reason)])
    #expect(throws: error) { try backend.put("log/1", [1]) }
    let names = try scratch.everything(under: scratch.path).map(Path.name).sorted()
    #expect(names == ["0", "format", "workspace"])
    #expect(try backend.put("log/1", [1]) == .created)
  }

  /// Only an exclusive create is left: the single writer's way.
  @Test func namesAreClaimedByCopyWhereNothingElseExists() throws {
    let (scratch, _, _) = try founded()
    let files = FaultyFileSystem(always: [.link: .permission, .rename: .notSupported])
    let backend = scratch.backend(files)
    #expect(try backend.put("log/1", [1, 2]) == .created)
    #expect(try backend.put("log/1", [3]) == .exists)
    #expect(try scratch.backend().read("log/1", limit: 9) == [1, 2])
    #expect(try scratch.everything(under: scratch.root).filter { $0.contains(".tmp-") } == [])
  }

  /// A fault must not cost us the safe way: after it, links are used again.
  @Test func aFaultDoesNotDemote() throws {
    let (_, files, backend) = try founded()
    files.show(Array(repeating: Fault(operation: .link, reason: .io), count: 4))
    _ = try backend.put("log/1", [1])
    files.show([])
    _ = files.takeCalls()
    _ = try backend.put("log/2", [1])
    #expect(files.takeCalls()[.link] == 1)
  }

  /// The steps of an ordinary put, so that it stays near the bare cost of its two flushes: two looks tell behind the
  /// second that the name is still ours.
  @Test func aPutTakesNoNeedlessSteps() throws {
    let (_, files, backend) = try founded()
    _ = files.takeCalls()
    _ = try backend.put("log/1", [1, 2])
    #expect(
      files.takeCalls() == [.inspect: 3, .create: 1, .append: 1, .close: 1, .link: 1, .flush: 1, .remove: 1])
  }

  /// Who loses races keeps one file for all of them: making and removing files costs more than writing them.
  @Test func aLostRacesFileIsTheNextDraft() throws {
    let (scratch, files, backend) = try founded()
    for version in 1...3 { _ = try scratch.backend().put("log/\(version)", [9]) }
    #expect(try backend.put("log/1", [1, 2, 3]) == .exists)
    _ = files.takeCalls()
    #expect(try backend.put("log/2", [4, 5]) == .exists)
    #expect(files.takeCalls() == [.inspect: 1], "a look is enough")
    #expect(try backend.put("log/4", [6]) == .created)
    #expect(files.takeCalls()[.create] == 1)
    #expect(try scratch.backend().read("log/4", limit: 9) == [6])
    #expect(try scratch.everything(under: scratch.root).filter { $0.contains(".tmp-") } == [])
    #expect(try backend.put("log/4", [7]) == .exists)
    #expect(try backend.put("blobs/x", [8]) == .created, "another folder needs another file")
    #expect(try scratch.everything(under: scratch.root).filter { $0.contains(".tmp-") } == [])
    #expect(try (1...4).map { try scratch.backend().read("log/\($0)", limit: 9) } == [[9], [9], [9], [6]])
  }

  @Test func aStaleHandleIsFetchedOnceMore() throws {
    let (_, files, backend) = try founded()
    files.show([Fault(operation: .open, reason: .stale)])
    #expect(try backend.read("log/0", limit: 9) == [0])
    files.show([Fault(operation: .open, reason: .io)])
    #expect(throws: StorageError.unreachable(name: "log/0", reason: .io)) { try backend.read("log/0", limit: 9) }
  }

  /// Any two faults anywhere in a put: created means that it stands, an error that it does not.
  @Test(arguments: 0..<300) func anyFaultsLeaveTheTruth(_ seed: Int) throws {
    let (scratch, files, backend) = try founded()
    let operations: [FileOperation] = [.inspect, .create, .append, .close, .link, .flush, .remove, .open, .read]
    let reasons: [FileErrorReason] = [.io, .noSpace, .stale, .unreachable, .permission]
    var mixed = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    func draw(_ count: Int) -> Int {
      mixed = mixed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((mixed >> 33) % UInt64(count))
    }
    let faults = (0...draw(3)).map { _ in
      Fault(operation: operations[draw(9)], reason: reasons[draw(5)], isDone: draw(2) == 0)
    }
    files.show(faults)
    let outcome = Result { try backend.put("log/1", [1, 2, 3]) }
    files.show([])
    let found = try scratch.backend().read("log/1", limit: 9)
    switch outcome {
    case .success(.created): #expect(found == [1, 2, 3], "seed \(seed): \(faults)")
    case .success(.unknown): #expect(found == nil || found == [1, 2, 3], "seed \(seed): \(faults)")
    case .success(.exists): #expect(found == [1, 2, 3] && faults.contains(where: \.isDone), "seed \(seed): \(faults)")
    case .failure: #expect(found == nil, "seed \(seed): \(faults)")
    }
  }

  /// A workspace with one commit, and a backend over it that has seen the marker.
  private func founded() throws -> (Scratch, FaultyFileSystem, FolderBackend) {
    let scratch = try Scratch()
    let files = FaultyFileSystem(home: scratch)
    let backend = scratch.backend(files)
    _ = try backend.found(format: [1], marker: [2])
    _ = try backend.put("log/0", [0])
    return (scratch, files, backend)
  }
}
