import CSV
import History
import Identities
import Merging
import Privileges
import Replicas
import SystemIO
import Tables
import Templates
import WorkbookFiles

/// How many invalid fields a report lists; all of them are kept aside.
private let listedFields = 100
/// Each sheet's new rows begin here, times the sheet's place, so that one commit's row ids never meet.
private let ordinalsPerSheet: UInt32 = 1 << 27

extension Workspace {
  /// Brings a file's rows into a sheet, in one commit: new rows, and with a key changes of rows that are there.
  ///
  /// Fields that do not fit their columns are kept aside in a file, and listed; an empty field changes nothing.
  package func importFile(_ request: ImportRequest) throws -> ImportReport {
    try sync()
    try require(.import, on: .everything)
    let source = try ImportSource(request, surroundings.files)
    var sample = ColumnGuesses.sampleRows
    while true {
      do {
        return try ImportRun(self, request, source, sample: sample).run()
      } catch is ImportRun.KindsDiffer {
        // Later rows are otherwise than the first: look at all of them before anything is made of any.
        sample = .max
      } catch is ImportRun.KeyRenewed {
        // A colleague left while the rows were being sealed: seal them again under the new key.
        try sync()
      }
    }
  }
}

/// One attempt of an import, from the first row to the commit.
private final class ImportRun {
  /// A key that rows were sealed with is over.
  struct KeyRenewed: Error {}
  /// A new sheet's columns are of other kinds than its file's first rows showed.
  struct KindsDiffer: Error {}

  private let workspace: Workspace
  private let request: ImportRequest
  private let source: ImportSource
  private let id: ID
  private var report = ImportReport()
  private var aside = AsideText()
  private var index = 0
  /// The keys of rows that were there, where the file's rows are all added as new ones; nil if there are none.
  private var standing: KeySet?
  /// How many rows decide the kinds of a new sheet's columns at first.
  private let sample: Int
  /// Of a new sheet's columns.
  private var guesses: ColumnGuesses?
  /// Rows of whose cells something was said.
  private var marked: Set<RowID> = []

  init(_ workspace: Workspace, _ request: ImportRequest, _ source: ImportSource, sample: Int) {
    self.workspace = workspace
    self.sample = sample
    self.request = request
    self.source = source
    id = workspace.surroundings.newID()
  }

  func run() throws -> ImportReport {
    let (main, entries) = try mainSheet()
    let plan = try ImportPlan(
      request, headers: source.headers, main: main, catalog: workspace.catalog)
    report.mapping = plan.mapping
    report.isDryRun = request.isDryRun
    report.profile = source.reader.csvProfile
    let names = try source.sheetNames()
    if !names.others.isEmpty { (report.sheet, report.otherSheets) = (names.read, names.others) }
    if entries == nil { try checkPrivileges(plan) }
    let base = workspace.version
    let lanes = try lanes(plan, isNew: entries != nil)
    for lane in lanes { try lane.sheet.requireNamedRows() }
    do {
      try read(plan, lanes)
      report.cellsConfirmed = lanes.reduce(0) { $0 + $1.repeated.count }
      if request.isDryRun {
        for lane in lanes { lane.sink?.cancel() }
        return report
      }
      try commit(plan, lanes, base, entries)
    } catch {
      for lane in lanes { lane.sink?.cancel() }
      throw error
    }
    return report
  }

  // MARK: The sheet

  /// The sheet to fill, and what brings it into being if it is new.
  private func mainSheet() throws -> (Sheet, ((Catalog) throws -> [ControlEntry])?) {
    switch request.place {
    case .sheet(let name): return (try workspace.catalog.sheet(named: name), nil)
    case .newSheet(let name, let workbook, let section, let grants):
      try workspace.require(.schema, on: .everything)
      for name in [name, section].compactMap({ $0 }) { try NameRules.checkTarget(name) }
      if workspace.catalog.sheets.contains(where: { Folding.matches($0.name, name) }) {
        throw WorkspaceError.nameTaken(name)
      }
      let sheet = try newSheet(name, section ?? "Data")
      report.newColumns = sheet.columns.map { .init(name: $0.name, kind: $0.kind) }
      let workspace = workspace
      let entries = { (catalog: Catalog) throws -> [ControlEntry] in
        let granted = try grants.flatMap { role -> [(RoleID, Grant)] in
          let role = try catalog.role(named: role)
          return [Action.read, .edit, .add].map { (role, Grant($0, on: .sheet(sheet.id))) }
        }
        var sheet = sheet
        return try workspace.entries(adding: &sheet, to: workbook, catalog, grants: granted)
      }
      _ = try entries(workspace.catalog)
      return (sheet, entries)
    }
  }

  /// A sheet with one column for each header, its kind found from all of the values.
  private func newSheet(_ name: String, _ section: String) throws -> Sheet {
    var guesses = ColumnGuesses(count: source.headers.count, habits: source.reader.habits)
    try source.forEachBlock(limit: sample) { guesses.take($0, start: guesses.rows) }
    self.guesses = guesses
    let kinds = guesses.kinds.map(kind)
    let place = Section(id: SectionID(workspace.surroundings.newID()), name: section)
    var names: [String] = []
    let columns = source.headers.enumerated().map { index, header in
      let name = Self.free(header.isEmpty ? "Column \(index + 1)" : header, in: &names)
      return Column(
        id: ColumnID(workspace.surroundings.newID()), section: place.id, name: name, kind: kinds[index],
        isKey: request.key.map { Folding.matches($0, header) } ?? false)
    }
    return Sheet(
      id: SheetID(workspace.surroundings.newID()), workbook: WorkbookID(.zero), name: name, sections: [place],
      columns: columns)
  }

  /// Yes and no in a text file are words like others, and so are addresses: the next value may well be `yes, by phone`,
  /// and what is there is to come back as it was typed. Numbers and dates are what people sort and reckon with.
  private func kind(_ guess: ColumnKind) -> ColumnKind {
    let isWord = guess == .boolean || guess == .email
    return isWord && source.reader.csvProfile != nil ? .text : guess
  }

  private static func free(_ header: String, in names: inout [String]) -> String {
    var name = header
    var number = 2
    while names.contains(where: { Folding.matches($0, name) }) {
      name = "\(header) \(number)"
      number += 1
    }
    names.append(name)
    return name
  }

  private func checkPrivileges(_ plan: ImportPlan) throws {
    for group in plan.groups {
      for slot in group.slots {
        let target = Target.section(group.sheet.id, slot.column.section)
        try workspace.require(.add, on: target)
        if request.key != nil { try workspace.require(.edit, on: target) }
        try workspace.requireUnlocked(target)
      }
    }
  }

  // MARK: Lanes

  /// One for each sheet: what is there already, what is new, what changes.
  private func lanes(_ plan: ImportPlan, isNew: Bool) throws -> [ImportLane] {
    var lanes: [ImportLane] = []
    for group in plan.groups {
      let columns = group.slots.map(\.column) + group.constants.map(\.column) + (group.link.map { [$0] } ?? [])
      if let lane = lanes.first(where: { $0.sheet.id == group.sheet.id }) {
        lane.add(columns)
      } else {
        lanes.append(ImportLane(group.sheet, columns, firstOrdinal: UInt32(lanes.count) * ordinalsPerSheet))
      }
    }
    for lane in lanes {
      if request.key != nil && !isNew { try findExisting(lane, plan) }
      if !request.isDryRun { try openSink(lane) }
    }
    return lanes
  }

  /// Without `--key` every row is a new one: the person is told how many may be there already.
  private func findStanding(_ main: GroupReader) throws -> Int? {
    let sheet = main.lane.sheet
    guard request.key == nil, sheet.keyColumns.count == 1, let slot = main.slot(of: sheet.keyColumns[0]) else {
      return nil
    }
    try workspace.replica.forEachRow(of: sheet.id, [sheet.keyColumns[0].id]) { _, cells in
      if let key = cells.first?.text {
        if standing == nil { standing = KeySet() }
        _ = standing?.insert(key)
      }
      return true
    }
    return standing == nil ? nil : slot
  }

  private func findExisting(_ lane: ImportLane, _ plan: ImportPlan) throws {
    let linked = plan.groups.first { $0.sheet.id == lane.sheet.id && $0.link != nil }
    let keys: [ColumnID] =
      if let linked, let link = linked.link {
        [link.id] + linked.constants.map(\.column.id)
      } else {
        plan.key.map { [$0.column.id] } ?? []
      }
    if dayOfCustomers != nil { marked.formUnion(try workspace.replica.markedRows(of: lane.sheet.id)) }
    try workspace.replica.forEachRow(of: lane.sheet.id, keys) { row, cells in
      if let first = cells.first?.text {
        lane.existing[ImportLane.Key(first, cells.dropFirst().map(\.description))] = row
      }
      return true
    }
  }

  private func openSink(_ lane: ImportLane) throws {
    try renewKeys(of: lane)
    let workspace = workspace
    lane.sink = try ImportSink(
      lane.sheet, lane.columns, firstOrdinal: lane.firstOrdinal, workspace.sealing(id), index: &index
    ) { domain in
      let epoch = workspace.policy.keys[domain]?.epoch ?? 0
      guard let key = workspace.ring.key(domain, epoch) else {
        throw WorkspaceError.keysPending(sheet: lane.sheet.name)
      }
      return (epoch, key)
    }
  }

  /// Rows are sealed before the commit is made, so keys that are stale or not there have to be made before; those of a
  /// sheet that the import brings come with it.
  private func renewKeys(of lane: ImportLane) throws {
    func needsEpoch(_ domain: KeyDomain) -> Bool {
      workspace.policy.domains.contains(domain) && workspace.policy.keys[domain]?.isStale ?? true
    }
    let stale = lane.columns.map { KeyDomain.section(lane.sheet.id, $0.section) }.filter(needsEpoch)
    guard !stale.isEmpty else { return }
    _ = try workspace.commit { _ in
      var proposal = Proposal()
      for domain in Set(stale) where needsEpoch(domain) {
        proposal.entries.append(try workspace.newEpoch(of: domain, in: workspace.policy))
      }
      return proposal
    }
  }

  // MARK: Rows

  private func read(_ plan: ImportPlan, _ lanes: [ImportLane]) throws {
    let groups = plan.groups.map { group in
      GroupReader(
        group, lanes, source.reader.habits, mainKey: plan.key?.column, headers: source.headers,
        isReadOff: request.telling?.channel.isReadOff ?? false)
    }
    let mainKey = plan.key.map { key in groups[0].slot(of: key.column) } ?? nil
    let standingSlot = try findStanding(groups[0])
    let kinds = guesses?.kinds.map(kind)
    report.findings = try source.forEachBlock { block in
      guesses?.take(block, start: report.rowsRead)
      for group in groups { group.convert(block) }
      for group in groups { keepAside(group.problems, block) }
      for row in 0..<block.rowCount {
        if block.fields(ofRow: row).count > source.headers.count { keepStrays(ofRow: row, block) }
        try take(row, block, groups, mainKey)
        if let key = standingSlot.flatMap({ groups[0].text(row, $0) }), standing?.insert(key) == false {
          report.possibleDuplicates += 1
        }
      }
      report.rowsRead += block.rowCount
      request.onProgress?(report.rowsRead)
    }
    if guesses?.kinds.map(kind) != kinds { throw KindsDiffer() }
  }

  private func take(_ row: Int, _ block: FieldBlock, _ groups: [GroupReader], _ mainKey: Int?) throws {
    let main = groups[0]
    let key = mainKey.flatMap { main.text(row, $0) }
    if request.key != nil, let key, !main.lane.seen.insert(key) {
      return keepAside(wholeRow: row, block)
    }
    if main.isEmpty(row), groups.count == 1 { return }
    let isFound = request.key != nil && !main.lane.existing.isEmpty
    let existing = isFound ? key.flatMap { main.lane.existing[ImportLane.Key($0, [])] } : nil
    if let existing {
      let edits = try self.edits(of: existing, row, main)
      main.lane.edits += edits
      report.cellsChanged += edits.count
      if edits.isEmpty { report.rowsUnchanged += 1 } else { report.rowsUpdated += 1 }
    } else {
      try main.append(row, link: nil)
      report.rowsAdded += 1
    }
    for group in groups.dropFirst() where !group.isEmpty(row) { try take(row, linked: group, key) }
  }

  private func take(_ row: Int, linked group: GroupReader, _ key: String?) throws {
    let isFound = request.key != nil && !group.lane.existing.isEmpty
    let place = isFound ? key.map { ImportLane.Key($0, group.constantTexts) } : nil
    if let existing = place.flatMap({ group.lane.existing[$0] }) {
      let edits = try edits(of: existing, row, group)
      group.lane.edits += edits
      report.cellsChanged += edits.count
    } else {
      try group.append(row, link: key)
      report.rowsAddedElsewhere += 1
    }
  }

  /// What the file changes in a row that is there; an empty field changes nothing, and what the customer says once more, on
  /// a day that somebody named, is noted.
  private func edits(of existing: RowID, _ row: Int, _ group: GroupReader) throws -> [CellEdit] {
    let columns = group.group.slots.map(\.column.id)
    let now = try workspace.replica.cells(of: existing, in: group.lane.sheet.id, columns)
    let known =
      try marked.contains(existing) ? workspace.replica.provenance(of: existing, in: group.lane.sheet.id) : [:]
    return columns.indices.compactMap { index in
      guard let text = group.text(row, index) else { return nil }
      if Cell(text) == now[index] {
        if let day = dayOfCustomers {
          group.lane.take(repeated: group.group.slots[index].column, of: existing, on: day, known[columns[index]])
        }
        return nil
      }
      return CellEdit(row: existing, column: columns[index], before: now[index], after: Cell(text))
    }
  }

  /// The day on which customers said all this, if somebody named it: a list that comes every night says nothing new.
  private var dayOfCustomers: CalendarDate? {
    request.telling.flatMap { $0.channel.isCustomers ? $0.day : nil }
  }

  // MARK: Kept aside

  private func keepAside(_ problems: [GroupReader.Problem], _ block: FieldBlock) {
    for problem in problems {
      report.invalidCount += 1
      if report.invalid.count < listedFields {
        report.invalid.append(.init(row: problem.row, column: problem.header, reason: problem.reason))
      }
      aside.line([String(problem.row), problem.header, "\(problem.reason)", problem.text])
    }
  }

  /// What stands beyond the last header.
  private func keepStrays(ofRow row: Int, _ block: FieldBlock) {
    for (place, field) in block.fields(ofRow: row).enumerated().dropFirst(source.headers.count) {
      let text = block.text(ofField: field)
      if text.isEmpty { continue }
      report.strayFields += 1
      aside.line([String(block.rowNumbers[row]), "\(place + 1)", "noColumn", text])
    }
  }

  private func keepAside(wholeRow row: Int, _ block: FieldBlock) {
    report.doubledRows.append(block.rowNumbers[row])
    for (place, field) in block.fields(ofRow: row).enumerated() {
      let header = place < source.headers.count ? source.headers[place] : "\(place + 1)"
      aside.line([String(block.rowNumbers[row]), header, "doubledKey", block.text(ofField: field)])
    }
  }

  // MARK: Commit

  private func commit(
    _ plan: ImportPlan, _ lanes: [ImportLane], _ base: Int, _ entries: ((Catalog) throws -> [ControlEntry])?
  ) throws {
    var sealed: [SealedAdds] = []
    for lane in lanes { sealed.append(try lane.finish()) }
    if !aside.isEmpty { report.keptAside = try writeAside() }
    var recorded: [RecordedConflict] = []
    let committed = try workspace.commit(id: id) { _ in
      recorded = []
      var proposal = Proposal(
        purpose: .import, message: request.message ?? "Import of \(Path.name(request.path))")
      proposal.entries = try entries?(workspace.catalog) ?? []
      for (lane, adds) in zip(lanes, sealed) {
        try check(adds)
        try workspace.requireUnlocked(lane.edits.lazy.map(\.row), in: lane.sheet.id)
        let sheet = workspace.catalog.sheet(lane.sheet.id) ?? lane.sheet
        let ours = Delta(edits: lane.edits, marks: try marks(of: lane))
        let head = HeadState(workspace, sheet, base: base)
        var marks = MarkMerge(workspace, sheet, head)
        var outcome = try marks.merge(ours, into: ThreeWayMerge(sheet: sheet).merge(ours, into: head))
        if adds.count > 0 {
          outcome.delta.marks = ours.marks.filter { $0.row == nil } + outcome.delta.marks.filter { $0.column != nil }
        }
        try propose(lane.entries, ours.marks, &outcome)
        var part = SheetProposal(sheet: lane.sheet.id, delta: outcome.delta)
        part.sealedAdds = adds
        part.conflicts = outcome.conflicts.map {
          RecordedConflict(id: ConflictID(workspace.surroundings.newID()), conflict: $0, theirsVersion: 0)
        }
        recorded += part.conflicts
        proposal.sheets.append(part)
      }
      return proposal
    }
    report.version = committed?.version
    let ids = Set(recorded.map(\.id))
    report.toCheck = recorded.filter { $0.conflict.matter == .entry }.count
    if !ids.isEmpty { report.conflicts = try workspace.conflicts().filter { ids.contains($0.id) } }
  }

  /// Where all comes from, then what is said once more.
  private func marks(of lane: ImportLane) throws -> [CellMark] {
    guard let telling = request.telling else { return [] }
    let all = try workspace.mark(telling)
    return [all]
      + lane.repeated.map { place in
        var mark = all
        (mark.row, mark.column) = (place.row, place.column)
        return mark
      }
  }

  /// Cells of new rows that wait for a second entry.
  private func propose(_ entries: [CellEdit], _ told: [CellMark], _ outcome: inout MergeOutcome) throws {
    guard let told = told.first else { return }
    for edit in entries {
      outcome.conflicts.append(
        Conflict(matter: .entry, row: edit.row, column: edit.column, base: .empty, ours: edit.after, theirs: .empty))
      var mark = told
      (mark.row, mark.column) = (edit.row, edit.column)
      outcome.delta.marks.append(mark)
    }
  }

  private func check(_ adds: SealedAdds) throws {
    for part in adds.parts {
      guard let key = workspace.policy.keys[part.label.domain] else { continue }
      if key.epoch != part.label.epoch || key.isStale { throw KeyRenewed() }
    }
  }

  /// Beside the imported file, else among this machine's own files.
  private func writeAside() throws -> String {
    let name = "\(Path.stem(request.path)).kept-aside.csv"
    let files = workspace.surroundings.files
    let beside = Path.join(Path.parent(request.path), name)
    do {
      try files.replace(beside, with: aside.bytes, isPrivate: true)
      return beside
    } catch {
      let folder = Path.join(workspace.home.folder(of: workspace.employee), "aside")
      try files.makeDirectory(folder, isPrivate: true)
      let path = Path.join(folder, name)
      try files.replace(path, with: aside.bytes, isPrivate: true)
      return path
    }
  }
}
