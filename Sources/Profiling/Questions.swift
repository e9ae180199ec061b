package import Tables

/// What to ask one customer now, and what not, with reasons.
///
///     let questions = Questions(of: moment, cells)
///     questions.asked      // at most `moment.budget` besides those asked before, in the order in which they are asked
///     questions.passedOver // the rest, in the same order
///
/// A pure function: whoever hands in the same gets the same, in whatever order the cells come. Columns without a stage,
/// and those that the employee may neither ask for nor both read and edit, appear nowhere, and what stands in a column that
/// he may not read changes nothing.
package struct Questions: Equatable, Sendable {
  /// So many days nobody asks again after "another time", where neither column nor workspace says otherwise.
  package static let usualCooldown = 30
  /// So many questions one conversation has, where the workspace does not say otherwise.
  package static let usualBudget = 2

  package private(set) var asked: [Question] = []
  package private(set) var passedOver: [PassedOver] = []

  package init(of moment: AskingMoment, _ cells: [ProfileCell]) {
    let view = ProfileView(moment, cells)
    var fresh = 0
    for (cell, knowledge) in view.inOrder {
      if let reason = view.obstacle(to: cell, knowledge) {
        passedOver.append(PassedOver(column: cell.column, name: cell.name, reason: reason))
      } else if !cell.isPosed && fresh >= moment.budget {
        passedOver.append(PassedOver(column: cell.column, name: cell.name, reason: .budget))
      } else {
        if !cell.isPosed { fresh += 1 }
        asked.append(Question(cell, why: view.why(cell, knowledge), in: moment.language))
      }
    }
  }
}

/// All that decides about questions besides the customer's row.
package struct AskingMoment: Sendable {
  package var trust: Trust
  package var channel: Channel
  /// The customer's.
  package var language: Language
  package var today: CalendarDate
  /// What is left of the conversation's questions.
  package var budget: Int
  /// Columns that an open chase waits for.
  package var chased: Set<ColumnID>
  /// Columns that an open audit is about, each with the day on which the audit began.
  package var audited: [ColumnID: CalendarDate]
  /// Days; a column may say otherwise.
  package var cooldown: Int
  /// Whether only names and ways of contact that are missing are asked, since all else of them is read back.
  package var asksOnlyMissingWays: Bool

  package init(
    trust: Trust, channel: Channel, language: Language, today: CalendarDate, budget: Int = Questions.usualBudget,
    chased: Set<ColumnID> = [], audited: [ColumnID: CalendarDate] = [:], cooldown: Int = Questions.usualCooldown,
    asksOnlyMissingWays: Bool = false
  ) {
    self.trust = trust
    self.channel = channel
    self.language = language
    self.today = today
    self.budget = budget
    self.chased = chased
    self.audited = audited
    self.cooldown = cooldown
    self.asksOnlyMissingWays = asksOnlyMissingWays
  }
}

/// A question to be asked.
package struct Question: Equatable, Sendable {
  /// Why a question is asked: what an open chase or audit waits for, or what is known of the cell.
  package enum Why: Equatable, Sendable {
    case chased, audited, missing
    case stale(since: CalendarDate?)
    case bounced(CalendarDate)
  }

  package var column: ColumnID
  package var name: String
  package var stage: Int
  package var text: String
  /// What is offered to choose from; empty if he answers freely.
  package var ranges: [String]
  package var why: Why
  /// Which of his addresses it is about; nil for his own row.
  package var address: String?
  /// It was asked in this conversation before, and is not counted again.
  package var isRepeated: Bool

  fileprivate init(_ cell: ProfileCell, why: Why, in language: Language) {
    column = cell.column
    name = cell.name
    stage = cell.purpose.stage ?? 0
    text = cell.purpose.question(in: language) ?? ""
    ranges = cell.purpose.ranges.isEmpty ? cell.choices : cell.purpose.ranges
    self.why = why
    (address, isRepeated) = (cell.address, cell.isPosed)
  }
}

/// A column that could be asked and is not; the first reason in the order of these cases.
package struct PassedOver: Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// The customer objected or died, as a column says that the employee may read.
    case quiet
    /// Whether the customer may be asked stands in a column that the employee may not read.
    case standingHidden
    case known, declined, notApplicable
    /// He wrote down himself what became of asking for it; what the cell holds he may not read.
    case noted
    case putOff(until: CalendarDate)
    case noQuestion
    /// It is asked in other ways.
    case channel
    /// Columns that come first; none are named if one of them may not be read.
    case prerequisites([String])
    /// What the customer's trust lacks.
    case trust(Trust)
    /// The conversation has no question left for it.
    case budget
  }

  package var column: ColumnID
  package var name: String
  package var reason: Reason
}
