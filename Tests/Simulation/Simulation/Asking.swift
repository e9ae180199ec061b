import Privileges
import Replicas
import SystemIO
import Tables
import Workspaces

/// What customers answer to those who may not read it, and what is read off papers and entered twice.
extension World {
  private var sheet: String { OfficeTemplate.sheet }

  // MARK: Answers

  /// Somebody writes down what a customer answered; whether he may read it or not, it is sealed for its readers.
  func answer(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    guard let row = try someRows(workspace).first, let channel = chance.pick(Channel.allCases) else { return }
    // Who may not ask is refused; that is seen often enough.
    let first = try workspace.catalog.sheet(named: sheet).column(named: OfficeTemplate.asked[0])
    if try !workspace.mayAsk(first, of: workspace.catalog.sheet(named: sheet)), !chance.once(in: 6) {
      return try readPaper(seat)
    }
    var answers: [CellAnswer] = []
    var told: [(String, String)] = []
    for name in OfficeTemplate.asked where answers.isEmpty || chance.once(in: 3) {
      let column = try id(name, workspace)
      guard let matter = chance.pick([CellMark.Matter.told, .told, .told, .declined, .later]) else { return }
      let mark = CellMark(matter, row: row, column: column, channel: channel, day: someDay(workspace))
      let value = matter == .told ? said(row, name, seat) : nil
      answers.append(CellAnswer(mark, value: Cell(value)))
      if let value { told.append((name, value)) }
    }
    func claim(_ fate: Claim.Fate) {
      note("  answered \(answers.map(\.mark.matter)) \(told.map(\.1)): \(fate)")
      for (column, value) in told {
        claims.append(
          Claim(
            author: seat.person.name, row: row.description, column: column, value: value, fate: fate, isSealed: true))
      }
    }
    for (_, value) in told { answering["\(row) \(value)", default: 0] += 1 }
    do {
      claim(.committed(try workspace.answer(answers.reversed(), in: workspace.catalog.sheet(named: sheet))))
    } catch WorkspaceError.waiting(let path) {
      claim(.waiting(seat: seat.number))
      throw WorkspaceError.waiting(path: path)
    }
  }

  /// What the customer says now: at times what he said before, to this or another employee.
  private func said(_ row: RowID, _ column: String, _ seat: Seat) -> String {
    if chance.once(in: 4), let known = chance.pick(papers[place(row, column)] ?? []) { return writtenDown(known, seat) }
    let value = newAnswer(OfficeTemplate.section(of: column), seat)
    papers[place(row, column), default: []].append(value)
    return value
  }

  private func place(_ row: RowID, _ column: String) -> String { "\(row)/\(column)" }

  // MARK: Entering twice

  /// Somebody types what a paper says into a column that wants a second entry; at times another does so at the same time.
  func readPaper(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    guard let row = try someRows(workspace).first, let column = chance.pick(OfficeTemplate.checked) else { return }
    let known = chance.once(in: 3) ? chance.pick(papers[place(row, column)] ?? []) : nil
    let value = known.map { typedAgain($0, seat) } ?? newValue(OfficeTemplate.section(of: column), seat)
    papers[place(row, column), default: []].append(value)
    let telling = Telling(chance.once(in: 4) ? .invoice : .paper, on: someDay(workspace))
    try claim([(column, value)], seat, row: row) {
      try workspace.set(sheet, row.description, [(column, value)], telling: telling)
    }
  }

  private func typedAgain(_ value: String, _ seat: Seat) -> String {
    if let number = value.split(separator: "-").dropFirst().first.flatMap({ Int($0) }) {
      seat.person.typed.insert(number)
    }
    return writtenDown(value, seat)
  }

  /// Somebody enters a second time what waits; mostly he reads the same.
  func enterAgain(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    try workspace.sync()
    guard let entry = chance.pick(try workspace.waitingEntries()),
      let paper = try workspace.replica.openConflicts().first(where: { $0.id == entry.id })?.conflict.ours.text
    else { return try readPaper(seat) }
    let isSame = !chance.once(in: 3)
    let value = isSame ? typedAgain(paper, seat) : newValue(OfficeTemplate.section(of: entry.column), seat)
    let report = try workspace.check(entry.id, answer: value)
    note("  enters \(value) again: \(report.isSame), \(report.save.cellsChanged) cells, in \(report.save.version)")
    if report.isSame != isSame || !isSame && report.save.cellsChanged > 0 {
      fail("a second entry of \(value) is the same: \(report.isSame), and changed \(report.save.cellsChanged)", seat)
    }
    if report.save.cellsChanged == 0 && isSame { return }
    claims.append(
      Claim(
        author: seat.person.name, row: entry.row.description, column: entry.column, value: value,
        fate: .committed(report.save.version)))
  }

  /// A column is asked for no more, or wants to be entered in another way.
  func askOtherwise(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    guard let name = chance.pick(["tax", "job", "hobby"]) else { return }
    let check = chance.pick([EntryCheck.again, .other, nil]) ?? nil
    let isAsked = !chance.once(in: 3)
    _ = try workspace.setAttributes(of: sheet) { sheet in
      let column = try sheet.column(named: name)
      var attributes = column.attributes.filter { $0.name != ColumnRules.check && $0.name != ColumnRules.stage }
      if let check { attributes.append(Attribute(name: ColumnRules.check, value: check.rawValue)) }
      if isAsked, name != "tax" { attributes.append(Attribute(name: ColumnRules.stage, value: "2")) }
      return [column.id: attributes]
    }
    note("  \(name) is \(isAsked ? "" : "not ")asked for, and checked by \(check.map { "\($0)" } ?? "nobody")")
  }
}
