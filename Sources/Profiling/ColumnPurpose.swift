package import Tables

/// What a column is for when the office talks with customers: when, how and of whom it is asked.
///
///     var purpose = try ColumnPurpose(column.attributes)
///     purpose.stage = 2
///     column.attributes = purpose.attributes(replacing: column.attributes)
///
/// Says nothing of any customer. `docs/PROFILING.md` has the attributes that it is written in.
package struct ColumnPurpose: Equatable, Sendable {
  /// From 1, asked first, to 9; a column without a stage is never asked.
  package var stage: Int?
  /// Columns of the same sheet, by name, that must be known before this one is asked.
  package var after: [String] = []
  /// How well the office must know a customer before it asks.
  package var trust = Trust()
  /// The ways in which it is asked; none means all of `Channel.askable`.
  package var channels: [Channel] = []
  /// What is offered to choose from, instead of a number or a free text.
  package var ranges: [String] = []
  /// After so many months what was told is asked again; nil means never.
  package var refresh: Int?
  /// So many days nobody asks again when a customer said "another time"; nil means the workspace's, which stands at the
  /// column with the fact `asked`, else `Questions.usualCooldown`.
  package var cooldown: Int?
  /// Whether it belongs to anonymous surveys too.
  package var isAnonymous = false
  package var subject: Subject?
  /// Values of this choice under which a customer is asked nothing at all: he objected, or died. In a sheet of facts:
  /// values under which a row counts for nothing, such as an order that was cancelled.
  package var quiet: [String] = []
  /// Of the quiet values those under which he is written to never again, not even of what was changed in his name: he died.
  /// Without any, each quiet value counts as one.
  package var gone: [String] = []
  /// What its cells tell about the customer's dealings with the office.
  package var fact: Fact?
  /// Of the column with the fact `asked`: how many questions one conversation has; nil means `Questions.usualBudget`.
  package var budget: Int?
  /// Whether what is read off a paper or an invoice is entered a second time, and by whom.
  package var check: EntryCheck?
  /// The question itself.
  package var questions: [Language: String] = [:]

  /// What a column is about, where a rule depends on it.
  package enum Subject: String, CaseIterable, Sendable {
    case name, contact, money, children, education, profession
    /// Whether the office may ask at all.
    case standing

    /// Asked only at high trust, and only as ranges.
    package var isSensitive: Bool {
      switch self {
      case .money, .children, .education, .profession: true
      case .name, .contact, .standing: false
      }
    }
  }

  /// What tells how well a customer is known, in his own row or in rows of other sheets that name him.
  package enum Fact: String, CaseIterable, Sendable {
    /// The key of the customer whose row it is.
    case customer
    /// The day on which he and the office were in touch; its sheet is that of conversations.
    case contact
    /// The day on which he bought something.
    case purchase
    /// Since when he is a customer.
    case since
    /// The language to ask him in.
    case language
    /// How he is addressed: `Frau Dr.`.
    case salutation
    /// The way in which a conversation was had.
    case channel
    /// What a conversation is about.
    case subject
    /// The day on which he allowed us to keep a record of him.
    case permission
    /// How he heard of us.
    case source
    /// How satisfied he is.
    case satisfaction
    /// The round of an anonymous survey; its sheet holds the answers, and nothing that leads to anybody.
    case survey
    /// Which of his addresses gets the goods, and which the invoice.
    case shipTo = "ship-to"
    case billTo = "bill-to"
    /// What he bought, for how much, in which currency.
    case product, amount, currency
    /// Why he bought it: each ranked from 1, which comes first, to 4.
    case whyConvenience = "why-convenience"
    case whyPrice = "why-price"
    case whyQuality = "why-quality"
    case whyChoice = "why-choice"
    /// A saved list of customers to get in touch with, and how far it is with each: two sheets (PROFILING.md).
    case campaignName = "campaign-name"
    case campaignKind = "campaign-kind"
    case campaignSince = "campaign-since"
    case entryCampaign = "entry-campaign"
    case entryState = "entry-state"
    case entryAssigned = "entry-assigned"
    case entryAt = "entry-at"
    /// An order to look at some columns once more: the columns of a sheet of audits.
    case auditSheet = "audit-sheet"
    case auditColumns = "audit-columns"
    case auditIDs = "audit-ids"
    case auditReason = "audit-reason"
    case auditSince = "audit-since"
    case auditState = "audit-state"
    case auditAssigned = "audit-assigned"
    case auditClosed = "audit-closed"
    /// How many questions a conversation has used up; a sum, so that two employees share them.
    case asked
    /// What a letter of the outbox is: the columns of a sheet of letters (LETTERS.md).
    case letterKind = "letter-kind"
    case letterWay = "letter-way"
    case letterLanguage = "letter-language"
    case letterAddress = "letter-address"
    case letterSubject = "letter-subject"
    case letterText = "letter-text"
    case letterState = "letter-state"
    case letterClaim = "letter-claim"
    case letterBy = "letter-by"
    case letterAt = "letter-at"
    case letterOutcome = "letter-outcome"
    /// The conversation whose changes a receipt tells.
    case letterConversation = "letter-conversation"
    /// What a customer was asked for in writing: the columns of a sheet of requests.
    case requestColumns = "request-columns"
    case requestReason = "request-reason"
    case requestState = "request-state"
    case requestSince = "request-since"
    case requestReminded = "request-reminded"
    /// How the office is reached: the columns of a sheet with one row.
    case officeName = "office-name"
    case officeAddress = "office-address"
    case officeTelephone = "office-telephone"
    case officeEmail = "office-email"
    case officeWeb = "office-web"
    case officeHours = "office-hours"
  }

  package init() {}
}

extension Channel {
  /// The ways in which a question reaches a customer: all but those of data that nobody is asked for.
  package static let askable = allCases.filter(\.isCustomers)
}

extension ColumnPurpose {
  /// Whether it is asked this way.
  package func isAsked(by channel: Channel) -> Bool {
    channel.isCustomers && (channels.isEmpty || channels.contains(channel))
  }

  /// The question in a language, else in English, else in the first that there is; nil if nobody wrote one.
  package func question(in language: Language) -> String? {
    questions[language] ?? questions[.english] ?? Language.allCases.lazy.compactMap { questions[$0] }.first
  }
}
