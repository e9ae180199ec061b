import Identities
import Privileges
import SystemIO
import Tables
package import Workspaces

/// The sentences in English.
package struct English: Wording {
  let moments: Moments

  package init(moments: Moments) { self.moments = moments }

  /// One long table on purpose: the compiler sees that no case is forgotten.
  package func sentence(for error: WorkspaceError) -> Sentence {
    switch error {
    // The folder.
    case .notAWorkspace(let path):
      Sentence(
        "There is no workspace in \(path) or in a folder above it.",
        "Go into the shared folder, or name it with -w; is it mounted? `kontor init` begins a new one.")
    case .alreadyAWorkspace(let path):
      Sentence("\(path) is a workspace already.", "Ask its admin for an invitation, or choose another folder.")
    case .notFounded(let path):
      Sentence(
        "The workspace in \(path) was begun and never finished.", "Run `kontor init` there again with the same name.")
    case .shareUnreachable(let path):
      Sentence(
        "The shared folder \(path) does not answer.",
        "Check the network and try again; nothing was changed, and working copies keep what you typed.")
    case .markerMissing(let path):
      Sentence(
        "The workspace's mark is missing in \(path): most likely the shared folder is not mounted.",
        "Mount the shared folder, then try again. Nothing was written.")
    case .markerChanged(let path):
      Sentence(
        "Another workspace stands in \(path) than the one that was there before.",
        "Check which shared folder is mounted there. Nothing was written.")
    case .shareFull(let path):
      Sentence("There is no space left in \(path).", "Make room, then try again.")
    case .shareReadOnly(let path):
      Sentence("\(path) may not be written to.", "Ask whoever manages the shared folder to let you write there.")
    case .shareUnfit(let notes):
      Sentence(
        "This folder cannot hold a workspace safely\(notes.first.map { ": \(words(for: $0))" } ?? "").",
        "Use a folder of a file server (SMB, NFS), or a local one.")
    case .outcomeUnknown:
      Sentence(
        "The shared folder failed while the change was being saved, so it is not known whether it arrived.",
        "Run `kontor sync`, look at `kontor history`, and save again if the change is not there.")
    case .waiting(let path):
      Sentence(
        "The shared folder \(path) does not answer; your change waits on this machine.",
        "It is sent by the next change that reaches the folder, or by `kontor sync`.")
    case .newerFormat(let format):
      Sentence(
        "This workspace is in format \(format), which this program does not know.", "Install a newer kontor.")

    // The history.
    case .historyBroken(let version):
      Sentence(
        "The history is broken at version \(version).",
        "Run `kontor verify` to see all of it, then `kontor doctor --repair`. Until then nothing is changed.")
    case .historyShorter(let seen, let found):
      Sentence(
        "The shared folder's history ends at version \(found), but this machine has seen version \(seen).",
        "Run `kontor doctor --repair` to put the missing versions back, and tell your admin.")
    case .historyDiffers(let version):
      Sentence(
        "Version \(version) in the shared folder is not the one that this machine has seen.",
        "Tell your admin and compare the fingerprints in `kontor status`; `kontor doctor` shows both histories.")
    case .notOnThisChain:
      Sentence(
        "This was made from a history that the shared folder does not have.",
        "Check which workspace it belongs to; if it is this one, run `kontor verify`.")

    case .partsDamaged:
      Sentence(
        "This machine does not know the whole state: parts of the history are damaged, or their keys are missing.",
        "Run `kontor doctor --repair`, then `kontor sync`, and try again.")

    // People.
    case .employeeNotNamed(known: []):
      Sentence(
        "Nobody of this workspace has worked at this machine yet.",
        "Join with `kontor staff join CODE`; if you have joined elsewhere, name yourself with --employee.")
    case .employeeNotNamed(let known):
      Sentence(
        "It is not clear who you are.",
        "Name yourself with --employee or KONTOR_EMPLOYEE; this machine knows \(list(known)).")
    case .unknownEmployee(let name):
      Sentence("There is no employee named \(name).", "See `kontor staff list` for the names.")
    case .ambiguousEmployee(let name):
      Sentence("More than one employee answers to \(name).", "Write the whole name; see `kontor staff list`.")
    case .passphraseNeeded:
      Sentence(
        "Your passphrase is needed.",
        "Run `kontor login` in a terminal, or give --passphrase-file, KONTOR_PASSPHRASE_FILE or KONTOR_PASSPHRASE.")
    case .wrongPassphrase:
      Sentence(
        "The passphrase is not right.",
        "Try again; if it is lost, `kontor recovery rekey` gives you new keys, or an admin invites you anew.")
    case .weakPassphrase(.short(least: let least)):
      Sentence(
        "The new passphrase is too short: it needs at least \(least) characters.",
        "Choose a longer one, or let --generate make one of six words.")
    case .weakPassphrase(.monotonous):
      Sentence(
        "The new passphrase has hardly any different characters.",
        "Choose another one, or let --generate make one of six words.")
    case .badInvitation:
      Sentence(
        "This invitation code is not right, or not for this workspace.",
        "Check each group of letters; if it is as you were given it, ask for a new one.")
    case .usedInvitation:
      Sentence("This invitation was used already, or its time is over.", "Ask an admin for a new one.")
    case .badRecoveryKey:
      Sentence("This is not this workspace's recovery key.", "Check each group of letters on the paper.")
    case .keysReplaced:
      Sentence(
        "Your passphrase was changed elsewhere, so the keys of this session are no longer yours.",
        "Run `kontor login` with the new passphrase; if you did not change it, tell your admin.")
    case .notActive(let name):
      Sentence("\(name) is suspended or has not joined, so there are no keys to renew.", "See `kontor staff list`.")
    case .unusableName(let name):
      Sentence(
        "“\(name)” cannot be a name.",
        "Give one in a single line of up to 120 characters, and for sheets and sections without / and other than *.")
    case .alreadyInvited(let name):
      Sentence(
        "\(name) has been invited already.",
        "The code still holds; for a new one, run `kontor staff suspend` and invite again.")
    case .nameTaken(let name):
      Sentence("The name \(name) is taken.", "Choose another one.")

    // Privileges.
    case .refused(let refusal): sentence(for: refusal)
    case .locked(let lock): sentence(for: lock)
    case .keysPending(let sheet):
      Sentence(
        "Your keys for \(sheet == "*" ? "this workspace" : sheet) have not been handed to you yet.",
        "They arrive when a colleague who has them saves or runs `kontor sync`; then try again.")

    case .nobodyToSealFor(let section):
      Sentence(
        "What customers say of \(section) cannot be sealed now, since somebody who could read it has left. Nothing was noted.",
        "Ask a colleague who may read \(section) to run `kontor sync`; then try again.")

    // Names.
    case .unknownSheet(let sheet):
      Sentence("There is no sheet named \(sheet).", "See `kontor sheet list`.")
    case .unknownSection(let sheet, let section):
      Sentence("The sheet \(sheet) has no section named \(section).", "See `kontor column list \(sheet)`.")
    case .unknownColumn(let sheet, let column):
      Sentence(
        "The sheet \(sheet) has no column named \(column), or none that you may read.",
        "See `kontor column list \(sheet)`.")
    case .unknownRole(let role): Sentence("There is no role named \(role).", "See `kontor role list`.")
    case .unknownAction(let action):
      Sentence("There is no action named \(action).", "The actions are \(all(Action.allCases.map(\.name))).")
    case .unknownTarget(let target):
      Sentence("There is nothing named \(target).", "A target is a sheet, sheet/section or *; see `kontor sheet list`.")
    case .unknownKind(let kind):
      Sentence("There is no kind of column named \(kind).", "The kinds are \(all(ColumnKind.allCases.map(\.name))).")
    case .unfitPolicy(let policy, let kind):
      Sentence(
        "Values of the kind \(kind.name) cannot be merged by \(policy.name).",
        "`ask` and `latest` suit every kind; union tags, sum numbers, append text, max and min what has an order.")
    case .unknownPolicy(let policy):
      Sentence("There is no merge policy named \(policy).", "They are \(list(MergePolicy.allCases.map(\.name))).")
    case .unknownRow(let sheet):
      Sentence(
        "No row of \(sheet) fits.",
        "Name it by its id, its key, a telephone number, an e-mail address or a name; `kontor find` looks everywhere.")
    case .ambiguousRow(let sheet, let candidates):
      Sentence(
        "\(candidates.count) rows of \(sheet) fit.", "Name one by its id or its key.")
    case .unknownVersion(let version, let head):
      Sentence("There is no version \(version).", "The newest is \(head).")
    case .unknownConflict(let id):
      Sentence("There is no open conflict \(id), or more than one begins so.", "See `kontor conflicts`.")
    case .unchecked(let own):
      own
        ? Sentence(
          "You entered this yourself; another employee has to enter it once more.",
          "`kontor check` shows everybody else what waits.")
        : Sentence(
          "This was read off a paper or an invoice, and counts when it has been entered once more.",
          "Use `kontor check`; with `--take current` it is given up.")
    case .onlyInStacks(let sheet):
      Sentence(
        "The answers in \(sheet) are anonymous, and one alone would tell whose it is.",
        "Collect five at least, and use `kontor survey take FILE`.")
    case .nothingToCheck:
      Sentence("Nothing waits there to be entered a second time.", "See `kontor check`.")
    case .unknownLock(let target): Sentence("There is no lock on \(target).", "See `kontor locks`.")
    case .ambiguousColumn(let sheet, let column):
      Sentence(
        "More than one column of \(sheet) answers to \(column).",
        "Write its whole name; see `kontor column list \(sheet)`.")
    case .notGranted: Sentence("The role does not have this grant.", "See `kontor role list`.")
    case .lastAdmin:
      Sentence(
        "Nobody would be left who may manage staff.", "Give another employee a role with the power `staff` first.")
    case .contradiction:
      Sentence("That is so already, or contradicts what is there now.", "Look at what is there, then try again.")
    case .powerNeedsEverything(let action):
      Sentence("\(action.name) is a power over the whole workspace.", "Grant it on *.")

    // Values and files.
    case .invalidValue(let sheet, let column, let reason):
      Sentence(
        "The value for \(sheet).\(column) \(words(for: reason)).", "Correct it and try again; nothing was changed.")
    case .missingFile(let path): Sentence("There is no file \(path).", "Check the path.")
    case .unreadableFile(let path, let reason): sentence(for: FileError(.open, path, reason))
    case .missingFolder(let path): Sentence("There is no folder \(path).", "Make it, or choose another place.")
    case .notAFile(let path):
      Sentence("\(path) is a device or a pipe, not a file.", "Write - for what comes or goes through a pipe.")
    case .fileExists(let path):
      Sentence("\(path) exists already.", "Choose another place, or replace it with --force.")
    case .outputIsInput(let path):
      Sentence("\(path) is the file that is read.", "Choose another name for what is written.")
    case .noWorkingCopy(let path):
      Sentence(
        "\(path) is no working copy of this workspace.",
        "Make one with `kontor open`; a file from elsewhere is taken in with `kontor import`.")
    case .openElsewhere(let path):
      Sentence("\(path) is open in another program.", "Save and close it there, then try again.")
    case .severalSheets(let path, let sheets):
      Sentence(
        "A CSV file holds one sheet, but \(path) would hold several.",
        "Name one of \(list(sheets)), or use --format ods or xlsx.")
    case .sheetNotNamed(let path, let sheets):
      Sentence("\(path) has several sheets.", "Name one of \(list(sheets)) with --sheet.")
    case .massDeletion(let path, let sheet, let rows):
      Sentence(
        "All \(rows) rows of \(sheet) are gone from \(path), most likely by accident. Nothing was saved.",
        "If they shall really be deleted, say so with --delete-all.")
    case .unconfirmedErasure(let sheet):
      Sentence(
        "This takes the row's values out of every version of \(sheet), and nobody can bring them back. Nothing was erased.",
        "If that is what you want, say so with --for-good.")
    case .retained(let sheet, let column, let until):
      Sentence(
        "This row of \(sheet) must be kept until \(until): its \(column) says so.",
        "Erase it after that day; who manages columns can change the rule with `kontor column retain`.")
    case .toldInFuture(let day):
      Sentence("\(day) has not come yet.", "Give the day on which it was said.")
    case .noDateColumn(let sheet, let column):
      Sentence("The column \(column) of \(sheet) holds no dates.", "Choose a column of the kind date or dateTime.")
    case .unknownOption(let name, let known):
      Sentence("The value of \(name) is not one of those that are known.", "It can be \(list(known)).")
    case .noHeader(let path):
      Sentence(
        "\(path) has no first line with the columns' names.", "Add one; without it columns cannot be told apart.")
    case .unmappedColumns(let path, let columns):
      Sentence(
        "In \(path) nothing could be matched for \(list(columns)).",
        "Compare the file's first line with `kontor column list SHEET`, and say it with --map \"HEADER=COLUMN\"; "
          + "a file without a header has \"Column 1\" and so on.")
    case .doubledHeader(let path, let header):
      Sentence("\(path) has more than one column named \(header).", "Rename one of them in the file.")
    case .keyNotInFile(let key):
      Sentence("The file has no column for the key \(key).", "Name it with --map, or choose another --key.")
    case .noKey(let sheet):
      Sentence("\(sheet) has no key column.", "Name the column that tells rows apart with --key.")
    case .doubledKey(let sheet, let rows):
      Sentence(
        "One key stands in several rows of the file for \(sheet): rows \(list(rows.map(String.init))).",
        "Keep one of them in the file, then import again; nothing was changed.")
    case .nothingToUndo(let version):
      Sentence("Nothing that version \(version) did is left to take back.", nil)
    case .voidCommit(let version):
      Sentence("Version \(version) had no effect, so there is nothing to take back.", "See `kontor history`.")
    case .badTemplate(let name):
      Sentence("The template for \(name) contradicts itself.", "Check its files for doubled names and missing roles.")
    }
  }
}

extension English {
  /// `a, b and c`, at most a dozen.
  func list(_ names: [String]) -> String {
    let limit = 12
    if names.count > limit { return "\(names.prefix(limit).joined(separator: ", ")) and \(names.count - limit) more" }
    return all(names)
  }

  /// `a, b and c`, however many.
  func all(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return "\(names.dropLast().joined(separator: ", ")) and \(last)"
  }
}
