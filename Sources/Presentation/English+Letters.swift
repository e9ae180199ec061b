package import Chasing
package import Letters

extension English {
  /// What a letter's template may not be.
  package func sentence(for error: LetterTemplateError) -> Sentence {
    switch error {
    case .missing(let file):
      return Sentence("There is no template \(file) for this letter.", "Write it; docs/LETTERS.md has the form.")
    case .notUTF8(let file): return Sentence("The template \(file) is not UTF-8.", "Save it as UTF-8.")
    case .noSubject(let file, let line):
      return Sentence(
        "The template \(file) does not begin with a subject; see line \(line).",
        "Write `Subject: …` in line 1, and leave line 2 empty.")
    case .noBody(PageTemplate.file):
      return Sentence(
        "The template \(PageTemplate.file) does not show to whom a letter goes, or what it says.",
        "Write {{#recipient}} and {{#paragraphs}}; docs/LETTERS.md has the form.")
    case .noBody(let file): return Sentence("The template \(file) has no text behind its subject.", "Write it.")
    case .strayBrace(let file, let line):
      return Sentence(
        "In line \(line) of the template \(file) a brace stands alone.", "Write places as {{name}}, in one line.")
    case .unreadable(let file, let line):
      return Sentence(
        "In line \(line) of the template \(file) a section is not closed, or a tag does not belong here.",
        "Close each {{#name}} with {{/name}}; docs/LETTERS.md has the form.")
    case .unknownPlaceholder(let file, let line, let name):
      let known = file == PageTemplate.file ? PageTemplate.names : LetterPlaceholder.allCases.map(\.rawValue)
      return Sentence(
        "In line \(line) of the template \(file) nobody knows what {{\(name)}} is.",
        "There are \(all(known.map { "{{\($0)}}" })).")
    }
  }

  /// What stands in the way of writing to customers.
  package func sentence(for error: PostError) -> Sentence {
    switch error {
    case .noOutbox:
      Sentence(
        "This workspace has no sheet for letters.",
        "Columns say with `fact` what they hold; docs/LETTERS.md lists them.")
    case .noRequests:
      Sentence(
        "This workspace has no sheet for requests.",
        "Columns say with `fact` what they hold; docs/LETTERS.md lists them.")
    case .noReceipts:
      Sentence(
        "The sheet of letters has no column that says which conversation a receipt is about.",
        "Add one with the fact letter-conversation; docs/LETTERS.md has it.")
    case .noCustomers:
      Sentence(
        "No column of this workspace has a stage, so that it is not known where customers are.",
        "See `kontor column set`.")
    case .noSender:
      Sentence(
        "The office has no e-mail address that mail can come from.",
        "Write name and address into the sheet of contact points: kontor add contact_points name=… email=….")
    case .noContactPoints:
      Sentence(
        "A customer who is asked could not answer: the office has neither telephone, e-mail, web page nor address.",
        "Write them into the sheet of contact points: kontor add contact_points telephone=… email=….")
    case .unknownLetter: Sentence("This id fits no letter, or several.", "See `kontor outbox list`.")
    case .unknownRequest: Sentence("This id fits no request, or several.", "See `kontor chase list`.")
    case .unfitState(let state):
      Sentence(
        "The letter is \(state.rawValue), which leaves nothing of the kind to decide.",
        "See `kontor outbox show`.")
    case .beingSent:
      Sentence("The letter is being sent by another process on this machine.", "Wait until it has ended.")
    case .noProgram(let program):
      Sentence(
        "The program \(program), which is to send mail, does not start.",
        "Name one that takes mail as sendmail does (--program PATH, or KONTOR_SENDMAIL), or a folder: --emails FOLDER.")
    case .notInWriting(let column):
      Sentence(
        "The column \(column) is asked only with trust, and in ranges, so not in a letter.",
        "kontor ask names it when its time has come.")
    case .noCampaigns:
      Sentence(
        "This workspace has no sheets for campaigns.",
        "Columns say with `fact` what they hold; docs/PROFILING.md lists them.")
    case .unknownCampaign: Sentence("Which campaign is meant is not known.", "See `kontor campaign list`.")
    case .campaignExists: Sentence("There is a campaign of this name.", "Choose another name.")
    case .emptyCampaign: Sentence("Nobody would be in this campaign.", "Choose others, or see `kontor due`.")
    case .notInCampaign:
      Sentence("The customer is not in this campaign.", "See `kontor campaign show`.")
    case .nobodyNamed: Sentence("No customer was named.", "Name customers, or say --where COLUMN=VALUE.")
    case .noFolder(let path): Sentence("\(path) is no folder for letters.", "Make it first.")
    }
  }

  /// Why nobody writes to a customer: `he objected, or died`.
  package func words(for obstacle: ChaseReport.Obstacle) -> String {
    switch obstacle {
    case .quiet: "objected, or died"
    case .gone: "died"
    case .standingHidden: "you may not read whether one may write to him"
    case .noAddress: "no address that reaches him"
    case .alreadyAsked: "was asked for this already"
    case .declined: "has said that he keeps it to himself, or has none"
    case .unknownSite: "has no site of this name"
    case .notSent: "a letter to him waits in the outbox, or none has gone out yet"
    }
  }
}
