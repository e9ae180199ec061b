import CSV
import History
import Identities
import Merging
import Privileges
import Replicas
import SystemIO
import Tables
import WorkbookFiles

/// The format of a working copy.
package enum CopyFormat: String, CaseIterable, Sendable {
  case csv
  case ods
  case xlsx

  /// The format that a copy found in another is written in again.
  init(_ format: FileFormat) {
    switch format {
    case .csv: self = .csv
    case .xlsx: self = .xlsx
    default: self = .ods
    }
  }

  /// As the file layer calls it.
  var writeFormat: WriteFormat {
    switch self {
    case .csv: .csv(CSVWriter())
    case .ods: .ods
    case .xlsx: .xlsx
    }
  }
}

/// A working copy that lies ready.
package struct OpenedCopy: Equatable, Sendable {
  package var path: String
  package var version: Int
  package var sheets: [String]
  /// What was in an older copy at the same path, and was merged first.
  package var merged: SaveReport?
  /// It lies inside the shared folder, where others can read it.
  package var isExposed: Bool
  /// It is the older copy as it was: what was typed there waits for the share.
  package var isWaiting = false
}

/// How many rows may vanish from a copy before somebody must confirm that all of them shall be deleted.
private let massDeletion = 10
/// How many attempts to save a copy are remembered behind the last one that is known to be in the log.
private let rememberedAttempts = 8

extension Workspace {
  /// Writes a workbook or one of its sheets as a file to be edited; only what this employee may read.
  ///
  /// A copy that is there already is merged first, never overwritten; another file is left alone unless `force`.
  package func openCopy(
    _ name: String, format: CopyFormat, to path: String? = nil, force: Bool = false,
    onProgress: ((Int) -> Void)? = nil
  ) throws -> OpenedCopy {
    try syncIfReachable()
    let names = try sheets(named: name).map(\.sheet.name)
    if format == .csv && names.count > 1 { throw WorkspaceError.severalSheets(path: name, names) }
    let path = path ?? Path.join(copiesFolder, "\(Path.name(name)).\(format.rawValue)")
    if let program = program(holding: path) { throw WorkspaceError.openElsewhere(path: "\(path) (\(program))") }
    var copy = OpenedCopy(
      path: path, version: version, sheets: names, isExposed: path.hasPrefix(folder + "/"))
    if try surroundings.files.exists(path) {
      if memories.read(path) != nil {
        copy.isWaiting = try !takeIn(path, &copy.merged, onProgress)
      } else if !force {
        throw WorkspaceError.fileExists(path: path)
      }
    }
    if copy.isWaiting { return copy }
    copy.version = version
    try surroundings.files.makeDirectory(Path.parent(path))
    // As the sheets are by now: what was taken in may have made a version.
    try write(sheets(named: name).map(copySheet), format: format, to: path, onProgress: onProgress)
    return copy
  }

  /// Merges a copy that is there already; false if what was typed there waits for the share.
  private func takeIn(_ path: String, _ merged: inout SaveReport?, _ onProgress: ((Int) -> Void)?) throws -> Bool {
    do { merged = try save(path, onProgress: onProgress) } catch WorkspaceError.waiting { return false }
    return try !isWaiting(path)
  }

  /// Whether changes of this copy wait for the share.
  private func isWaiting(_ path: String) throws -> Bool {
    guard let attempts = memories.read(path)?.taken, !attempts.isEmpty else { return false }
    let waiting = try pending.ids()
    return attempts.contains { waiting.contains($0.commit) }
  }

  /// Where copies go that are given no path: a private folder of this machine.
  private var copiesFolder: String { Path.join(home.folder(of: employee), "open") }

  private var memories: CopyMemories { CopyMemories(home, employee) }

  /// A sheet of this name, else the readable sheets of a workbook of this name.
  private func sheets(named name: String) throws -> [SheetView] {
    if let sheet = try? catalog.sheet(named: name) { return [try view(sheet.name)] }
    guard let workbook = catalog.workbooks.first(where: { Folding.matches($0.name, name) }) else {
      throw WorkspaceError.unknownSheet(name)
    }
    let views = workbook.sheets.compactMap { try? view($0.name) }.filter { !$0.columns.isEmpty }
    if views.isEmpty, let first = workbook.sheets.first { return [try view(first.name)] }
    return views
  }

  private func copySheet(_ view: SheetView) -> CopySheet {
    let locked = view.columns.filter { column in
      !policy.decide(employee, .edit, on: .section(view.sheet.id, column.section)).isAllowed
    }
    return CopySheet(view: view, locked: Set(locked.map(\.id)))
  }

  /// Writes a whole new file in the place of an old one, and remembers what it is.
  private func write(
    _ sheets: [CopySheet], format: CopyFormat, to path: String, onProgress: ((Int) -> Void)?
  ) throws {
    let draft = Path.join(Path.parent(path), ".\(Path.name(path)).kontor-new")
    let files = surroundings.files
    do {
      let file = try files.create(draft, exclusively: false, isPrivate: true)
      let writer = CopyWriter(
        workspace: self, sheets: sheets, format: format.writeFormat, onProgress: onProgress)
      try writer.write { try file.append($0) }
      try file.flush()
      try file.close()
      try files.rename(draft, path)
    } catch {
      try? files.remove(draft)
      if let error = error as? FileError { throw WorkspaceError.unreadableFile(path: path, error.reason) }
      throw error
    }
    try memories.write(
      CopyMemory(
        path: path, version: version, hash: String(head.hash.hexadecimal.prefix(CopyMark.hashDigits)),
        sheets: sheets.map { sheet in
          CopyMemory.SheetMemory(
            sheet: sheet.view.sheet.id, name: sheet.view.sheet.name, columns: sheet.view.columns.map(\.id),
            headers: sheet.view.columns.map(\.name))
        }, taken: []))
    memories.sweepTaken(path)
  }

  // MARK: Saving

  /// Merges a working copy back and refreshes it: three ways, with its base and the head.
  ///
  /// What merges is committed, what conflicts is kept as a conflict, what the employee may not write is handed back in
  /// a file beside the copy. `telling` says how the office was told of all that is new; `allowsMassDeletion` confirms
  /// that all rows of a sheet shall go. `onProgress` is told how
  /// many rows have been read, then how many have been written. Throws `waiting` where the share is away: the changes are
  /// kept, and the copy stays as it is.
  package func save(
    _ path: String, message: String? = nil, allowsMassDeletion: Bool = false, telling: Telling? = nil,
    onProgress: ((Int) -> Void)? = nil
  ) throws -> SaveReport {
    let isReachable = try syncIfReachable()
    let source = try source(path)
    var memory = memories.read(path)
    let reader = CopyReader(path: path, catalog: catalog, memory: memory, onProgress: onProgress)
    let content = try reader.read(source)
    let base = try base(of: content, memory, path)
    memory = memory ?? CopyMemory(path: path, version: base.version, hash: "", sheets: [], taken: [])
    let id = surroundings.newID()
    var prepared = Preparation(id: id)
    for sheet in content.sheets {
      try prepare(sheet, base, path, allowsMassDeletion, &prepared)
    }
    if let telling { prepared.say(try mark(telling)) }
    try rememberTaken(prepared, base, source, path, memory)
    var report = SaveReport(version: version, base: base.version)
    let handingBack = HandingBack { [prepared] in
      try self.setAside(prepared.numbered($0) + prepared.refused, beside: path)
    }
    if prepared.changes.isEmpty && !isReachable {
      report.notes.append(.nothingChanged)
    } else {
      report = try mergeOrWait(
        prepared.changes, base: base.version, id: id, message: message, copy: path, handingBack: handingBack)
    }
    report.base = base.version
    report.notes += prepared.notes
    report.refused = prepared.numbered(report.refused)
    if report.refused.isEmpty { report.setAside = try setAside(prepared.refused, beside: path) }
    report.setAside = handingBack.file ?? report.setAside
    report.refused += prepared.refused
    // What waits is not in this replica yet: it would be taken out of the copy.
    if try isReachable && !isWaiting(path) { try refresh(content, path, source, &report, onProgress) }
    return report
  }

  private func source(_ path: String) throws -> ByteSource {
    do {
      guard try surroundings.files.exists(path) else { throw WorkspaceError.missingFile(path: path) }
      return ByteSource(try surroundings.files.read(path))
    } catch let error as FileError {
      throw WorkspaceError.unreadableFile(path: path, error.reason)
    }
  }

  /// What a copy is compared with: the state at a version, or the content that was taken in and not refreshed.
  private struct Base {
    var version: Int
    /// The version that the copy itself names.
    var told: Int
    var taken: (content: CopyContent, rows: [CopyMemory.NewRow])?
    /// What stays remembered: the content that was found, and attempts behind it that may yet turn out to be kept.
    var remembered: [CopyMemory.Taken] = []
  }

  private func base(of content: CopyContent, _ memory: CopyMemory?, _ path: String) throws -> Base {
    let marks = content.sheets.compactMap(\.mark)
    for mark in marks { try check(mark) }
    guard let version = marks.first?.version ?? memory?.version else {
      throw WorkspaceError.noWorkingCopy(path: path)
    }
    guard version <= head.version else { throw WorkspaceError.notOnThisChain }
    let attempts = (memory?.taken ?? []).filter { $0.base == version }
    for place in attempts.indices.reversed() {
      let taken = attempts[place]
      guard let there = try keptVersion(of: taken),
        let bytes = try? surroundings.files.read(memories.takenPath(path, taken.commit)),
        let content = try? CopyReader(path: path, catalog: catalog, memory: memory).read(ByteSource(bytes))
      else { continue }
      let later = attempts[(place + 1)...].suffix(rememberedAttempts)
      return Base(version: there, told: version, taken: (content, taken.rows), remembered: [taken] + later)
    }
    return Base(version: version, told: version, remembered: attempts.suffix(rememberedAttempts))
  }

  /// The version that a copy's content became, its base while it waits for the share; nil if it was never kept.
  private func keptVersion(of taken: CopyMemory.Taken) throws -> Int? {
    if let version = try replica.version(ofCommit: taken.commit) { return version }
    return try pending.ids().contains(taken.commit) ? taken.base : nil
  }

  private func check(_ mark: CopyMark) throws {
    guard mark.marker == marker else { throw WorkspaceError.notOnThisChain }
    guard let commit = try replica.commit(mark.version), commit.hash.hexadecimal.hasPrefix(mark.hash) else {
      throw WorkspaceError.notOnThisChain
    }
  }

  /// What is to be merged, as it grows sheet by sheet.
  fileprivate struct Preparation {
    let id: ID
    var changes: [SheetChanges] = []
    var addedCount: UInt32 = 0
    /// The rows of the file that have ids which the file does not know yet.
    var newRows: [CopyMemory.NewRow] = []
    var refused: [RefusedCell] = []
    var notes: [SaveNote] = []

    init(id: ID) { self.id = id }
  }

  private func prepare(
    _ content: CopyContent.SheetContent, _ base: Base, _ path: String, _ allowsMassDeletion: Bool,
    _ prepared: inout Preparation
  ) throws {
    let sheet = content.sheet
    let (baseGrid, untold) = try baseGrid(of: content, base)
    let alignment = Alignment(
      base: baseGrid, edited: content.grid, keys: sheet.keyColumns.map(\.id), untold: untold)
    var changes = alignment.changes
    if changes.deleted.count == baseGrid.rows.count, baseGrid.rows.count >= massDeletion, !allowsMassDeletion {
      throw WorkspaceError.massDeletion(path: path, sheet: sheet.name, rows: baseGrid.rows.count)
    }
    let rows = alignment.partners.map { $0.flatMap { baseGrid.rows[$0].id } }
    hold(&changes, content, rows: rows, &prepared)
    let delta = changes.delta(commit: prepared.id, firstOrdinal: prepared.addedCount)
    prepared.addedCount += UInt32(delta.added.count)
    if !delta.added.isEmpty { try sheet.requireNamedRows() }
    // An earlier save may have given ids to rows of a file that it could not refresh.
    for (row, known) in zip(content.grid.rows, rows) where row.id == nil {
      if let known { prepared.newRows.append(CopyMemory.NewRow(sheet: sheet.id, number: row.number, id: known)) }
    }
    for (row, added) in zip(delta.added, changes.added) {
      prepared.newRows.append(CopyMemory.NewRow(sheet: sheet.id, number: added.number, id: row.id))
    }
    prepared.notes += notes(changes.notes)
    if !delta.isEmpty { prepared.changes.append(SheetChanges(sheet: sheet.id, delta: delta)) }
  }

  /// What the sheet was, and the places of rows whose ids the file does not know.
  private func baseGrid(
    of content: CopyContent.SheetContent, _ base: Base
  ) throws -> (grid: Grid, untold: Set<Int>) {
    let columns = content.grid.columns
    if let taken = base.taken, var grid = taken.content.sheets.first(where: { $0.sheet.id == content.sheet.id })?.grid {
      let ids = Dictionary(
        taken.rows.filter { $0.sheet == content.sheet.id }.map { ($0.number, $0.id) },
        uniquingKeysWith: { first, _ in first })
      var untold: Set<Int> = []
      for index in grid.rows.indices where grid.rows[index].id == nil {
        grid.rows[index].id = ids[grid.rows[index].number]
        untold.insert(index)
      }
      return (grid, untold)
    }
    var grid = Grid(columns: columns, rows: [])
    try replica.forEachRow(
      of: content.sheet.id, columns, at: base.version == head.version ? nil : base.version
    ) { row, cells in
      grid.rows.append(GridRow(id: row, cells: cells, number: 0))
      return true
    }
    return (grid, [])
  }

  /// Takes out of the changes what is no valid value, and hands it back; `rows` are those that the copy's rows were
  /// found to be, whatever ids they bear.
  private func hold(
    _ changes: inout Changes, _ content: CopyContent.SheetContent, rows: [RowID?], _ prepared: inout Preparation
  ) {
    var invalid: Set<HeldCell> = []
    for problem in content.problems {
      let row = rows[problem.place]
      if let row { invalid.insert(HeldCell(row: row, column: problem.column)) }
      prepared.refused.append(
        RefusedCell(
          sheet: content.sheet.name, row: row, rowNumber: problem.number,
          column: content.sheet.column(problem.column)?.name, reason: .invalid(problem.reason),
          value: Cell(problem.text)))
    }
    if !invalid.isEmpty { changes.edits.removeAll { invalid.contains(HeldCell(row: $0.row, column: $0.column)) } }
    for stray in content.strays {
      prepared.refused.append(
        RefusedCell(
          sheet: content.sheet.name, row: nil, rowNumber: stray.number, column: stray.header,
          reason: .unknownColumn, value: Cell(stray.text)))
    }
  }

  private struct HeldCell: Hashable {
    var row: RowID
    var column: ColumnID
  }

  private func notes(_ notes: [AlignmentNote]) -> [SaveNote] {
    var (isLost, keys, likeness, copies) = (false, 0, 0, 0)
    for note in notes {
      switch note {
      case .idsLost: isLost = true
      case .matchedByKey: keys += 1
      case .matchedByLikeness: likeness += 1
      case .copiedRow: copies += 1
      case .unknownID: break
      }
    }
    return (isLost ? [.idsLost] : []) + (keys > 0 ? [.rowsMatchedByKey(keys)] : [])
      + (likeness > 0 ? [.rowsMatchedByLikeness(likeness)] : []) + (copies > 0 ? [.copiedRows(copies)] : [])
  }

  /// Before the commit: what is taken in, and which ids its new rows get; a crash behind it doubles nothing.
  private func rememberTaken(
    _ prepared: Preparation, _ base: Base, _ source: ByteSource, _ path: String, _ memory: CopyMemory?
  ) throws {
    guard var memory, !prepared.changes.isEmpty else { return }
    memory.taken =
      base.remembered + [CopyMemory.Taken(commit: prepared.id, base: base.told, rows: prepared.newRows)]
    try surroundings.files.makeDirectory(memories.folder, isPrivate: true)
    try surroundings.files.replace(
      memories.takenPath(path, prepared.id), with: try source.read(0, source.size), isPrivate: true)
    try memories.write(memory)
    memories.sweepTaken(path)
  }

  // MARK: Handing back

  /// Writes what was refused for good beside the copy; what waits for a lock stays in the copy.
  private func setAside(_ refused: [RefusedCell], beside path: String) throws -> String? {
    let forGood = refused.filter { if case .locked = $0.reason { false } else { true } }
    return forGood.isEmpty ? nil : try handBack(forGood, beside: path)
  }

  /// Writes cells that were refused into a file beside a path, a new one each time; gives the file's.
  func handBack(_ refused: [RefusedCell], beside path: String) throws -> String {
    let stem = Path.join(Path.parent(path), "\(Path.stem(Path.name(path))).refused-\(version)")
    var (aside, number) = ("\(stem).csv", 1)
    while try surroundings.files.exists(aside) {
      number += 1
      aside = "\(stem)-\(number).csv"
    }
    try surroundings.files.replace(aside, with: RefusedText(refused).bytes, isPrivate: true)
    return aside
  }

  private func refresh(
    _ content: CopyContent, _ path: String, _ source: ByteSource, _ report: inout SaveReport,
    _ onProgress: ((Int) -> Void)?
  ) throws {
    if let program = program(holding: path) {
      report.notes.append(.stillOpen(in: program))
      return
    }
    // Somebody may have saved the file again while this save was at work: that is the next save's.
    guard let now = try? surroundings.files.read(path), try now == source.read(0, source.size) else {
      report.notes.append(.changedMeanwhile)
      return
    }
    let format = content.format
    let sheets = try content.sheets.map { content in
      let kept = content.grid.columns.filter { catalog.sheet(content.sheet.id)?.column($0) != nil }
      var view = try view(content.sheet.name)
      let names = view.columns.filter { kept.contains($0.id) }
      if !names.isEmpty { view.columns = names }
      var sheet = copySheet(view)
      for refusal in report.refused where refusal.sheet == content.sheet.name {
        guard case .locked = refusal.reason, let name = refusal.column, let row = refusal.row,
          let column = view.sheet.columns.first(where: { $0.name == name })
        else { continue }
        sheet.waiting[row, default: [:]][column.id] = refusal.value
      }
      for (row, cells) in sheet.waiting where try replica.standing(of: row, in: view.sheet.id) == .unknown {
        sheet.waitingRows.append(cells)
        sheet.waiting[row] = nil
      }
      return sheet
    }
    try write(sheets, format: format, to: path, onProgress: onProgress)
    report.refreshed = true
  }

  /// The program that holds a file, by the lock files of LibreOffice and Excel.
  private func program(holding path: String) -> String? {
    let (folder, name) = (Path.parent(path), Path.name(path))
    let files = surroundings.files
    if let bytes = try? files.read(Path.join(folder, ".~lock.\(name)#"), limit: 4096) {
      let who = String(decoding: bytes, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
      return who.count > 1 && !who[1].isEmpty ? "LibreOffice, \(who[1])" : "LibreOffice"
    }
    return (try? files.exists(Path.join(folder, "~$\(name)"))) == true ? "Excel" : nil
  }
}

extension Workspace.Preparation {
  /// Says one thing of all that is new.
  fileprivate mutating func say(_ mark: CellMark) {
    for place in changes.indices where !(changes[place].delta.edits.isEmpty && changes[place].delta.added.isEmpty) {
      changes[place].delta.marks.append(mark)
    }
  }

  /// Refused cells, those of new rows with the rows' numbers in the file.
  fileprivate func numbered(_ refused: [RefusedCell]) -> [RefusedCell] {
    let numbers = Dictionary(newRows.map { ($0.id, $0.number) }, uniquingKeysWith: { first, _ in first })
    return refused.map { cell in
      var cell = cell
      if let row = cell.row, let number = numbers[row] { cell.rowNumber = number }
      return cell
    }
  }
}

/// The file that hands refused cells back: sheet, row, column, reason, value.
private struct RefusedText {
  private(set) var bytes: [UInt8] = []
  private var writer = CSVWriter()

  init(_ refused: [RefusedCell]) {
    line(["sheet", "row", "line", "column", "reason", "value"])
    for cell in refused {
      line([
        cell.sheet, cell.row?.description ?? "", cell.rowNumber.map(String.init) ?? "", cell.column ?? "",
        cell.reason.word, cell.value.text ?? "",
      ])
    }
  }

  private mutating func line(_ fields: [String]) {
    for field in fields { writer.append(field, to: &bytes) }
    writer.endRecord(to: &bytes)
  }
}

extension RefusedReason {
  /// One word for a file; the sentence is `Presentation`'s.
  fileprivate var word: String {
    switch self {
    case .privileges: "not permitted"
    case .locked: "locked"
    case .invalid(let value): "\(value)"
    case .unknownColumn: "unknown column"
    case .ownEntry: "waits for another's entry"
    case .unknownRow: "unknown row"
    }
  }
}
