import History
import Identities
import Privileges
import Storage
import Tables
import Testing

@Suite struct CommitTests {
  private func sample() throws -> (Office, Commit) {
    let office = try Office()
    let row = RowID(commit: office.newID(), ordinal: 0)
    let message = PlainPart(Office.rowsKey, .message, PartText.message("Maria phoned\n\"yes\""))
    let lock = ControlEntry.lock(LockID(office.newID()), .everything, duration: 5)
    return (office, try office.next(by: Office.ada, [lock], office.edit(row, "Ünal") + [message], purpose: .undo))
  }

  @Test func aCommitIsReadAsItWasWritten() throws {
    let (_, commit) = try sample()
    let again = try Commit(slot: commit.bytes)
    #expect(again.header == commit.header && again.entries == commit.entries && again.hash == commit.hash)
    #expect(again.header.purpose == .undo && again.header.parts.map(\.verb) == [.rows, .edit, .message])
    for index in commit.header.parts.indices {
      #expect(again.inlineBytes(ofPart: index).count == commit.header.parts[index].length)
    }
  }

  @Test func nothingMayBeMissingOrFollow() throws {
    let (_, commit) = try sample()
    for length in commit.bytes.indices {
      #expect(throws: DecodingFault.self, "\(length) bytes") { try Commit(slot: Array(commit.bytes[..<length])) }
    }
    #expect(throws: DecodingFault.trailing) { try Commit(slot: commit.bytes + [0]) }
    #expect(throws: DecodingFault.trailing) { try Commit(slot: commit.bytes + commit.bytes) }
  }

  /// Each byte belongs to the chain, or to a part whose digest the chain holds.
  @Test func everyByteIsHeldByChainOrPart() throws {
    let (office, commit) = try sample()
    let partBytes = commit.header.parts.reduce(0) { $0 + $1.length }
    for place in commit.bytes.indices {
      var bytes = commit.bytes
      bytes[place] ^= 0x10
      guard let bad = try? Commit(slot: bytes) else { continue }
      if place < bytes.count - partBytes {
        #expect(bad.hash != commit.hash && !bad.isSigned(by: office.key(of: Office.ada)), "byte \(place)")
      } else {
        let isFound = bad.header.parts.indices.contains { index in
          (try? PartReader(bad, part: index, in: office.storage).check()) == nil
        }
        #expect(isFound && bad.hash == commit.hash, "byte \(place)")
      }
    }
  }

  @Test func namesOfSlotsAndBlobsAreThoseOfTheFormat() {
    #expect(Commit.slotName(1) == "log/000000/000000001")
    #expect(Commit.slotName(999) == "log/000000/000000999")
    #expect(Commit.slotName(1000) == "log/000001/000001000")
    #expect(Commit.slotName(1_234_567_890) == "log/1234567/1234567890")
  }

  @Test func enormousTimesAreRefused() throws {
    let (office, _) = try sample()
    office.time = .max
    #expect(throws: DecodingFault.malformed) { try office.next(by: Office.ada) }
  }
}

@Suite struct PartTests {
  private static let lengths = [0, 1, 100, 60_000, 70_000, 200_000, 1_000_000]

  /// Random bytes as hexadecimal do not shrink to nothing, so that the longer ones become files of their own.
  private func text(_ length: Int, _ random: inout SeededGenerator) -> [UInt8] {
    let signs = Array("0123456789abcdef".utf8)
    return random.bytes(length).map { signs[Int($0 & 15)] } + [0x0A]
  }

  @Test(arguments: lengths) func whatWasSealedIsRead(_ length: Int) throws {
    let office = try Office()
    let text = text(length, &office.random)
    let commit = try office.commit(by: Office.ada, [], [PlainPart(Office.contactKey, .edit, text)])
    let reader = PartReader(commit, part: 0, in: office.storage)
    try reader.check()
    let records = try reader.records(with: try office.ring(of: Office.ben))
    #expect(try records.next())
    #expect(records.field(0).map { Array($0) } ?? [] == Array(text.dropLast()))
    #expect(try !records.next())
    #expect((commit.header.parts[0].place == .blob) == (commit.header.parts[0].length > PartBuilder.inlineLimit))
  }

  @Test func blobsMayBeMissingOrDamaged() throws {
    let office = try Office()
    let text = text(300_000, &office.random)
    let commit = try office.commit(by: Office.ada, [], [PlainPart(Office.contactKey, .edit, text)])
    let reader = PartReader(commit, part: 0, in: office.storage)
    let name = commit.blobName(ofPart: 0)
    let bytes = try #require(try office.storage.read(name, limit: .max))
    for place in [0, 15, 16, 40_000, bytes.count - 1] {
      var bad = bytes
      bad[place] ^= 1
      try office.storage.replace(name, bad)
      #expect(throws: PartFault.damaged) { try reader.check() }
    }
    for bad in [Array(bytes.dropLast()), bytes + [0], []] {
      try office.storage.replace(name, bad)
      #expect(throws: PartFault.damaged) { try reader.check() }
    }
    try office.storage.replace(name, nil)
    #expect(throws: PartFault.missing) { try reader.check() }
    try office.storage.replace(name, bytes)
    try reader.check()
  }

  /// Parts are sealed before anybody knows which place they will have: in an import, or when a race was lost.
  @Test func aBlobIsFoundWhateverItsPartsPlace() throws {
    let office = try Office()
    let text = text(300_000, &office.random)
    var draft = try office.draft(
      by: Office.ada, [],
      [PlainPart(Office.contactKey, .edit, text), PlainPart(Office.rowsKey, .rows, Array("~,x\n".utf8))])
    draft.parts.swapAt(0, 1)
    let commit = try draft.commit(after: office.head, skipping: [], signedBy: try #require(office.keys[Office.ada]))
    try #require(commit.header.parts.map(\.place) == [.inline, .blob])
    for index in 0...1 { try PartReader(commit, part: index, in: office.storage).check() }
  }

  /// A writer that was cut off left a file behind; the next attempt at the same commit must not take it for its own.
  @Test func aFileOfAnEarlierAttemptIsNotInTheWay() throws {
    let office = try Office()
    let id = office.newID()
    for _ in 0..<2 {
      let text = text(300_000, &office.random)
      let commit = try office.next(by: Office.ada, [], [PlainPart(Office.contactKey, .edit, text)], id: id)
      try PartReader(commit, part: 0, in: office.storage).check()
    }
  }

  @Test func onlyReadersHaveTheKey() throws {
    let office = try Office()
    let commit = try office.commit(
      by: Office.ada, [], [PlainPart(Office.billingKey, .edit, PartText.message("secret"))])
    let reader = PartReader(commit, part: 0, in: office.storage)
    try reader.check()
    #expect(throws: PartFault.unreadable) { try reader.records(with: try office.ring(of: Office.ben)) }
    #expect(try reader.records(with: try office.ring(of: Office.ada)).next())
  }

  /// Right by its digest, and yet nonsense: sealed under another key, for another commit, or no CSV.
  @Test func nonsenseIsToldFromDamage() throws {
    let office = try Office()
    let ring = try office.ring(of: Office.ada)
    let texts: [[UInt8]] = [Array("\"open".utf8), Array("a\"b,c\n".utf8), [0x22, 0x61, 0x22, 0x62]]
    for text in texts {
      let commit = try office.next(by: Office.ada, [], [PlainPart(Office.contactKey, .edit, text)])
      let reader = PartReader(commit, part: 0, in: office.storage)
      try reader.check()
      #expect(throws: PartFault.nonsense) {
        let records = try reader.records(with: ring)
        while try records.next() {}
      }
    }
    var draft = try office.draft(by: Office.ada, [], [PlainPart(Office.contactKey, .edit, PartText.message("x"))])
    draft.id = office.newID()
    let moved = try draft.commit(after: office.head, skipping: [], signedBy: try #require(office.keys[Office.ada]))
    let reader = PartReader(moved, part: 0, in: office.storage)
    try reader.check()
    #expect(throws: PartFault.nonsense) { try reader.records(with: ring).next() }
  }
}

@Suite struct PartTextTests {
  @Test func emptyCellsAndEmptyTextsDiffer() {
    let row = RowID(ID(high: 0, low: 5))
    let column = ColumnID(ID(high: 0, low: 6))
    func text(_ value: Cell) -> String {
      String(
        decoding: PartText.edits([CellEdit(row: row, column: column, before: .empty, after: value)]), as: UTF8.self)
    }
    #expect(text(.empty) == "\(row),\(column),\n")
    #expect(text(Cell("")) == "\(row),\(column),\"\"\n")
    #expect(text(Cell("a\"b,\nc")) == "\(row),\(column),\"a\"\"b,\nc\"\n")
  }

  @Test func rowsSayWhatWasAddedAndTouched() {
    let row = RowID(ID(high: 0, low: 5))
    let text = String(decoding: PartText.rows(added: [3..<8, 9..<10], touched: [row]), as: UTF8.self)
    #expect(text == "+,3,5\n+,9,1\n~,\(row)\n")
    #expect(PartText.rows(added: [], touched: []).isEmpty)
  }

  @Test func ordinalsThatFollowCostNothing() {
    var text = AddText(columns: [Office.name])
    for (ordinal, value) in [(0, "a"), (1, "b"), (5, "c"), (6, "")] as [(UInt32, String)] {
      text.beginRow(ordinal)
      text.cell(Cell(value))
      text.endRow()
    }
    #expect(String(decoding: text.take(), as: UTF8.self) == "row,\(Office.name)\n,a\n,b\n5,c\n,\"\"\n")
  }
}
