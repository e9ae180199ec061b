import Synchronization
import SystemIO

/// How long to wait, in milliseconds, before a claim that failed in an unclear way is tried again.
private let patience: [Int64] = [20, 200, 1000]

extension Draft {
  /// Gives the flushed draft its name, and finds out what happened where the share does not say it clearly.
  func claimName() throws(StorageError) -> PutOutcome {
    let way = backend.claiming.withLock { $0 }
    do throws(FileError) {
      try way.attempt(path, final, in: backend.files)
      return flushName()
    } catch {
      return error.reason == .exists ? taken(way) : try settle(error, way)
    }
  }

  /// What stands under a name that is said to be taken: others' bytes nearly always, and then this file is free to
  /// become the next draft; ours if the share did what we asked, lost its answer and was asked again.
  private func taken(_ way: Claim) -> PutOutcome {
    guard whole != nil, way == .link else { return .exists }
    switch look() {
    case .ours: return isSameFile() ? flushName() : .exists
    case .others: keepAsSpare()
    case .free, .unseen: break
    }
    return .exists
  }

  private var final: String { backend.path(name) }

  /// A name that cannot be flushed stands, and may be gone after a power cut: that is neither success nor failure.
  ///
  /// It is looked at once more behind the flush: a server that lost its power between the two forgot the name, flushed
  /// what was left, and may have given the name to another meanwhile.
  private func flushName() -> PutOutcome {
    do throws(FileError) { try backend.files.flushDirectory(Path.parent(final)) } catch { return .unknown }
    if isSameFile() { return .created }
    return switch look() {
    case .ours: .created
    case .others: .exists
    case .free, .unseen: .unknown
    }
  }

  /// Whether both names are one file, as after a link; false proves nothing, since some shares make up the numbers.
  private func isSameFile() -> Bool {
    guard let ours = try? backend.files.info(path), let final = try? backend.files.info(final) else { return false }
    return ours == final
  }

  /// After any error but `exists` the name itself is looked at, before anything is tried again: an EIO may have been
  /// said of a link that was made, and sshfs says EPERM of a race that was lost.
  private func settle(_ first: FileError, _ way: Claim) throws(StorageError) -> PutOutcome {
    var (failure, way) = (first, way)
    for pause in patience {
      switch look() {
      case .ours: return flushName()
      case .others: return .exists
      case .free where failure.reason.isFinal: throw StorageError(failure, name: name)
      case .free: if isMissing(way), let next = lesserWay(than: way) { way = next }
      case .unseen: break
      }
      backend.clock.sleep(milliseconds: pause)
      do throws(FileError) {
        try way.attempt(path, final, in: backend.files)
        return flushName()
      } catch { failure = error }
    }
    return try conclude(failure)
  }

  /// The last look, when patience is at its end.
  private func conclude(_ failure: FileError) throws(StorageError) -> PutOutcome {
    switch look() {
    case .ours: return flushName()
    case .others: return .exists
    // The share answers now, refuses this, and never did it.
    case .free where !failure.reason.isUnclear: throw StorageError(failure, name: name)
    case .free, .unseen: return .unknown
    }
  }

  /// What stands under the final name, as far as the share lets us see.
  private enum Sight { case ours, others, free, unseen }

  private func look() -> Sight {
    do throws(FileError) {
      guard try backend.files.exists(final) else { return .free }
      if let whole { return try backend.files.read(final) == whole ? .ours : .others }
      // A draft that is gone was renamed to the final name by us, or lost by the server: a blob's name is its commit's
      // alone, so that nobody else can have taken it.
      guard try backend.files.exists(path) else { return .ours }
      return try backend.files.haveSameBytes(path, final) ? .ours : .others
    } catch { return .unseen }
  }

  /// Whether this way of claiming does not exist here, tried on a name that is free: on a taken one even an operation
  /// that does not exist says that the name is taken. A fault proves nothing: it must not cost us the safer way.
  private func isMissing(_ way: Claim) -> Bool {
    let (source, target) = (trialName(), trialName())
    defer {
      try? backend.files.remove(source)
      try? backend.files.remove(target)
    }
    do throws(FileError) {
      try backend.files.write(source, [1], exclusively: true, isPrivate: false)
      try way.attempt(source, target, in: backend.files)
      return false
    } catch { return error.reason == .notSupported || error.reason == .permission }
  }

  private func trialName() -> String { backend.freshTemporary(in: Path.parent(final)) }

  /// The best of the lesser ways that exists here, remembered for the next put; nil if there is none.
  private func lesserWay(than way: Claim) -> Claim? {
    var candidate = way.next
    while let way = candidate, isMissing(way) { candidate = way.next }
    guard let candidate else { return nil }
    backend.claiming.withLock { $0 = candidate }
    return candidate
  }
}

extension FileErrorReason {
  /// Trying again cannot help.
  fileprivate var isFinal: Bool { self == .noSpace || self == .wrongKind }

  /// The operation may have been done all the same, or may yet be.
  fileprivate var isUnclear: Bool {
    switch self {
    case .io, .stale, .unreachable: true
    case .notFound, .exists, .noSpace, .permission, .notSupported, .wrongKind, .other: false
    }
  }
}
