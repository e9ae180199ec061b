import Privileges

/// A policy as a replica writes and reads it.
func stored(_ policy: Policy) throws -> Policy { try Policy(bytes: policy.bytes) }
