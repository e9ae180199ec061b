import Tables

/// Pairs rows that share enough cells, where nothing better is left.
///
/// Equal rows first; then each row is held against those few that share a rare value with it, so that the cost grows
/// with the number of cells, not with its square.
struct Likeness {
  /// Values that more rows share are too common to say anything.
  static let commonest = 8
  /// Candidates weighed for one row.
  static let mostCandidates = 64

  private let base: Grid
  private let edited: Grid
  private let columns: [ColumnPair]

  init(base: Grid, edited: Grid, columns: [ColumnPair]) {
    self.base = base
    self.edited = edited
    self.columns = columns.filter { $0.base != nil }
  }

  /// Pairs of places, edited and base, each place at most once.
  func pairs(loose: [Int], gone: [Int]) -> [(Int, Int)] {
    var pairs = equalRows(loose, gone)
    let taken = (Set(pairs.map(\.0)), Set(pairs.map(\.1)))
    pairs += likestRows(loose.filter { !taken.0.contains($0) }, gone.filter { !taken.1.contains($0) })
    return pairs
  }

  /// Rows that are alike in every cell; doubles are paired in order.
  private func equalRows(_ loose: [Int], _ gone: [Int]) -> [(Int, Int)] {
    var places: [[Cell]: [Int]] = [:]
    for place in gone.reversed() { places[baseCells(place), default: []].append(place) }
    return loose.compactMap { place in
      places[columns.map { edited.rows[place].cell($0.edited) }]?.popLast().map { (place, $0) }
    }
  }

  private func baseCells(_ place: Int) -> [Cell] {
    columns.map { pair in pair.base.map { base.rows[place].cell($0) } ?? .empty }
  }

  /// The best pairs first; a pair needs half of the row's cells, and no equal rival.
  private func likestRows(_ loose: [Int], _ gone: [Int]) -> [(Int, Int)] {
    let postings = postings(gone)
    var best: [(score: Int, place: Int, partner: Int)] = []
    for place in loose {
      let candidates = candidates(of: place, postings)
      guard let top = candidates.max(by: { $0.score < $1.score }), isEnough(top.score, for: place),
        candidates.count(where: { $0.score == top.score }) == 1
      else { continue }
      best.append((top.score, place, top.partner))
    }
    best.sort { ($1.score, $0.place) < ($0.score, $1.place) }
    var taken: Set<Int> = []
    return best.filter { taken.insert($0.partner).inserted }.map { ($0.place, $0.partner) }
  }

  /// For each value of each column the rows of the base that hold it, up to one more than are of use.
  private func postings(_ gone: [Int]) -> [[Cell: [Int]]] {
    columns.map { pair in
      var rows: [Cell: [Int]] = [:]
      guard let column = pair.base else { return rows }
      for place in gone {
        let cell = base.rows[place].cell(column)
        if !cell.isEmpty, rows[cell, default: []].count <= Self.commonest { rows[cell, default: []].append(place) }
      }
      return rows
    }
  }

  private func candidates(of place: Int, _ postings: [[Cell: [Int]]]) -> [(partner: Int, score: Int)] {
    var partners: Set<Int> = []
    for (pair, rows) in zip(columns, postings) where partners.count < Self.mostCandidates {
      guard let found = rows[edited.rows[place].cell(pair.edited)], found.count <= Self.commonest else { continue }
      partners.formUnion(found)
    }
    return partners.map { ($0, score(place, $0)) }
  }

  private func score(_ place: Int, _ partner: Int) -> Int {
    columns.count { pair in
      let cell = edited.rows[place].cell(pair.edited)
      return !cell.isEmpty && pair.base.map { base.rows[partner].cell($0) == cell } ?? false
    }
  }

  private func isEnough(_ score: Int, for place: Int) -> Bool {
    let filled = columns.count { !edited.rows[place].cell($0.edited).isEmpty }
    return score * 2 >= filled && score > 0
  }
}
