package import Tables

/// What the purposes of a sheet's columns must keep, together; `docs/PROFILING.md` lists the rules.
package enum ProfileRules {
  /// The first fault of each column that has one, in the sheet's order.
  package static func faults(in sheet: Sheet) -> [PurposeError] {
    var faults: [PurposeError] = []
    var purposes: [String: ColumnPurpose] = [:]
    for column in sheet.columns {
      do throws(PurposeError) {
        let purpose = try ColumnPurpose(column.attributes, column: column.name)
        purposes[column.name] = purpose
        try check(purpose, of: column, in: sheet)
      } catch {
        faults.append(error)
      }
    }
    return faults + circles(purposes, in: sheet)
  }

  /// Throws the first fault.
  package static func check(_ sheet: Sheet) throws(PurposeError) {
    if let fault = faults(in: sheet).first { throw fault }
  }

  private static func check(_ purpose: ColumnPurpose, of column: Column, in sheet: Sheet) throws(PurposeError) {
    func fail(_ fault: PurposeError.Fault) -> PurposeError { PurposeError(column: column.name, fault) }
    let strangers = purpose.after.filter { name in !sheet.columns.contains { $0.name == name } }
    if let stranger = strangers.first { throw fail(.unknownColumn(stranger)) }
    if purpose.stage == 1, purpose.subject != .name, purpose.subject != .contact { throw fail(.earlyStage) }
    if purpose.stage != nil, let subject = purpose.subject, subject.isSensitive {
      guard purpose.trust.isHigh else { throw fail(.lowTrust(subject)) }
      guard column.kind == .choice || !purpose.ranges.isEmpty else { throw fail(.noRanges(subject)) }
    }
    if let fact = purpose.fact, !suits(fact, column) { throw fail(.unfitKind(fact)) }
    if purpose.check != nil, column.isKey { throw fail(.checkedKey) }
    for range in purpose.ranges where !holds(range, column) { throw fail(.unfitValue(.ranges, range)) }
    for value in purpose.gone where !purpose.quiet.contains(value) { throw fail(.unfitValue(.gone, value)) }
    for value in purpose.quiet where column.kind != .choice || !holds(value, column) {
      throw fail(.unfitValue(.quiet, value))
    }
  }

  private static func suits(_ fact: ColumnPurpose.Fact, _ column: Column) -> Bool {
    switch fact {
    case .contact, .purchase, .since, .letterAt, .requestSince, .requestReminded, .permission, .campaignSince, .entryAt,
      .auditSince, .auditClosed:
      column.kind == .date || column.kind == .dateTime
    case .asked: column.kind == .integer && column.policy == .sum
    default: true
    }
  }

  /// Whether a value is one of the column's own, letter by letter.
  private static func holds(_ value: String, _ column: Column) -> Bool {
    (try? column.kind.cell(from: value, choices: column.choices)) == Cell(value)
  }

  /// Columns that wait for one another: one fault for each circle, at its first column.
  private static func circles(_ purposes: [String: ColumnPurpose], in sheet: Sheet) -> [PurposeError] {
    var faults: [PurposeError] = []
    var settled: Set<String> = []
    func follow(_ name: String, _ way: [String]) {
      if let start = way.firstIndex(of: name) {
        let circle = Array(way[start...])
        faults.append(PurposeError(column: circle[0], .circle(circle)))
      } else if !settled.contains(name) {
        for next in purposes[name]?.after ?? [] { follow(next, way + [name]) }
        settled.insert(name)
      }
    }
    for column in sheet.columns { follow(column.name, []) }
    return faults
  }
}

extension ColumnPurpose {
  /// The attributes of a column when another one of its sheet gets a new name, or is removed.
  package static func attributes(of column: Column, renaming old: String, to new: String?) -> [Attribute] {
    guard var purpose = try? ColumnPurpose(column.attributes), purpose.after.contains(old) else {
      return column.attributes
    }
    purpose.after = purpose.after.compactMap { $0 == old ? new : $0 }
    return purpose.attributes(replacing: column.attributes)
  }
}
