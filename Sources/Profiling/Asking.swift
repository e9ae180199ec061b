package import Tables
package import Workspaces

/// What somebody who talks with a customer wants of Kontor.
package struct AskRequest: Sendable {
  /// His row's id, his number, telephone, e-mail address or name.
  package var customer: String
  package var channel: Channel
  /// Nil for the one that his row names, else English.
  package var language: Language?
  /// A row of the conversations' sheet; nil for today's with him in this channel, or a new one.
  package var conversation: String?
  /// By column.
  package var answers: [(String, String)] = []
  package var declined: [String] = []
  package var later: [String] = []
  /// Only names and ways of contact that are missing.
  var asksOnlyMissingWays = false
  /// What open requests wait for, the oldest first; asked at each head.
  package var chased: @Sendable (Workspace, RowID) throws -> [ChasedCell] = { _, _ in [] }
  /// Where the employee sits: `2026-06-15T14:02:00`.
  package var now: String

  package init(_ customer: String, _ channel: Channel, now: String) {
    self.customer = customer
    self.channel = channel
    self.now = now
  }
}

/// A cell of a customer that an open request waits for.
package struct ChasedCell: Hashable, Sendable {
  package var column: ColumnID
  /// Which of his addresses it is of; nil for his own row, and for a column of whichever address is asked for.
  package var address: Addresses.Place?

  package init(_ column: ColumnID, of address: Addresses.Place? = nil) {
    (self.column, self.address) = (column, address)
  }
}

/// What to ask next.
package struct AskReport: Sendable {
  package var customer: RowID
  package var sheet: String
  package var language: Language
  /// Nil where the workspace keeps no conversations, or this employee may not write them.
  package var conversation: RowID?
  package var questions: Questions
  /// What was written down of answers; nil if none were given.
  package var noted: SaveReport?
  /// How many answers were sealed for those who may read them; what becomes of them he does not learn.
  package var sealed = 0
  /// Whether the share did not answer, so that what was said and counted waits on this machine.
  package var isWaiting = false
}

/// What stands in the way of asking.
package enum AskError: Error, Equatable, Sendable {
  /// No sheet has a question of the first stage.
  case noQuestions
  /// No column says how satisfied a customer is.
  case noSatisfaction
  /// No column says where customers heard of us, or none what they bought.
  case noSources
  /// An answer that is none of those offered.
  case notOffered(column: String, offered: [String])
  /// An empty answer about a cell that he cannot read, and so not empty either.
  case nothingAnswered(column: String)
  /// Two things were said of one cell that do not go together.
  case contradiction(column: String)
  /// Nothing was said of a cell that holds nothing.
  case nothingThere(column: String)
}

extension Workspace {
  /// Writes down what a customer answered, and names the next questions; those use up the conversation's budget.
  ///
  /// What waits at this machine for the share counts as said and asked.
  package func ask(_ request: AskRequest) throws -> AskReport {
    try seeingWaiting {
      var desk = try Desk(self, request)
      try desk.check()
      let sealed = try desk.seal()
      let noted = try desk.note()
      let (conversation, questions) = try desk.pose()
      try desk.remember(questions)
      return AskReport(
        customer: desk.row, sheet: desk.book.customers.name, language: try desk.language(),
        conversation: conversation, questions: questions, noted: noted, sealed: sealed, isWaiting: desk.isWaiting)
    }
  }

  /// The questions that `ask` would name, without naming them: nothing is written down or counted.
  package func nextQuestions(_ request: AskRequest) throws -> Questions {
    try seeingWaiting { try Desk(self, request).questions() }
  }
}
