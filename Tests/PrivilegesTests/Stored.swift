import FoundationEssentials
import Privileges

/// A policy as a replica writes and reads it.
func stored(_ policy: Policy) throws -> Policy {
  try JSONDecoder().decode(Policy.self, from: JSONEncoder().encode(policy))
}
