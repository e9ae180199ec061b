import Privileges
package import Workspaces

extension English {
  package func sentence(for error: CommandError) -> Sentence {
    switch error {
    case .passphrasesDiffer: Sentence("The two passphrases differ.", "Type the same one twice. Nothing was changed.")
    case .unknownFormat(let format):
      Sentence("\(format) is no format of working copies.", "Use --format ods, xlsx or csv.")
    case .unknownTarget(let name):
      Sentence(
        "It is not clear in which format \(name) is to be written.",
        "Let its name end in \(list(ConversionFormat.allCases.map { ".\($0.rawValue)" })), or name the format with --to."
      )
    case .misnamedFile(let format, let suffix):
      Sentence("A .\(format) file cannot bear a name that ends in .\(suffix).", "Let the name end in .\(format).")
    case .unknownTemplate(let template, let known):
      Sentence(
        "There is no template \(template).",
        known.isEmpty
          ? "Name a folder that holds one, or use --template none."
          : "There is \(list(known)); a path to a folder and `none` will do as well.")
    case .damagedResource(let path):
      Sentence("\(path), which came with kontor, cannot be read.", "Install kontor again.")
    }
  }

  /// Why one change of a save was not made.
  package func words(for reason: RefusedReason, catalog: Catalog) -> Sentence {
    switch reason {
    case .privileges(let reason):
      Sentence(words(for: reason, catalog: catalog, of: .you), "Ask whoever manages staff for it.")
    case .locked(let lock):
      Sentence(
        "\(lock.holder) has locked it until \(moments.readable(lock.until))",
        "It stays in your working copy; save again when the lock is over.")
    case .invalid(let reason): Sentence("the value \(words(for: reason))", "Correct it and save again.")
    case .unknownColumn: Sentence("there is no such column, or none that you may read", "Add the column first.")
    case .unknownRow: Sentence("the row is not there any more", "It cannot be written down.")
    case .ownEntry:
      Sentence(
        "you read this off a paper yourself, and another employee has to enter it once more",
        "`kontor check` shows it to everybody else.")
    }
  }

  /// Something about a save that its employee should know.
  package func words(for note: SaveNote) -> String? {
    switch note {
    case .idsLost: "The file's hidden column of row ids was destroyed; rows were matched by other means."
    case .rowsMatchedByKey(let count): "\(self.count(count, "row")) matched by key."
    case .rowsMatchedByLikeness(let count): "\(self.count(count, "row")) matched by likeness: please look them over."
    case .copiedRows(let count): "\(self.count(count, "copied row")) became new."
    case .stillOpen(let program):
      "The file is open in \(program) and was not brought up to date; save it again after closing."
    case .changedMeanwhile:
      "The file was changed while it was being saved, and was not brought up to date; save it again."
    case .erasedRows(let count): "\(self.count(count, "row")) erased for good; what the file had of them is left out."
    case .nothingChanged: nil
    case .addressMismatch(let column, let known):
      "\(column) names an address that the customer does not have. "
        + (known.isEmpty ? "None is on file." : "On file are \(all(known)).")
    case .sameRank(let columns): "\(all(columns)) have the same rank; no two should."
    }
  }

  /// What a commit did besides changing cells and rows.
  package func words(for act: HistoryAct, catalog: Catalog?) -> String {
    switch act {
    case .founded: "workspace founded"
    case .invited(let name): "\(name) invited"
    case .joined(let name): "\(name) joined"
    case .rekeyed(let name): "new keys of \(name)"
    case .suspended(let name): "\(name) suspended"
    case .assigned(let name): "roles of \(name)"
    case .roleAdded(let role): "new role \(role)"
    case .granted(let role, let action, let target): "\(role) may \(phrase(action, name(target, catalog)))"
    case .revoked(let role, let action, let target): "\(role) may no longer \(phrase(action, name(target, catalog)))"
    case .sheetAdded(let sheet): "new sheet \(sheet)"
    case .sectionAdded(let section): "new section \(section)"
    case .columnAdded(let column): "new column \(column)"
    case .columnChanged(let column): "column \(column) changed"
    case .columnRemoved(let column): "column \(column) removed"
    case .locked(let target): "lock on \(target == .everything ? "everything" : name(target, catalog))"
    case .unlocked: "lock released"
    case .lockBroken: "lock broken"
    case .expired: "something ran out"
    case .keys: "keys handed over"
    case .conflictsRaised(let number): count(number, "conflict")
    case .conflictsSettled(let number): "\(count(number, "conflict")) settled"
    case .erased: "a row erased for good"
    case .snapshotMade(let version): "snapshot of version \(version)"
    }
  }

  /// `1 row`, `2 rows`.
  package func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// What `verify` found at a version.
  package func words(for problem: Problem.Kind, catalog: Catalog?) -> String {
    switch problem {
    case .junkSlot: "what stands there is no commit: it is torn, foreign or changed"
    case .skippedWhole: "a whole commit stands there, and a later one passes over it: two histories may have been made"
    case .missingSlot: "nothing stands there, though later versions do"
    case .brokenChain: "later versions were built upon another commit than the one that stands there"
    case .void(let reason, let by):
      "the commit\(by.isEmpty ? "" : " of \(by)") has no effect: \(words(for: reason, catalog: catalog))"
    case .damagedPart: "a part is damaged: that section of the sheet stands still at this version"
    case .missingPart: "a part is missing"
    case .nonsensePart: "a part is whole but makes no sense; what it says is left out"
    case .differsFromMemory: "it is not the commit that this machine has seen"
    case .shorterThanMemory(let seen): "it is missing, but this machine has seen versions up to \(seen)"
    case .erasureUnfinished: "erased values still lie in the folder: `kontor doctor --repair` takes them away"
    case .alteredByErasure: "an erasure changed values of other rows too; this machine has the original"
    case .unaskedAnswers:
      "it has answers for columns that nobody asks for, or for rows that were not there; they have no effect"
    case .uncheckedEntry:
      "its author wrote what he had read off himself, where a second entry is wanted; that has no effect"
    case .clockBackwards: "its author's clock was behind that of the version before it"
    case .clockAhead: "its author's clock was ahead"
    case .snapshotDiffers:
      "its snapshot says something else than the history: tell your admin, and make a new one with `kontor pack --snapshot`"
    case .snapshotDamaged: "files of its snapshot are damaged or missing; who comes new reads the whole history instead"
    case .damagedPack: "the pack that holds it and those behind it is torn or was changed"
    }
  }
}
