import Identities
import Presentation
import Profiling
import SystemIO
import Tables
import Workspaces

extension Environment {
  /// The workspace that the options, the environment or the folder name.
  func place(_ common: CommonOptions) throws -> Place {
    if let named = common.workspace ?? machine.variable("KONTOR_WORKSPACE").flatMap({ $0.isEmpty ? nil : $0 }) {
      return try namedPlace(absolute(named))
    }
    return try gateway.place(machine.workingDirectory, true, surroundings)
  }

  /// A folder that was named and is empty or not there is most likely a share that is not mounted.
  private func namedPlace(_ folder: String) throws -> Place {
    do { return try gateway.place(folder, false, surroundings) } catch WorkspaceError.notAWorkspace(let path) {
      let names = (try? surroundings.files.list(folder)) ?? []
      throw names.isEmpty ? WorkspaceError.markerMissing(path: path) : .notAWorkspace(path: path)
    }
  }

  /// Who works, and how he proves it.
  func credentials(_ common: CommonOptions) -> Credentials {
    let name = common.employee ?? machine.variable("KONTOR_EMPLOYEE").flatMap { $0.isEmpty ? nil : $0 }
    return Credentials(name: name) { try Passphrases(environment: self).current(common, of: name) }
  }

  /// Opens the workspace at its newest head, lets `body` work, and closes it.
  ///
  /// Where the share does not answer, work goes on with what this machine has seen, and says so. What waited since the
  /// share was away is sent before a change.
  func inWorkspace<Result>(
    _ common: CommonOptions, readsOnly: Bool = false, _ body: (Workspace) throws -> Result
  ) throws -> Result {
    try inSyncedWorkspace(common, readsOnly: readsOnly) { workspace, isReachable in
      if !isReachable && !common.json { tellAge(of: workspace) }
      let sent = isReachable && !readsOnly ? try workspace.sendPending() : []
      if !common.json { tellSent(sent, by: workspace) }
      return try body(workspace)
    }
  }

  /// The same without a word; `body` is told whether the share answers.
  ///
  /// Where the workspace has moved on to a format that this program does not know, what it has seen can still be read.
  func inSyncedWorkspace<Result>(
    _ common: CommonOptions, readsOnly: Bool = false, _ body: (Workspace, Bool) throws -> Result
  ) throws -> Result {
    let workspace = try place(common).open(credentials(common), surroundings: surroundings)
    workspace.freshMonths = { (try? ColumnPurpose($0.attributes))?.refresh }
    let result: Result
    do {
      let isReachable = try isSynced(workspace, readsOnly: readsOnly)
      // What is asked for in vain now is asked for next time.
      if isReachable { try? workspace.mendKeys() }
      result = try body(workspace, isReachable)
    } catch {
      try? workspace.close()
      throw error
    }
    try workspace.close()
    return result
  }

  private func isSynced(_ workspace: Workspace, readsOnly: Bool) throws -> Bool {
    do { return try workspace.syncIfReachable() } catch let error as WorkspaceError {
      guard readsOnly, case .newerFormat = error else { throw error }
      terminal.write(wording.sentence(for: error).message + "\n", to: .error)
      return true
    }
  }

  private func tellAge(of workspace: Workspace) {
    let note = "The shared folder does not answer; this is version \(workspace.version), as this machine saw it last."
    terminal.write(note + "\n", to: .error)
  }

  private func tellSent(_ reports: [SaveReport], by workspace: Workspace) {
    let reporter = reporter(workspace)
    for line in reports.flatMap({ reporter.lines($0, verb: "What waited is saved") }) {
      terminal.write(line + "\n", to: .error)
    }
  }

  /// Makes reports about an open workspace.
  func reporter(_ workspace: Workspace) -> Reporter {
    Reporter(workspace, wording: wording, moments: moments, style: style(for: .standard), width: width)
  }
}
