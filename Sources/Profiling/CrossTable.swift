import Tables

/// How many customers fall under two headings at once, with totals; groups under five are hidden, and so much more that none of
/// them can be computed from the rest.
///
///     var tally = CrossTally()
///     tally.count(row: "radio", column: "Tea", customer: 7)
///     let table = CrossTable(tally)
///     table.counts[0][0]   // nil: fewer than five, or hidden for the sake of others
///
/// A customer counts once in each cell; a total is the sum of its cells. Nobody at all is hidden like few.
package struct CrossTable: Equatable, Sendable {
  /// Groups of fewer customers are not shown.
  package static let fewest = 5

  package let rows: [String]
  package let columns: [String]
  /// By row, then column; the last of each is the total. Nil is hidden.
  package private(set) var counts: [[Int?]]
  /// What they paid, in hundredths; nil where the count is hidden, or where it was in several currencies.
  package private(set) var amounts: [[Int?]]
  /// Of all amounts; nil if there are several, or none.
  package let currency: String?

  /// `rest` is what headings of few customers are put together under, where there are very many.
  package init(_ tally: CrossTally, rest: String = "…") {
    var tally = tally
    tally.settle()
    let axes = tally.axes(rest: rest)
    (rows, columns) = (axes.rows.names, axes.columns.names)
    var cover = Cover(tally, axes.rows, axes.columns)
    cover.hideFew()
    cover.hideWhatTells()
    counts = cover.cells.map { $0.map { $0.isHidden ? nil : $0.count } }
    currency = tally.currency
    amounts = cover.cells.map { $0.map { $0.isHidden || tally.currency == nil ? nil : $0.amount } }
  }
}

/// What is counted, before anything is hidden.
package struct CrossTally: Sendable {
  /// So many rows and columns at most have a name of their own; the rest are counted together.
  package static let (mostRows, mostColumns) = (20, 12)

  fileprivate struct Group: Sendable {
    var customers = CustomerPlaces()
    var amount = 0
  }

  /// Names in the order in which they came, told apart by how they fold.
  private struct Headings: Sendable {
    var names: [String] = []
    private var places: [String: Int] = [:]
    /// The same by names as they are written, so that each way of writing one is folded once.
    private var written: [String: Int] = [:]

    mutating func place(of name: String) -> Int {
      if let place = written[name] { return place }
      let place = foldedPlace(of: name)
      written[name] = place
      return place
    }

    private mutating func foldedPlace(of name: String) -> Int {
      let folded = Folding.words(of: name).joined(separator: " ")
      if let place = places[folded] { return place }
      places[folded] = names.count
      names.append(name)
      return names.count - 1
    }
  }

  private struct Place: Hashable {
    var row: Int
    var column: Int
  }

  private var rows = Headings()
  private var columns = Headings()
  private var groups: [Place: Group] = [:]
  private var currencies: Set<String> = []
  private var isTooMuch = false

  package init() {}

  /// Of all amounts; nil if there are several, or none.
  fileprivate var currency: String? { !isTooMuch && currencies.count == 1 ? currencies.first : nil }

  /// Counts a purchase; the amount in hundredths.
  package mutating func count(
    row: String, column: String, customer: Int, amount: Int? = nil, currency: String? = nil
  ) {
    let place = Place(row: rows.place(of: row), column: columns.place(of: column))
    // In place: a copy of the group would copy all its customers.
    groups[place, default: Group()].customers.add(customer)
    if let amount {
      let (sum, isOver) = groups[place, default: Group()].amount.addingReportingOverflow(amount)
      groups[place, default: Group()].amount = sum
      isTooMuch = isTooMuch || isOver
      currencies.insert(currency ?? "")
    }
  }
}

/// Customers, each once from `settle` on: sorting millions at the end is quicker than looking for each.
private struct CustomerPlaces: Sendable {
  private(set) var places: [Int] = []

  var count: Int { places.count }

  mutating func add(_ place: Int) { places.append(place) }

  mutating func add(_ others: CustomerPlaces) { places += others.places }

  mutating func settle() {
    places.sort()
    var kept = 0
    for place in places.indices where place == 0 || places[place] != places[kept - 1] {
      places[kept] = places[place]
      kept += 1
    }
    places.removeLast(places.count - kept)
  }
}

extension CrossTally {
  fileprivate mutating func settle() {
    for place in groups.keys { groups[place]?.customers.settle() }
  }

  /// The headings of one side, those of most customers first and the rest under one name; and where each went.
  fileprivate struct Axis {
    private(set) var names: [String] = []
    private(set) var places: [Int]

    fileprivate init(_ names: [String], sizes: [Int], most: Int, rest: String) {
      places = Array(repeating: most, count: names.count)
      for (rank, place) in names.indices.sorted(by: { (-sizes[$0], $0) < (-sizes[$1], $1) }).enumerated() {
        guard rank < most else { continue }
        places[place] = rank
        self.names.append(names[place])
      }
      if names.count > most { self.names.append(rest) }
    }
  }

  fileprivate func axes(rest: String) -> (rows: Axis, columns: Axis) {
    var (rowSizes, columnSizes) = (
      [Int](repeating: 0, count: rows.names.count), [Int](repeating: 0, count: columns.names.count)
    )
    for (place, group) in groups {
      rowSizes[place.row] += group.customers.count
      columnSizes[place.column] += group.customers.count
    }
    return (
      Axis(rows.names, sizes: rowSizes, most: Self.mostRows, rest: rest),
      Axis(columns.names, sizes: columnSizes, most: Self.mostColumns, rest: rest)
    )
  }

  /// All groups by the places that their headings got.
  fileprivate func forEachGroup(_ rows: Axis, _ columns: Axis, _ body: (Int, Int, Group) -> Void) {
    for (place, group) in groups { body(rows.places[place.row], columns.places[place.column], group) }
  }
}

/// A table with its totals, some of which are hidden.
private struct Cover {
  struct Cell {
    var count = 0
    var customers = CustomerPlaces()
    var amount = 0
    var isHidden = false
  }

  typealias Place = (row: Int, column: Int)

  private(set) var cells: [[Cell]]
  private var height: Int { cells.count }
  private var width: Int { cells[0].count }

  init(_ tally: CrossTally, _ rows: CrossTally.Axis, _ columns: CrossTally.Axis) {
    let (height, width) = (rows.names.count, columns.names.count)
    var cells = Array(repeating: Array(repeating: Cell(), count: width + 1), count: height + 1)
    tally.forEachGroup(rows, columns) { row, column, group in
      for place in [(row, column), (row, width), (height, column), (height, width)] {
        cells[place.0][place.1].customers.add(group.customers)
        cells[place.0][place.1].amount &+= group.amount
      }
    }
    for row in cells.indices { for column in cells[row].indices { cells[row][column].customers.settle() } }
    // A total is the sum of its cells, in which one customer can be several times.
    for row in 0..<height {
      for column in 0..<width {
        let count = cells[row][column].customers.count
        for place in [(row, column), (row, width), (height, column), (height, width)] {
          cells[place.0][place.1].count += count
        }
      }
    }
    self.cells = cells
  }

  mutating func hideFew() {
    for row in cells.indices {
      for column in cells[row].indices where cells[row][column].customers.count < CrossTable.fewest {
        cells[row][column].isHidden = true
      }
    }
  }

  /// Hides more until nothing that is hidden can be computed: not by what is missing to a total, which must be two cells
  /// and five customers at least, not across several lines, and not by what is possible at all. The smallest group goes
  /// first, a total last.
  mutating func hideWhatTells() {
    while let next = (tellingLine ?? bridge ?? fixed)?.min(by: { rank($0) < rank($1) }) {
      cells[next.row][next.column].isHidden = true
    }
  }

  // MARK: What tells

  /// Each row, and each column, with its total last.
  private var lines: [[Place]] {
    (0..<height).map { row in (0..<width).map { (row, $0) } }
      + (0..<width).map { column in (0..<height).map { ($0, column) } }
  }

  private subscript(_ place: Place) -> Cell { cells[place.row][place.column] }

  /// What else can be hidden in a line whose hidden cells give one another away.
  private var tellingLine: [Place]? {
    for line in lines {
      let hidden = line.filter { self[$0].isHidden }
      guard !hidden.isEmpty, hidden.count < line.count, let total = line.last else { continue }
      // What is missing to a total that is shown is a group as well.
      let missing = hidden.reduce(into: Set<Int>()) { $0.formUnion(self[$1].customers.places) }
      if hidden.count < 2 || !self[total].isHidden && missing.count < CrossTable.fewest {
        return line.filter { !self[$0].isHidden }
      }
    }
    return nil
  }

  private var hidden: [Place] {
    (0..<height).flatMap { row in (0..<width).map { (row, $0) } }.filter { self[$0].isHidden }
  }

  /// What else can be hidden near a hidden cell that is the only way over hidden cells from its row to its column: all
  /// lines on one side of it, added up, give it away.
  private var bridge: [Place]? {
    hidden.lazy.filter(isBridge).compactMap(shown).first
  }

  private func isBridge(_ place: Place) -> Bool {
    // Rows are numbered from nought, columns behind them.
    var isReached = Array(repeating: false, count: height + width)
    var waiting = [place.row]
    isReached[place.row] = true
    while let node = waiting.popLast() {
      let others = node < height ? height..<height + width : 0..<height
      for other in others where !isReached[other] {
        let way = node < height ? (node, other - height) : (other, node - height)
        guard way != place, self[way].isHidden else { continue }
        isReached[other] = true
        waiting.append(other)
      }
    }
    return !isReached[height + place.column]
  }

  /// What is shown in the row and the column of a place; nil if nothing is.
  private func shown(near place: Place) -> [Place]? {
    let near = (0..<width).map { (place.row, $0) } + (0..<height).map { ($0, place.column) }
    let shown = near.filter { !self[$0].isHidden }
    return shown.isEmpty ? nil : shown
  }

  /// What else can be hidden near a hidden cell that can have one value only, as far as each line says by itself.
  private var fixed: [Place]? {
    var least = cells.map { $0.map { $0.isHidden ? 0 : $0.count } }
    var most = cells.map { $0.map { $0.isHidden ? Self.anything : $0.count } }
    let lines = lines
    for _ in 0..<Self.rounds {
      let before = (least, most)
      for line in lines { narrow(line, &least, &most) }
      if before == (least, most) { break }
    }
    return hidden.lazy.filter { least[$0.row][$0.column] == most[$0.row][$0.column] }.compactMap(shown).first
  }

  private func narrow(_ line: [Place], _ least: inout [[Int]], _ most: inout [[Int]]) {
    guard let total = line.last else { return }
    let parts = line.dropLast()
    func sum(_ values: [[Int]]) -> Int { parts.reduce(0) { min($0 + values[$1.row][$1.column], Self.anything) } }
    least[total.row][total.column] = max(least[total.row][total.column], sum(least))
    most[total.row][total.column] = min(most[total.row][total.column], sum(most))
    for part in parts {
      let othersLeast = sum(least) - least[part.row][part.column]
      most[part.row][part.column] = min(most[part.row][part.column], most[total.row][total.column] - othersLeast)
      let othersMost = parts.reduce(0) { sum, other in
        other == part ? sum : min(sum + most[other.row][other.column], Self.anything)
      }
      least[part.row][part.column] = max(
        least[part.row][part.column], least[total.row][total.column] - othersMost)
    }
  }

  private static let anything = 1 << 40
  private static let rounds = 100

  private func rank(_ place: Place) -> (Int, Int, Int, Int) {
    let isTotal = place.row == height - 1 || place.column == width - 1
    return (isTotal ? 1 : 0, self[place].count, place.row, place.column)
  }
}
