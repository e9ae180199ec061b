import SystemIO
import Tables
import Testing
import Workspaces

/// The ages of a sheet's cells, read side by side, are those that each row tells by itself.
struct AgeTests {
  private let columns = ["given_name", "phone", "notes"]

  private func change(_ ada: Workspace, _ world: World, _ random: inout SeededGenerator) throws {
    let row = "\(Int.random(in: 1...9, using: &random))"
    let column = columns[Int.random(in: 0..<3, using: &random)]
    let day = CalendarDate(dayNumber: ada.today.dayNumber - Int.random(in: 0..<400, using: &random))
    let channel = Channel.allCases[Int.random(in: 0..<Channel.allCases.count, using: &random)]
    switch Int.random(in: 0..<5, using: &random) {
    case 0:
      let path = Path.join(world.folder, "some.csv")
      let text = "customer_number,\(column)\n\(row),a\n\(Int.random(in: 10...14, using: &random)),b\n"
      try world.files.replace(path, with: Array(text.utf8), isPrivate: true)
      var request = ImportRequest(path: path, place: .sheet("customers"))
      request.key = "customer_number"
      if Bool.random(using: &random) { request.telling = Telling(channel, on: day) }
      _ = try ada.importFile(request)
    case 1: _ = try ada.set("customers", row, [(column, day.text)], telling: Telling(channel, on: day))
    case 2: _ = try ada.set("customers", row, [(column, Bool.random(using: &random) ? "" : day.text)])
    default:
      let matter = CellMark.Matter.allCases[Int.random(in: 1..<7, using: &random)]
      _ = try ada.practise { _ in
        let sheet = try ada.catalog.sheet(named: "customers")
        let mark = CellMark(
          matter, row: try ada.rowID(row, in: sheet), column: try sheet.column(named: column).id, channel: channel,
          day: day)
        return [(sheet.id, Delta(marks: [mark]))]
      }
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>) func agesAreWhatEachRowTells(seed: UInt64) throws {
    let world = try World()
    let ada = try world.found()
    var random = SeededGenerator(seed: seed)
    for number in 1...9 {
      _ = try ada.add("customers", [("customer_number", "\(number)"), ("given_name", "N\(number)")])
    }
    for _ in 0..<40 { try change(ada, world, &random) }
    _ = try ada.delete("customers", ["3"])
    let sheet = try ada.catalog.sheet(named: "customers")
    let wanted = try columns.map { try sheet.column(named: $0) }
    let key = try sheet.column(named: "customer_number")
    var rows = 0
    try ada.forEachAge(of: sheet, wanted, texts: [key]) { row, ages, texts in
      let known = try ada.provenance(of: row, in: sheet)
      let cells = try ada.table("customers", ["customer_number"] + columns).first { $0[0] == texts[0].text }
      for (place, column) in wanted.enumerated() {
        let isFilled = cells?[place + 1] != ""
        #expect(
          ages[place] == CellAge(isFilled: isFilled, known[column.id] ?? Provenance()),
          "seed \(seed), \(column.name) of \(texts[0])")
      }
      rows += 1
      return true
    }
    #expect(try rows == ada.table("customers", ["phone"]).count && rows >= 8)
  }
}
