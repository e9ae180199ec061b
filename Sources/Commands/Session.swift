import Identities
import Presentation
import SystemIO
import Workspaces

extension Environment {
  /// The workspace that the options, the environment or the folder name.
  func place(_ common: CommonOptions) throws -> Place {
    if let named = common.workspace ?? machine.variable("KONTOR_WORKSPACE").flatMap({ $0.isEmpty ? nil : $0 }) {
      return try gateway.place(absolute(named), false, surroundings)
    }
    return try gateway.place(machine.workingDirectory, true, surroundings)
  }

  /// Who works, and how he proves it.
  func credentials(_ common: CommonOptions) -> Credentials {
    let name = common.employee ?? machine.variable("KONTOR_EMPLOYEE").flatMap { $0.isEmpty ? nil : $0 }
    return Credentials(name: name) { try Passphrases(environment: self).current(common, of: name) }
  }

  /// Opens the workspace at its newest head, lets `body` work, and closes it.
  ///
  /// Where the share does not answer, reading goes on with what this machine has seen, and says so.
  func inWorkspace<Result>(
    _ common: CommonOptions, readsOnly: Bool = false, _ body: (Workspace) throws -> Result
  ) throws -> Result {
    try inSyncedWorkspace(common, readsOnly: readsOnly) { workspace, _ in try body(workspace) }
  }

  /// The same, where `body` is also told whether the share answers.
  func inSyncedWorkspace<Result>(
    _ common: CommonOptions, readsOnly: Bool, _ body: (Workspace, Bool) throws -> Result
  ) throws -> Result {
    let workspace = try place(common).open(credentials(common), surroundings: surroundings)
    let result: Result
    do {
      let isReachable = try sync(workspace, readsOnly: readsOnly)
      result = try body(workspace, isReachable)
    } catch {
      try? workspace.close()
      throw error
    }
    try workspace.close()
    return result
  }

  private func sync(_ workspace: Workspace, readsOnly: Bool) throws -> Bool {
    do {
      try workspace.sync()
      return true
    } catch let error as WorkspaceError {
      guard readsOnly, case .shareUnreachable = error else { throw error }
      let note = "The shared folder does not answer; this is version \(workspace.version), as this machine saw it last."
      terminal.write(note + "\n", to: .error)
      return false
    }
  }

  /// Makes reports about an open workspace.
  func reporter(_ workspace: Workspace) -> Reporter {
    Reporter(workspace, wording: wording, moments: moments, style: style(for: .standard), width: width)
  }
}
