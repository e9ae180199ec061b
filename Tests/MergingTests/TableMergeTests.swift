import Merging
import Tables
import Testing

/// Three small tables, rows divided by ` / ` and fields by `,`; what comes out, and where the sides do not agree.
@Suite struct TableMergeTests {
  @Test(arguments: [
    Example("id,a,b / 1,x,y", "id,a,b / 1,X,y", "id,a,b / 1,x,Y", "id,a,b / 1,X,Y"),
    Example("id,a / 1,x", "id,a / 1,X", "id,a / 1,X", "id,a / 1,X"),
    Example("id,a / 1,x", "id,a / 1,o", "id,a / 1,t", "id,a / 1,o", ["cell 1.a x|o|t"]),
    Example("id,a / 1,x", "id,a / 1,", "id,a / 1,t", "id,a / 1,", ["cell 1.a x||t"]),
    Example("id,a,b / 1,x,y", "id,a,b / 1,x", "id,a,b / 1,X,y", "id,a,b / 1,X,"),
    // Rows: added, deleted, moved.
    Example("id,a / 1,x", "id,a / 1,x / 2,o", "id,a / 3,t / 1,x / 4,u", "id,a / 3,t / 1,x / 4,u / 2,o"),
    Example("id,a", "id,a / 2,o", "id,a / 2,o", "id,a / 2,o"),
    Example("id,a,b", "id,a,b / 2,o,", "id,a,b / 2,,t", "id,a,b / 2,o,t"),
    Example("id,a", "id,a / 2,o", "id,a / 2,t", "id,a / 2,o", ["cell 2.a |o|t"]),
    Example("id,a / 1,x / 2,y", "id,a / 2,y", "id,a / 1,x / 2,Y", "id,a / 2,Y"),
    Example("id,a / 1,x / 2,y", "id,a / 1,x / 2,Y", "id,a / 1,x", "id,a / 1,x / 2,Y", ["editedHereDeletedThere 2"]),
    Example("id,a / 1,x / 2,y", "id,a / 1,x", "id,a / 1,x / 2,Y", "id,a / 1,x / 2,Y", ["deletedHereEditedThere 2"]),
    Example("id,a / 1,x / 2,y", "id,a / 1,x", "id,a / 2,y", "id,a"),
    Example("id,a / 1,x / 2,y / 3,z", "id,a / 3,z / 1,x / 2,Y", "id,a / 2,y / 1,X / 3,z", "id,a / 3,z / 1,X / 2,Y"),
    // Columns: moved, added, removed.
    Example("id,a,b / 1,x,y", "b,id,a / y,1,X", "id,a,b / 1,x,Y", "b,id,a / Y,1,X"),
    Example("id,a / 1,x", "id,a,o / 1,x,7", "id,t,a / 1,8,X", "id,t,a,o / 1,8,X,7"),
    Example("id / 1", "id,n / 1,7", "id,n / 1,8", "id,n / 1,7", ["cell 1.n |7|8"]),
    Example("id,a,b / 1,x,y", "id,b / 1,y", "id,a,b / 1,x,Y", "id,b / 1,Y"),
    Example("id,a,b / 1,x,y", "id,a,b / 1,x,Y", "id,b / 1,y", "id,b / 1,Y"),
    Example("id,a,b / 1,x,y", "id,b / 1,Y", "id,a,b / 1,X,y", "id,a,b / 1,X,Y", ["column 1.a x||X"]),
    Example("id,a,b / 1,x,y", "id,a,b / 1,X,y", "id,b / 1,Y", "id,a,b / 1,X,Y", ["column 1.a x|X|"]),
    Example("id,a,b / 1,x,y", "id,a / 1,x", "id,b / 1,y", "id / 1"),
    // The first column that is a key everywhere is the key; a row may have more fields than the header.
    Example("k,id,a / u,1,x / u,2,y", "k,id,a / u,1,X / u,2,y", "k,id,a / u,1,x / u,2,Y", "k,id,a / u,1,X / u,2,Y"),
    Example("id / 1,x", "id / 1,x", "id / 1,X", "id,Column 2 / 1,X"),
  ])
  func merged(_ example: Example) throws {
    let merge = try TableMerge(
      base: table(example.base), ours: table(example.ours), theirs: table(example.theirs), key: nil)
    #expect(try text(merge) == example.merged)
    #expect(merge.conflicts.map(text) == example.conflicts)
  }

  /// Merging twice changes nothing: what was taken over is there already.
  @Test(arguments: UInt64(1)...60) func randomTablesFollowTheRules(seed: UInt64) throws {
    var world = SeededGenerator(seed: seed)
    let base = grid(rows: 1...8, &world) { _, _ in "x" }
    let (ours, theirs) = (edited(base, "o", &world), edited(base, "t", &world))
    let merge = try TableMerge(base: block(base), ours: block(ours), theirs: block(theirs), key: "id")
    let merged = try text(merge)
    var expected: [String] = []
    var conflicts = 0
    for key in 1...12 {
      let (b, o, t) = (base[key], ours[key], theirs[key])
      guard let o, let t else {
        guard let kept = o ?? t, kept != b else { continue }
        if b != nil { conflicts += 1 }
        expected.append("\(key),\(kept.joined(separator: ","))")
        continue
      }
      let cells = (0..<3).map { place in
        let before = b?[place] ?? ""
        if o[place] != t[place], o[place] != before, t[place] != before { conflicts += 1 }
        return o[place] == before ? t[place] : o[place]
      }
      expected.append("\(key),\(cells.joined(separator: ","))")
    }
    let rows = merged.split(separator: " / ").dropFirst().map(String.init)
    #expect(Set(rows) == Set(expected), "seed \(seed)")
    #expect(rows.count == expected.count, "seed \(seed)")
    #expect(merge.conflicts.count == conflicts, "seed \(seed)")
    #expect(merge.rowCount == rows.count)
    let again = try TableMerge(base: block(theirs), ours: table(merged), theirs: block(theirs), key: "id")
    #expect(try text(again) == merged, "seed \(seed)")
  }

  @Test func whatCannotBeMatchedIsRefused() throws {
    let fine = table("id,a / 1,x / 2,y")
    func fault(_ base: MergeTable, _ ours: MergeTable, _ theirs: MergeTable, _ key: String?) -> TableMergeError? {
      do throws(TableMergeError) {
        _ = try TableMerge(base: base, ours: ours, theirs: theirs, key: key)
        return nil
      } catch { return error }
    }
    #expect(fault(fine, table("id,a / 1,x / 1,y"), fine, "id") == .sameKey(.ours, row: 3, first: 2))
    #expect(fault(table("id,a / 9,x / 9,y"), fine, fine, "id") == .sameKey(.base, row: 3, first: 2))
    #expect(fault(fine, fine, table("id,a / 2,x / 2,y"), "id") == .sameKey(.theirs, row: 3, first: 2))
    #expect(fault(fine, fine, table("id,a / 1,x / ,y"), "id") == .emptyKey(.theirs, row: 3))
    #expect(fault(fine, fine, table("a / x"), "id") == .keyMissing(.theirs, column: "id"))
    #expect(fault(fine, table("id,id / 1,x"), fine, nil) == .sameColumn(.ours, column: "id"))
    let doubled = table("id,a / 1,x / 1,x")
    #expect(fault(doubled, fine, fine, nil) == .noUniqueColumn(["id", "a"]))
    #expect(fault(fine, table("z / 1"), fine, nil) == .noUniqueColumn([]))
  }
}

extension TableMergeTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var base, ours, theirs, merged: String
    var conflicts: [String]

    init(_ base: String, _ ours: String, _ theirs: String, _ merged: String, _ conflicts: [String] = []) {
      (self.base, self.ours, self.theirs, self.merged) = (base, ours, theirs, merged)
      self.conflicts = conflicts
    }

    var testDescription: String { "\(base)  |  \(ours)  |  \(theirs)" }
  }

  private func table(_ text: String) -> MergeTable {
    var block = FieldBlock()
    for (number, row) in text.split(separator: " / ").enumerated() {
      for field in row.split(separator: ",", omittingEmptySubsequences: false) { block.append(Array(field.utf8)) }
      block.endRow(number: number + 1)
    }
    return MergeTable(block, hasHeader: true)
  }

  private func text(_ merge: TableMerge) throws -> String {
    var rows = [merge.columnNames.joined(separator: ",")]
    func row(_ block: FieldBlock, _ row: Int) -> String {
      block.fields(ofRow: row).map { block.text(ofField: $0) }.joined(separator: ",")
    }
    try merge.forEachRow(ofOurs: { rows.append(row(merge.ours.block, $0)) }, merged: { rows.append(row($0, 0)) })
    return rows.joined(separator: " / ")
  }

  private func text(_ conflict: TableConflict) -> String {
    guard let column = conflict.column else { return "\(conflict.matter) \(conflict.key)" }
    let values = [conflict.before, conflict.current, conflict.incoming].map { $0 ?? "" }.joined(separator: "|")
    return "\(conflict.matter) \(conflict.key).\(column) \(values)"
  }

  private typealias Rows = [Int: [String]]

  private func grid(
    rows: ClosedRange<Int>, _ world: inout SeededGenerator, _ cell: (Int, Int) -> String
  ) -> Rows {
    Dictionary(uniqueKeysWithValues: rows.map { row in (row, (0..<3).map { cell(row, $0) }) })
  }

  /// Some cells changed, some rows gone, some new ones of which others may have the same.
  private func edited(_ base: Rows, _ mark: String, _ world: inout SeededGenerator) -> Rows {
    var rows = base
    for row in base.keys.sorted() {
      if Int.random(in: 0..<5, using: &world) == 0 { rows[row] = nil }
      for place in 0..<3 where Int.random(in: 0..<4, using: &world) == 0 {
        rows[row]?[place] = ["", mark, "same"].randomElement(using: &world) ?? ""
      }
    }
    for row in 9...12 where Bool.random(using: &world) {
      rows[row] = (0..<3).map { _ in ["", mark, "same"].randomElement(using: &world) ?? "" }
    }
    return rows
  }

  private func block(_ rows: Rows) -> MergeTable {
    table(
      (["id,a,b,c"] + rows.sorted { $0.key < $1.key }.map { "\($0),\($1.joined(separator: ","))" }).joined(
        separator: " / "))
  }
}
