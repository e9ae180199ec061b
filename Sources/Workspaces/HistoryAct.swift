import History
import Identities
package import Privileges
import Replicas
import Tables

/// What a commit did besides changing cells and rows, with names.
package enum HistoryAct: Equatable, Sendable {
  case founded
  case invited(String)
  case joined(String)
  case rekeyed(String)
  case suspended(String)
  case assigned(String)
  case roleAdded(String)
  case granted(String, Action, Target)
  case revoked(String, Action, Target)
  case sheetAdded(String)
  case sectionAdded(String)
  case columnAdded(String)
  case columnChanged(String)
  case columnRemoved(String)
  case locked(Target)
  case unlocked
  case lockBroken
  case expired
  /// Keys were handed to colleagues who may read now, or renewed since somebody may no longer.
  case keys
  case conflictsRaised(Int)
  case conflictsSettled(Int)
  /// A row's values were taken out of every version.
  case erased
  /// The state at a version was sealed for those who come new.
  case snapshotMade(of: Int)
}

extension HistoryAct {
  /// What a commit's entries say, in their order; `keys` only where they say nothing else.
  static func acts(of entries: [ControlEntry], in catalog: Catalog) -> [HistoryAct] {
    if entries.contains(where: { if case .recovery = $0 { true } else { false } }) { return [.founded] }
    let acts = entries.compactMap { act($0, catalog) }.reduce(into: [HistoryAct]()) { acts, act in
      if act != .erased || !acts.contains(.erased) { acts.append(act) }
    }
    let isInvitation = acts.contains { if case .invited = $0 { true } else { false } }
    let telling = acts.filter { act in
      if case .assigned = act { return !isInvitation }
      return act != .keys
    }
    let brief = telling.contains(where: \.isSheet) ? telling.filter { !$0.isPartOfSheet } : telling
    return brief.isEmpty ? Array(acts.prefix(1)) : brief
  }

  private static func act(_ entry: ControlEntry, _ catalog: Catalog) -> HistoryAct? {
    switch entry {
    case .employee(let id, _, _, _, _, _): .invited(catalog.name(of: id))
    case .join(let id, _, _): .joined(catalog.name(of: id))
    case .rekey(let id, _, _): .rekeyed(catalog.name(of: id))
    case .suspend(let id): .suspended(catalog.name(of: id))
    case .assign(let id, _): .assigned(catalog.name(of: id))
    case .role(let id, _): .roleAdded(catalog.roles[id] ?? "?")
    case .grant(let id, let grant): .granted(catalog.roles[id] ?? "?", grant.action, grant.target)
    case .revoke(let id, let grant): .revoked(catalog.roles[id] ?? "?", grant.action, grant.target)
    case .sheet(let id, _, _): .sheetAdded(catalog.sheet(id)?.name ?? "?")
    case .section(let sheet, let id, _, _, _): .sectionAdded(catalog.name(of: .section(sheet, id)))
    case .column(let sheet, _, let id, _, _, _): .columnAdded(name(id, sheet, catalog))
    case .revision(let id, _, _, _): .columnChanged(name(id, nil, catalog))
    case .removeColumn(let id): .columnRemoved(name(id, nil, catalog))
    case .lock(_, let target, _): .locked(target)
    case .unlock: .unlocked
    case .breakLock: .lockBroken
    case .expires: .expired
    case .epoch, .wraps, .lost: .keys
    case .redact: .erased
    case .snapshot(let snapshot): .snapshotMade(of: snapshot.version)
    default: nil
    }
  }

  /// `customers.phone`
  private static func name(_ column: ColumnID, _ sheet: SheetID?, _ catalog: Catalog) -> String {
    let sheet = sheet.flatMap { catalog.sheet($0) } ?? catalog.sheets.first { $0.column(column) != nil }
    let name = catalog.column(column)?.name ?? "?"
    return sheet.map { "\($0.name).\(name)" } ?? name
  }

  private var isSheet: Bool { if case .sheetAdded = self { true } else { false } }

  /// Goes without saying where a whole sheet was made.
  private var isPartOfSheet: Bool {
    switch self {
    case .sectionAdded, .columnAdded, .granted: true
    default: false
    }
  }
}

extension Workspace {
  /// What a version did besides its cells and rows.
  func acts(of version: Int) throws -> [HistoryAct] {
    guard let commit = try replica.slot(version) else { return [] }
    return HistoryAct.acts(of: commit.entries, in: catalog)
  }
}
