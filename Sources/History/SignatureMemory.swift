import Identities
import Synchronization

/// Signatures that this process found good, so that a second look at a commit does not pay for it again.
///
/// A commit is known by its hash, which covers what is signed and the signature, together with the keys: whatever log
/// or policy it is met in next, the same question has the same answer.
final class SignatureMemory: Sendable {
  static let shared = SignatureMemory()
  /// More are forgotten all at once.
  private static let limit = 1 << 16

  private struct Known: Hashable {
    var hash: Digest
    var keys: PublicKeys
  }

  private let good = Mutex<Set<Known>>([])

  /// Whether a commit was signed with these keys.
  func isSigned(_ commit: Commit, by keys: PublicKeys) -> Bool {
    let known = Known(hash: commit.hash, keys: keys)
    if good.withLock({ $0.contains(known) }) { return true }
    guard commit.isSigned(by: keys) else { return false }
    good.withLock { good in
      if good.count >= Self.limit { good = [] }
      good.insert(known)
    }
    return true
  }
}
