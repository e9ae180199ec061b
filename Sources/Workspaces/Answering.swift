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
  /// Nothing readable stays on this machine, so that what the share does not take now is not kept: it throws
  /// `shareUnreachable`. What becomes of each answer is for the readers to see.
  package func answer(_ answers: [CellAnswer], in sheet: Sheet) throws -> Int {
    let committed = try commit { _ in
      for mark in answers.map(\.mark) { try requireAskable(mark, in: sheet.id) }
      var part = SheetProposal(sheet: sheet.id)
      part.answers = answers
      var proposal = Proposal()
      proposal.sheets = [part]
      return proposal
    }
    return committed?.version ?? head.version
  }

  /// Whether the answer would count at head, as every reader sees it.
  private func requireAskable(_ mark: CellMark, in id: SheetID) throws {
    guard let sheet = catalog.sheet(id), let row = mark.row, case .present = try replica.standing(of: row, in: id)
    else {
      throw WorkspaceError.unknownRow(sheet: catalog.sheet(id)?.name ?? "?")
    }
    guard let column = mark.column.flatMap(sheet.column), ColumnRules(column.attributes).isAsked else {
      throw WorkspaceError.unknownColumn(
        sheet: sheet.name, column: mark.column.flatMap { catalog.column($0)?.name } ?? "?")
    }
    let target = Target.section(id, column.section)
    try require(.ask, on: target)
    try requireUnlocked(target)
    try requireUnlocked([row], in: id)
  }

  // MARK: Sealing

  /// A part for each section that was answered in, sealed to the public key of its present epoch.
  func sealedAnswers(
    of proposal: SheetProposal, _ sealing: PartSealing, in policy: Policy
  ) throws -> [SealedPart] {
    guard !proposal.answers.isEmpty, let record = policy.sheet(proposal.sheet) else { return [] }
    let sectionOf = Dictionary(record.columns.map { ($0.id, $0.section) }, uniquingKeysWith: { first, _ in first })
    return try record.sections.enumerated().compactMap { index, section in
      let mine = proposal.answers.filter { $0.mark.column.flatMap { sectionOf[$0] } == section.id }
      if mine.isEmpty { return nil }
      let domain = KeyDomain.section(proposal.sheet, section.id)
      guard let state = policy.keys[domain], !state.isStale, let keys = PublicKeys(bytes: state.proposals) else {
        throw WorkspaceError.nobodyToSealFor(section: catalog.name(of: .section(proposal.sheet, section.id)))
      }
      let builder = try PartBuilder(
        answers: sealing, index: firstAnswerIndex + index, domain: domain, epoch: state.epoch, to: keys)
      try builder.append(AnswerText.answers(mine))
      return try builder.finish()
    }
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
