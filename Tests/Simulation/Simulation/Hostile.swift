import History
import Identities
import Privileges
import Storage
import SystemIO
import Tables

/// An employee's keys in the wrong hands: commits that claim what he may not do.
final class Hostile {
  let world: World
  private let storage: FolderBackend
  /// Of the commit that parts were sealed for.
  private var sealedID: ID?

  init(_ world: World) {
    self.world = world
    storage = world.ghost
  }

  private enum Attack: CaseIterable {
    case forbiddenEdit, forbiddenPower, wrongPredecessor, rubbishWrap, oldEpoch, replay, repeatedID, nonsense, forgery
    case laterPredecessor, behindAGap, skippedHead, allowedEdit, answer, ownEntry, ownAcceptance
  }

  /// One attack, straight into the folder.
  func act() throws {
    // Who finds the folder broken has done enough.
    guard let survey = try? Survey(Log(storage)) else { return }
    let known = survey.policy.employees.filter { $0.value.isReader && keys(of: $0.value) != nil }.keys.sorted()
    let suspects = known.filter { !survey.policy.decide($0, .staff, on: .everything).isAllowed }
    guard let employee = world.chance.pick(suspects), let record = survey.policy.employees[employee],
      let keys = keys(of: record), let attack = world.chance.pick(Attack.allCases)
    else { return }
    world.note("  \(attack)")
    try put(attack, author(employee, keys))
  }

  /// Somebody as he is at head.
  private func author(_ employee: EmployeeID, _ keys: Keys) throws -> Author {
    let survey = try Survey(Log(storage), employee: employee)
    let ring = KeyRing(holder: employee, keys: keys) { name in
      survey.policy.commitment(of: name).map { WrappedKey(commitment: $0, boxes: survey.wraps[name] ?? []) }
    }
    return Author(employee: employee, keys: keys, ring: ring, survey: survey)
  }

  struct Author {
    var employee: EmployeeID
    var keys: Keys
    var ring: KeyRing
    var survey: Survey
    var policy: Policy { survey.policy }
  }

  private func keys(of record: Policy.Employee) -> Keys? {
    world.keychain.keys(behind: record.keys)
  }

  // MARK: Attacks

  private func put(_ attack: Attack, _ author: Author) throws {
    switch attack {
    case .forbiddenEdit: try put(try parts(author, in: forbiddenSections(author), "Hostile-edit-"), [], author)
    // Rows that others have locked must stay as they are.
    case .allowedEdit: try put(try parts(author, in: allowedSections(author), "Hostile-allowed-"), [], author)
    case .forbiddenPower: try put([], power(author).map { [$0] } ?? [], author)
    case .wrongPredecessor:
      let digest = Digest(bytes: world.chance.bytes(32)) ?? .zero
      let head = Head(version: author.survey.head.version, hash: digest)
      try put([], [], author, after: head)
    case .laterPredecessor:
      let later = Head(version: next(author) + world.chance.number(below: 3), hash: author.survey.head.hash)
      try put(at: next(author), after: later, skipping: author.survey.junk, author)
    case .behindAGap:
      let number = next(author) + 1 + world.chance.number(below: 5)
      world.putSlot(number, world.chance.bytes(50))
    case .skippedHead: try skipHead(author)
    case .rubbishWrap: try put([], rubbishWrap(author), author)
    case .oldEpoch: try put(try parts(author, in: allowedSections(author), "Hostile-old-", isOld: true), [], author)
    case .replay:
      let version = 1 + world.chance.number(below: author.survey.head.version)
      guard let bytes = try storage.read(Commit.slotName(version), limit: Slots.sizeLimit) else { return }
      world.putSlot(next(author), bytes)
    case .repeatedID:
      let version = 2 + world.chance.number(below: max(1, author.survey.head.version - 1))
      guard let bytes = try storage.read(Commit.slotName(version), limit: Slots.sizeLimit),
        let old = try? Commit(slot: bytes)
      else { return }
      try put([], [], author, id: old.header.id)
    case .answer: try put(try answers(author), [], author)
    case .ownEntry: try put(try ownEntry(author, isKept: world.chance.once(in: 2)), [], author)
    case .ownAcceptance:
      if !hasEntered(author) {
        try put(try ownEntry(author, isKept: true), [], author)
        sealedID = nil
      }
      let later = try self.author(author.employee, author.keys)
      try put(try ownAcceptance(later), [], later)
    case .nonsense: try put(try parts(author, in: allowedSections(author), nil), [], author)
    case .forgery:
      guard let other = author.policy.employees.keys.sorted().first(where: { $0 != author.employee }) else { return }
      var forged = author
      forged.employee = other
      try put([], power(author).map { [$0] } ?? [], forged)
    }
  }

  private func next(_ author: Author) -> Int { author.survey.head.version + author.survey.junk.count + 1 }

  private func put(
    _ parts: [SealedPart]?, _ entries: [ControlEntry], _ author: Author, after head: Head? = nil, id: ID? = nil
  ) throws {
    guard let parts else { return }
    let id = id ?? sealedID ?? newID()
    let draft = Draft(
      format: author.policy.format, workspace: author.survey.workspace, id: id, author: author.employee,
      time: world.time.now, purpose: .ordinary, entries: entries, parts: parts)
    let commit = try draft.commit(
      after: head ?? author.survey.head, skipping: author.survey.junk, signedBy: author.keys)
    world.putSlot(commit.header.version, commit.bytes)
  }

  /// A commit without content, wherever and behind whatever it pleases.
  private func put(at version: Int, after head: Head, skipping junk: [JunkSlot], _ author: Author) throws {
    let draft = Draft(
      format: author.policy.format, workspace: author.survey.workspace, id: newID(), author: author.employee,
      time: world.time.now, purpose: .ordinary, entries: [], parts: [])
    world.putSlot(version, try draft.commit(after: head, skipping: junk, signedBy: author.keys, at: version).bytes)
  }

  /// Passes over the newest commit, as if it had been junk.
  private func skipHead(_ author: Author) throws {
    let head = author.survey.head
    guard author.survey.junk.isEmpty,
      let bytes = try storage.read(Commit.slotName(head.version), limit: Slots.sizeLimit),
      let newest = try? Commit(slot: bytes), newest.header.previous.version > 0,
      // Staff would have to learn which of their passphrases and roles count.
      newest.entries.isEmpty, let model = try? Model(world)
    else { return }
    world.isDamaged = true
    // A person will choose the other history.
    world.passedOver.formUnion(model.arrivals.filter { $0.version == head.version }.map(\.value))
    let junk = newest.header.skipped + [JunkSlot(version: head.version, digest: .zero)] + author.survey.junk
    try put(at: next(author), after: newest.header.previous, skipping: junk, author)
  }

  func newID() -> ID { ID(bytes: world.chance.bytes(16)) ?? .zero }

  // MARK: What is asked

  func sections(_ author: Author, mayEdit: Bool) -> [KeyDomain] {
    author.policy.sheets.flatMap { sheet in
      sheet.sections.filter { section in
        author.policy.decide(author.employee, .edit, on: .section(sheet.id, section.id)).isAllowed == mayEdit
      }.map { .section(sheet.id, $0.id) }
    }
  }

  private func forbiddenSections(_ author: Author) -> [KeyDomain] { sections(author, mayEdit: false) }
  func allowedSections(_ author: Author) -> [KeyDomain] { sections(author, mayEdit: true) }

  /// A rows part and an edit of every row that there is in one of the sections; nonsense without a value.
  private func parts(
    _ author: Author, in domains: [KeyDomain], _ value: String?, isOld: Bool = false
  ) throws -> [SealedPart]? {
    guard let domain = world.chance.pick(domains), let sheet = domain.sheet,
      let column = author.policy.sheet(sheet)?.columns.first(where: { .section(sheet, $0.section) == domain })
    else { return nil }
    let rows = (try? Model(world))?.head.rows(of: sheet) ?? []
    let edits = rows.map { row in
      CellEdit(row: row, column: column.id, before: .empty, after: Cell((value ?? "") + "\(world.newNumber())"))
    }
    let text = value == nil ? world.chance.bytes(60) : PartText.edits(edits)
    return [
      try seal(.rows(sheet), .rows, PartText.rows(added: [], touched: rows), author),
      try seal(domain, .edit, text, author, isOld: isOld),
    ]
  }

  func sealing(_ author: Author) -> PartSealing {
    let id = sealedID ?? newID()
    sealedID = id
    return PartSealing(
      workspace: author.survey.workspace, author: author.employee, id: id, storage: storage
    ) { self.world.chance.bytes(EpochKey.saltSize) }
  }

  func seal(
    _ domain: KeyDomain, _ verb: Verb, _ text: [UInt8], _ author: Author, isOld: Bool = false
  ) throws -> SealedPart {
    let current = author.policy.keys[domain]?.epoch ?? 0
    let epoch = isOld && current > 0 ? current - 1 : current
    let key = author.ring.key(domain, epoch) ?? EpochKey(bytes: self.world.chance.bytes(EpochKey.size))
    guard let key else { throw PartFault.unreadable }
    let builder = PartBuilder(
      sealing(author), index: Int(verb.rawValue), domain: domain, verb: verb, epoch: epoch, key: key)
    try builder.append(text)
    return try builder.finish()
  }

  private func power(_ author: Author) -> ControlEntry? {
    guard let role = author.policy.roles.keys.sorted().first,
      let mine = author.policy.employees[author.employee]?.roles.first
    else { return nil }
    let other = author.policy.employees.keys.sorted().first { $0 != author.employee } ?? author.employee
    let column = author.policy.sheets.first?.columns.first?.id
    let entries: [ControlEntry?] = [
      .grant(mine, Grant(.staff, on: .everything)), .grant(mine, Grant(.read, on: .everything)),
      .assign(author.employee, author.policy.roles.keys.sorted()), .suspend(other), .assign(other, [role]),
      column.map { .removeColumn($0) }, author.policy.locks.first.map { .breakLock($0.id) },
      author.policy.locks.first.map { .unlock($0.id) },
    ]
    return world.chance.pick(entries.compactMap { $0 })
  }

  private func rubbishWrap(_ author: Author) -> [ControlEntry] {
    let domains = author.policy.domains.filter { author.policy.keys[$0] != nil }
    guard let domain = world.chance.pick(domains),
      let reader = world.chance.pick(author.policy.readers(of: domain).sorted()),
      let epoch = author.policy.keys[domain]?.epoch
    else { return [] }
    return [.wraps(domain, epoch, [KeyWrap(recipient: reader, box: world.chance.bytes(80))])]
  }
}
