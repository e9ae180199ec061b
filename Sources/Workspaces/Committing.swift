import History
import Identities
import Privileges
import Replicas
import Storage
import SystemIO
package import Tables

/// How long a slot must stay junk before a writer passes over it, in milliseconds (docs/FORMAT.md).
private let junkPatience: Int64 = 60_000

extension Workspace {
  /// Brings a proposal onto the chain, however many others are quicker; nil if there is nothing to commit.
  ///
  /// `prepare` is called with the workspace at head, again after each lost race, and merges anew each time. The id is
  /// the same for every attempt, so that new rows keep theirs. What the author may not do is refused before it is put.
  package func commit(id: ID? = nil, _ prepare: (ID) throws -> Proposal) throws -> Committed? {
    try translated {
      try sync()
      let id = id ?? surroundings.newID()
      let start = head.version
      var cache = PartCache()
      var backOff = BackOff(surroundings)
      while true {
        try passJunk()
        try requireNoGap()
        var proposal = try prepare(id)
        if proposal.isEmpty { return nil }
        try addHousekeeping(to: &proposal)
        let draft = try seal(proposal, id: id, &cache)
        if case .failure(let void) = policy.judged(draft.outline) { throw refusal(void.reason) }
        let commit = try draft.commit(after: head, skipping: junk, signedBy: keys)
        switch try put(commit) {
        case .created:
          try take(commit)
          noteChecked()
          let own = commit.header.version
          return Committed(version: own, mergedFrom: Array(start + 1..<max(own, start + 1)))
        case .unknown: throw LogError.outcomeUnknown
        case .exists:
          let (lost, seen) = (head, junk)
          backOff.wait()
          try sync()
          if head == lost && junk == seen { backOff.waitForName() }
        }
      }
    }
  }

  private func put(_ commit: Commit) throws -> PutOutcome {
    if commit.header.version / 1000 != (commit.header.version - 1) / 1000 {
      // The predecessor stands in another directory: make its name last before building on it.
      try storage.settle("log/" + Commit.slotName(commit.header.version - 1).split(separator: "/")[1])
    }
    return try log.put(commit)
  }

  /// Whoever builds in a gap makes a second history: what stands behind it follows what is missing there. Looked for
  /// once, and again when the share failed since: a listing costs more than a commit.
  private func requireNoGap() throws {
    if hasLookedForGaps { return }
    let last = head.version + junk.count
    if let gap = try log.gap(behind: last, workspace: replica.workspace, policy: policy) {
      throw LogError.broken(version: gap)
    }
    hasLookedForGaps = true
  }

  private func passJunk() throws {
    try surroundings.passJunk(junk) {
      try sync()
      return junk
    }
  }

  // MARK: Housekeeping

  /// Notes what has run out, opens new epochs of stale keys, and wraps keys for those who lack them.
  private func addHousekeeping(to proposal: inout Proposal) throws {
    let lost = try lostKeys().filter { !proposal.entries.contains($0) }
    proposal.entries = expiries() + lost + proposal.entries
    guard var next = folded(proposal.entries) else { return }
    if let message = proposal.message, !message.isEmpty || !proposal.entries.isEmpty {
      try renewIfStale(messageDomain(proposal), &next, &proposal)
    }
    for domain in writtenDomains(proposal) { try renewIfStale(domain, &next, &proposal) }
    for domain in keysUnfitForAnswers(in: next) { try renew(domain, &next, &proposal) }
    proposal.entries += KeyWrapping(next).wraps(for: lacks(of: next), from: ring)
  }

  /// Who lacks which keys, found once for each policy: most commits follow one that left it as it was.
  private func lacks(of policy: Policy) -> [Policy.Lack] {
    if let known = lacksCache, known.policy == policy { return known.lacks }
    let lacks = policy.lacks
    lacksCache = (policy, lacks)
    return lacks
  }

  /// The policy after some entries of one's own; nil if they will be refused anyway.
  private func folded(_ entries: [ControlEntry]) -> Policy? {
    guard !entries.isEmpty else { return policy }
    return try? policy.judged(outline(entries)).get()
  }

  private func outline(_ entries: [ControlEntry]) -> CommitOutline {
    CommitOutline(
      author: employee, time: surroundings.clock.now(), purpose: .ordinary, format: policy.format, parts: [],
      entries: entries)
  }

  private func expiries() -> [ControlEntry] {
    let now = surroundings.clock.now()
    let locks = policy.locks.filter { $0.end < now }.map { ControlEntry.expires($0.id.id) }
    let invitations = policy.employees.filter {
      $0.value.state == .invited && $0.key != employee && $0.value.invitedAt + $0.value.duration < now
    }
    return locks + invitations.keys.sorted().map { .expires($0.id) }
  }

  /// Says of which keys nothing that was wrapped for this employee opens, so that others wrap them again.
  private func lostKeys() throws -> [ControlEntry] {
    try replica.lostKeys().filter { key in
      guard let state = policy.keys[key.domain], key.epoch <= state.epoch else { return false }
      if ring.key(key.domain, key.epoch) != nil { return false }
      return state.holders[Int(key.epoch)].contains(employee)
    }.sorted { $0.domain.bytes.lexicographicallyPrecedes($1.domain.bytes) }.map { .lost($0.domain, $0.epoch) }
  }

  /// Asks for keys that somebody wrapped wrongly, and opens new ones where others wait for them; best done after a sync,
  /// since who never writes would wait for ever.
  package func mendKeys() throws {
    guard try !lostKeys().isEmpty || !keysUnfitForAnswers(in: policy).isEmpty else { return }
    _ = try commit { _ in
      var proposal = Proposal()
      proposal.entries = try lostKeys() + keysUnfitForAnswers(in: policy).map { try newEpoch(of: $0, in: policy) }
      return proposal
    }
  }

  private func writtenDomains(_ proposal: Proposal) -> [KeyDomain] {
    var domains: [KeyDomain] = []
    for sheet in proposal.sheets where !sheet.isOnlyAnswers {
      domains.append(.rows(sheet.sheet))
      domains += sections(of: sheet, in: policy).map { .section(sheet.sheet, $0) }
    }
    return domains
  }

  private func renewIfStale(_ domain: KeyDomain, _ next: inout Policy, _ proposal: inout Proposal) throws {
    guard next.keys[domain]?.isStale ?? true, next.mayHold(domain, employee) else { return }
    try renew(domain, &next, &proposal)
  }

  private func renew(_ domain: KeyDomain, _ next: inout Policy, _ proposal: inout Proposal) throws {
    let entry = try newEpoch(of: domain, in: next)
    proposal.entries.append(entry)
    if let folded = folded(proposal.entries) { next = folded }
  }

  /// Opens a domain's next epoch; the new key is at hand at once.
  func newEpoch(of domain: KeyDomain, in policy: Policy) throws -> ControlEntry {
    let number = policy.keys[domain].map { $0.epoch + 1 } ?? 0
    // An earlier attempt of the same commit may have made it, and sealed parts with it.
    let fresh = ring.key(domain, number) ?? EpochKey(bytes: surroundings.entropy.bytes(EpochKey.size))
    guard let key = fresh else { throw LogError.outcomeUnknown }
    ring.insert(key, domain, number)
    return try KeyWrapping(policy).epoch(domain, number, key)
  }

  // MARK: Sealing

  private func messageDomain(_ proposal: Proposal) -> KeyDomain {
    let sheets = proposal.sheets.filter { !$0.isEmpty }
    return sheets.count == 1 ? .rows(sheets[0].sheet) : .workspace
  }

  private func seal(_ proposal: Proposal, id: ID, _ cache: inout PartCache) throws -> Draft {
    let next = folded(proposal.entries) ?? policy
    let sealing = sealing(id)
    var parts: [SealedPart] = []
    func add(_ domain: KeyDomain, _ verb: Verb, _ text: [UInt8]) throws {
      let epoch = next.keys[domain]?.epoch ?? 0
      guard let key = ring.key(domain, epoch) else {
        throw WorkspaceError.keysPending(sheet: domain.sheet.flatMap { catalog.sheet($0)?.name } ?? "*")
      }
      parts.append(
        try cache.part(domain, verb, key, text) { index in
          let builder = PartBuilder(sealing, index: index, domain: domain, verb: verb, epoch: epoch, key: key)
          try builder.append(text)
          return try builder.finish()
        })
    }
    for sheet in proposal.sheets where !sheet.isEmpty {
      if let sealed = sheet.sealedAdds { parts += sealed.parts }
      try sealParts(of: sheet, id: id, next, add)
      parts += try sealedAnswers(of: sheet, sealing, in: next)
    }
    if let message = proposal.message, !message.isEmpty {
      try add(messageDomain(proposal), .message, PartText.message(message))
    }
    return Draft(
      format: policy.format, workspace: replica.workspace, id: id, author: employee, time: surroundings.clock.now(),
      purpose: proposal.purpose, entries: proposal.entries, parts: parts)
  }

  func sealing(_ id: ID) -> PartSealing {
    let entropy = surroundings.entropy
    return PartSealing(workspace: replica.workspace, author: employee, id: id, storage: storage) {
      entropy.bytes(EpochKey.saltSize)
    }
  }

  private func sealParts(
    of proposal: SheetProposal, id: ID, _ policy: Policy, _ add: (KeyDomain, Verb, [UInt8]) throws -> Void
  ) throws {
    let sheet = proposal.sheet
    let sectionOf = Dictionary(
      (policy.sheet(sheet)?.columns ?? []).map { ($0.id, $0.section) }, uniquingKeysWith: { first, _ in first })
    if proposal.changesRows { try add(.rows(sheet), .rows, rowsText(of: proposal)) }
    if let (lock, rows) = proposal.lockedRows { try add(.rows(sheet), .lock, PartText.lockedRows(lock, rows)) }
    let delta = proposal.delta
    if !delta.restored.isEmpty { try add(.rows(sheet), .restore, PartText.ids(delta.restored)) }
    if !delta.deleted.isEmpty { try add(.rows(sheet), .delete, PartText.ids(delta.deleted)) }
    if !proposal.erased.isEmpty { try add(.rows(sheet), .erase, PartText.ids(proposal.erased)) }
    let sealed = Set((proposal.sealedAdds?.parts ?? []).map(\.label.domain))
    for section in sections(of: proposal, in: policy, sealed) {
      let domain = KeyDomain.section(sheet, section)
      let columns = (policy.sheet(sheet)?.columns ?? []).filter { $0.section == section }.map(\.id)
      if let text = addText(delta.added, columns) { try add(domain, .add, text) }
      let edits = delta.edits.filter { sectionOf[$0.column] == section }
      if !edits.isEmpty { try add(domain, .edit, PartText.edits(edits)) }
      let marks = marks(of: delta, in: section, sectionOf)
      if !marks.isEmpty { try add(domain, .mark, PartText.marks(marks)) }
      let conflicts = proposal.conflicts.filter { $0.conflict.column.flatMap { sectionOf[$0] } == section }
      if !conflicts.isEmpty { try add(domain, .conflict, PartText.conflicts(conflicts)) }
      let resolutions = proposal.resolutions.filter { $0.1.flatMap { sectionOf[$0] } == section }
      if !resolutions.isEmpty { try add(domain, .resolve, PartText.resolutions(resolutions.map(\.0))) }
    }
    let ofRows = proposal.conflicts.filter { $0.conflict.column == nil }
    if !ofRows.isEmpty { try add(.rows(sheet), .conflict, PartText.conflicts(ofRows)) }
    let settled = proposal.resolutions.filter { $0.1 == nil }.map(\.0)
    if !settled.isEmpty { try add(.rows(sheet), .resolve, PartText.resolutions(settled)) }
  }

  private func rowsText(of proposal: SheetProposal) -> [UInt8] {
    var added: [Range<UInt32>] = []
    if let sealed = proposal.sealedAdds, sealed.count > 0 {
      added.append(sealed.firstOrdinal..<sealed.firstOrdinal + UInt32(sealed.count))
    }
    for ordinal in proposal.delta.added.map(\.id.ordinal).sorted() {
      if let last = added.last, last.upperBound == ordinal {
        added[added.count - 1] = last.lowerBound..<ordinal + 1
      } else {
        added.append(ordinal..<ordinal + 1)
      }
    }
    var touched: [RowID] = []
    var last: RowID?
    for edit in proposal.delta.edits where edit.row != last {
      touched.append(edit.row)
      last = edit.row
    }
    let marked = Set(proposal.delta.marks.compactMap(\.row))
    if !marked.isEmpty {
      touched += marked.subtracting(touched).subtracting(proposal.delta.added.map(\.id)).sorted()
    }
    return PartText.rows(added: added, touched: touched + proposal.erased)
  }

  /// What is said of a section's cells; what is said of all that a row or the commit has is said of those here.
  private func marks(of delta: Delta, in section: SectionID, _ sectionOf: [ColumnID: SectionID]) -> [CellMark] {
    delta.marks.filter { mark in
      if let column = mark.column { return sectionOf[column] == section }
      guard let row = mark.row else { return true }
      return delta.edits.contains { $0.row == row && sectionOf[$0.column] == section }
        || delta.added.contains { $0.id == row && $0.cells.keys.contains { sectionOf[$0] == section } }
    }
  }

  private func addText(_ rows: [Row], _ columns: [ColumnID]) -> [UInt8]? {
    let used = columns.filter { column in rows.contains { $0.cells[column]?.isEmpty == false } }
    guard !used.isEmpty else { return nil }
    var text = AddText(columns: used)
    for row in rows.sorted(by: { $0.id < $1.id }) {
      guard used.contains(where: { row.cells[$0]?.isEmpty == false }) else { continue }
      text.beginRow(row.id.ordinal)
      for column in used { text.cell(row.cells[column] ?? .empty) }
      text.endRow()
    }
    return text.take()
  }

  /// The sections whose cells a proposal touches, in the policy's order, and those that are `sealed` already if something
  /// is said of all that is written.
  private func sections(
    of proposal: SheetProposal, in policy: Policy, _ sealed: Set<KeyDomain> = []
  ) -> [SectionID] {
    guard let record = policy.sheet(proposal.sheet) else { return [] }
    var columns = Set(proposal.delta.edits.map(\.column))
    for row in proposal.delta.added { columns.formUnion(row.cells.filter { !$0.value.isEmpty }.keys) }
    columns.formUnion(proposal.conflicts.compactMap(\.conflict.column))
    columns.formUnion(proposal.resolutions.compactMap(\.1))
    columns.formUnion(proposal.delta.marks.compactMap(\.column))
    let used = Set(record.columns.filter { columns.contains($0.id) }.map(\.section))
    let isAllMarked = proposal.delta.marks.contains { $0.row == nil }
    return record.sections.map(\.id).filter { section in
      used.contains(section) || isAllMarked && sealed.contains(.section(proposal.sheet, section))
    }
  }
}

extension Surroundings {
  /// Waits until what stands at the next number has not changed for a minute; then it is junk for ever.
  func passJunk(_ junk: [JunkSlot], again look: () throws -> [JunkSlot]) throws {
    var (seen, waited): ([JunkSlot], Int64) = (junk, 0)
    while !seen.isEmpty && waited < junkPatience {
      clock.sleep(milliseconds: 1000)
      waited += 1000
      let now = try look()
      if now != seen { (seen, waited) = (now, 0) }
    }
  }
}

/// Parts sealed for an earlier attempt of the same commit: a lost race signs again, and seals again only what changed.
struct PartCache {
  private struct Entry {
    var domain: KeyDomain
    var verb: Verb
    /// The key itself, not its epoch: a colleague may have opened the same epoch with another.
    var key: EpochKey
    var text: [UInt8]
    var part: SealedPart
  }

  private var entries: [Entry] = []

  mutating func part(
    _ domain: KeyDomain, _ verb: Verb, _ key: EpochKey, _ text: [UInt8], _ make: (Int) throws -> SealedPart
  ) throws -> SealedPart {
    if let entry = entries.first(where: {
      $0.domain == domain && $0.verb == verb && $0.key.bytes == key.bytes && $0.text == text
    }) {
      return entry.part
    }
    let part = try make(entries.count + Self.firstIndex)
    entries.append(Entry(domain: domain, verb: verb, key: key, text: text, part: part))
    return part
  }

  /// Lower numbers are left to parts that were sealed before the commit's first attempt.
  private static let firstIndex = 256
}
