package import Profiling
package import Tables
import Workspaces

/// How far it is with one customer of a campaign; the raw values stand in workbooks and never change.
package enum EntryState: String, CaseIterable, Sendable {
  case open, asked, answered, bounced, refused

  /// Whether something is still waited for.
  package var isWaiting: Bool { self == .open || self == .asked }
}

/// A saved list of customers to get in touch with.
package struct Campaign: Equatable, Sendable {
  package var row: RowID
  package var name: String
  package var kind: DuePurpose
  package var since: CalendarDate?
}

/// One customer of a campaign.
package struct CampaignEntry: Equatable, Sendable {
  package var row: RowID
  /// The customer's number, or his row's id.
  package var customer: String
  /// His row; nil if it is gone.
  package var customerRow: RowID?
  /// What stands in the sheet.
  package var stored: EntryState
  /// How far it is by now: what happened since is counted in, though nobody may have written it down yet.
  package var state: EntryState
  /// Whose he is.
  package var assigned: String?
  /// When he became so.
  package var at: String?
}

/// The sheets in which an office keeps its campaigns, found by what their columns say of themselves.
struct CampaignBook {
  private static let ofCampaigns: [ColumnPurpose.Fact] = [.campaignName, .campaignKind, .campaignSince]
  private static let ofEntries: [ColumnPurpose.Fact] = [
    .entryCampaign, .customer, .entryState, .entryAssigned, .entryAt,
  ]

  let customers: CustomerBook
  let campaigns: PracticeSheet
  let entries: PracticeSheet
  /// The outbox, where there is one.
  let post: PostBook?
  /// What is found right of an address.
  private let checkedOfAddresses: [Column]

  init(_ workspace: Workspace) throws(PostError) {
    let sheets = workspace.catalog.sheets
    guard let customers = CustomerBook(sheets) else { throw .noCustomers }
    guard let campaigns = PracticeSheet.first(of: sheets, with: Self.ofCampaigns),
      let entries = PracticeSheet.first(of: sheets, with: Self.ofEntries)
    else { throw .noCampaigns }
    (self.customers, self.campaigns, self.entries) = (customers, campaigns, entries)
    post = try? PostBook(workspace)
    checkedOfAddresses = (post?.addresses?.sheet.columns ?? []).filter {
      (try? ColumnPurpose($0.attributes))?.isChecked == true
    }
  }

  /// All campaigns, oldest first.
  func all(_ workspace: Workspace) throws -> [Campaign] {
    try campaigns.rows(workspace).compactMap { row in
      let values = try campaigns.values(of: row, Self.ofCampaigns, workspace)
      guard let name = values[.campaignName],
        let kind = values[.campaignKind].flatMap(DuePurpose.init(rawValue:))
      else { return nil }
      return Campaign(row: row, name: name, kind: kind, since: values[.campaignSince].flatMap { CalendarDate($0) })
    }
  }

  /// The campaign of this name; without one the only one that there is.
  func campaign(_ name: String?, _ workspace: Workspace) throws -> Campaign {
    let all = try all(workspace)
    let found =
      name.map { name in all.first { Folding.fold($0.name) == Folding.fold(name) } } ?? (all.count == 1 ? all[0] : nil)
    guard let found else { throw PostError.unknownCampaign }
    return found
  }

  /// The rows of a campaign's customers, as they were written down.
  func rows(of campaign: Campaign, _ workspace: Workspace) throws -> [RowID] {
    guard let column = entries.column(.entryCampaign) else { return [] }
    return try workspace.rows(of: entries.sheet, where: column, is: Cell(campaign.name), limit: Self.most)
  }

  /// The largest campaign.
  static let most = 1_000_000
}

extension CampaignBook {
  /// One customer of a campaign as it was written down; his row is not looked for yet.
  func stored(_ row: RowID, _ workspace: Workspace) throws -> CampaignEntry? {
    stored(row, try entries.values(of: row, Self.ofEntries, workspace))
  }

  private func stored(_ row: RowID, _ values: [ColumnPurpose.Fact: String]) -> CampaignEntry? {
    guard let customer = values[.customer], let state = values[.entryState].flatMap(EntryState.init(rawValue:)) else {
      return nil
    }
    return CampaignEntry(
      row: row, customer: customer, stored: state, state: state, assigned: values[.entryAssigned], at: values[.entryAt])
  }

  /// All customers of a campaign as they were written down, oldest first; their rows are not looked for yet.
  func stored(of campaign: Campaign, _ workspace: Workspace) throws -> [CampaignEntry] {
    let rows = try rows(of: campaign, workspace)
    if rows.count <= Self.mostOneByOne { return try rows.compactMap { try stored($0, workspace) } }
    let facts = Self.ofEntries.compactMap { fact in entries.column(fact).map { (fact: fact, column: $0) } }
      .filter { workspace.mayRead($0.column, of: entries.sheet) }
    let wanted = Set(rows)
    var found: [CampaignEntry] = []
    try workspace.forEachRow(workspace.view(entries.sheet.name, columns: facts.map(\.column.name))) { row, cells in
      guard wanted.contains(row) else { return true }
      let values = zip(facts, cells).compactMap { fact, cell in cell.text.map { (fact.fact, $0) } }
      if let entry = stored(row, Dictionary(values) { first, _ in first }) { found.append(entry) }
      return true
    }
    return found
  }

  /// So few rows are read one by one, each at a place of its own; more are found by walking the whole sheet.
  static let mostOneByOne = 200

  /// All customers of a campaign, with their rows and what happened since counted in.
  func now(of campaign: Campaign, _ workspace: Workspace) throws -> [CampaignEntry] {
    let stored = try stored(of: campaign, workspace)
    let news = stored.count > Self.mostOneByOne ? try CampaignNews(of: campaign, stored, self, workspace) : nil
    return try stored.map { try news?.now($0) ?? now($0, of: campaign, workspace) }
  }

  /// With his row, and what happened since counted in.
  func now(_ entry: CampaignEntry, of campaign: Campaign, _ workspace: Workspace) throws -> CampaignEntry {
    var entry = entry
    entry.customerRow = try workspace.customer(entry.customer, in: customers.customers)
    if entry.stored.isWaiting { entry.state = try reached(entry, campaign.kind, workspace) }
    return entry
  }

  /// What became of a customer since his state was written down: the customer's own word outweighs what came back, and
  /// that what went out.
  private func reached(_ entry: CampaignEntry, _ kind: DuePurpose, _ workspace: Workspace) throws -> EntryState {
    guard let customer = entry.customerRow,
      let column = entries.column(.entryState),
      let begun = try workspace.provenance(of: entry.row, in: entries.sheet)[column.id]?.lastWritten,
      try customers.silence(of: customer, workspace) == nil
    else { return .refused }
    let known = try workspace.provenance(of: customer, in: customers.customers)
    let asked = customers.entries.filter { $0.isAsked(by: kind) }.compactMap { known[$0.column.id] }
    if asked.contains(where: { $0.isAnswered(since: begun) }) { return .answered }
    if kind == .confirm, try areAddressesAnswered(entry.customer, since: begun, workspace) { return .answered }
    if asked.contains(where: { ($0.declined?.version ?? 0) > begun }) { return .refused }
    let letters = try self.letters(to: entry.customer, since: begun, workspace)
    if letters.contains(.bounced) { return .bounced }
    let isPutOff = asked.contains { ($0.later?.version ?? 0) > begun }
    let isTalkedTo = try isTalkedTo(entry.customer, since: begun, workspace)
    return letters.contains(.sent) || isPutOff || isTalkedTo ? .asked : entry.stored
  }

  /// Whether he told, or found right, something of one of his addresses behind a version.
  private func areAddressesAnswered(_ customer: String, since begun: Int, _ workspace: Workspace) throws -> Bool {
    guard let addresses = post?.addresses else { return false }
    return try addresses.rows(of: Cell(customer), workspace).contains { row in
      let known = try workspace.provenance(of: row, in: addresses.sheet)
      return checkedOfAddresses.contains { known[$0.id]?.isAnswered(since: begun) == true }
    }
  }

  /// The states of letters that were written to him behind a version.
  private func letters(to customer: String, since begun: Int, _ workspace: Workspace) throws -> [LetterState] {
    guard let post, let named = post.outbox.column(.customer), let state = post.outbox.column(.letterState),
      let kind = post.outbox.column(.letterKind)
    else { return [] }
    let rows = try workspace.rows(
      of: post.outbox.sheet, where: named, is: Cell(customer), limit: Self.mostOfOne)
    return try rows.compactMap { row in
      let known = try workspace.provenance(of: row, in: post.outbox.sheet)
      guard (known[kind.id]?.origin?.version ?? 0) > begun else { return nil }
      return try workspace.cells(of: row, in: post.outbox.sheet, [state])[0].text.flatMap(LetterState.init(rawValue:))
    }
  }

  /// Whether he was asked something in a conversation behind a version.
  private func isTalkedTo(_ customer: String, since begun: Int, _ workspace: Workspace) throws -> Bool {
    guard let home = customers.conversations, let asked = home.column(.asked) else { return false }
    let rows = try workspace.rows(of: home.sheet, where: home.customer, is: Cell(customer), limit: Self.mostOfOne)
    return try rows.contains { row in
      (try workspace.provenance(of: row, in: home.sheet)[asked.id]?.origin?.version ?? 0) > begun
    }
  }

  /// So many letters and conversations of one customer are looked at.
  private static let mostOfOne = 10_000
}

extension CustomerBook.Entry {
  /// Whether a campaign of this kind waits for a word about the column.
  fileprivate func isAsked(by kind: DuePurpose) -> Bool {
    kind == .confirm ? purpose.isChecked : purpose.fact == .satisfaction
  }
}

extension Provenance {
  /// The version that wrote the value down, or said of it that it stands.
  fileprivate var lastWritten: Int? { [origin?.version, confirmed?.version].compactMap { $0 }.max() }

  /// Whether the customer told the value, or found it right, behind a version.
  fileprivate func isAnswered(since begun: Int) -> Bool {
    [isOriginTold ? origin : nil, confirmed].contains { said in
      said.map { $0.channel.isCustomers && $0.version > begun } ?? false
    }
  }
}
