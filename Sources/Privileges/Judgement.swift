import Identities
package import Tables

/// What a part of a commit does to its sheet; the raw values are stored in the log and never change.
package enum Verb: UInt8, CaseIterable, Sendable, Codable {
  /// Row ids added, deleted and touched; under the sheet's key.
  case rows = 1
  /// Cells of rows that this commit adds.
  case add = 2
  /// New values of cells.
  case edit = 3
  /// Rows deleted; under the sheet's key.
  case delete = 4
  /// Deleted rows that come back; under the sheet's key.
  case restore = 5
  /// Conflicts that wait for a person.
  case conflict = 6
  /// Conflicts that this commit settles.
  case resolve = 7
  /// The author's message; under the sheet's key, or the workspace's.
  case message = 8
  /// Rows that the author locks; under the sheet's key.
  case lock = 9
  /// Rows that are gone for ever, their values with them; under the sheet's key.
  case erase = 10
  /// Where values come from, which were found right, what came of asking.
  case mark = 11
  /// What customers answered, sealed so that only the section's readers can open it, and not who wrote it down.
  case answer = 12

  /// Whether a commit with such a part must list the rows that it is about; of whom answers are is nobody's business.
  fileprivate var isAboutRows: Bool { self != .rows && self != .message && self != .lock && self != .answer }
}

/// What a commit was made for, as its author says.
package enum Purpose: UInt8, Sendable, Codable {
  case ordinary = 0
  case `import` = 1
  case undo = 2
}

/// What every reader can see of a commit without any key.
package struct CommitOutline: Sendable {
  /// A part, by what its header says: whose key, what for, and under which epoch.
  package struct Part: Sendable {
    package var domain: KeyDomain
    package var verb: Verb
    package var epoch: UInt64

    package init(domain: KeyDomain, verb: Verb, epoch: UInt64) {
      self.domain = domain
      self.verb = verb
      self.epoch = epoch
    }
  }

  package var author: EmployeeID
  /// Milliseconds since 1970, by the author's clock.
  package var time: Int64
  package var purpose: Purpose
  package var format: UInt64
  package var parts: [Part]
  package var entries: [ControlEntry]

  package init(
    author: EmployeeID, time: Int64, purpose: Purpose, format: UInt64, parts: [Part], entries: [ControlEntry]
  ) {
    self.author = author
    self.time = time
    self.purpose = purpose
    self.format = format
    self.parts = parts
    self.entries = entries
  }
}

/// Why a commit that is whole has no effect; kept with it, the same for every reader.
package enum VoidReason: Equatable, Sendable, Codable {
  case refused(Reason)
  /// A control entry contradicts the state before it; its place among the entries, from 0.
  case contradiction(entry: Int)
  /// A part is sealed under a key epoch that is over, or that a lost reader still holds.
  case staleKey(KeyDomain)
  /// A part of one kind twice, or where that kind does not belong.
  case misplacedPart(KeyDomain, Verb)
  /// It changes a sheet without the part that lists the rows it touches.
  case unlistedRows(SheetID)
  /// It would leave no active employee with the power over staff.
  case noAdminLeft
  /// Another commit on the chain bears the same id.
  case repeatedID
  /// Its header claims another format than the one in force.
  case wrongFormat
}

extension Policy {
  /// The policy after a commit, or why the commit is void: judged entire, from its outline alone.
  package func judged(_ commit: CommitOutline) -> Result<Policy, Voided> {
    do {
      var next = self
      try next.apply(commit, onto: self)
      try next.checkParts(of: commit)
      return .success(next)
    } catch {
      return .failure(error)
    }
  }

  /// `VoidReason` as an error.
  package struct Voided: Error, Equatable {
    package let reason: VoidReason
    package init(_ reason: VoidReason) { self.reason = reason }
  }

  private mutating func apply(_ commit: CommitOutline, onto before: Policy) throws(Voided) {
    let isFounding = before.format == 0
    guard isFounding || commit.format == before.format else { throw Voided(.wrongFormat) }
    if !isFounding { try requireMember(commit) }
    for (place, entry) in commit.entries.enumerated() {
      guard try fold(entry, by: commit, isFounding: isFounding) else {
        throw Voided(.contradiction(entry: place))
      }
    }
    // A founding commit that set no format could be followed by another one.
    guard format > 0 else { throw Voided(.wrongFormat) }
    guard !commit.entries.isEmpty else { return }
    if commit.entries.contains(where: \.mayLoseReaders) { markStale(since: before) }
    try checkEpochs(of: commit)
    guard !holders(of: .staff).isEmpty else { throw Voided(.noAdminLeft) }
  }

  /// The author must be an active employee, or one who joins, or the recovery key at its only work.
  private func requireMember(_ commit: CommitOutline) throws(Voided) {
    if commit.author == .recovery {
      let isItsWork = commit.parts.isEmpty && commit.entries.allSatisfy(\.isForRecovery)
      guard isItsWork else { throw Voided(.refused(.notGranted(.staff, .everything))) }
      return
    }
    switch employees[commit.author]?.state {
    case .active: return
    case .suspended: throw Voided(.refused(.suspended))
    case .lapsed: throw Voided(.refused(.invitationLapsed))
    case nil: throw Voided(.refused(.unknownEmployee))
    case .invited:
      let joins = commit.entries.contains { if case .join(commit.author, _, _) = $0 { true } else { false } }
      guard joins, commit.parts.allSatisfy({ $0.verb == .message }) else { throw Voided(.refused(.notJoined)) }
    }
  }

  /// Keys whose readers became fewer are stale; those who are no readers any more hold nothing new.
  private mutating func markStale(since before: Policy) {
    for (domain, state) in before.keys where keys[domain]?.epoch == state.epoch {
      if !before.readers(of: domain).isSubset(of: readers(of: domain)) { keys[domain]?.isStale = true }
    }
  }

  /// A new epoch's key goes to exactly those who may read now.
  private func checkEpochs(of commit: CommitOutline) throws(Voided) {
    for (place, entry) in commit.entries.enumerated() {
      guard case .epoch(let domain, _, _, _, let wraps) = entry else { continue }
      let recipients = wraps.map(\.recipient)
      guard Set(recipients) == readers(of: domain), recipients.count == Set(recipients).count else {
        throw Voided(.contradiction(entry: place))
      }
    }
  }

  private func checkParts(of commit: CommitOutline) throws(Voided) {
    var seen = SeenParts()
    for part in commit.parts {
      guard seen.insert(part), part.isInPlace else {
        throw Voided(.misplacedPart(part.domain, part.verb))
      }
      guard let key = keys[part.domain], key.epoch == part.epoch, !key.isStale else {
        throw Voided(.staleKey(part.domain))
      }
      try check(part, by: commit.author)
    }
    try checkRowsAreListed(commit.parts)
    if commit.purpose == .import {
      let decision = decide(commit.author, .import, on: .everything)
      guard decision.isAllowed else { throw Voided(.refused(decision.reason)) }
    }
  }

  /// Who may read any part of a sheet learns which of its rows were touched.
  private func checkRowsAreListed(_ parts: [CommitOutline.Part]) throws(Voided) {
    let listed = Set(parts.lazy.filter { $0.verb == .rows }.map(\.domain))
    for part in parts where part.verb.isAboutRows {
      guard let sheet = part.domain.sheet else { continue }
      guard listed.contains(.rows(sheet)) else { throw Voided(.unlistedRows(sheet)) }
    }
  }

  private func check(_ part: CommitOutline.Part, by author: EmployeeID) throws(Voided) {
    if let refusal = refusal(of: part.verb, in: part.domain, to: author) { throw Voided(.refused(refusal.reason)) }
  }

  /// Why an employee may not write a part of this kind there, locks included; nil if he may.
  package func refusal(of verb: Verb, in domain: KeyDomain, to employee: EmployeeID) -> Decision? {
    guard let target = domain.target else { return nil }
    let alternatives: [Action]
    switch verb {
    case .message: return nil
    case .rows, .restore, .lock: alternatives = [.edit, .add, .delete]
    case .add: alternatives = [.add]
    case .mark: alternatives = [.edit, .add]
    case .edit: alternatives = [.edit]
    case .answer: alternatives = [.ask]
    // A row that somebody wants to delete and others changed.
    case .conflict: if case .rows = domain { alternatives = [.edit, .delete] } else { alternatives = [.edit] }
    case .delete: alternatives = [.delete]
    case .erase: alternatives = [.erase]
    case .resolve: alternatives = [.edit, .conflicts]
    }
    if verb == .erase {
      let decision = decide(employee, .erase, on: .everything)
      return decision.isAllowed ? nil : decision
    }
    if case .rows(let sheet) = domain, verb != .delete {
      guard anywhere(in: sheet, employee, alternatives + [.conflicts]) else {
        return decide(employee, alternatives[0], on: target)
      }
    } else if !alternatives.contains(where: { decide(employee, $0, on: target).isAllowed }) {
      return decide(employee, alternatives[0], on: target)
    }
    let changesCells = [.add, .edit, .delete, .restore, .answer].contains(verb)
    return changesCells ? lockDecision(employee, on: target) : nil
  }

  /// Whether one of the actions is allowed on the sheet or in any section of it.
  private func anywhere(in sheet: SheetID, _ employee: EmployeeID, _ actions: [Action]) -> Bool {
    let targets = [Target.sheet(sheet)] + (self.sheet(sheet)?.sections ?? []).map { .section(sheet, $0.id) }
    return actions.contains { action in targets.contains { decide(employee, action, on: $0).isAllowed } }
  }
}

/// Which kinds of parts a commit has had so far; nearly all have a few.
private struct SeenParts {
  private struct Kind: Hashable {
    var domain: KeyDomain
    var verb: Verb
  }

  /// So many are compared one by one.
  private static let few = 8
  private var first: [Kind] = []
  private var others: Set<Kind> = []

  /// False if there was one of the same kind.
  mutating func insert(_ part: CommitOutline.Part) -> Bool {
    let kind = Kind(domain: part.domain, verb: part.verb)
    if first.contains(kind) { return false }
    guard first.count == Self.few else {
      first.append(kind)
      return true
    }
    return others.insert(kind).inserted
  }
}

extension KeyDomain {
  /// What a change under this key is a change of; nil for the workspace's names.
  package var target: Target? {
    switch self {
    case .workspace: nil
    case .rows(let sheet): .sheet(sheet)
    case .section(let sheet, let section): .section(sheet, section)
    }
  }
}

extension CommitOutline.Part {
  /// Row ids belong under a sheet's key, cells under a section's.
  fileprivate var isInPlace: Bool {
    switch (verb, domain) {
    case (.rows, .rows), (.delete, .rows), (.restore, .rows), (.message, .rows), (.message, .workspace): true
    case (.conflict, .rows), (.resolve, .rows), (.lock, .rows), (.erase, .rows): true
    case (.add, .section), (.edit, .section), (.conflict, .section), (.resolve, .section), (.mark, .section),
      (.answer, .section):
      true
    default: false
    }
  }
}
