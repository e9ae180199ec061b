package import Identities
package import Privileges
import Tables

/// What headers and control entries alone tell: the policy at the end of the log, and one employee's wraps.
///
/// Nobody needs a key for it. A new replica begins with one, since keys of old parts may arrive late in the log.
package struct Survey {
  package private(set) var policy = Policy()
  package private(set) var head = Head.none
  package private(set) var workspace = Digest.zero
  /// All wraps of each key for the employee, oldest first; empty without one.
  package private(set) var wraps: [KeyName: [[UInt8]]] = [:]
  /// Why each void commit is void.
  package private(set) var voids: [Int: VoidReason] = [:]
  /// What was replaced of the log's parts.
  package private(set) var redactions = Redactions()
  /// The version whose author vouches for those before it; 0 if each of them was checked.
  package private(set) var verifiedFrom = 0
  /// Slots behind the last whole one.
  package private(set) var junk: [JunkSlot] = []
  /// Whole commits that a later one skipped, in order; who took them in before follows another history.
  package private(set) var skippedWhole: [Commit] = []
  private var ids: Set<ID> = []

  /// Reads the whole chain; `workspace` is the founding commit's hash where it is known. `visit` sees every commit.
  package init(
    _ log: Log, workspace expected: Digest = .zero, employee: EmployeeID? = nil,
    visit: (Commit) throws -> Void = { _ in }
  ) throws {
    workspace = expected
    try run(log, employee, visit)
  }

  /// Goes on from a state that is known, such as a replica's, to the end of the log.
  package init(_ log: Log, after head: Head, workspace: Digest, policy: Policy) throws {
    (self.head, self.workspace, self.policy) = (head, workspace, policy)
    try run(log, nil) { _ in }
  }

  /// Reads the chain for who comes new: up to the newest snapshot that counts, its author's signature vouches for the
  /// commits before it, so that only those with entries are checked one by one; everything behind it is.
  ///
  /// Without a snapshot, or where the chain does not lead to it, each commit is checked.
  package init(fromSnapshotOf log: Log, employee: EmployeeID? = nil) throws {
    self = try Self.upToSnapshot(log, employee) ?? Survey(unread: .zero)
    try run(log, employee) { _ in }
    // A snapshot that does not count at the end was no reason to leave anything out.
    if verifiedFrom > 0, policy.snapshot == nil { self = try Survey(log, employee: employee) }
  }

  private init(unread workspace: Digest) { self.workspace = workspace }

  /// The state behind the commit that brought the newest snapshot; nil if there is none.
  private static func upToSnapshot(_ log: Log, _ employee: EmployeeID?) throws -> Survey? {
    var (walk, found): (Survey, Survey?) = (Survey(unread: .zero), nil)
    while let step = try? log.step(
      after: walk.head, workspace: walk.workspace, policy: walk.policy, isVouchedFor: true),
      case .commit(let commit) = step
    {
      let before = walk.policy.snapshot?.id
      walk.take(commit, employee)
      if walk.policy.snapshot?.id != before { found = walk.policy.snapshot == nil ? nil : walk }
    }
    guard var survey = found else { return nil }
    survey.verifiedFrom = survey.head.version
    return survey
  }

  private mutating func run(_ log: Log, _ employee: EmployeeID?, _ visit: (Commit) throws -> Void) throws {
    while true {
      switch try log.step(after: head, workspace: workspace, policy: policy) {
      case .end(let junk):
        self.junk = junk
        return
      case .commit(let commit):
        if !commit.header.skipped.isEmpty {
          skippedWhole += try log.wholeSlots(skippedBy: commit, after: head, workspace: workspace, policy: policy)
        }
        take(commit, employee)
        try visit(commit)
      }
    }
  }

  private mutating func take(_ commit: Commit, _ employee: EmployeeID?) {
    head = commit.head
    if commit.header.version - commit.header.skipped.count == 1 { workspace = commit.hash }
    guard ids.insert(commit.header.id).inserted else {
      voids[head.version] = .repeatedID
      return
    }
    switch policy.judged(commit.outline) {
    case .failure(let void): voids[head.version] = void.reason
    case .success(let next):
      policy = next
      for redaction in commit.entries.compactMap(\.redaction) { redactions.add(redaction) }
      for (name, wrap) in commit.entries.flatMap(\.wraps) where wrap.recipient == employee {
        wraps[name, default: []].append(wrap.box)
      }
    }
  }
}

extension Policy {
  /// What the key of an epoch must hash to; nil if there is no such epoch.
  package func commitment(of key: KeyName) -> Digest? {
    guard let commitments = keys[key.domain]?.commitments, key.epoch < commitments.count else { return nil }
    return Digest(bytes: commitments[Int(key.epoch)])
  }
}

extension ControlEntry {
  /// The wraps that an entry brings, each with the name of its key.
  package var wraps: [(KeyName, KeyWrap)] {
    switch self {
    case .epoch(let domain, let number, _, _, let wraps), .wraps(let domain, let number, let wraps):
      wraps.map { (KeyName(domain: domain, epoch: number), $0) }
    default: []
    }
  }
}
