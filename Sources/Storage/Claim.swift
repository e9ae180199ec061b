import SystemIO

/// How a flushed temporary gets its final name, in one step that fails if the name is taken.
enum Claim: CaseIterable {
  /// link(2): safe for many writers on every file system that has it.
  case link
  /// renameat2(2) that replaces nothing: as safe, where links are refused.
  case rename
  /// Exclusive create of the final name, then a copy that is read again: for a single writer, since others may see a
  /// part of it, and since some shares let two writers win.
  case copy

  /// The next best; nil after the last.
  var next: Claim? {
    switch self {
    case .link: .rename
    case .rename: .copy
    case .copy: nil
    }
  }

  /// Claims the name; the error `exists` means that it was taken.
  func attempt(_ draft: String, _ final: String, in files: any FileSystem) throws(FileError) {
    switch self {
    case .link: try files.link(draft, final)
    case .rename: try files.renameWithoutReplacing(draft, final)
    case .copy: try files.copyExclusively(draft, final)
    }
  }
}

/// Bytes copied or compared at once.
private let copyStep = 1 << 20

extension FileSystem {
  /// Makes `final` exclusively, fills it from `draft`, flushes it and reads it again.
  fileprivate func copyExclusively(_ draft: String, _ final: String) throws(FileError) {
    let copy = try create(final, exclusively: true, isPrivate: false)
    do throws(FileError) {
      let source = try open(draft)
      defer { source.close() }
      var position: Int64 = 0
      while case let piece = try source.read(at: position, count: copyStep), !piece.isEmpty {
        try copy.append(piece)
        position += Int64(piece.count)
      }
      try copy.flush()
      try copy.close()
      guard try haveSameBytes(draft, final) else { throw FileError(.read, final, .io) }
    } catch {
      // We made it and nobody was told of it.
      try? remove(final)
      throw error
    }
  }

  /// Whether two files hold the same bytes; an error if one is missing.
  func haveSameBytes(_ left: String, _ right: String) throws(FileError) -> Bool {
    let files = (try open(left), try open(right))
    defer {
      files.0.close()
      files.1.close()
    }
    var position: Int64 = 0
    while true {
      let piece = try files.0.read(at: position, count: copyStep)
      guard try files.1.read(at: position, count: copyStep) == piece else { return false }
      if piece.isEmpty { return true }
      position += Int64(piece.count)
    }
  }
}
