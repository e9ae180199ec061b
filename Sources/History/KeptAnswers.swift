package import Identities
package import Privileges

/// Answers that were sealed while the share was away: whoever wrote them can send them, and cannot open them.
///
/// They are bound to their author, their commit's id and the epoch to whose key they were sealed. Where that one is over when
/// they are sent, the box with their key is sealed once more to the epoch's key of that moment: who left between reads
/// nothing of it, and readers hold both keys.
package struct KeptAnswers: Equatable, Sendable {
  package let domain: KeyDomain
  package let epoch: UInt64
  /// What the part would have been: the box with its key, and what is sealed under that.
  package let bytes: [UInt8]

  /// Of what was kept; `bytes` is what another one had.
  package init(domain: KeyDomain, epoch: UInt64, bytes: [UInt8]) {
    (self.domain, self.epoch, self.bytes) = (domain, epoch, bytes)
  }

  /// Seals answers, to be sent under the same commit's id.
  package init(
    _ text: [UInt8], _ sealing: PartSealing, domain: KeyDomain, epoch: UInt64, to keys: PublicKeys
  ) throws {
    let builder = try PartBuilder(answers: sealing, index: 0, domain: domain, epoch: epoch, to: keys, isKept: true)
    try builder.append(text)
    self.init(domain: domain, epoch: epoch, bytes: try builder.finish().inline)
  }

  /// Of a part that its author has sent already, to be sent again in another history, under the same commit's id.
  ///
  /// Nil for one that is damaged, or that was sealed twice: a third box would hold what no reader opens. Which it is, only the
  /// length tells; a part so long that it might be either is left.
  package init?(sentIn commit: Commit, part index: Int) {
    let label = commit.header.parts[index]
    let bytes = Array(commit.inlineBytes(ofPart: index))
    guard label.verb == .answer, label.place == .inline, RunningDigest.of(bytes, in: .part) == label.digest,
      AnswerBox.isAlone(in: bytes.count)
    else { return nil }
    self.init(domain: label.domain, epoch: label.epoch, bytes: bytes)
  }

  /// The part to be sent under an epoch that is theirs or a later one.
  package func part(
    _ sealing: PartSealing, index: Int, epoch current: UInt64, to keys: PublicKeys
  ) throws -> SealedPart {
    guard bytes.count > Keys.keyBoxSize, current >= epoch else { throw SealFault.truncated }
    var sealed = bytes
    if current > epoch {
      let context = sealing.context(of: domain, .answer, current)
      let inner = AnswerBox.second(epoch, Array(bytes[..<Keys.keyBoxSize]))
      sealed = try keys.seal(inner, context: context, for: .answerKey) + bytes[Keys.keyBoxSize...]
    }
    return try PartBuilder.sealed(sealed, sealing, index: index, domain: domain, verb: .answer, epoch: current)
  }
}

/// What stands in front of a part of answers: the part's key, sealed to the epoch's; or, of answers that waited while the
/// epoch changed, the number of their own epoch and the box as it was sealed to that one.
enum AnswerBox {
  private static let numberSize = 8
  /// The size of the box where it is the second one.
  static let secondSize = Keys.keyBoxSize + numberSize + Keys.keyBoxSize - EpochKey.size

  /// What stands around the text of a short part that was sealed once: the box, the salt, the one chunk's tag, and the
  /// head of the one block that deflate stores it in.
  private static let around = Keys.keyBoxSize + EpochKey.saltSize + 16 + 5
  /// So long a part has one chunk, and one block.
  private static let shortLimit = 32_768

  /// Whether a part of answers that is so long has one box.
  static func isAlone(in length: Int) -> Bool {
    length <= shortLimit && (length - around) % AnswerText.step == 0
  }

  /// What is sealed in a second box; the number has its most significant byte first.
  static func second(_ epoch: UInt64, _ box: [UInt8]) -> [UInt8] {
    (0..<numberSize).map { UInt8(truncatingIfNeeded: epoch >> (56 - 8 * UInt64($0))) } + box
  }

  /// The epoch and the first box in a second one.
  static func first(_ opened: [UInt8]) -> (epoch: UInt64, box: [UInt8]) {
    (opened.prefix(numberSize).reduce(0) { $0 << 8 | UInt64($1) }, Array(opened.dropFirst(numberSize)))
  }
}
