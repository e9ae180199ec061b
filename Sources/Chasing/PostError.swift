/// What stands in the way of writing to customers.
package enum PostError: Error, Equatable, Sendable {
  /// No sheet has the columns that an outbox needs.
  case noOutbox
  /// No sheet has the columns that requests need.
  case noRequests
  /// No sheet has a question of stage 1: nobody knows where customers are.
  case noCustomers
  /// The office's e-mail address is missing, or is none that mail can come from.
  case noSender
  /// The sheet of letters does not say which conversation a receipt is about.
  case noReceipts
  /// Nobody who is asked could answer: the office has neither telephone, e-mail, web page nor address.
  case noContactPoints
  /// The id fits no letter, or several.
  case unknownLetter
  case unknownRequest
  /// Nothing of the kind is done with a letter in this state.
  case unfitState(LetterState)
  /// Another process on this machine is handing the letter over.
  case beingSent
  /// The program that sends mail does not start.
  case noProgram(String)
  /// A letter is being written for nobody: no customer was named.
  case nobodyNamed
  /// No sheets have the columns that campaigns need.
  case noCampaigns
  /// There is no campaign of this name, or none was named where there are several.
  case unknownCampaign
  case campaignExists
  /// Nobody is due, or has that value.
  case emptyCampaign
  /// The customer is none of the campaign's.
  case notInCampaign
  /// What is asked for only with trust, and in ranges, is asked in no letter.
  case notInWriting(column: String)
  /// Where letters on paper are to be written is no folder.
  case noFolder(String)
}

/// How a letter goes out; the raw values stand in outboxes and never change.
package enum LetterWay: String, CaseIterable, Sendable {
  case email = "e-mail"
  case letter
}

/// Where a letter is on its way; the raw values stand in outboxes and never change.
package enum LetterState: String, CaseIterable, Sendable {
  case draft, claimed, sent, unknown, failed, bounced, dropped
}

/// Why something is asked for; the raw values stand in requests and never change.
package enum ChaseReason: String, CaseIterable, Sendable {
  case failedDelivery = "failed-delivery"
  case soldOut = "sold-out"
  case incompleteContact = "incomplete-contact"
}

/// How far a request is; the raw values stand in requests and never change.
package enum RequestState: String, CaseIterable, Sendable {
  case open, reminded, answered, closed

  /// Whether an answer is still waited for.
  package var isOpen: Bool { self == .open || self == .reminded }
}
