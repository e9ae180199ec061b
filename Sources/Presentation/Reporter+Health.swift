import SystemIO
package import Workspaces

/// Turns what was found about a share and its history into lines and JSON; needs no workspace that opens.
package struct HealthReporter {
  package let wording: any Wording
  package let style: Style
  /// Gives roles, sheets and people their names where there is one.
  package let catalog: Catalog?

  package init(wording: any Wording, style: Style, catalog: Catalog?) {
    self.wording = wording
    self.style = style
    self.catalog = catalog
  }

  /// What was found; `ok` where nothing does harm.
  package func json(_ verification: Verification) -> JSON {
    [
      "ok": .bool(verification.isSound), "head": .number(verification.head),
      "problems": .list(verification.problems) { problem in
        [
          "version": .number(problem.version),
          "problem": .string(wording.words(for: problem.kind, catalog: catalog)), "harm": .bool(problem.isHarm),
        ]
      },
    ]
  }

  /// What was found, worst told plainly, and what to do.
  package func lines(_ verification: Verification) -> [String] {
    let found = verification.problems.map { problem in
      let text = "version \(problem.version): \(wording.words(for: problem.kind, catalog: catalog))"
      return problem.isHarm ? style.red(text) : style.yellow(text)
    }
    if verification.isSound {
      return found + [style.green("The history is whole up to version \(verification.head).")]
    }
    return found + [
      style.red("The history is not whole."),
      "Run `kontor doctor --repair` to put back what this machine holds, and tell your admin.",
    ]
  }

  /// Both histories behind the last version that they share.
  package func json(_ fork: Fork) -> JSON {
    ["common": .number(fork.common), "machine": json(fork.machine), "folder": json(fork.folder)]
  }

  private func json(_ branch: Fork.Branch) -> JSON {
    [
      "versions": .number(branch.versions), "by": .list(branch.authors) { .string($0) },
      "newest": .optional(newest(branch)), "fingerprint": .string(branch.fingerprint),
    ]
  }

  private func newest(_ branch: Fork.Branch) -> String? {
    branch.newest.map { Timestamp(milliseconds: $0).utc }
  }

  /// The same for a person, with what he can choose.
  package func lines(_ fork: Fork) -> [String] {
    [
      style.red("There are two histories since version \(fork.common)."), line("the folder", fork.folder),
      line("this machine", fork.machine),
      "If the folder's is the right one, run `kontor doctor --follow` at each machine that has the other: what its people saved",
      "there is merged into it. Compare the words with your colleagues first.",
    ]
  }

  private func line(_ name: String, _ branch: Fork.Branch) -> String {
    let newest = newest(branch).map { ", the newest of \($0)" } ?? ""
    let count = wording.count(branch.versions, "version")
    return "  \(name): \(count) by \(branch.authors.joined(separator: ", "))\(newest), \(branch.fingerprint)"
  }

  /// What became of this machine's history.
  package func lines(_ report: FollowReport) -> [String] {
    var lines = ["This machine follows the folder's history from version \(report.fork.common) on."]
    if report.waiting > 0 {
      lines.append("\(wording.count(report.waiting, "change")) of yours will be merged into it by `kontor sync`.")
    }
    if report.lostAnswers > 0 {
      let notes = wording.count(report.lostAnswers, "sealed note")
      lines.append(
        style.yellow("\(notes) of what customers answered to you cannot be opened by anybody any more: ask them again.")
      )
    }
    if let kept = report.kept { lines.append("What others saved there, and what cannot be merged: \(kept)") }
    return lines
  }

  /// What was found out about the folder.
  package func json(_ share: ShareSummary) -> JSON {
    [
      "verdict": .string(share.verdict.name), "file_system": .optional(share.fileSystem),
      "free_space": .optional(share.freeSpace.map { Int($0) }),
      "notes": .list(share.notes) { .string(wording.words(for: $0)) },
    ]
  }

  /// Whether the folder is fit, in plain words.
  package func lines(_ share: ShareSummary) -> [String] {
    let kind = share.fileSystem.map { " (\($0))" } ?? ""
    let verdict =
      switch share.verdict {
      case .severalWriters: style.green("The folder\(kind) is safe for several people at once.")
      case .singleWriter:
        style.yellow("The folder\(kind) is safe for one person at a time only: it cannot claim a name in one step.")
      case .unfit: style.red("The folder\(kind) cannot hold a workspace safely.")
      }
    return [verdict] + share.notes.map { "  \(wording.words(for: $0))" }
      + (share.freeSpace.map { ["  \(Self.size($0)) free"] } ?? [])
  }

  /// `12.3 GB`
  static func size(_ bytes: Int64) -> String {
    var (value, unit) = (Double(bytes), 0)
    let units = ["bytes", "KB", "MB", "GB", "TB"]
    while value >= 1000 && unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
    let tenths = Int((value * 10).rounded())
    return unit == 0 || value >= 100 ? "\(Int(value)) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}

extension ShareSummary.Verdict {
  /// The name in JSON.
  var name: String {
    switch self {
    case .severalWriters: "several-writers"
    case .singleWriter: "single-writer"
    case .unfit: "unfit"
    }
  }
}
