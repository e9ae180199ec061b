package import CSV
package import Chasing
package import Letters
package import Merging
package import Privileges
package import Profiling
package import SystemIO
package import Tables
package import Templates
package import WorkbookFiles
package import Workspaces

/// What happened and where, and what to do next; never a customer's value.
package struct Sentence: Equatable, Sendable {
  package var message: String
  /// Nil where there is nothing to do.
  package var remedy: String?

  package init(_ message: String, _ remedy: String? = nil) {
    self.message = message
    self.remedy = remedy
  }
}

/// All sentences in one language: every error of the modules below comes in as data and leaves as words.
///
/// English is the only one so far; another language is another implementation, chosen in `Sentences`.
package protocol Wording: Sendable {
  func sentence(for error: WorkspaceError) -> Sentence
  func sentence(for error: WorkbookFileError) -> Sentence
  func sentence(for error: CSVError) -> Sentence
  func sentence(for error: TableMergeError) -> Sentence
  func sentence(for error: FileError) -> Sentence
  func sentence(for error: TemplateError) -> Sentence
  func sentence(for error: PurposeError) -> Sentence
  func sentence(for error: AskError) -> Sentence
  func sentence(for error: ConfirmError) -> Sentence
  func sentence(for error: SurveyError) -> Sentence
  func sentence(for error: LetterTemplateError) -> Sentence
  func sentence(for error: PostError) -> Sentence
  func sentence(for error: AuditError) -> Sentence
  /// Why nobody writes to a customer: `no address that reaches him`.
  func words(for obstacle: ChaseReport.Obstacle) -> String
  func sentence(for error: CommandError) -> Sentence
  /// Why a value has no place in its column: `is not a date`.
  func words(for reason: InvalidValue) -> String
  /// Why somebody may not do something: `Eleni may not edit customers/Billing`.
  func sentence(for refusal: Refusal) -> Sentence
  func sentence(for lock: LockNotice) -> Sentence
  /// Whether somebody may do something, and why.
  func sentence(for explanation: Explanation) -> Sentence
  /// Why a commit has no effect.
  func words(for void: VoidReason, catalog: Catalog?) -> String
  /// Why one change of a save was not made.
  func words(for reason: RefusedReason, catalog: Catalog) -> Sentence
  /// Something about a save that its employee should know; nil if it goes without saying.
  func words(for note: SaveNote) -> String?
  /// What a commit did besides changing cells and rows: `Ben joined`.
  func words(for act: HistoryAct, catalog: Catalog?) -> String
  /// Something about a share.
  func words(for note: ShareNote) -> String
  /// `1 row`, `2 rows`.
  func count(_ number: Int, _ noun: String) -> String
  /// What `verify` found at a version.
  func words(for problem: Problem.Kind, catalog: Catalog?) -> String
}

/// What a person asked of a command that it cannot do, before any workspace is asked.
package enum CommandError: Error, Equatable {
  /// The two new passphrases that were typed differ.
  case passphrasesDiffer
  case unknownFormat(String)
  /// A file's name, or the lack of one, does not say in which format it is to be written.
  case unknownTarget(String)
  /// A file's name ends as that of another format than it is to have.
  case misnamedFile(format: String, suffix: String)
  case unknownTemplate(String, known: [String])
  /// A file that was installed with the program.
  case damagedResource(path: String)
}
