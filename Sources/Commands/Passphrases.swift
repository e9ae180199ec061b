import Identities
import Presentation
import SystemIO
import Workspaces

/// Where passphrases come from: a file, the environment, or the terminal; never an argument.
struct Passphrases {
  let environment: Environment
  /// The longest file that is taken for a passphrase, in bytes.
  private static let limit = 4096

  /// The employee's own; nil if nobody can answer.
  func current(_ common: CommonOptions, of name: String?) throws -> Passphrase? {
    if let given = try given(file: common.passphraseFile, variables: "KONTOR_PASSPHRASE") { return given }
    let prompt = name.map { "Passphrase of \($0): " } ?? "Passphrase: "
    return environment.terminal.readSecret(prompt: prompt).map { Passphrase($0) }
  }

  /// A new one for somebody who has none yet, asked for twice; or one of six words.
  func first(_ common: CommonOptions, generate: Bool) throws -> NewPassphrase {
    try new(file: common.passphraseFile, variables: "KONTOR_PASSPHRASE", generate: generate)
  }

  /// A new one in place of the old one.
  func replacement(file: String?, generate: Bool) throws -> NewPassphrase {
    try new(file: file, variables: "KONTOR_NEW_PASSPHRASE", generate: generate)
  }

  /// The workspace's recovery key, as its paper has it.
  func recoveryKey(_ options: RecoveryOptions) throws -> String {
    let given = try given(file: options.recoveryKeyFile, variables: "KONTOR_RECOVERY_KEY")?.text
    guard let key = given ?? environment.terminal.readSecret(prompt: "Recovery key: ") else {
      throw WorkspaceError.badRecoveryKey
    }
    return key
  }

  private func new(file: String?, variables: String, generate: Bool) throws -> NewPassphrase {
    if generate {
      return NewPassphrase(Passphrase(random: environment.surroundings.entropy.bytes(16)), isGenerated: true)
    }
    guard let passphrase = try given(file: file, variables: variables) ?? askedTwice() else {
      throw WorkspaceError.passphraseNeeded
    }
    if let weakness = passphrase.weakness { throw WorkspaceError.weakPassphrase(weakness) }
    return NewPassphrase(passphrase, isGenerated: false)
  }

  private func askedTwice() throws -> Passphrase? {
    guard let first = environment.terminal.readSecret(prompt: "New passphrase: ") else { return nil }
    guard environment.terminal.readSecret(prompt: "The same again: ") == first else {
      throw CommandError.passphrasesDiffer
    }
    return Passphrase(first)
  }

  /// By option, then `…_FILE`, then the variable itself.
  private func given(file: String?, variables: String) throws -> Passphrase? {
    let machine = environment.machine
    if let file = file ?? machine.variable(variables + "_FILE") { return try read(environment.absolute(file)) }
    return machine.variable(variables).map { Passphrase($0) }
  }

  /// The file's first line.
  private func read(_ path: String) throws -> Passphrase {
    do {
      let bytes = try environment.surroundings.files.read(path, limit: Self.limit)
      return Passphrase(
        String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }, as: UTF8.self))
    } catch {
      throw error.reason == .notFound
        ? WorkspaceError.missingFile(path: path) : WorkspaceError.unreadableFile(path: path, error.reason)
    }
  }
}

/// A passphrase to be, and whether its owner has yet to be told.
struct NewPassphrase {
  var passphrase: Passphrase
  var isGenerated: Bool

  init(_ passphrase: Passphrase, isGenerated: Bool) {
    self.passphrase = passphrase
    self.isGenerated = isGenerated
  }

  /// What to tell, once.
  var lines: [String] {
    isGenerated ? ["Your passphrase, shown this once:", "", "    \(passphrase.text)", ""] : []
  }

  /// For JSON: only one that its owner does not know yet.
  var json: JSON { isGenerated ? .string(passphrase.text) : .null }
}
