import History
import Privileges
import Tables

/// What columns say of themselves that every reader acts upon, opened once for each wording.
struct ColumnRuleBook {
  private var known: [ColumnID: (info: [UInt8], rules: ColumnRules)] = [:]

  /// Nil while the workspace's key that the column's attributes are sealed with is not at hand.
  ///
  /// What nobody can open says nothing.
  mutating func rules(of column: Policy.ColumnRecord, by policy: Policy, _ keys: KeyRing) -> ColumnRules? {
    if let known = known[column.id], known.info == column.info { return known.rules }
    guard let epoch = Info.epoch(of: column.info), let newest = policy.keys[.workspace]?.epoch, epoch <= newest else {
      return ColumnRules()
    }
    guard let key = keys.key(.workspace, epoch) else { return nil }
    let rules = ColumnRules(Info.open(column.info, of: column.id.id) { _ in key }?.attributes ?? [])
    known[column.id] = (column.info, rules)
    return rules
  }
}
