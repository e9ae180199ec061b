import Storage
import Testing

/// What every backend promises (`StorageBackend`), rule by rule; a new backend's test calls `hold`.
struct StorageContract {
  /// A backend over a place where nothing is, and a second one over the same place.
  let make: () throws -> (any StorageBackend, any StorageBackend)

  func hold() throws {
    try refusesBeforeFounding()
    try foundsOnce()
    try putsOnce()
    try readsWithinLimit()
    try listsInOrder()
    try refusesNames()
    try writesInPieces()
    try removes()
    try oneOfEightWins()
  }

  private func founded() throws -> (any StorageBackend, any StorageBackend) {
    let pair = try make()
    #expect(try pair.0.found(format: [1], marker: [7, 7]) == .created)
    return pair
  }

  private func refusesBeforeFounding() throws {
    let (backend, _) = try make()
    #expect { try backend.checkMarker() } throws: { isMarkerMissing($0) }
    #expect { _ = try backend.put("log/0", [1]) } throws: { isMarkerMissing($0) }
    #expect { _ = try backend.blobWriter("log/0") } throws: { isMarkerMissing($0) }
    #expect(try backend.read("log/0", limit: 10) == nil)
  }

  private func isMarkerMissing(_ error: any Error) -> Bool {
    if case StorageError.markerMissing = error { true } else { false }
  }

  private func foundsOnce() throws {
    let (first, second) = try founded()
    #expect(try second.found(format: [2], marker: [8]) == .exists)
    #expect(try second.read(MarkerName.format, limit: 10) == [1])
    #expect(try first.read(MarkerName.workspace, limit: 10) == [7, 7])
    try second.checkMarker()
  }

  private func putsOnce() throws {
    let (first, second) = try founded()
    #expect(try first.put("log/000/000000001", [1, 2]) == .created)
    #expect(try second.put("log/000/000000001", [3]) == .exists)
    #expect(try first.put("log/000/000000001", [1, 2]) == .exists)
    #expect(try second.read("log/000/000000001", limit: 10) == [1, 2])
    #expect(try first.put("empty", []) == .created)
    #expect(try second.read("empty", limit: 10) == [])
    try first.settle("log/000")
  }

  private func readsWithinLimit() throws {
    let (backend, _) = try founded()
    _ = try backend.put("a/b", [1, 2, 3])
    #expect(try backend.read("a/b", limit: 3) == [1, 2, 3])
    #expect(throws: StorageError.tooLarge(name: "a/b", size: 3, limit: 2)) { try backend.read("a/b", limit: 2) }
    #expect(try backend.read("a/c", limit: 3) == nil)
    #expect(try backend.read("c/b", limit: 3) == nil)
  }

  private func listsInOrder() throws {
    let (first, second) = try founded()
    for name in ["log/001/000001000", "log/000/000000010", "log/000/000000009", "log/000/Ab", "log/000/a"] {
      _ = try first.put(name, [1])
    }
    #expect(try second.list("log") == ["000", "001"])
    #expect(try second.list("log/000") == ["000000009", "000000010", "Ab", "a"])
    #expect(try second.list("log/002") == [])
  }

  private func refusesNames() throws {
    let (backend, _) = try founded()
    let long = String(repeating: "a", count: 300)
    for name in ["", "/a", "a/", "a//b", "../a", "a/..", ".tmp-1", "a/.b", "a b", "a:b", "ä", "a\0b", "a.", long] {
      #expect(throws: StorageError.invalidName(name)) { try backend.put(name, [1]) }
      #expect(throws: StorageError.invalidName(name)) { try backend.read(name, limit: 1) }
      #expect(throws: StorageError.invalidName(name)) { try backend.list(name) }
      #expect(throws: StorageError.invalidName(name)) { try backend.remove(name) }
      #expect(throws: StorageError.invalidName(name)) { _ = try backend.blobWriter(name) }
    }
  }

  private func writesInPieces() throws {
    let (first, second) = try founded()
    let writer = try first.blobWriter("blobs/7K/7K-0")
    for piece in [[1, 2], [], [3], [4, 5, 6]] as [[UInt8]] { try writer.append(piece) }
    #expect(try second.read("blobs/7K/7K-0", limit: 10) == nil)
    #expect(try second.list("blobs/7K") == [])
    #expect(try writer.finish() == .created)
    let reader = try #require(try second.blobReader("blobs/7K/7K-0"))
    #expect(reader.size == 6)
    #expect(try reader.read(upTo: 4) == [1, 2, 3, 4])
    #expect(try reader.read(upTo: 4) == [5, 6])
    #expect(try reader.read(upTo: 4) == [])
    #expect(try second.blobReader("blobs/7K/7K-1") == nil)
    try losesAndGivesUp(first)
  }

  private func losesAndGivesUp(_ backend: any StorageBackend) throws {
    let late = try backend.blobWriter("blobs/7K/7K-0")
    try late.append([9])
    #expect(try late.finish() == .exists)
    let cancelled = try backend.blobWriter("blobs/7K/7K-2")
    try cancelled.append([9])
    cancelled.cancel()
    do { try (try backend.blobWriter("blobs/7K/7K-3")).append([9]) }
    #expect(try backend.list("blobs/7K") == ["7K-0"])
  }

  private func removes() throws {
    let (first, second) = try founded()
    _ = try first.put("log/1", [1])
    try first.remove("log/1")
    try first.remove("log/1")
    #expect(try second.read("log/1", limit: 1) == nil)
    #expect(try second.put("log/1", [2]) == .created)
    try first.replace("log/1", with: [3])
    #expect(try second.read("log/1", limit: 1) == [3])
    #expect(try first.list("log") == ["1"])
  }

  /// Eight writers, fifty names: each name has one winner, and holds the winner's bytes.
  private func oneOfEightWins() throws {
    let (first, second) = try founded()
    let wins = try inThreads(8) { writer in try Self.wins(of: UInt8(writer), writer % 2 == 0 ? first : second) }
    var winners: [Int: [UInt8]] = [:]
    for wins in wins {
      winners.merge(wins) { one, other in
        Issue.record("two writers won: \(one[0]) and \(other[0])")
        return one
      }
    }
    #expect(winners.count == 50)
    for (name, bytes) in winners { #expect(try second.read("race/\(name)", limit: 1000) == bytes) }
  }

  private static func wins(of writer: UInt8, _ backend: any StorageBackend) throws -> [Int: [UInt8]] {
    var wins: [Int: [UInt8]] = [:]
    for name in 0..<50 {
      let bytes = [UInt8](repeating: writer, count: 500)
      switch try backend.put("race/\(name)", bytes) {
      case .created: wins[name] = bytes
      case .exists: #expect(try backend.read("race/\(name)", limit: 1000)?.count == 500)
      case .unknown: Issue.record("unknown on a sound file system")
      }
    }
    return wins
  }
}
