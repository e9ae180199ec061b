import History
import Identities
import Privileges
import Tables

/// What customers and papers say, in the wrong hands.
extension Hostile {
  private struct Place {
    var sheet: SheetID
    var domain: KeyDomain
    var column: ColumnID
    var row: RowID
  }

  /// A cell of one of some sections; its row may be one that does not exist.
  private func place(_ author: Author, in domains: [KeyDomain]) -> Place? {
    guard let domain = world.chance.pick(domains), let sheet = domain.sheet,
      let record = author.policy.sheet(sheet),
      let column = pickLast(record.columns.filter { .section(sheet, $0.section) == domain }),
      let row = world.chance.pick((try? Model(world))?.head.rows(of: sheet) ?? [])
    else { return nil }
    return Place(sheet: sheet, domain: domain, column: column.id, row: world.chance.once(in: 6) ? RowID(newID()) : row)
  }

  /// The last columns of their sections are those that want a second entry.
  private func pickLast(_ columns: [Policy.ColumnRecord]) -> Policy.ColumnRecord? {
    world.chance.once(in: 2) ? columns.last : world.chance.pick(columns)
  }

  private func value(_ text: String, _ author: Author) -> Cell {
    let value = "Hostile-\(text)-\(world.newNumber())"
    world.writers[value, default: []].insert(author.employee.description)
    return Cell(value)
  }

  private var today: CalendarDate { CalendarDate(milliseconds: world.time.now) }

  /// Answers where he may ask and where he may not, about any column, twice, to a key that is not the epoch's, or without sense.
  func answers(_ author: Author) throws -> [SealedPart]? {
    let all = sections(author, mayEdit: true) + sections(author, mayEdit: false)
    let asked = all.filter { domain in
      domain.target.map { author.policy.decide(author.employee, .ask, on: $0).isAllowed } ?? false
    }
    guard let place = place(author, in: asked.isEmpty || world.chance.once(in: 3) ? all : asked),
      let state = author.policy.keys[place.domain], let published = PublicKeys(bytes: state.proposals),
      let channel = world.chance.pick(Channel.allCases)
    else { return nil }
    let keys = world.chance.once(in: 5) ? author.keys.publicKeys : published
    let mark = CellMark(.told, row: place.row, column: place.column, channel: channel, day: today)
    let answers = (0...world.chance.number(below: 3)).map { _ in CellAnswer(mark, value: value("answer", author)) }
    let builder = try PartBuilder(
      answers: sealing(author), index: 99, domain: place.domain, epoch: state.epoch, to: keys)
    try builder.append(world.chance.once(in: 6) ? world.chance.bytes(80) : AnswerText.answers(answers))
    return [try builder.finish()]
  }

  /// What he alone read off a paper, straight into the cell; at times with an entry of his own beside it.
  func ownEntry(_ author: Author, isKept: Bool) throws -> [SealedPart]? {
    guard let place = place(author, in: allowedSections(author)) else { return nil }
    let entry = value("entry", author)
    let told = CellMark(.told, row: place.row, column: place.column, channel: .paper, day: today)
    let edit = CellEdit(row: place.row, column: place.column, before: .empty, after: entry)
    var parts = [
      try seal(.rows(place.sheet), .rows, PartText.rows(added: [], touched: [place.row]), author),
      try seal(place.domain, .mark, PartText.marks([told]), author),
    ]
    if isKept {
      let conflict = Conflict(
        matter: .entry, row: place.row, column: place.column, base: .empty, ours: entry, theirs: .empty)
      let recorded = RecordedConflict(id: ConflictID(newID()), conflict: conflict, theirsVersion: 0)
      parts.append(try seal(place.domain, .conflict, PartText.conflicts([recorded]), author))
    }
    if !isKept || world.chance.once(in: 2) {
      parts.append(try seal(place.domain, .edit, PartText.edits([edit]), author))
    }
    return parts
  }

  private func entries() -> [KeptConflict] {
    ((try? Model(world))?.openConflicts ?? []).filter { [.entry, .entries].contains($0.conflict.matter) }
      .sorted { $0.id < $1.id }
  }

  func hasEntered(_ author: Author) -> Bool { entries().contains { $0.author == author.employee } }

  /// Takes what is entered once, mostly by himself, for the cell's value.
  func ownAcceptance(_ author: Author) throws -> [SealedPart]? {
    let entries = entries()
    let own = entries.filter { $0.author == author.employee }
    guard let open = world.chance.pick(own.isEmpty ? entries : own), let column = open.conflict.column,
      let sheet = open.domain.sheet
    else { return nil }
    let row = open.conflict.row
    let isFirst = open.conflict.matter == .entries && world.chance.once(in: 2)
    let value = isFirst ? open.conflict.base : open.conflict.ours
    let resolution = Resolution(conflict: open.id, choice: isFirst ? .before : .incoming)
    let edit = CellEdit(row: row, column: column, before: .empty, after: value)
    var parts = [
      try seal(.rows(sheet), .rows, PartText.rows(added: [], touched: [row]), author),
      try seal(open.domain, .resolve, PartText.resolutions([resolution]), author),
    ]
    if !world.chance.once(in: 3) { parts.append(try seal(open.domain, .edit, PartText.edits([edit]), author)) }
    if world.chance.once(in: 2) {
      let told = CellMark(.told, row: row, column: column, channel: .paper, day: today)
      parts.append(try seal(open.domain, .mark, PartText.marks([told]), author))
    }
    return parts
  }
}
