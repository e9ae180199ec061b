import Identities
package import Privileges

/// The redactions of a log, by the part that they replace, oldest first.
package struct Redactions: Equatable, Sendable {
  private struct Place: Hashable {
    var version: Int
    var part: Int
  }

  private var byPlace: [Place: [Redaction]] = [:]

  package init() {}

  package var isEmpty: Bool { byPlace.isEmpty }

  package mutating func add(_ redaction: Redaction) {
    byPlace[Place(version: redaction.version, part: redaction.part), default: []].append(redaction)
  }

  /// These, and those of a later part of the log.
  package func joined(by later: Redactions) -> Redactions {
    var joined = self
    joined.byPlace.merge(later.byPlace) { mine, theirs in mine + theirs.filter { !mine.contains($0) } }
    return joined
  }

  /// Takes the newest redaction back if it is this one: what stood before it.
  package mutating func removeLast(of redaction: Redaction) {
    let place = Place(version: redaction.version, part: redaction.part)
    if byPlace[place]?.last == redaction { byPlace[place]?.removeLast() }
  }

  /// The versions of which some part was replaced, in order.
  package var versions: [Int] { Set(byPlace.keys.map(\.version)).sorted() }

  /// What stands for a part now; nil if it is as its commit has it.
  ///
  /// Each redaction names the digest that it found, so that one which was made of something else has no effect.
  package func replacement(of label: PartLabel, at version: Int, part: Int) -> PartLabel? {
    var standing = label
    for redaction in byPlace[Place(version: version, part: part)] ?? []
    where redaction.old == standing.digest && redaction.domain == standing.domain {
      standing.place = .blob
      standing.file = redaction.file
      standing.length = redaction.length
      standing.digest = redaction.new
    }
    return standing == label ? nil : standing
  }

  /// All files that were ever to stand for a part.
  func files(of version: Int, part: Int) -> [Int] {
    (byPlace[Place(version: version, part: part)] ?? []).map(\.file)
  }
}

extension Commit {
  /// The places of the inline parts that were replaced.
  package func replaced(by redactions: Redactions) -> [Int] {
    if redactions.isEmpty { return [] }
    return header.parts.indices.filter { index in
      let label = header.parts[index]
      return label.place == .inline && redactions.replacement(of: label, at: header.version, part: index) != nil
    }
  }

  /// Whether the inline parts have the bytes that the header announces, but for those that were replaced.
  package func hasWholeParts(besides redactions: Redactions) -> Bool {
    let replaced = replaced(by: redactions)
    return header.parts.indices.allSatisfy { index in
      header.parts[index].place != .inline || replaced.contains(index)
        || RunningDigest.of(Array(inlineBytes(ofPart: index)), in: .part) == header.parts[index].digest
    }
  }

  /// Those of them whose bytes still stand in this slot.
  package func unblanked(by redactions: Redactions) -> [Int] {
    replaced(by: redactions).filter { inlineBytes(ofPart: $0).contains { $0 != 0 } }
  }

  /// The name under which storage keeps what stands for one of this commit's parts.
  package func blobName(of label: PartLabel) -> String { Self.blobName(id: header.id, file: label.file) }

  /// The names of files that stood for parts of this commit and do so no more.
  package func outdatedFiles(by redactions: Redactions) -> [String] {
    if redactions.isEmpty { return [] }
    var (named, standing): (Set<Int>, Set<Int>) = ([], [])
    for (index, label) in header.parts.enumerated() {
      let now = redactions.replacement(of: label, at: header.version, part: index) ?? label
      if now.place == .blob { standing.insert(now.file) }
      if label.place == .blob { named.insert(label.file) }
      named.formUnion(redactions.files(of: header.version, part: index))
    }
    return named.subtracting(standing).sorted().map { Self.blobName(id: header.id, file: $0) }
  }

  /// The slot's bytes with zeros for some inline parts; hash, chain and signature are the same.
  package func blanking(_ parts: [Int]) -> [UInt8] {
    var blanked = bytes
    for index in parts {
      let range = inlineBytes(ofPart: index).indices
      blanked.replaceSubrange(range, with: repeatElement(0, count: range.count))
    }
    return blanked
  }
}

extension ControlEntry {
  /// The redaction that an entry brings.
  package var redaction: Redaction? {
    if case .redact(let redaction) = self { redaction } else { nil }
  }
}
