import History
import Identities
import Privileges
import Replicas
import Tables

/// What becomes of sealed answers whose author gives up the history that they were sealed in.
///
/// He cannot read them, and need not: a box is bound to him, to its commit's id and to its epoch, not to a version. So it
/// goes into the folder's history as it is, under the same id, as long as its epoch has the same key there. An epoch that
/// was opened behind the last common version has another, or none: that key is gone with its history, and the answers
/// with it.
struct ForkAnswers {
  private static let gone = "what a customer answered, sealed to a key that is gone with this history: ask him again"
  private static let perhapsGone = "noted about then, perhaps in what is gone: will be asked again"

  private let replica: Replica
  private let survey: ForkSurvey
  private let names: Catalog
  private let asked: AskedMemories
  /// How many boxes are lost; of those that never reached a share, how many answers.
  private(set) var lost = 0
  /// What this machine shall forget, so that it is asked again.
  private(set) var forgotten: [RowID: [ColumnID]] = [:]

  init(_ replica: Replica, _ survey: ForkSurvey, _ names: Catalog, _ asked: AskedMemories) {
    (self.replica, self.survey, self.names, self.asked) = (replica, survey, names, asked)
  }

  /// The answers of one of the author's own commits, to be sent again.
  mutating func take(_ commit: Commit, _ record: CommitRecord, _ kept: inout KeptText) throws -> [WaitingAnswers] {
    var carried: [WaitingAnswers] = []
    for (index, label) in commit.header.parts.enumerated() where label.verb == .answer {
      guard let sheet = label.domain.sheet else { continue }
      if let answers = KeptAnswers(sentIn: commit, part: index), hasSameKey(answers) {
        carried.append(WaitingAnswers(sheet: sheet, kept: answers, cells: []))
      } else {
        try lose(label.domain, record, &kept)
      }
    }
    return carried
  }

  /// Those of some waiting answers that can still be sent.
  mutating func carry(_ waiting: [WaitingAnswers], _ kept: inout KeptText) -> [WaitingAnswers] {
    waiting.filter { answers in
      if hasSameKey(answers.kept) { return true }
      lost += answers.count
      for place in answers.cells {
        if let column = place.column { forgotten[place.row, default: []].append(column) }
        kept.line(["", names.name(of: replica.employee)] + self.place(place.row, place.column) + ["", Self.gone])
      }
      return false
    }
  }

  private func hasSameKey(_ answers: KeptAnswers) -> Bool {
    let key = KeyName(domain: answers.domain, epoch: answers.epoch)
    guard let theirs = survey.policy.commitment(of: key) else { return false }
    return replica.policy.commitment(of: key) == theirs
  }

  /// Of whom they are stands in the box alone; what he noted of the section about that day is all that this machine knows:
  /// days are those of his clock, the commit's time is UTC.
  private mutating func lose(_ domain: KeyDomain, _ record: CommitRecord, _ kept: inout KeptText) throws {
    lost += 1
    let start = [String(record.version), names.name(of: record.author)]
    let sheet = domain.sheet.flatMap { names.sheet($0) }
    kept.line(start + [sheet?.name ?? "?", "", "", "", Self.gone])
    guard case .section(_, let section) = domain else { return }
    let columns = Set((sheet?.columns ?? []).filter { $0.section == section }.map(\.id))
    let day = CalendarDate(milliseconds: record.time)
    for row in try asked.rows() {
      let noted = asked.read(row).values.filter {
        columns.contains($0.column) && $0.isNoted && abs($0.day.dayNumber - day.dayNumber) <= 1
      }
      for column in noted.map(\.column).sorted() where forgotten[row]?.contains(column) != true {
        forgotten[row, default: []].append(column)
        kept.line(start + place(row, column) + ["", Self.perhapsGone])
      }
    }
  }

  /// Sheet, row and column, as the file names them.
  private func place(_ row: RowID, _ column: ColumnID?) -> [String] {
    let sheet = names.sheets.first { sheet in column.map { sheet.column($0) != nil } ?? false }
    return [sheet?.name ?? "?", row.description, column.flatMap { sheet?.column($0)?.name } ?? "?"]
  }
}
