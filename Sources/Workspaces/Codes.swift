import Identities
import Tables

/// Secrets that people read aloud, type, or lock away on paper: base 32 in groups of five, with a checksum.
enum Code {
  private static let checksumSize = 2

  static func text(_ bytes: [UInt8], for domain: Domain) -> String {
    let all = bytes + checksum(bytes, domain)
    var signs: [UInt8] = []
    var (rest, bits) = (0, 0)
    for byte in all {
      (rest, bits) = (rest << 8 | Int(byte), bits + 8)
      while bits >= 5 {
        signs.append(ID.alphabet[rest >> (bits - 5) & 31])
        bits -= 5
      }
      rest &= (1 << bits) - 1
    }
    if bits > 0 { signs.append(ID.alphabet[rest << (5 - bits) & 31]) }
    return stride(from: 0, to: signs.count, by: 5)
      .map { String(decoding: signs[$0..<min($0 + 5, signs.count)], as: UTF8.self) }.joined(separator: "-")
  }

  /// The bytes, whatever the capitals, blanks and hyphens; nil if a sign was mistyped.
  static func bytes(_ text: String, for domain: Domain) -> [UInt8]? {
    var all: [UInt8] = []
    var (rest, bits) = (0, 0)
    for sign in text.utf8 where sign != UInt8(ascii: "-") && sign != UInt8(ascii: " ") {
      guard let value = ID.value(ofSign: sign) else { return nil }
      (rest, bits) = (rest << 5 | Int(value), bits + 5)
      if bits >= 8 {
        all.append(UInt8(rest >> (bits - 8) & 255))
        bits -= 8
      }
      rest &= (1 << bits) - 1
    }
    guard all.count > checksumSize else { return nil }
    let bytes = Array(all.dropLast(checksumSize))
    return Array(all.suffix(checksumSize)) == checksum(bytes, domain) ? bytes : nil
  }

  private static func checksum(_ bytes: [UInt8], _ domain: Domain) -> [UInt8] {
    Array(Digest(.checksum, Array(domain.rawValue.utf8), bytes).bytes.prefix(checksumSize))
  }
}

/// What an invited employee is given: a one-time secret, and the head that he must find on the chain.
struct InvitationCode: Equatable {
  static let secretSize = 16
  private static let hashSize = 8

  var secret: [UInt8]
  var version: Int
  var hash: [UInt8]

  init(secret: [UInt8], version: Int, hash: Digest) {
    self.secret = secret
    self.version = version
    self.hash = Array(hash.bytes.prefix(Self.hashSize))
  }

  init?(_ text: String) {
    guard let bytes = Code.bytes(text, for: .invitation) else { return nil }
    var reader = ByteReader(bytes)
    guard let secret = try? reader.fixed(Self.secretSize), let hash = try? reader.fixed(Self.hashSize),
      let version = try? reader.count()
    else { return nil }
    (self.secret, self.hash, self.version) = (secret, hash, version)
  }

  var text: String {
    var writer = ByteWriter()
    writer.fixed(secret)
    writer.fixed(hash)
    writer.number(version)
    return Code.text(writer.bytes, for: .invitation)
  }

  var keys: Keys? { Keys(secret: secret, for: .invitation) }
}
