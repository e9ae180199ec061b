package import Workspaces

extension Reporter {
  /// A working copy that lies ready.
  package func json(_ copy: OpenedCopy) -> JSON {
    [
      "path": .string(copy.path), "version": .number(copy.version), "sheets": .list(copy.sheets) { .string($0) },
      "merged": copy.merged.map { json($0) } ?? .null, "exposed": .bool(copy.isExposed),
      "waiting": .bool(copy.isWaiting),
    ]
  }

  /// The same for a person.
  package func lines(_ copy: OpenedCopy) -> [String] {
    var lines = copy.merged.map { self.lines($0, verb: "The copy that was there is saved") } ?? []
    lines.append("\(style.bold(copy.path)): \(copy.sheets.joined(separator: ", ")) at version \(copy.version).")
    if copy.isExposed {
      lines.append(style.yellow("It lies in the shared folder, where others can read it: better choose a private one."))
    }
    if copy.isWaiting {
      lines.append(style.yellow("It is as you left it: what you saved there waits until the shared folder answers."))
    }
    return lines + ["When you are done: kontor save \(copy.path)"]
  }

  /// Where things stand.
  package func json(_ status: Status) -> JSON {
    [
      "workspace": .string(workspace.folder), "employee": .string(workspace.employeeName),
      "head": .number(workspace.version), "pending": .number(status.pending),
      "share": .string(status.isReachable ? "reachable" : "unreachable"),
      "fingerprint": .string(workspace.fingerprint), "conflicts": .number(status.openConflicts),
      "to_check": .number(status.toCheck),
      "locks": .number(status.locks),
      "copies": .list(status.copies) { ["path": .string($0.path), "base": .number($0.base)] },
      "damaged_parts": .number(status.partNotes),
      "recovered": .list(status.recovered) { ["name": .string($0.name), "at": moments.utc($0.recoveredAt)] },
    ]
  }

  /// The same for a person.
  package func lines(_ status: Status) -> [String] {
    var lines = [
      "\(workspace.employeeName) in \(workspace.folder)",
      "version      \(workspace.version)\(status.isReachable ? "" : style.red("  (the shared folder does not answer)"))",
      "fingerprint  \(workspace.fingerprint)",
    ]
    if status.pending > 0 { lines.append("\(count(status.pending, "change")) waiting to be sent") }
    if status.openConflicts > 0 {
      lines.append(style.yellow("\(count(status.openConflicts, "conflict")) to decide: kontor conflicts"))
    }
    lines += toCheck(status.toCheck)
    if status.locks > 0 { lines.append("\(count(status.locks, "lock")): kontor locks") }
    if status.partNotes > 0 {
      lines.append(style.red("\(count(status.partNotes, "part")) damaged or missing: kontor doctor"))
    }
    for member in status.recovered {
      let at = member.recoveredAt.map { " at \(moments.local($0))" } ?? ""
      lines.append(
        style.yellow("The recovery key gave \(member.name) new keys\(at). If that was not agreed, tell your admin."))
    }
    return lines + status.copies.map { "working copy \($0.path) of version \($0.base)" }
  }
}
