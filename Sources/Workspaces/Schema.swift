import History
import Identities
import Privileges
import SystemIO
package import Tables

extension Workspace {
  /// Adds a sheet to a workbook, the first one unless it is named; makes the workbook if there is none of that name.
  package func addSheet(_ name: String, workbook: String?, sections: [String]) throws -> Int {
    for name in [name] + sections { try NameRules.checkTarget(name) }
    return try commitEntries(.schema) { catalog in
      if catalog.sheets.contains(where: { Folding.matches($0.name, name) }) { throw WorkspaceError.nameTaken(name) }
      var sheet = Sheet(
        id: SheetID(surroundings.newID()), workbook: WorkbookID(.zero), name: name,
        sections: sections.map { Section(id: SectionID(surroundings.newID()), name: $0) }, columns: [])
      return try entries(adding: &sheet, to: workbook, catalog)
    }
  }

  /// The entries that bring a new sheet with a first epoch for each of its keys.
  func entries(
    adding sheet: inout Sheet, to workbook: String?, _ catalog: Catalog, grants: [(RoleID, Grant)] = []
  ) throws -> [ControlEntry] {
    let known = catalog.workbooks.first { workbook == nil || Folding.matches($0.name, workbook ?? "") }
    let home = known?.id ?? WorkbookID(surroundings.newID())
    sheet.workbook = home
    let made = sheet
    let entries = try naming { names in
      var entries: [ControlEntry] = []
      if known == nil {
        let info = try names.seal(Info(name: workbook ?? made.name), of: home.id)
        entries.append(.workbook(home, info: info))
      }
      return entries + (try Founding.schema(made, names)) + grants.map { .grant($0.0, $0.1) }
    }
    return entries + (try firstEpochs(after: entries))
  }

  /// A first epoch for every key that some entries give its first readers.
  ///
  /// A key that nobody may hold yet gets none: whoever reads first could never be handed it.
  func firstEpochs(after entries: [ControlEntry]) throws -> [ControlEntry] {
    let outline = CommitOutline(
      author: employee, time: 0, purpose: .ordinary, format: policy.format, parts: [], entries: entries)
    let next: Policy
    switch policy.judged(outline) {
    case .success(let policy): next = policy
    case .failure(let void): throw refusal(void.reason)
    }
    let new = next.domains.filter { domain in
      next.keys[domain] == nil && next.readers(of: domain).contains { $0 != .recovery }
    }
    return try new.map { try newEpoch(of: $0, in: next) }
  }

  /// Adds a section, with a key of its own.
  package func addSection(_ sheet: String, _ name: String, scope: ConflictScope) throws -> Int {
    try NameRules.checkTarget(name)
    return try commitEntries(.schema) { catalog in
      let sheet = try catalog.sheet(named: sheet)
      if (try? sheet.section(named: name)) != nil { throw WorkspaceError.nameTaken(name) }
      return try newSection(name, of: sheet, scope, isUnplaced: false).entries
    }
  }

  private func newSection(
    _ name: String, of sheet: Sheet, _ scope: ConflictScope, isUnplaced: Bool
  ) throws -> (id: SectionID, entries: [ControlEntry]) {
    let id = SectionID(surroundings.newID())
    let entries = try naming { names in
      [
        .section(
          sheet.id, id, scope, isUnplaced: isUnplaced, info: try names.seal(Info(name: name), of: id.id))
      ]
    }
    return (id, entries + (try firstEpochs(after: entries)))
  }

  /// Adds a column to a section, or to *Unplaced*, which only holders of `schema` read.
  package func addColumn(
    _ sheet: String, _ name: String, kind: String, section: String?, merge: String?, choices: [String], isKey: Bool
  ) throws -> Int {
    try NameRules.check(name)
    guard let kind = ColumnKind(name: kind) else { throw WorkspaceError.unknownKind(kind) }
    let merge = merge ?? MergePolicy.ask.name
    guard let merging = MergePolicy(name: merge) else { throw WorkspaceError.unknownPolicy(merge) }
    guard merging.suits(kind) else { throw WorkspaceError.unfitPolicy(merging, kind) }
    return try commitEntries(.schema) { catalog in
      let sheet = try catalog.sheet(named: sheet)
      if (try? sheet.column(named: name)) != nil { throw WorkspaceError.nameTaken(name) }
      let (place, entries) = try self.place(section, in: sheet)
      let column = Column(
        id: ColumnID(surroundings.newID()), section: place, name: name, kind: kind, policy: merging, isKey: isKey,
        choices: choices)
      return entries
        + (try namingAfter(entries) { names in
          [
            .column(
              sheet.id, place, column.id, kind, merging, info: try names.seal(Info(column), of: column.id.id))
          ]
        })
    }
  }

  private static let unplaced = "Unplaced"

  private func place(_ section: String?, in sheet: Sheet) throws -> (SectionID, [ControlEntry]) {
    if let section { return (try sheet.section(named: section).id, []) }
    if let unplaced = policy.sheet(sheet.id)?.sections.first(where: \.isUnplaced) { return (unplaced.id, []) }
    return try newSection(Self.unplaced, of: sheet, .cell, isUnplaced: true)
  }

  /// Seals names once more after entries that may have renewed the key already.
  private func namingAfter(
    _ entries: [ControlEntry], _ body: (NameSealing) throws -> [ControlEntry]
  ) throws -> [ControlEntry] {
    for case .epoch(.workspace, let number, _, _, _) in entries {
      let (ring, entropy) = (ring, surroundings.entropy)
      return try body(
        NameSealing(key: { ring.key(.workspace, $0) }, epoch: number) { entropy.bytes(EpochKey.saltSize) })
    }
    return try naming(body)
  }

  /// Gives a column another name; its id, values and history stay.
  ///
  /// `adapting` gives the attributes of each other column of the sheet, where they speak of this one by its name.
  package func renameColumn(
    _ sheet: String, _ column: String, to name: String,
    adapting: (_ other: Column, _ old: String) -> [Attribute] = { other, _ in other.attributes }
  ) throws -> Int {
    try NameRules.check(name)
    return try commitEntries(.schema) { catalog in
      let sheet = try catalog.sheet(named: sheet)
      var changed = try sheet.column(named: column)
      if let other = try? sheet.column(named: name), other.id != changed.id { throw WorkspaceError.nameTaken(name) }
      let others = adapted(sheet, besides: changed, adapting)
      changed.name = name
      return try revisions([changed] + others)
    }
  }

  /// Takes a column out of its sheet; its values stay in the history. `adapting` is that of `renameColumn`.
  package func removeColumn(
    _ sheet: String, _ column: String,
    adapting: (_ other: Column, _ old: String) -> [Attribute] = { other, _ in other.attributes }
  ) throws -> Int {
    try commitEntries(.schema) { catalog in
      let sheet = try catalog.sheet(named: sheet)
      let removed = try sheet.column(named: column)
      return [.removeColumn(removed.id)] + (try revisions(adapted(sheet, besides: removed, adapting)))
    }
  }

  /// Gives columns of a sheet other attributes.
  ///
  /// `revise` gets the sheet as it is at head, and gives the new attributes of those columns that are to have other ones.
  /// It is asked again where a colleague was quicker.
  package func setAttributes(
    of sheet: String, _ revise: (Sheet) throws -> [ColumnID: [Attribute]]
  ) throws -> Int {
    try commitEntries(.schema) { catalog in
      let sheet = try catalog.sheet(named: sheet)
      let wanted = try revise(sheet)
      let changed = sheet.columns.compactMap { column in
        wanted[column.id].flatMap { $0.sorted() == column.attributes.sorted() ? nil : with($0, column) }
      }
      return try revisions(changed)
    }
  }

  private func adapted(
    _ sheet: Sheet, besides named: Column, _ adapting: (Column, String) -> [Attribute]
  ) -> [Column] {
    sheet.columns.compactMap { column in
      let attributes = adapting(column, named.name)
      return column.id == named.id || attributes == column.attributes ? nil : with(attributes, column)
    }
  }

  private func with(_ attributes: [Attribute], _ column: Column) -> Column {
    var column = column
    column.attributes = attributes
    return column
  }

  private func revisions(_ columns: [Column]) throws -> [ControlEntry] {
    if columns.isEmpty { return [] }
    return try naming { names in
      try columns.map { column in
        .revision(column.id, column.kind, column.policy, info: try names.seal(Info(column), of: column.id.id))
      }
    }
  }
}
