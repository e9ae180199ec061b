package import Tables

extension Workspace {
  /// Where a value comes from and what else was said of its cell, in words: `phone, 2026-04-02, Anna`, then
  /// `declined: counter, 2026-05-07, Ben` and the like.
  package func words(_ provenance: Provenance) -> [String] {
    let isTold = provenance.isOriginTold || provenance.origin?.channel != .sheet
    let origin = provenance.origin.map { origin in
      isTold || provenance.confirmed != nil ? words(origin) : "\(words(origin)), unconfirmed"
    }
    let said: [(String, Provenance.Statement?)] = [
      ("confirmed", provenance.confirmed), ("declined", provenance.declined), ("later", provenance.later),
      ("not applicable", provenance.notApplicable), ("bounced", provenance.bounced),
    ]
    return [origin].compactMap { $0 } + said.compactMap { word, statement in statement.map { "\(word): \(words($0))" } }
  }

  private func words(_ statement: Provenance.Statement) -> String {
    [statement.channel.name, statement.day.text, author(of: statement.version)].compactMap { $0 }
      .joined(separator: ", ")
  }
}
