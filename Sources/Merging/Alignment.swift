package import Tables

/// Finds each row of an edited grid in its base: by id, never by position. Life of a cell, step 3.
///
///     Alignment(base: base, edited: edited, keys: [customerNumber]).changes
///
/// Sorting, filtering and moving rows is no change, nor is a column that the edited grid lacks. A row without an id is
/// a new one, unless it has the key of a base row that is gone. Where most ids are lost, the rest is matched by
/// likeness; so are rows that the file was never told the ids of. The cost grows with the cells, also then.
package struct Alignment: Sendable {
  /// For each row of the edited grid its place in the base; nil for a new row.
  package private(set) var partners: [Int?]
  package private(set) var notes: [AlignmentNote] = []

  private let base: Grid
  private let edited: Grid
  private let columns: [ColumnPair]
  /// Which rows of the base have a partner.
  private var isTaken: [Bool]
  private let untold: Set<Int>

  /// - Parameters:
  ///   - keys: The columns whose values tell one row from another; none if there are none.
  ///   - untold: Places in the base of rows that have ids by now which the file does not know.
  package init(base: Grid, edited: Grid, keys: [ColumnID] = [], untold: Set<Int> = []) {
    self.untold = untold
    self.base = base
    self.edited = edited
    columns = ColumnPair.pairs(base: base.columns, edited: edited.columns)
    partners = Array(repeating: nil, count: edited.rows.count)
    isTaken = Array(repeating: false, count: base.rows.count)
    matchIDs()
    matchKeys(keys)
    matchLikest()
    notes.sort { $0.number < $1.number }
  }

  /// What was edited, added and deleted.
  package var changes: Changes {
    var changes = Changes(notes: notes)
    for (place, row) in edited.rows.enumerated() {
      if let partner = partners[place] {
        appendEdits(of: row, from: base.rows[partner], to: &changes.edits)
      } else if let added = addedRow(row) {
        changes.added.append(added)
      }
    }
    for (row, isTaken) in zip(base.rows, isTaken) where !isTaken {
      if let id = row.id { changes.deleted.append(id) }
    }
    return changes
  }

  private func appendEdits(of row: GridRow, from before: GridRow, to edits: inout [CellEdit]) {
    guard let id = before.id else { return }
    for pair in columns {
      let old = pair.base.map(before.cell) ?? .empty
      let new = row.cell(pair.edited)
      if old != new { edits.append(CellEdit(row: id, column: pair.id, before: old, after: new)) }
    }
  }

  /// Nil for a row of empty cells, which files have many of.
  private func addedRow(_ row: GridRow) -> AddedRow? {
    var cells: [ColumnID: Cell] = [:]
    for pair in columns {
      let cell = row.cell(pair.edited)
      if !cell.isEmpty { cells[pair.id] = cell }
    }
    return cells.isEmpty ? nil : AddedRow(number: row.number, cells: cells)
  }
}

/// One column's place in both grids.
struct ColumnPair: Sendable {
  var id: ColumnID
  var base: Int?
  var edited: Int

  static func pairs(base: [ColumnID], edited: [ColumnID]) -> [ColumnPair] {
    let places = Dictionary(zip(base, base.indices), uniquingKeysWith: { first, _ in first })
    return edited.enumerated().map { ColumnPair(id: $1, base: places[$1], edited: $0) }
  }
}

extension AlignmentNote {
  /// The row it speaks of; those about the whole file come first.
  fileprivate var number: Int {
    switch self {
    case .idsLost: -1
    case .matchedByKey(let number, _), .matchedByLikeness(let number, _): number
    case .copiedRow(let number, _), .unknownID(let number): number
    }
  }
}

// MARK: - By id

extension Alignment {
  private mutating func matchIDs() {
    var index = RowIndex(base.rows)
    var claims: [Int: [Int]] = [:]
    for (place, row) in edited.rows.enumerated() {
      guard let id = row.id else { continue }
      guard let partner = index.place(of: id) else {
        notes.append(.unknownID(number: row.number))
        continue
      }
      if isTaken[partner] { claims[partner, default: []].append(place) } else { pair(place, partner) }
    }
    if !claims.isEmpty { settle(claims) }
  }

  /// Of the rows that bear one id the likest keeps it, the first of equals; the others are new.
  private mutating func settle(_ claims: [Int: [Int]]) {
    for (place, partner) in partners.enumerated() {
      guard let partner, let others = claims[partner], let id = base.rows[partner].id else { continue }
      let all = [place] + others
      let scores = all.map { likeness($0, partner) }
      let keeper = scores.indices.max { scores[$0] < scores[$1] || scores[$0] == scores[$1] && $0 > $1 } ?? 0
      for rival in all { partners[rival] = nil }
      pair(all[keeper], partner)
      for (rank, rival) in all.enumerated() where rank != keeper {
        notes.append(.copiedRow(number: edited.rows[rival].number, of: id))
      }
    }
  }

  private mutating func pair(_ place: Int, _ partner: Int) {
    partners[place] = partner
    isTaken[partner] = true
  }

  /// How many cells are alike, empty ones not counted.
  private func likeness(_ place: Int, _ partner: Int) -> Int {
    columns.count { pair in
      let cell = edited.rows[place].cell(pair.edited)
      return !cell.isEmpty && pair.base.map { base.rows[partner].cell($0) == cell } ?? false
    }
  }
}

/// Where each id stands in a grid; a file in the order of its base never needs the dictionary.
private struct RowIndex {
  private let rows: [GridRow]
  private var next = 0
  private var places: [RowID: Int] = [:]

  init(_ rows: [GridRow]) { self.rows = rows }

  mutating func place(of id: RowID) -> Int? {
    if next < rows.count, rows[next].id == id {
      next += 1
      return next - 1
    }
    if places.isEmpty { build() }
    guard let place = places[id] else { return nil }
    next = place + 1
    return place
  }

  private mutating func build() {
    places.reserveCapacity(rows.count)
    for (place, row) in rows.enumerated() {
      if let id = row.id, places[id] == nil { places[id] = place }
    }
  }
}

// MARK: - By key and likeness

extension Alignment {
  private mutating func matchKeys(_ keys: [ColumnID]) {
    let pairs = columns.filter { keys.contains($0.id) && $0.base != nil }
    guard !keys.isEmpty, pairs.count == keys.count else { return }
    let loose = looseRows
    if loose.isEmpty { return }
    let places = pairs.compactMap(\.base)
    let gone = KeyIndex(base.rows.indices.filter { !isTaken[$0] }, in: base.rows, at: places)
    let typed = KeyIndex(loose, in: edited.rows, at: pairs.map(\.edited))
    for place in loose {
      guard let key = typed.key(of: edited.rows[place]), typed.only(key) != nil, let partner = gone.only(key),
        let id = base.rows[partner].id
      else { continue }
      pair(place, partner)
      if !untold.contains(partner) { notes.append(.matchedByKey(number: edited.rows[place].number, row: id)) }
    }
  }

  /// Rows without an id and without a partner that hold anything.
  private var looseRows: [Int] {
    edited.rows.indices.filter { partners[$0] == nil && edited.rows[$0].id == nil && !isBlank(edited.rows[$0]) }
  }

  private func isBlank(_ row: GridRow) -> Bool { row.cells.allSatisfy(\.isEmpty) }

  /// All rows only where ids were lost on a large scale: else a new row that resembles a deleted one would take its
  /// place.
  private mutating func matchLikest() {
    let without = edited.rows.count { $0.id == nil && !isBlank($0) }
    let known = edited.rows.count { $0.id != nil }
    let told = base.rows.count - untold.count
    let areLost = without > known + untold.count && told > 0
    let gone = base.rows.indices.filter { !isTaken[$0] && (areLost || untold.contains($0)) }
    if areLost { notes.append(.idsLost(rows: without)) }
    guard !gone.isEmpty else { return }
    let likeness = Likeness(base: base, edited: edited, columns: columns)
    for (place, partner) in likeness.pairs(loose: looseRows, gone: gone) {
      guard let id = base.rows[partner].id else { continue }
      pair(place, partner)
      if !untold.contains(partner) { notes.append(.matchedByLikeness(number: edited.rows[place].number, row: id)) }
    }
  }
}

/// Rows by the values of their key columns.
private struct KeyIndex {
  private let columns: [Int]
  private var places: [[Cell]: Int] = [:]
  private var doubled: Set<[Cell]> = []

  init(_ rows: [Int], in grid: [GridRow], at columns: [Int]) {
    self.columns = columns
    for place in rows {
      guard let key = key(of: grid[place]) else { continue }
      if places.updateValue(place, forKey: key) != nil { doubled.insert(key) }
    }
  }

  /// Nil if any part is empty: such rows have no key.
  func key(of row: GridRow) -> [Cell]? {
    let cells = columns.map(row.cell)
    return cells.contains(where: \.isEmpty) ? nil : cells
  }

  /// The one row with a key; nil if there are more.
  func only(_ key: [Cell]) -> Int? { doubled.contains(key) ? nil : places[key] }
}
