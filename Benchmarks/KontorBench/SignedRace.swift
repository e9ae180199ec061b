import Identities
import SystemIO
import Workspaces

/// The least that a race of Kontor's writers has to do: each names what stands before him, signs, and claims the number;
/// and everybody checks what the others signed before he builds on it. No values, no keys of sections, no replica.
///
/// `signer FOLDER writer-NUMBER SECONDS SIZE`
struct SignedRace {
  private let put: BarePut
  private let name: String
  private let author: UInt8
  private let keys: Keys
  private let size: Int
  private var others: [UInt8: PublicKeys] = [:]
  private var head: (version: Int, hash: Digest) = (0, .zero)

  static func run(_ arguments: [String]) throws {
    guard arguments.count == 4, let author = UInt8(arguments[1].dropFirst(7)), let seconds = Double(arguments[2]),
      let size = Int(arguments[3]), size > 128, let keys = Keys(seed: SystemEntropy().bytes(Keys.seedSize))
    else { throw BenchError.usage("signer FOLDER writer-NUMBER SECONDS SIZE") }
    var race = SignedRace(folder: arguments[0], name: arguments[1], author: author, keys: keys, size: size)
    try race.put.files.write(
      race.keyFile(author), keys.publicKeys.bytes, exclusively: false, isPrivate: false)
    try StartSignal(folder: arguments[0]).wait(as: arguments[1])
    try Turns(seconds: seconds).run { _ in try race.claim() }
  }

  private init(folder: String, name: String, author: UInt8, keys: Keys, size: Int) {
    put = BarePut(folder: folder, bytes: [])
    (self.name, self.author, self.keys, self.size) = (name, author, keys, size)
  }

  private mutating func claim() throws {
    var backOff = BackOff(clock: SystemClock(), entropy: SystemEntropy())
    try catchUp()
    while true {
      let slot = try next()
      if try put.put(String(head.version + 1), slot, temporary: ".\(name)") {
        head = (head.version + 1, RunningDigest.of(slot, in: .commit))
        return
      }
      backOff.wait()
      try catchUp()
    }
  }

  /// Who stands before, what came before, as many bytes as a commit has; and a signature of all that.
  private func next() throws -> [UInt8] {
    let body = [author] + head.hash.bytes + [UInt8](repeating: 7, count: size - 97)
    return try body + keys.sign(body, for: .commitSignature)
  }

  private mutating func catchUp() throws {
    while let slot = try? put.files.read(Path.join(put.folder, String(head.version + 1))) {
      let (body, signature) = (Array(slot.dropLast(64)), Array(slot.suffix(64)))
      guard body.count == size - 64, Array(body[1..<33]) == head.hash.bytes,
        try key(of: body[0]).verifies(signature, over: body, for: .commitSignature)
      else { throw BenchError.wrongResult("a slot of the race does not follow the one before it") }
      head = (head.version + 1, RunningDigest.of(slot, in: .commit))
    }
  }

  private mutating func key(of author: UInt8) throws -> PublicKeys {
    if let known = others[author] { return known }
    guard let key = PublicKeys(bytes: try put.files.read(keyFile(author))) else {
      throw BenchError.wrongResult("a racer left no key")
    }
    others[author] = key
    return key
  }

  private func keyFile(_ author: UInt8) -> String { Path.join(put.folder, "key-\(author)") }
}
