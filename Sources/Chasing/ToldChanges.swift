import Letters
import Profiling
import Tables
import Workspaces

/// A cell that a customer had us change in one conversation, from what stood before it to what he said last.
struct ToldChange {
  let sheet: Sheet
  let row: RowID
  let column: Column
  /// Which of his addresses it is of; nil for his own row.
  let address: Addresses.Place?
  let before: Cell
  /// Whether he himself had told us what stood before.
  let isBeforeHis: Bool
  let after: Cell
  /// The version that wrote it down last.
  let version: Int
  /// Whether it stands: nobody wrote something else since, neither he nor the office.
  let isStanding: Bool
  /// Whether its values are too delicate for a letter.
  let isSensitive: Bool
}

/// All that a customer had us change in one conversation and that no receipt has told him yet.
struct ToldConversation {
  /// The conversation's row, else the way and the day: `phone 2026-11-22`.
  let key: String
  var day: CalendarDate
  var changes: [ToldChange] = []

  /// The first version that wrote some of the conversation down, told by a receipt or not.
  var begun: Int = .max
}

/// Finds what a customer told us himself, as far as the employee may read it.
///
/// It counts as told where a mark of the customer's own ways names the cell; where it names the whole row, only columns
/// that customers are asked for, names, ways of contact and addresses, since an employee writes the rest. Keys, and
/// columns in which notes, tags or sums collect, are never his words.
struct ToldChanges {
  let book: PostBook
  let workspace: Workspace

  /// The conversations with changes that no receipt tells, oldest first.
  func conversations(of customer: RowID, key: Cell, since first: CalendarDate?) throws -> [ToldConversation] {
    let keys = try ConversationKeys(book, of: key, workspace)
    let addresses = try Addresses(workspace.catalog.sheets)?.all(of: key, workspace) ?? []
    var found: [String: ToldConversation] = [:]
    // Of all of a conversation, told in a receipt or not: what was said earlier in it is no older word of his.
    var begun: [String: Int] = [:]
    for (sheet, row) in try places(of: customer, key: key) {
      let writings = try workspace.writings(of: row, in: sheet)
      for column in sheet.columns {
        guard let written = writings[column.id], let purpose = fitPurpose(of: column) else { continue }
        let said = written.map { isTold($0, column, purpose, in: sheet) ? $0.told : nil }
        for (place, mark) in said.enumerated() {
          guard let name = mark.flatMap(keys.name(of:)) else { continue }
          begun[name] = min(begun[name] ?? .max, written[place].version)
        }
        let address = addresses.first { $0.row == row }?.place
        for (name, change) in changes(of: column, row, sheet, address, purpose, written, said, keys) {
          if let first, change.day < first { continue }
          var talk = found[name] ?? ToldConversation(key: name, day: change.day)
          talk.changes.append(change.change)
          talk.day = max(talk.day, change.day)
          found[name] = talk
        }
      }
    }
    for name in found.keys { found[name]?.begun = begun[name] ?? .max }
    return found.values.sorted { ($0.day, $0.key) < ($1.day, $1.key) }
  }

  private func places(of customer: RowID, key: Cell) throws -> [(Sheet, RowID)] {
    let addresses = try book.addresses.map { addresses in
      try addresses.rows(of: key, workspace).map { (addresses.sheet, $0) }
    }
    return [(book.customers.customers, customer)] + (addresses ?? [])
  }

  private func fitPurpose(of column: Column) -> ColumnPurpose? {
    guard !column.isKey, ![MergePolicy.append, .union, .sum].contains(column.policy) else { return nil }
    return (try? ColumnPurpose(column.attributes)) ?? ColumnPurpose()
  }

  private func isTold(_ writing: Writing, _ column: Column, _ purpose: ColumnPurpose, in sheet: Sheet) -> Bool {
    guard let told = writing.told, told.channel.isCustomers else { return false }
    if told.column != nil || sheet.id == book.addresses?.sheet.id { return true }
    return purpose.stage != nil || purpose.subject == .name || purpose.subject == .contact
  }

  /// Of one cell, by conversation: the net change of what he said there and no receipt tells.
  private func changes(
    of column: Column, _ row: RowID, _ sheet: Sheet, _ address: Addresses.Place?, _ purpose: ColumnPurpose,
    _ written: [Writing],
    _ said: [CellMark?], _ keys: ConversationKeys
  ) -> [(name: String, change: (change: ToldChange, day: CalendarDate))] {
    var places: [String: [Int]] = [:]
    for (place, mark) in said.enumerated() {
      guard let mark, let name = keys.name(of: mark), written[place].version > keys.covered(name) else { continue }
      places[name, default: []].append(place)
    }
    return places.compactMap { name, places in
      guard let first = places.first, let last = places.last, let mark = said[last] else { return nil }
      let (before, after) = (written[first].before, written[last].after)
      guard before != after else { return nil }
      let change = ToldChange(
        sheet: sheet, row: row, column: column, address: address, before: before,
        isBeforeHis: first > 0 && said[first - 1] != nil,
        after: after, version: written[last].version, isStanding: last == written.count - 1,
        isSensitive: purpose.subject?.isSensitive == true)
      return (name, (change, mark.day))
    }
  }
}

/// Which conversation something was said in, and up to which version receipts have told of it.
private struct ConversationKeys {
  /// Conversations by way and day, for what was noted without naming one.
  private var rows: [String: String] = [:]
  private var told: [String: Int] = [:]

  init(_ book: PostBook, of customer: Cell, _ workspace: Workspace) throws {
    try readConversations(book, of: customer, workspace)
    try readReceipts(book, of: customer, workspace)
  }

  func name(of mark: CellMark) -> String? {
    if let conversation = mark.conversation { return RowID(conversation).description }
    let name = "\(mark.channel.name) \(mark.day.text)"
    return rows[name] ?? name
  }

  func covered(_ name: String) -> Int { told[name] ?? 0 }

  private mutating func readConversations(_ book: PostBook, of customer: Cell, _ workspace: Workspace) throws {
    guard let home = book.customers.conversations, let day = home.column(.contact),
      let channel = home.column(.channel)
    else { return }
    for row in try workspace.rows(of: home.sheet, where: home.customer, is: customer, limit: Self.most) {
      let cells = try workspace.cells(of: row, in: home.sheet, [day, channel])
      guard let day = cells[0].text.flatMap({ CalendarDate($0) }), let channel = cells[1].text else { continue }
      rows["\(channel) \(day.text)"] = row.description
    }
  }

  /// The newest receipt of each conversation; one that was noted by way and day counts for its row too.
  private mutating func readReceipts(_ book: PostBook, of customer: Cell, _ workspace: Workspace) throws {
    guard let named = book.outbox.column(.customer), let column = book.outbox.column(.letterConversation) else {
      return
    }
    for row in try workspace.rows(of: book.outbox.sheet, where: named, is: customer, limit: Self.most) {
      guard let name = try workspace.cells(of: row, in: book.outbox.sheet, [column])[0].text,
        let version = try workspace.provenance(of: row, in: book.outbox.sheet)[column.id]?.origin?.version
      else { continue }
      for name in [name, rows[name]].compactMap({ $0 }) { told[name] = max(told[name] ?? 0, version) }
    }
  }

  /// So many conversations, and letters, of one customer are looked at.
  private static let most = 10_000
}
