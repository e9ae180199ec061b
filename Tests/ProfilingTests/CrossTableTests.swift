import Profiling
import Testing

/// Groups of few are hidden, and nobody can compute them from what is shown.
@Suite struct CrossTableTests {
  /// A table of so many customers in each cell, each customer in one cell only.
  private static func table(_ cells: [[Int]]) -> CrossTable {
    var tally = CrossTally()
    var customer = 0
    for (row, counts) in cells.enumerated() {
      for (column, count) in counts.enumerated() {
        for _ in 0..<count {
          customer += 1
          tally.count(row: "r\(row)", column: "c\(column)", customer: customer, amount: 150, currency: "EUR")
        }
      }
    }
    return CrossTable(tally)
  }

  /// By the names of rows and columns, which stand in the order of their size.
  private static func shown(_ table: CrossTable, _ row: Int, _ column: Int) -> Int? {
    let (rows, columns) = (table.rows.firstIndex(of: "r\(row)"), table.columns.firstIndex(of: "c\(column)"))
    return table.counts[rows ?? table.rows.count][columns ?? table.columns.count]
  }

  @Test func whereAllAreManyAllIsShown() {
    let table = Self.table([[7, 8], [9, 5]])
    #expect(Self.shown(table, 0, 0) == 7 && Self.shown(table, 1, 1) == 5)
    #expect(table.counts.last == [16, 13, 29] && table.currency == "EUR")
    #expect(table.amounts.last?.last == 29 * 150)
  }

  @Test func oneThatIsFewTakesThreeMoreWithIt() {
    let table = Self.table([[3, 9, 20], [9, 9, 20], [30, 30, 30]])
    #expect(Self.shown(table, 0, 0) == nil)
    let hidden = table.counts.joined().count { $0 == nil }
    #expect(hidden == 4, "a square of four, and no total")
    #expect(table.counts.last?.allSatisfy { $0 != nil } == true)
    for (counts, amounts) in zip(table.counts.joined(), table.amounts.joined()) {
      #expect((counts == nil) == (amounts == nil))
    }
  }

  @Test func fewInAllAreNotEvenCounted() {
    #expect(Self.table([[1, 1], [1, 1]]).counts.joined().allSatisfy { $0 == nil })
    #expect(CrossTable(CrossTally()).counts == [[nil]])
    // One customer who buys five things is one customer.
    var tally = CrossTally()
    for product in 0..<5 { tally.count(row: "radio", column: "c\(product)", customer: 1) }
    for customer in 2..<20 { tally.count(row: "web", column: "c0", customer: customer) }
    let table = CrossTable(tally)
    #expect(table.counts[table.rows.firstIndex(of: "radio") ?? 0].allSatisfy { $0 == nil })
  }

  @Test func alikeNamesAreOneAndTheRestIsPutTogether() {
    var tally = CrossTally()
    for customer in 0..<30 {
      tally.count(row: customer.isMultiple(of: 2) ? "Radio" : " rádio", column: "p\(customer)", customer: customer)
      tally.count(row: "Radio", column: "p\(customer)", customer: customer, amount: 100, currency: "PHP")
    }
    tally.count(row: "Radio", column: "p1", customer: 1, amount: 100, currency: "EUR")
    let table = CrossTable(tally, rest: "others")
    #expect(table.rows == ["Radio"] && table.columns.count == CrossTally.mostColumns + 1)
    #expect(table.columns.last == "others" && table.counts.last?.last == 30)
    #expect(table.currency == nil && table.amounts.joined().allSatisfy { $0 == nil }, "two currencies make no sum")
  }

  /// An attacker who tries all tables that fit what is shown finds more than one value for each cell that is hidden.
  @Test(arguments: 0..<60) func nothingHiddenCanBeComputed(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let (height, width) = seed.isMultiple(of: 2) ? (2, 3) : (3, 2)
    let cells = (0..<height).map { _ in
      (0..<width).map { _ in
        Bool.random(using: &generator)
          ? Int.random(in: 0...4, using: &generator) : .random(in: 0...9, using: &generator)
      }
    }
    guard cells.allSatisfy({ $0.contains { $0 > 0 } }), (0..<width).allSatisfy({ at in cells.contains { $0[at] > 0 } })
    else { return }
    let table = Self.table(cells)
    let counts = (0...height).map { row in (0...width).map { Self.shown(table, row, $0) } }
    for (row, line) in cells.enumerated() {
      for (column, count) in line.enumerated() where count < CrossTable.fewest { #expect(counts[row][column] == nil) }
    }
    var attacker = Attacker(counts)
    attacker.fill(0)
    #expect(attacker.fits > 0, "the truth fits")
    for row in 0..<height {
      for column in 0..<width where counts[row][column] == nil {
        #expect(attacker.seen[row][column].count > 1, "seed \(seed): \(cells) shown as \(counts)")
      }
    }
  }
}

/// Tries every table.
private struct Attacker {
  private static let largest = 9
  private let counts: [[Int?]]
  private let (height, width): (Int, Int)
  private var cells: [[Int]]
  private(set) var seen: [[Set<Int>]]
  private(set) var fits = 0

  init(_ counts: [[Int?]]) {
    self.counts = counts
    (height, width) = (counts.count - 1, counts[0].count - 1)
    cells = Array(repeating: Array(repeating: 0, count: width), count: height)
    seen = Array(repeating: Array(repeating: [], count: width), count: height)
  }

  mutating func fill(_ place: Int) {
    guard place < height * width else {
      guard isPossible else { return }
      fits += 1
      for row in 0..<height { for column in 0..<width { seen[row][column].insert(cells[row][column]) } }
      return
    }
    let (row, column) = (place / width, place % width)
    for value in counts[row][column].map({ $0...$0 }) ?? 0...Self.largest {
      cells[row][column] = value
      // A row that is full fits its total, or nothing behind it does.
      if column == width - 1, let total = counts[row][width], cells[row].reduce(0, +) != total { continue }
      fill(place + 1)
    }
  }

  private var isPossible: Bool {
    let columns = (0..<width).allSatisfy { column in
      counts[height][column].map { total in cells.reduce(0) { $0 + $1[column] } == total } ?? true
    }
    let all = counts[height][width].map { total in cells.joined().reduce(0, +) == total } ?? true
    return columns && all
  }
}
