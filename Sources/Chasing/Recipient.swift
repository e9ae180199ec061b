import Letters
import Profiling
import Tables
import Workspaces

/// A customer as a letter needs him, as far as one employee may read.
struct Recipient {
  let row: RowID
  /// What other sheets name him by.
  let key: Cell
  let name: String
  /// How a letter addresses him: with his salutation, where he has one.
  let greeting: String
  let language: Language
  /// Addresses that nothing came back from, the first first.
  let emails: [String]
  let postal: [String]?
  /// Why nobody writes to him; nil if one may.
  let silence: Silence?

  init(_ row: RowID, in book: PostBook, asking needed: Set<ColumnID>, _ workspace: Workspace) throws {
    let customers = book.customers
    self.row = row
    key = try customers.key(of: row, in: workspace)
    func texts(_ chosen: (CustomerBook.Entry) -> Bool) throws -> [String] {
      let columns = customers.entries.filter(chosen).map(\.column)
      return try workspace.cells(of: row, in: customers.customers, columns).compactMap(\.text)
    }
    name = try texts { $0.purpose.subject == .name }.joined(separator: " ")
    greeting = Self.greeting(name, try texts { $0.purpose.fact == .salutation }.first)
    let code = try texts { $0.purpose.fact == .language }.first
    // Tagalog is what Filipino rests on.
    language = code == "tl" ? .filipino : code.flatMap { Language(rawValue: $0) } ?? .english
    let provenance = try workspace.provenance(of: row, in: customers.customers)
    emails = try customers.entries.filter { $0.column.kind == .email && !needed.contains($0.column.id) }
      .compactMap { entry in
        guard !CellAge(isFilled: true, provenance[entry.column.id] ?? Provenance()).isBounced else { return nil }
        let text = try workspace.cells(of: row, in: customers.customers, [entry.column])[0].text
        return text.flatMap { (try? Mailbox(address: $0)) == nil ? nil : $0 }
      }
    postal = try book.addresses?.address(of: key, name: name, workspace)
    silence = try customers.silence(of: row, workspace)
  }

  /// `Frau Öz`, `Frau Dr. Ana Öz`: the name is not said twice where somebody wrote it into the salutation.
  private static func greeting(_ name: String, _ salutation: String?) -> String {
    guard let salutation else { return name }
    func words(_ text: String) -> Set<Substring> { Set(Folding.fold(text).split(separator: " ")) }
    return words(salutation).isDisjoint(with: words(name))
      ? [salutation, name].compactMap(\.nonEmpty).joined(separator: " ") : salutation
  }
}

/// The office as its letters show it.
struct OfficeCard {
  private var values: [LetterPlaceholder: String] = [:]
  private static let facts: [(ColumnPurpose.Fact, LetterPlaceholder)] = [
    (.officeName, .office), (.officeAddress, .address), (.officeTelephone, .telephone), (.officeEmail, .email),
    (.officeWeb, .web), (.officeHours, .hours),
  ]

  /// The first row of the office's sheet; empty where there is none, or none that may be read.
  init(_ book: PostBook, _ workspace: Workspace) throws {
    guard let office = book.office, let row = try? office.rows(workspace).first else { return }
    let found = try office.values(of: row, Self.facts.map(\.0), workspace)
    for (fact, placeholder) in Self.facts { values[placeholder] = found[fact] }
  }

  /// Whether somebody who gets a letter can answer.
  var isReachable: Bool { [.address, .telephone, .email, .web].contains { values[$0]?.isEmpty == false } }

  /// Head of a letter: name, then address, line by line.
  var lines: [String] {
    [values[.office], values[.address]].compactMap { $0 }.flatMap { $0.split(separator: "\n").map(String.init) }
  }

  /// What letters say of it; an address stands in one line there.
  var placeholders: [LetterPlaceholder: String] {
    values.mapValues { $0.split(separator: "\n").joined(separator: ", ") }
  }

  func sender() throws(PostError) -> Mailbox {
    guard let address = values[.email],
      let mailbox = try? Mailbox(name: values[.office] ?? "", address: address)
    else { throw .noSender }
    return mailbox
  }
}
