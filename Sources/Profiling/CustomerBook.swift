package import Tables
package import Workspaces

/// Where a workspace keeps its customers and what it knows of their dealings, as columns say it of themselves.
///
/// Customers are the first sheet with a question of stage 1. A sheet of facts has a column with the fact `customer` and
/// one with `contact` or `purchase`; that of conversations counts questions with `asked`.
package struct CustomerBook: Sendable {
  /// A column with its purpose; one that cannot be read has none.
  package struct Entry: Sendable {
    package var column: Column
    package var purpose: ColumnPurpose
  }

  /// A sheet whose rows name a customer.
  package struct Facts: Sendable {
    package var sheet: Sheet
    package var entries: [Entry]
    /// The column that holds the customer's key.
    package var customer: Column

    /// The column with a fact.
    package func column(_ fact: ColumnPurpose.Fact) -> Column? { entries.first { $0.purpose.fact == fact }?.column }
  }

  package var customers: Sheet
  package var entries: [Entry]
  package var facts: [Facts] = []

  /// Nil for a workspace without questions.
  package init?(_ sheets: [Sheet]) {
    let read = sheets.map { sheet in
      (
        sheet: sheet,
        entries: sheet.columns.map {
          Entry(column: $0, purpose: (try? ColumnPurpose($0.attributes)) ?? ColumnPurpose())
        }
      )
    }
    guard let home = read.first(where: { $0.entries.contains { $0.purpose.stage == 1 } }) else { return nil }
    (customers, entries) = home
    facts = read.filter { $0.sheet.id != home.sheet.id }.compactMap { sheet, entries in
      entries.first { $0.purpose.fact == .customer }.map { Facts(sheet: sheet, entries: entries, customer: $0.column) }
    }
  }

  /// The sheet whose rows are conversations.
  package var conversations: Facts? { facts.first { $0.column(.contact) != nil && $0.column(.asked) != nil } }

  /// What says how many questions a conversation has.
  private var settings: ColumnPurpose? { conversations?.entries.first { $0.purpose.fact == .asked }?.purpose }
  package var budget: Int { settings?.budget ?? Questions.usualBudget }
  package var cooldown: Int { settings?.cooldown ?? Questions.usualCooldown }
}

extension CustomerBook {
  /// What rows of facts name a customer by: his key, or the id of his row where he has none.
  package func key(of row: RowID, in workspace: Workspace) throws -> Cell {
    let keys = customers.keyColumns.prefix(1)
    let key = try workspace.cells(of: row, in: customers, Array(keys)).first ?? .empty
    return key.isEmpty ? Cell(row.description) : key
  }

  /// How well he is known today, by what this employee may read.
  func trust(in row: RowID, key: Cell, today: CalendarDate, _ workspace: Workspace) throws -> Trust {
    var days: [ColumnPurpose.Fact: [CalendarDate]] = [:]
    for facts in facts {
      for fact in [ColumnPurpose.Fact.contact, .purchase] {
        guard let column = facts.column(fact) else { continue }
        days[fact, default: []] += try Self.days(column, of: facts, key: key, workspace)
      }
    }
    let since = try entries.first { $0.purpose.fact == .since }.flatMap { entry in
      try workspace.cells(of: row, in: customers, [entry.column])[0].text.flatMap { CalendarDate($0) }
    }
    return Trust(contacts: days[.contact] ?? [], purchases: days[.purchase] ?? [], since: since, today: today)
  }

  /// How many rows of facts are looked at for one customer; more earn no more trust.
  static let mostFacts = 10_000

  private static func days(
    _ column: Column, of facts: Facts, key: Cell, _ workspace: Workspace
  ) throws -> [CalendarDate] {
    let quiet = facts.entries.filter { !$0.purpose.quiet.isEmpty }
    let columns = [column] + quiet.map(\.column)
    guard workspace.mayRead(column, of: facts.sheet) else { return [] }
    return try workspace.rows(of: facts.sheet, where: facts.customer, is: key, limit: mostFacts).compactMap { row in
      let cells = try workspace.cells(of: row, in: facts.sheet, columns)
      let counts = zip(quiet, cells.dropFirst()).allSatisfy { entry, cell in
        !entry.purpose.quiet.contains(cell.text ?? "")
      }
      return counts ? cells[0].text.flatMap { CalendarDate($0) } : nil
    }
  }

  /// The language that his row names, as far as questions come in it.
  func language(of row: RowID, _ workspace: Workspace) throws -> Language? {
    guard let entry = entries.first(where: { $0.purpose.fact == .language }) else { return nil }
    let code = try workspace.cells(of: row, in: customers, [entry.column])[0].text
    // Tagalog is what Filipino rests on.
    return code == "tl" ? .filipino : code.flatMap { Language(rawValue: $0) }
  }

  /// His row as questions see it; `posed` were asked in this conversation before.
  func cells(of row: RowID, _ workspace: Workspace, posed: Set<PosedQuestion> = []) throws -> [ProfileCell] {
    let asked = workspace.asked(of: row)
    return try profileCells(of: row, entries, in: customers, workspace).map { cell in
      var cell = cell
      cell.isPosed = posed.contains(PosedQuestion(column: cell.column, address: nil))
      // That it was asked just now is no reason not to say it again.
      if !cell.mayRead, let asked = asked[cell.column], asked.isNoted || !cell.isPosed { cell.remember(asked) }
      return cell
    }
  }
}

extension ProfileCell {
  /// Of a cell that he may not read: what he himself did, and nothing of what it holds.
  fileprivate mutating func remember(_ asked: AskedMemory) {
    if asked.isNoted {
      noted = asked.day
      return
    }
    provenance.later = Provenance.Statement(channel: .sheet, day: asked.day, version: 0)
  }
}
