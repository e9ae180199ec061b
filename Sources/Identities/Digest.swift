import Crypto
import FoundationEssentials

/// A SHA-256 of bytes under a domain string, so that no digest of one thing passes for one of another.
package struct Digest: Hashable, Sendable {
  package static let size = 32

  package let bytes: [UInt8]

  /// Takes 32 bytes as they are; nil for any other number.
  package init?(bytes: [UInt8]) {
    guard bytes.count == Self.size else { return nil }
    self.bytes = bytes
  }

  /// The digest of the runs of bytes, one after the other, each with its length in front.
  package init(_ domain: Domain, _ runs: [UInt8]...) {
    var hash = Self.hash(domain)
    for run in runs {
      var length = ByteWriter()
      length.number(run.count)
      hash.take(length.bytes)
      hash.take(run)
    }
    bytes = Array(hash.finalize())
  }

  package static let zero = Digest(unchecked: [UInt8](repeating: 0, count: size))

  fileprivate init(unchecked bytes: [UInt8]) { self.bytes = bytes }

  fileprivate static func hash(_ domain: Domain) -> SHA256 {
    var hash = SHA256()
    hash.take(Array(domain.rawValue.utf8) + [0])
    return hash
  }

  package var hexadecimal: String {
    let signs = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [signs[Int($0 >> 4)], signs[Int($0 & 15)]] }, as: UTF8.self)
  }
}

extension SHA256 {
  /// The library's `update(data:)` asks of any kind of data how many pieces it has, which costs as much as the digest of
  /// a few bytes.
  fileprivate mutating func take(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update(bufferPointer: $0) } }
}

/// A digest of bytes that arrive in pieces; the pieces' borders do not count.
package struct RunningDigest {
  private var hash: SHA256

  package init(_ domain: Domain) { hash = Digest.hash(domain) }

  package mutating func append(_ bytes: [UInt8]) { hash.take(bytes) }
  package func finish() -> Digest { Digest(unchecked: Array(hash.finalize())) }

  /// The digest of one piece, as `append` and `finish` would give it.
  package static func of(_ bytes: [UInt8], in domain: Domain) -> Digest {
    var digest = RunningDigest(domain)
    digest.append(bytes)
    return digest.finish()
  }
}

/// What a signature, digest, key or seal is for; the strings are part of the format and never change.
package enum Domain: String, Sendable {
  case commit = "kontor commit 1"
  case commitSignature = "kontor commit signature 1"
  case control = "kontor control entries 1"
  case slot = "kontor slot 1"
  case part = "kontor part 1"
  case pack = "kontor pack 1"
  case partKey = "kontor part key 1"
  case keyCommitment = "kontor key commitment 1"
  case proposalKey = "kontor proposal key 1"
  case keyWrap = "kontor key wrap 1"
  case answerKey = "kontor answer key 1"
  case name = "kontor name 1"
  case nameTag = "kontor name tag 1"
  case identity = "kontor identity 1"
  case recovery = "kontor recovery 1"
  case invitation = "kontor invitation 1"
  case fingerprint = "kontor fingerprint 1"
  case session = "kontor session 1"
  case checksum = "kontor checksum 1"
}
