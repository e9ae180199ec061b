import CSV
import Chasing
import Letters
import Merging
import Profiling
import SystemIO
package import Tables
import Templates
import WorkbookFiles
package import Workspaces

/// An error as people and programs get it: one code, one exit status, one sentence.
package struct ErrorReport: Equatable, Sendable {
  /// The case's name with hyphens, such as `wrong-passphrase`: for programs, and never changed.
  package var code: String
  package var status: ExitStatus
  package var sentence: Sentence
  /// The rows that a name fits, where it fits several.
  package var candidates: [NamedRow]?

  package init(code: String, status: ExitStatus, sentence: Sentence) {
    self.code = code
    self.status = status
    self.sentence = sentence
  }

  /// Nil for an error of none of the modules below.
  package init?(_ error: any Error, wording: any Wording) {
    code = Self.code(of: error)
    switch error {
    case let error as WorkspaceError: (status, sentence) = (.of(error), wording.sentence(for: error))
    case let error as AmbiguousRows:
      guard let report = ErrorReport(error.error, wording: wording) else { return nil }
      self = report
      candidates = error.candidates
    case let error as WorkbookFileError: (status, sentence) = (.badInput, wording.sentence(for: error))
    case let error as CSVError: (status, sentence) = (.badInput, wording.sentence(for: error))
    case let error as TableMergeError: (status, sentence) = (.badInput, wording.sentence(for: error))
    case let error as TemplateError: (status, sentence) = (.badInput, wording.sentence(for: error))
    case let error as PurposeError:
      (status, sentence) = (.badInput, wording.sentence(for: error))
      code = "purpose-" + Self.code(of: error.fault)
    case let error as LetterTemplateError:
      (status, sentence) = (.badInput, wording.sentence(for: error))
      code = "letter-" + Self.code(of: error)
    case let error as PostError: (status, sentence) = (.of(error), wording.sentence(for: error))
    case let error as AuditError: (status, sentence) = (.badInput, wording.sentence(for: error))
    case let error as AskError: (status, sentence) = (.badInput, wording.sentence(for: error))
    case let error as ConfirmError: (status, sentence) = (.badInput, wording.sentence(for: error))
    case let error as SurveyError: (status, sentence) = (.badInput, wording.sentence(for: error))
    case let error as CommandError: (status, sentence) = (.of(error), wording.sentence(for: error))
    case let error as FileError:
      (status, sentence) = (.of(error.reason), wording.sentence(for: error))
      code = Self.hyphenated("file \(error.reason)")
    case let error as InvalidValue:
      (status, sentence) = (.badInput, Sentence("A value \(wording.words(for: error)).", "Correct it and try again."))
    default: return nil
    }
  }

  /// `{"error": {"code", "message", "remedy"}}`, and `"candidates": [{"row", "label"}]` where a name fits several rows.
  package var json: JSON {
    let members =
      [
        JSON.Member("code", .string(code)), JSON.Member("message", .string(sentence.message)),
        JSON.Member("remedy", .optional(sentence.remedy)),
      ] + (candidates.map { [JSON.Member("candidates", .list($0) { $0.json })] } ?? [])
    return ["error": .object(members)]
  }

  private static func code(of error: Any) -> String {
    let mirror = Mirror(reflecting: error)
    return hyphenated(mirror.displayStyle == .enum ? mirror.children.first?.label ?? "\(error)" : "\(type(of: error))")
  }

  /// `notAWorkspace` becomes `not-a-workspace`, `notCSV` becomes `not-csv`.
  private static func hyphenated(_ name: String) -> String {
    let signs = Array(name.prefix { $0 != "(" })
    var output = ""
    for (place, sign) in signs.enumerated() {
      let beginsWord = signs[max(place - 1, 0)].isLowercase || (place + 1 < signs.count && signs[place + 1].isLowercase)
      if sign == " " || (place > 0 && sign.isUppercase && beginsWord) { output += "-" }
      if sign != " " { output += sign.lowercased() }
    }
    return output
  }
}

/// A row, and what a person knows it by.
package struct NamedRow: Equatable, Sendable {
  /// Its id.
  package var row: RowID
  /// Its first values, in one line.
  package var label: String

  package init(row: RowID, label: String) {
    self.row = row
    self.label = label
  }

  var json: JSON { ["row": JSON.id(row), "label": .string(label)] }
}

/// A name fits several rows, which the person who gave it may see.
package struct AmbiguousRows: Error {
  let error: WorkspaceError
  let candidates: [NamedRow]

  package init(_ error: WorkspaceError, candidates: [NamedRow]) {
    (self.error, self.candidates) = (error, candidates)
  }
}

extension ExitStatus {
  static func of(_ error: WorkspaceError) -> ExitStatus {
    switch error {
    case .refused, .keysPending, .nobodyToSealFor, .lastAdmin: .refused
    case .locked: .locked
    case .historyBroken, .historyShorter, .historyDiffers, .notOnThisChain, .partsDamaged,
      .markerChanged:
      .broken
    case .shareUnreachable, .markerMissing, .outcomeUnknown, .waiting: .unreachable
    case .employeeNotNamed, .passphraseNeeded, .notAWorkspace: .usage
    case .unreadableFile(_, let reason): of(reason)
    case .unknownEmployee, .ambiguousEmployee, .weakPassphrase, .badInvitation, .usedInvitation, .badRecoveryKey,
      .notActive,
      .nameTaken, .unusableName,
      .unknownSheet, .unknownSection, .unknownColumn, .unknownRole, .unknownAction, .unknownTarget,
      .unknownKind, .unknownPolicy, .unfitPolicy, .alreadyInvited, .unknownRow, .ambiguousRow, .unknownVersion,
      .unknownConflict, .unchecked, .nothingToCheck, .onlyInStacks, .unknownLock,
      .ambiguousColumn, .notGranted, .powerNeedsEverything, .invalidValue, .missingFile, .noWorkingCopy, .severalSheets,
      .sheetNotNamed,
      .noHeader, .unmappedColumns, .doubledHeader, .keyNotInFile, .noKey, .doubledKey, .badTemplate,
      .unknownOption, .outputIsInput, .missingFolder, .notAFile, .noDateColumn, .toldInFuture:
      .badInput
    case .alreadyAWorkspace, .notFounded, .shareFull, .shareReadOnly, .shareUnfit, .newerFormat, .wrongPassphrase,
      .keysReplaced,
      .contradiction, .fileExists, .openElsewhere, .nothingToUndo, .voidCommit, .massDeletion, .unconfirmedErasure,
      .retained:
      .failed
    }
  }

  static func of(_ error: PostError) -> ExitStatus {
    switch error {
    case .noProgram, .beingSent: .failed
    case .noOutbox, .noRequests, .noReceipts, .noCustomers, .noSender, .noContactPoints, .unknownLetter,
      .unknownRequest, .notInWriting, .unfitState, .nobodyNamed, .noFolder, .noCampaigns, .unknownCampaign,
      .campaignExists,
      .emptyCampaign, .notInCampaign:
      .badInput
    }
  }

  static func of(_ reason: FileErrorReason) -> ExitStatus {
    switch reason {
    case .notFound, .wrongKind: .badInput
    case .io, .stale, .unreachable: .unreachable
    case .exists, .noSpace, .permission, .notSupported, .other: .failed
    }
  }

  static func of(_ error: CommandError) -> ExitStatus {
    switch error {
    case .passphrasesDiffer, .unknownTemplate: .badInput
    case .unknownFormat, .misnamedFile, .unknownTarget: .usage
    case .damagedResource: .failed
    }
  }
}
