import Foundation
import History
import Identities
import Privileges
import Storage
import SystemIO
import Tables
import Testing

/// The files of a tiny workspace in format 1, as the first release wrote them, and what they mean.
///
/// They are never written again: HPKE's boxes are random, so that only what a reader makes of them can be compared.
private let fixture = Path.join(Path.parent(#filePath), "Fixtures/format-1")
private let seed: UInt64 = 7
private let isRecording = ProcessInfo.processInfo.environment["KONTOR_RECORD_FIXTURE"] != nil

@Suite struct FormatTests {
  @Test func format1IsReadForEver() throws {
    let expected = try LocalFileSystem().read(Path.join(fixture, "expected.txt"))
    #expect(try meaning(of: backend()) == String(decoding: expected, as: UTF8.self))
    #expect(try backend().read("format", limit: 100) == Array("1".utf8))
  }

  @Test(.enabled(if: isRecording, "set KONTOR_RECORD_FIXTURE to make a new format's files in an empty folder"))
  func record() throws {
    let office = try Office(seed: seed, storage: backend())
    try write(office)
    let text = try meaning(of: backend())
    try LocalFileSystem().write(
      Path.join(fixture, "expected.txt"), Array(text.utf8), exclusively: true, isPrivate: false)
  }
}

private func backend() -> FolderBackend {
  FolderBackend(root: fixture, files: LocalFileSystem(), clock: SystemClock(), entropy: SystemEntropy())
}

/// One of everything: rows added, changed, deleted and restored, a large part, a conflict, junk, a void commit, a new
/// epoch, locks.
private func write(_ office: Office) throws {
  let id = office.newID()
  let (first, second) = (RowID(commit: id, ordinal: 0), RowID(commit: id, ordinal: 1))
  var contact = AddText(columns: [Office.name, Office.town])
  for (ordinal, cells) in [["Ünal, \"Ali\"", "Κηφισιά"], ["Maria\nNiño", nil]].enumerated() {
    contact.beginRow(UInt32(ordinal))
    for cell in cells { contact.cell(Cell(cell)) }
    contact.endRow()
  }
  let rows = PartText.rows(added: [0..<2], touched: [])
  try office.commit(
    by: Office.ada, [],
    [
      PlainPart(Office.rowsKey, .rows, rows), PlainPart(Office.contactKey, .add, contact.take()),
      PlainPart(Office.rowsKey, .message, PartText.message("first customers")),
    ], id: id)
  try office.commit(by: Office.ben, [], office.edit(first, "Ünal Ali"))
  let long = String(repeating: "0123456789", count: 10) + String(decoding: noise(office, 116_000), as: UTF8.self)
  let touched = PlainPart(Office.rowsKey, .rows, PartText.rows(added: [], touched: []))
  let large = CellEdit(row: second, column: Office.iban, before: .empty, after: Cell(long))
  try office.commit(
    by: Office.ada, [],
    [
      PlainPart(Office.rowsKey, .rows, PartText.rows(added: [], touched: [second])),
      PlainPart(Office.billingKey, .edit, PartText.edits([large])),
    ])
  try office.commit(by: Office.ben, [], [touched, PlainPart(Office.rowsKey, .delete, PartText.ids([second]))])
  try office.commit(
    by: Office.ben, [], [touched, PlainPart(Office.rowsKey, .restore, PartText.ids([second]))], purpose: .undo)
  try office.commit(by: Office.ben, [], [touched, PlainPart(Office.billingKey, .edit, PartText.edits([]))])
  let torn = Array("KONTOR torn".utf8)
  _ = try office.storage.put(Commit.slotName(office.head.version + 1), torn)
  let junk = JunkSlot(version: office.head.version + 1, digest: RunningDigest.of(torn, in: .slot))
  let conflict = Conflict(
    matter: .cell, row: first, column: Office.name, base: "Ünal", ours: "Unal", theirs: .empty)
  let recorded = RecordedConflict(id: ConflictID(office.newID()), conflict: conflict, theirsVersion: 6)
  try office.commit(
    by: Office.ada, [.lock(LockID(office.newID()), .section(Office.sheet, Office.billing), duration: 60_000)],
    [touched, PlainPart(Office.contactKey, .conflict, PartText.conflicts([recorded]))], skipping: [junk])
  let lock = LockID(office.newID())
  try office.commit(
    by: Office.ada, [.lockRows(lock, Office.sheet, duration: 60_000)],
    [PlainPart(Office.rowsKey, .lock, PartText.lockedRows(lock, [first]))])
  let resolution = Resolution(conflict: recorded.id, choice: .current)
  try office.commit(
    by: Office.ada, [try office.epoch(Office.contactKey, in: office.policy)],
    [touched, PlainPart(Office.contactKey, .resolve, PartText.resolutions([resolution]), epoch: 1)])
  try office.commit(by: Office.ben, [], [PlainPart(Office.contactKey, .edit, PartText.edits([]), epoch: 1)])
  try office.commit(by: Office.ada, [.suspend(Office.ben)])
}

private func noise(_ office: Office, _ count: Int) -> [UInt8] {
  let signs = Array("0123456789abcdef".utf8)
  return office.random.bytes(count).map { signs[Int($0 & 15)] }
}

/// All that a reader with Ada's keys makes of a log, line by line.
private func meaning(of storage: any StorageBackend) throws -> String {
  var random = SeededGenerator(seed: seed)
  let keys = try #require(Keys(seed: random.bytes(Keys.seedSize)))
  let log = Log(storage)
  var commits: [Commit] = []
  let survey = try Survey(log, employee: Office.ada) { commits.append($0) }
  let ring = KeyRing(holder: Office.ada, keys: keys) { name in
    survey.policy.commitment(of: name).map { WrappedKey(commitment: $0, boxes: survey.wraps[name] ?? []) }
  }
  var lines = ["workspace \(survey.workspace.hexadecimal)"]
  for commit in commits {
    let header = commit.header
    let void = survey.voids[header.version] == nil ? "" : " void"
    let skipped = header.skipped.isEmpty ? "" : " skipping \(header.skipped.map(\.version))"
    lines.append(
      "\(header.version) \(commit.hash.hexadecimal) by \(header.author) at \(header.time) \(header.purpose)"
        + " entries \(commit.entries.count)\(skipped)\(void)")
    for index in header.parts.indices {
      let part = header.parts[index]
      lines.append("  \(part.verb) epoch \(part.epoch) \(part.place) \(part.length)")
      let reader = PartReader(commit, part: index, in: storage)
      try reader.check()
      lines += try records(reader, ring).map { "    " + $0 }
    }
  }
  let policy = survey.policy
  lines.append(
    "employees \(policy.employees.keys.sorted().map { "\($0) \(policy.employees[$0]?.state.rawValue ?? 99)" })")
  lines.append("epochs \(policy.domains.map { policy.keys[$0]?.epoch ?? 99 })")
  lines.append("stale \(policy.domains.map { policy.keys[$0]?.isStale ?? false })")
  lines.append("locks \(policy.locks.map { "\($0.id) until \($0.end)" })")
  return lines.joined(separator: "\n") + "\n"
}

private func records(_ reader: PartReader, _ ring: KeyRing) throws -> [String] {
  let records = try reader.records(with: ring)
  var lines: [String] = []
  while try records.next() {
    let fields = (0..<records.fieldCount).map { index in
      guard let text = records.text(index) else { return "-" }
      return text.utf8.count > 100
        ? "\(text.utf8.count) bytes, \(RunningDigest.of(Array(text.utf8), in: .checksum).hexadecimal)"
        : text.debugDescription
    }
    lines.append(fields.joined(separator: " | "))
  }
  return lines
}
