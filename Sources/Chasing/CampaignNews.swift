import Profiling
import Tables
import Workspaces

/// Of which customers of a campaign something was written or said since it began; with whom nothing happened needs no look of
/// his own.
struct CampaignNews {
  private let campaign: Campaign
  /// The campaign's customers by number, as they are now.
  private var customers: [String: (row: RowID, silence: Silence?)] = [:]
  /// Those with whom something happened.
  private var touched: Set<String> = []

  /// Nil where it cannot be known of all at once.
  init?(of campaign: Campaign, _ entries: [CampaignEntry], _ book: CampaignBook, _ workspace: Workspace) throws {
    let (sheet, standings) = (book.customers.customers, book.customers.standings)
    guard let key = sheet.keyColumns.first, workspace.mayRead(key, of: sheet),
      standings.areReadable(in: sheet, workspace),
      let begun = try workspace.birth(of: campaign.row, in: book.campaigns.sheet)
    else { return nil }
    self.campaign = campaign
    let wanted = Set(entries.map(\.customer))
    let changed = try workspace.rowsTouched(in: sheet, since: begun)
    let columns = ([key] + standings.columns).map(\.name)
    try workspace.forEachRow(workspace.view(sheet.name, columns: columns)) { row, cells in
      guard let number = cells[0].text, wanted.contains(number), customers[number] == nil else { return true }
      customers[number] = (row, standings.silence(cells.dropFirst()))
      if changed.contains(row) { touched.insert(number) }
      return true
    }
    let outbox = book.post.map { ($0.outbox.sheet, $0.outbox.column(.customer)) }
    let addresses = book.post?.addresses.map { ($0.sheet, Optional($0.customer)) }
    let conversations = book.customers.conversations.map { ($0.sheet, Optional($0.customer)) }
    for (sheet, column) in [outbox, addresses, conversations].compactMap({ $0 }) {
      guard let column else { continue }
      for row in try workspace.rowsTouched(in: sheet, since: begun) {
        if let number = try workspace.cells(of: row, in: sheet, [column])[0].text { touched.insert(number) }
      }
    }
  }

  /// How far it is with a customer with whom nothing happened; nil for all others, and for those whom somebody wrote into
  /// the list by hand.
  func now(_ entry: CampaignEntry) -> CampaignEntry? {
    guard entry.row.prefix == campaign.row.prefix, let customer = customers[entry.customer],
      !touched.contains(entry.customer)
    else { return nil }
    var entry = entry
    entry.customerRow = customer.row
    if entry.stored.isWaiting, customer.silence != nil { entry.state = .refused }
    return entry
  }
}
