import Tables
import Workspaces

/// The one address of a customer that questions are about; it may not be on file yet.
struct AskedAddress {
  let place: Addresses.Place
  private let addresses: Addresses
  private let row: RowID?

  /// One that somebody named.
  init(_ addresses: Addresses, at place: Addresses.Place, among known: [Addresses.Known]) {
    let found = known.first { $0.place.isSame(as: place) }
    (self.addresses, self.place, row) = (addresses, found?.place ?? place, found?.row)
  }

  /// The one that is asked for where no other is: that for letters, else his first, else a new one.
  init(usualOf addresses: Addresses, among known: [Addresses.Known]) {
    let found = known.first { $0.place.kind == addresses.usual.kind } ?? known.first
    (self.addresses, place, row) = (addresses, found?.place ?? addresses.usual, found?.row)
  }

  /// Its cells as questions see them, named `mailing.street`, behind `start` others. Of another than the usual one the
  /// question says which it is about.
  func questionCells(behind start: Int, _ workspace: Workspace) throws -> [ProfileCell] {
    try addresses.cells(of: row, workspace).map { cell in
      var cell = cell
      cell.name = "\(place.name).\(cell.name)"
      cell.address = place.name
      cell.place += start
      cell.purpose.after = cell.purpose.after.map { "\(place.name).\($0)" }
      if place != addresses.usual {
        for (language, question) in cell.purpose.questions {
          cell.purpose.questions[language] = addresses.name(of: place, in: language) + language.colon + question
        }
      }
      return cell
    }
  }

  /// Whether there is something to ask here now: in a column, or what comes before it, or in any.
  func isAsked(_ column: ColumnID?, in questions: Questions) -> Bool {
    let own = Set(addresses.entries.map(\.column.id))
    guard questions.asked.contains(where: { own.contains($0.column) }) else { return false }
    guard let column else { return true }
    return questions.asked.contains { $0.column == column }
      || questions.passedOver.contains { passed in
        guard passed.column == column, case .prerequisites = passed.reason else { return false }
        return true
      }
  }
}
