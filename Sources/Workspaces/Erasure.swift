import History
import Identities
import Privileges
import Replicas
import SystemIO
package import Tables

/// The attribute of a date column that says for how many months behind its date a row must be kept.
package let retentionAttribute = "retain-months"

/// What an erasure did.
package struct ErasureReport: Equatable, Sendable {
  package var version: Int
  package var sheet: String
  package var row: RowID
  /// How many parts of how many older versions were written anew without the row's values.
  package var parts: Int
  package var versions: Int
  /// Parts that could not be opened, so that nobody knows whether they name the row.
  package var unopened: Int
  /// The folder did not let go of all old bytes yet; `doctor --repair` does it later.
  package var isUnfinished: Bool
  /// Rows of other sheets with the same key, such as the customer's addresses: they are erased one by one.
  package var related: [RelatedRow]
  /// Working copies that this machine remembers and that may still hold the row.
  package var copies: [String]
}

/// A row of another sheet that bears the key of an erased one.
package struct RelatedRow: Equatable, Sendable {
  package var sheet: String
  package var row: RowID
}

extension Workspace {
  /// Takes a row's values out of every version, for good; takes the power to erase, and to read all of the sheet.
  ///
  /// Refused while a column says that the row must be kept. The commit names each part that held the row and what stands
  /// for it now; then the old bytes are taken out of the folder, and out of every replica that syncs.
  package func erase(
    _ sheet: String, _ row: String, isConfirmed: Bool, message: String? = nil, onProgress: ((Int) -> Void)? = nil
  ) throws -> ErasureReport {
    try sync()
    try require(.erase, on: .everything)
    let sheet = try catalog.sheet(named: sheet)
    try requireAllReadable(sheet)
    let id = try erasable(row, in: sheet)
    try requireUnlocked([id], in: sheet.id)
    try requireNotRetained(id, in: sheet)
    guard isConfirmed else { throw WorkspaceError.unconfirmedErasure(sheet: sheet.name) }
    let related = try related(to: id, in: sheet)
    var eraser = Eraser(self, sheet: sheet.id, row: id, onProgress: onProgress)
    let committed = try commit { _ in
      try eraser.scan(through: head.version)
      var part = SheetProposal(sheet: sheet.id)
      part.erased = [id]
      var proposal = Proposal(message: message)
      proposal.entries = eraser.redactions.map(ControlEntry.redact)
      proposal.sheets = [part]
      return proposal
    }
    return ErasureReport(
      version: committed?.version ?? head.version, sheet: sheet.name, row: id, parts: eraser.redactions.count,
      versions: Set(eraser.redactions.map(\.version)).count, unopened: eraser.unopened,
      isUnfinished: isAnythingLeft(of: eraser.redactions), related: related,
      copies: try CopyMemories(home, employee).all().map(\.path))
  }

  /// Rows of other sheets that have the same value in a column of a key's name, or in the one that points to this sheet.
  private func related(to row: RowID, in sheet: Sheet) throws -> [RelatedRow] {
    try sheet.keyColumns.flatMap { key -> [RelatedRow] in
      guard let value = try now(row, key, sheet).text else { return [] }
      return try catalog.sheets.filter { $0.id != sheet.id }.flatMap { other -> [RelatedRow] in
        guard let column = other.columns.first(where: { $0.name == key.name }) ?? other.link(to: sheet),
          replica.readable.contains(.section(other.id, column.section))
        else { return [] }
        return try replica.rows(of: other.id, where: column.id, is: value).map {
          RelatedRow(sheet: other.name, row: $0)
        }
      }
    }
  }

  private func requireAllReadable(_ sheet: Sheet) throws {
    for section in sheet.sections where !replica.readable.contains(.section(sheet.id, section.id)) {
      try require(.read, on: .section(sheet.id, section.id))
      throw WorkspaceError.keysPending(sheet: sheet.name)
    }
  }

  /// A row that is there, or one that was deleted and is named by its id.
  private func erasable(_ text: String, in sheet: Sheet) throws -> RowID {
    if let row = RowID(text), case .deleted = try replica.standing(of: row, in: sheet.id) { return row }
    return try rowID(text, in: sheet)
  }

  private func requireNotRetained(_ row: RowID, in sheet: Sheet) throws {
    for column in sheet.columns {
      guard let months = column.retainedMonths, let date = try now(row, column, sheet).text else { continue }
      guard let end = CalendarDate(date)?.adding(months: months), end > today else { continue }
      throw WorkspaceError.retained(sheet: sheet.name, column: column.name, until: end.text)
    }
  }

  /// Says for how many months behind a column's date rows must be kept; nil lifts the rule.
  package func retain(_ sheet: String, _ column: String, months: Int?) throws -> Int {
    try commitEntries(.schema) { catalog in
      let sheet = try catalog.sheet(named: sheet)
      var changed = try sheet.column(named: column)
      guard changed.kind == .date || changed.kind == .dateTime else {
        throw WorkspaceError.noDateColumn(sheet: sheet.name, column: changed.name)
      }
      changed.attributes.removeAll { $0.name == retentionAttribute }
      if let months { changed.attributes.append(Attribute(name: retentionAttribute, value: String(months))) }
      return try naming { names in
        [.revision(changed.id, changed.kind, changed.policy, info: try names.seal(Info(changed), of: changed.id.id))]
      }
    }
  }

  // MARK: After the commit

  /// Takes old bytes out of the folder and this machine's copies of parts, as far as the share lets us now.
  func finishErasure(_ commit: Commit) {
    for version in Set(commit.entries.compactMap { $0.redaction?.version }).sorted() {
      guard let slot = try? replica.slot(version), (try? replica.isAltered(version)) == false else { continue }
      for name in slot.outdatedFiles(by: replica.redactions) {
        try? surroundings.files.remove(home.blobPath(of: employee, name))
      }
      try? keepReplacements(of: slot)
      _ = try? log.removeRedacted(replica.redactions, from: version)
    }
  }

  /// So that this machine can put them back.
  private func keepReplacements(of slot: Commit) throws {
    let keeper = BlobKeeper(home, replica, slot)
    for (index, label) in slot.header.parts.enumerated() {
      guard replica.redactions.replacement(of: label, at: slot.header.version, part: index) != nil else { continue }
      let reader = PartReader(slot, part: index, in: storage, after: replica.redactions)
      try reader.check { try keeper.keep(index, $0) }
    }
    keeper.finish()
  }

  private func isAnythingLeft(of redactions: [Redaction]) -> Bool {
    Set(redactions.map(\.version)).contains { version in
      (try? log.isRedacted(replica.redactions, at: version)) != true
    }
  }
}

extension Column {
  /// For how many months behind its date a row must be kept; nil without such a rule.
  package var retainedMonths: Int? {
    attributes.first { $0.name == retentionAttribute }.flatMap { Int($0.value) }
  }
}

/// Finds the parts that hold a row's values, and writes each anew without them.
private struct Eraser {
  private let workspace: Workspace
  private let sheet: SheetID
  private let row: RowID
  private let onProgress: ((Int) -> Void)?
  private var scanned = 0
  private(set) var redactions: [Redaction] = []
  private(set) var unopened = 0

  init(_ workspace: Workspace, sheet: SheetID, row: RowID, onProgress: ((Int) -> Void)?) {
    self.workspace = workspace
    self.sheet = sheet
    self.row = row
    self.onProgress = onProgress
  }

  /// Looks through the versions that were not looked through before: others may have saved while it was at work.
  mutating func scan(through head: Int) throws {
    while scanned < head {
      scanned += 1
      if let commit = try workspace.replica.slot(scanned) { try scan(commit) }
      onProgress?(scanned)
    }
  }

  private mutating func scan(_ commit: Commit) throws {
    let isOnlyThis = try isOnlyAboutTheRow(commit)
    for (index, label) in commit.header.parts.enumerated() where label.domain.sheet == sheet {
      switch label.verb {
      case .edit, .conflict, .mark, .answer: try replace(commit, index)
      case .add where RowID(commit: commit.header.id, ordinal: row.ordinal) == row: try replace(commit, index)
      case .message where isOnlyThis: try replace(commit, index)
      default: continue
      }
    }
  }

  /// A message about one row alone may name its customer.
  private func isOnlyAboutTheRow(_ commit: Commit) throws -> Bool {
    guard let index = commit.header.parts.firstIndex(where: { $0.domain == .rows(sheet) && $0.verb == .rows }),
      let records = try? reader(commit, index).records(with: workspace.ring)
    else { return false }
    var rows: Set<RowID> = []
    while (try? records.next()) == true, rows.count < 2 {
      if records.text(0) == "+", let first = records.text(1).flatMap({ UInt32($0) }) {
        rows.insert(RowID(commit: commit.header.id, ordinal: first))
        if records.text(2) != "1" { return false }
      } else if let touched = records.text(1).flatMap(RowID.init) {
        rows.insert(touched)
      }
    }
    return rows == [row]
  }

  private func reader(_ commit: Commit, _ index: Int) -> PartReader {
    PartReader(commit, part: index, in: workspace.storage, after: workspace.replica.redactions)
  }

  /// The part is read twice: first to see whether it holds anything of the row.
  private mutating func replace(_ commit: Commit, _ index: Int) throws {
    let header = commit.header
    let label = header.parts[index]
    let reader = reader(commit, index)
    do {
      try reader.check()
      guard try reader.blank([row], with: workspace.ring, to: { _ in }) else { return }
    } catch is PartFault {
      unopened += 1
      return
    }
    guard let key = workspace.ring.key(label.domain, label.epoch) else { return }
    let sealing = PartSealing(
      workspace: header.workspace == .zero ? commit.hash : header.workspace, author: header.author, id: header.id,
      storage: workspace.storage
    ) { [entropy = workspace.surroundings.entropy] in entropy.bytes(EpochKey.saltSize) }
    let builder = try builder(of: label, sealing, index: index, key)
    _ = try reader.blank([row], with: workspace.ring) { try builder.append($0) }
    let sealed = try builder.finish().label
    let old = workspace.replica.redactions.replacement(of: label, at: header.version, part: index) ?? label
    redactions.append(
      Redaction(
        version: header.version, part: index, domain: label.domain, old: old.digest, new: sealed.digest,
        length: sealed.length, file: sealed.file))
  }

  private func builder(of label: PartLabel, _ sealing: PartSealing, index: Int, _ key: EpochKey) throws -> PartBuilder {
    if label.verb == .answer, let keys = key.proposalKeys?.publicKeys {
      return try PartBuilder(
        answers: sealing, index: index, domain: label.domain, epoch: label.epoch, to: keys, isFile: true)
    }
    return PartBuilder(
      sealing, index: index, domain: label.domain, verb: label.verb, epoch: label.epoch, key: key, isFile: true)
  }
}
