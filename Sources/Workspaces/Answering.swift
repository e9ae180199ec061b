import History
import Identities
import Privileges
import Replicas
package import Tables

/// Parts of answers are numbered from here, others of the same commit below.
private let firstAnswerIndex = 1 << 16

extension Workspace {
  /// Whether he may ask customers for a column, be it one that he cannot read.
  package func mayAsk(_ column: Column, of sheet: Sheet) -> Bool {
    ColumnRules(column.attributes).isAsked
      && policy.decide(employee, .ask, on: .section(sheet.id, column.section)).isAllowed
  }

  /// Writes down what a customer answered, sealed for those who may read the cells; the version.
  ///
  /// Nothing readable stays on this machine: what the share does not take now waits as it was sealed, and then it throws
  /// `waiting`. What becomes of each answer is for the readers to see.
  package func answer(_ answers: [CellAnswer], in sheet: Sheet) throws -> Int {
    let id = surroundings.newID()
    var isTried = false
    do {
      let committed = try commit(id: id) { _ in
        isTried = true
        for mark in answers.map(\.mark) { try requireAskable(CellPlace(mark), in: sheet.id) }
        var part = SheetProposal(sheet: sheet.id)
        part.answers = answers
        var proposal = Proposal()
        proposal.sheets = [part]
        return proposal
      }
      return committed?.version ?? head.version
    } catch {
      try keepForLater(because: error) { earlier in
        try commits(of: answers, as: isTried ? id : nil).map { id, answers in
          PendingChange(
            id: id, base: version, seen: earlier, message: nil, copy: nil, changes: [],
            answers: try sealForLater(answers, in: sheet.id, of: id))
        }
      }
      throw error
    }
  }

  /// What waits becomes a commit for each cell, so that what may not be written by then stays behind alone: nobody here
  /// can take it out of a box. Of a commit that may stand in the folder already, the same is sent again.
  private func commits(of answers: [CellAnswer], as id: ID?) -> [(id: ID, answers: [CellAnswer])] {
    if let id { return [(id, answers)] }
    var seen: Set<CellPlace> = []
    let firsts = answers.filter { seen.insert(CellPlace($0.mark)).inserted }
    return firsts.map { (surroundings.newID(), [$0]) }
  }

  /// Whether the answer would count at head, as every reader sees it.
  private func requireAskable(_ place: CellPlace, in id: SheetID) throws {
    let isThere =
      try isAnyRow(of: id) || replica.standing(of: place.row, in: id) == .present
      || waiting[place.row, in: id]?.isAdded == true
    guard let sheet = catalog.sheet(id), isThere else {
      throw WorkspaceError.unknownRow(sheet: catalog.sheet(id)?.name ?? "?")
    }
    guard let column = place.column.flatMap(sheet.column), ColumnRules(column.attributes).isAsked else {
      throw WorkspaceError.unknownColumn(
        sheet: sheet.name, column: place.column.flatMap { catalog.column($0)?.name } ?? "?")
    }
    let target = Target.section(id, column.section)
    try require(.ask, on: target)
    try requireUnlocked(target)
    try requireUnlocked([place.row], in: id)
  }

  // MARK: Sealing

  /// A part for each section that was answered in, sealed to the public key of its present epoch.
  func sealedAnswers(
    of proposal: SheetProposal, _ sealing: PartSealing, in policy: Policy
  ) throws -> [SealedPart] {
    let fresh = try bySection(proposal.answers, in: proposal.sheet, policy).enumerated().map { index, found in
      let (epoch, keys) = try key(toSealFor: found.domain, in: policy)
      let builder = try PartBuilder(
        answers: sealing, index: firstAnswerIndex + index, domain: found.domain, epoch: epoch, to: keys)
      try builder.append(AnswerText.answers(found.answers))
      return try builder.finish()
    }
    return try fresh
      + proposal.keptAnswers.enumerated().map { index, kept in
        let (epoch, keys) = try key(toSealFor: kept.domain, in: policy)
        return try kept.part(sealing, index: firstAnswerIndex + fresh.count + index, epoch: epoch, to: keys)
      }
  }

  private func bySection(
    _ answers: [CellAnswer], in sheet: SheetID, _ policy: Policy
  ) -> [(domain: KeyDomain, answers: [CellAnswer])] {
    guard !answers.isEmpty, let record = policy.sheet(sheet) else { return [] }
    let sectionOf = Dictionary(record.columns.map { ($0.id, $0.section) }, uniquingKeysWith: { first, _ in first })
    return record.sections.compactMap { section in
      let mine = answers.filter { $0.mark.column.flatMap { sectionOf[$0] } == section.id }
      return mine.isEmpty ? nil : (.section(sheet, section.id), mine)
    }
  }

  /// What a section's present readers can open; `isStale` where a lost reader may as well.
  private func key(
    toSealFor domain: KeyDomain, in policy: Policy, isStale: Bool = false
  ) throws -> (epoch: UInt64, keys: PublicKeys) {
    guard let state = policy.keys[domain], isStale || !state.isStale, let keys = PublicKeys(bytes: state.proposals)
    else {
      throw WorkspaceError.nobodyToSealFor(section: domain.target.map { catalog.name(of: $0) } ?? "?")
    }
    return (state.epoch, keys)
  }

  // MARK: While the share is away

  /// Seals answers under the epochs that this machine knows; a stale one is sealed under its follower too when it is sent.
  private func sealForLater(_ answers: [CellAnswer], in sheet: SheetID, of id: ID) throws -> [WaitingAnswers] {
    for mark in answers.map(\.mark) { try requireAskable(CellPlace(mark), in: sheet) }
    return try bySection(answers, in: sheet, policy).map { domain, answers in
      let (epoch, keys) = try key(toSealFor: domain, in: policy, isStale: true)
      // Whoever could read until now still has the key: he would open his own answer.
      if policy.keys[domain]?.holders[Int(epoch)].contains(employee) == true {
        throw WorkspaceError.nobodyToSealFor(section: domain.target.map { catalog.name(of: $0) } ?? "?")
      }
      let kept = try KeptAnswers(
        AnswerText.answers(answers), sealing(id), domain: domain, epoch: epoch, to: keys)
      return WaitingAnswers(sheet: sheet, kept: kept, cells: answers.map { CellPlace($0.mark) })
    }
  }

  /// Sends what waited; nil if it waits on, for a lock's end or for a reader who opens a new key.
  ///
  /// What may not be written any more is refused, without the value, which nobody here can open. What this machine
  /// remembers of it is forgotten before the commit, as it is told before: behind it nobody would come to it.
  func sendAnswers(_ change: PendingChange, handingBack: HandingBack) throws -> SaveReport? {
    var report = SaveReport(version: head.version, base: head.version)
    do {
      let committed = try commit(id: change.id) { _ in
        report = SaveReport(version: head.version, base: head.version)
        var proposal = Proposal()
        var refusedCells: [CellPlace] = []
        for waiting in change.answers {
          let refused = try refusals(of: waiting)
          report.refused += refused.map(\.cell)
          refusedCells += refused.compactMap(\.place)
          guard refused.count < waiting.count else { continue }
          // What cannot be sent now waits as a whole: nothing is handed back before.
          _ = try key(toSealFor: waiting.kept.domain, in: policy)
          report.cellsNoted += waiting.count
          var part = SheetProposal(sheet: waiting.sheet)
          part.keptAnswers = [waiting.kept]
          proposal.sheets.append(part)
        }
        try handingBack.take(report.refused)
        for (row, places) in Dictionary(grouping: refusedCells, by: \.row) {
          try askedMemories.forget(places.compactMap(\.column), of: row)
        }
        return proposal
      }
      report.version = committed?.version ?? head.version
      report.isCommitted = committed != nil
      report.mergedFrom = committed?.mergedFrom ?? []
      report.setAside = handingBack.file
      return report
    } catch WorkspaceError.locked, WorkspaceError.nobodyToSealFor { return nil }
  }

  /// What of it would not count at head, with the cell where that is known.
  private func refusals(of waiting: WaitingAnswers) throws -> [(place: CellPlace?, cell: RefusedCell)] {
    if waiting.cells.isEmpty { return try refusedSection(of: waiting).map { [(nil, $0)] } ?? [] }
    return try waiting.cells.compactMap { place in
      try refusedCell(place, in: waiting.sheet).map { (place, $0) }
    }
  }

  private func refusedSection(of waiting: WaitingAnswers) throws -> RefusedCell? {
    func cell(_ reason: RefusedReason) -> RefusedCell {
      let sheet = catalog.sheet(waiting.sheet)?.name ?? "?"
      return RefusedCell(sheet: sheet, row: nil, column: nil, reason: reason, value: .empty)
    }
    guard let target = waiting.kept.domain.target else { return cell(.unknownColumn) }
    do { try require(.ask, on: target) } catch WorkspaceError.refused(let refusal) {
      return cell(.privileges(refusal.reason))
    }
    try requireUnlocked(target)
    return nil
  }

  private func refusedCell(_ place: CellPlace, in sheet: SheetID) throws -> RefusedCell? {
    func cell(_ reason: RefusedReason) -> RefusedCell {
      RefusedCell(
        sheet: catalog.sheet(sheet)?.name ?? "?", row: place.row,
        column: place.column.flatMap { catalog.column($0)?.name }, reason: reason, value: .empty)
    }
    do { try requireAskable(place, in: sheet) } catch let error as WorkspaceError {
      switch error {
      case .unknownRow: return cell(.unknownRow)
      case .unknownColumn: return cell(.unknownColumn)
      case .refused(let refusal): return cell(.privileges(refusal.reason))
      default: throw error
      }
    }
    return nil
  }

  // MARK: Keys

  /// The sections that somebody may ask about, which this employee may read, and to whose key nothing can be sealed now:
  /// a reader was lost, or what was published is not the key's own public half.
  func keysUnfitForAnswers(in policy: Policy) -> [KeyDomain] {
    if let known = unfitCache, known.policy == policy { return known.domains }
    let domains = policy.domains.filter { domain in
      policy.isAsked(domain) && policy.mayHold(domain, employee) && isUnfit(domain, policy)
    }
    unfitCache = (policy, domains)
    return domains
  }

  private func isUnfit(_ domain: KeyDomain, _ policy: Policy) -> Bool {
    guard let state = policy.keys[domain], !state.isStale else { return true }
    guard let key = ring.key(domain, state.epoch) else { return false }
    return key.proposalKeys?.publicKeys.bytes != state.proposals
  }
}

/// Answers of one section that wait for the share, as they were sealed, and the cells that they are about.
struct WaitingAnswers {
  var sheet: SheetID
  var kept: KeptAnswers
  /// Empty where nobody here can say, since they were sent once, in a history that counts no more.
  var cells: [CellPlace]

  /// How many there are; one where nobody can say.
  var count: Int { max(1, cells.count) }
}

extension CellPlace {
  /// The cell that an answer is about, which names row and column.
  fileprivate init(_ mark: CellMark) { self.init(row: mark.row ?? RowID(.zero), column: mark.column) }
}
