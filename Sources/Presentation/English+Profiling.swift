package import Profiling
import Tables

extension English {
  /// What a column's purpose may not be.
  package func sentence(for error: PurposeError) -> Sentence {
    let column = error.column
    switch error.fault {
    case .unreadable(let attribute):
      return Sentence("`\(attribute.name)` of the column \(column) cannot be read.", remedy(attribute))
    case .unknownColumn(let name):
      return Sentence(
        "The column \(column) comes after \(name), which its sheet does not have.", "Name columns of the same sheet.")
    case .circle(let names):
      return Sentence(
        "Of \(all(names)) each comes after another, so that none could ever be asked.", "Take one `after` out.")
    case .earlyStage:
      return Sentence(
        "The column \(column) cannot be of stage 1, which is for names and ways of contact.",
        "Choose a later stage; if it is a name or a way of contact, say so with `about`.")
    case .lowTrust(let subject):
      return Sentence(
        "The column \(column) is about \(subject.rawValue), which is asked only of customers who are known well.",
        "Ask for \(Trust.highMeetings) contacts or purchases at least, and \(Trust.highMonths) months: "
          + "trust \"contacts \(Trust.highMeetings) months \(Trust.highMonths)\".")
    case .noRanges(let subject):
      return Sentence(
        "The column \(column) is about \(subject.rawValue), which is asked only in ranges.",
        "Give it `ranges`, or make it a choice.")
    case .unfitKind(let fact):
      return Sentence(
        "The column \(column) is not of the kind that the fact \(fact.rawValue) needs.",
        "contact, purchase, since, permission and what ends in at, since, reminded or closed are dates; asked is an integer that is merged by sum."
      )
    case .checkedKey:
      return Sentence(
        "The column \(column) is a key, by which rows are found, and cannot wait for a second entry.",
        "Let columns that are no keys be entered a second time.")
    case .unfitValue(let attribute, _):
      return Sentence(
        "`\(attribute.name)` of the column \(column) has a value that the column cannot hold.",
        [.quiet, .gone].contains(attribute)
          ? remedy(attribute) : "Write each as the column holds it; of a choice, letter by letter.")
    }
  }

  /// What stands in the way of asking.
  package func sentence(for error: AskError) -> Sentence {
    switch error {
    case .noQuestions:
      Sentence(
        "No sheet of this workspace asks customers anything.",
        "Give columns a stage and a question with `kontor column set`; stage 1 is for names and ways of contact.")
    case .noSatisfaction:
      Sentence(
        "No column of this workspace says how satisfied customers are.",
        "Give one the fact satisfaction: kontor column set SHEET COLUMN --fact satisfaction.")
    case .noSources:
      Sentence(
        "This workspace does not say where customers heard of the office, or what they bought.",
        "Give columns the facts source, purchase and product: kontor column set SHEET COLUMN --fact source.")
    case .notOffered(let column, let offered):
      Sentence("The answer for \(column) is none of those that are offered.", "It can be \(all(offered)).")
    case .nothingAnswered(let column):
      Sentence(
        "The answer for \(column) is empty, and what the cell holds you may not read. Nothing was noted.",
        "Say --declined \(column) if the customer does not want to tell, or --later \(column).")
    case .contradiction(let column):
      Sentence(
        "Of \(column) two things were said that do not go together. Nothing was noted.",
        "Say one of them: the value that holds, or what came of asking.")
    case .nothingThere(let column):
      Sentence(
        "\(column) is empty, so that there is nothing to find right or to clear. Nothing was noted.",
        "If he tells it: --answer or --corrected \(column)=VALUE. Else `kontor ask` takes --declined or --later \(column), "
          + "`kontor confirm` --not-applicable \(column).")
    }
  }

  /// What stands in the way of an audit.
  package func sentence(for error: AuditError) -> Sentence {
    switch error {
    case .noAudits:
      Sentence(
        "This workspace has no sheet for audits.",
        "Columns say with `fact` what they hold; docs/PROFILING.md lists them.")
    case .unknownAudit: Sentence("This id fits no audit, or several.", "See `kontor audit list --all`.")
    case .auditClosed: Sentence("The audit was ended before.", "See `kontor audit list --all`.")
    case .notAsked(let column):
      Sentence(
        "Nobody asks customers for \(column), so that an audit of it would never end.",
        "Give it a stage and a question with `kontor column set`, or choose another.")
    }
  }

  /// What an anonymous survey may not take.
  package func sentence(for error: SurveyError) -> Sentence {
    switch error {
    case .noSurveys:
      Sentence(
        "No sheet of this workspace holds anonymous answers.",
        "A column with the fact survey makes one: kontor column set SHEET COLUMN --fact survey.")
    case .tooFew(let least):
      Sentence(
        "There are fewer than \(least) answers, too few to hide one among them. Nothing was taken.",
        "Wait until more forms are back.")
    case .notAChoice(let column):
      Sentence(
        "\(column) is no list to choose from, so that an answer there could lead to somebody. Nothing was taken.",
        "Take the column out of the file.")
    case .notOffered(let column, let row):
      Sentence(
        "Row \(row) has an answer for \(column) that is none of the list. Nothing was taken.",
        "kontor column list shows what is offered; an empty field is no answer.")
    }
  }

  /// What stands in the way of confirming.
  package func sentence(for error: ConfirmError) -> Sentence {
    switch error {
    case .notIdentified:
      Sentence(
        "Who this is, is not known yet: what was said does not fit what is on file, or is too little. Nothing was noted.",
        "Two things that fit, not both of them names, or something that he shows (--seen).")
    case .unfitChannel(let channel):
      Sentence(
        "Nobody confirms by \(channel.name).", "The ways are \(all(Channel.confirming.map(\.name))).")
    case .whichAddress(let column, let places):
      Sentence(
        "He has several addresses, and it is not said of which \(column) is. Nothing was noted.",
        "Ask which of them moved, and write \(all(places.map { "\($0).\(column)" })).")
    case .noAddress(let name, let places):
      Sentence(
        "He has no address \(name) on file. Nothing was noted.",
        places.isEmpty
          ? "There is none yet; --corrected \(name).COLUMN=VALUE makes it." : "On file are \(all(places)).")
    }
  }

  private func remedy(_ attribute: ProfileAttribute) -> String {
    switch attribute {
    case .stage: "A stage is a number from \(ColumnPurpose.stages.lowerBound) to \(ColumnPurpose.stages.upperBound)."
    case .after: "Name columns of the same sheet, each once, as a|b."
    case .trust: "Write it as contacts 3 purchases 2 months 6; any of the three will do."
    case .channels: "The ways in which one can ask are \(all(Channel.askable.map(\.name)))."
    case .ranges: "Write them as a|b|c, each once."
    case .refresh: "It is a number of months, at most \(ColumnPurpose.monthsAllowed.upperBound)."
    case .cooldown: "It is a number of days, at most \(ColumnPurpose.daysAllowed.upperBound)."
    case .anonymous: "It is yes or no."
    case .about: "It can be \(all(ColumnPurpose.Subject.allCases.map(\.rawValue)))."
    case .quiet: "Name values of a choice column, letter by letter, as a|b."
    case .gone: "Name quiet values of the same column, letter by letter, as a|b."
    case .fact: "It can be \(all(ColumnPurpose.Fact.allCases.map(\.rawValue)))."
    case .budget:
      "It is a number from \(ColumnPurpose.budgets.lowerBound) to \(ColumnPurpose.budgets.upperBound)."
    case .check: "It can be \(all(EntryCheck.allCases.map(\.rawValue)))."
    case .ask: "A question is one line of at most \(ColumnPurpose.questionLength) signs."
    }
  }
}
