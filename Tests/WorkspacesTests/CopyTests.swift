import SystemIO
import Tables
import Testing
import Workspaces

/// Working copies: out, edited, and back in.
struct CopyTests {
  private let numbers = ["customer_number", "given_name", "phone"]

  private func office() throws -> (World, Workspace) {
    let world = try World()
    let ada = try world.found()
    for (number, name) in [("0001", "Zoë"), ("0002", "Νίκος"), ("0003", "O'Neill")] {
      _ = try ada.add("customers", [("customer_number", number), ("given_name", name), ("phone", "030 \(number)")])
    }
    return (world, ada)
  }

  private func edit(_ path: String, _ replacements: [(String, String)]) throws {
    let files = LocalFileSystem()
    var text = String(decoding: try files.read(path), as: UTF8.self)
    for (old, new) in replacements {
      #expect(text.contains(old))
      text = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
    try files.replace(path, with: Array(text.utf8), isPrivate: true)
  }

  @Test(arguments: CopyFormat.allCases)
  func anUntouchedCopyChangesNothing(format: CopyFormat) throws {
    let (world, ada) = try office()
    let copy = try ada.openCopy("customers", format: format, to: Path.join(world.folder, "c.\(format.rawValue)"))
    let report = try ada.save(copy.path)
    #expect(report.notes == [.nothingChanged])
    #expect(report.version == 4)
    #expect(report.refreshed)
  }

  @Test func twoEditsOfOneBaseAreMergedCellByCell() throws {
    let (world, ada) = try office()
    let ben = try world.join("Ben", as: "clerk", by: ada)
    let adas = try ada.openCopy("customers", format: .csv, to: Path.join(world.folder, "ada.csv"))
    let bens = try ben.openCopy("customers", format: .csv, to: Path.join(world.folder, "ben.csv"))
    try edit(adas.path, [("Zoë", "Zoé"), ("O'Neill", "O’Neill")])
    try edit(bens.path, [("030 0002", "030 9999"), ("O'Neill", "ONeill")])
    let first = try ada.save(adas.path)
    #expect(first.cellsChanged == 2)
    let second = try ben.save(bens.path)
    #expect(second.mergedFrom == [first.version])
    #expect(second.cellsChanged == 1)
    #expect(second.conflicts.map(\.column) == ["given_name"])
    #expect(second.conflicts.first?.by == "Ben")
    #expect(second.conflicts.first?.currentBy == "Ada")
    let table = [["0001", "Zoé", "030 0001"], ["0002", "Νίκος", "030 9999"], ["0003", "O’Neill", "030 0003"]]
    #expect(try ben.table("customers", numbers) == table)
    try ada.sync()
    #expect(try ada.table("customers", numbers) == table)
    let open = try ada.conflicts()
    #expect(open.map(\.incoming) == ["ONeill"])
    _ = try ada.resolve(open[0].id.description, .incoming)
    #expect(try ada.conflicts().isEmpty)
    #expect(try ada.table("customers", ["given_name"]).last == ["ONeill"])
  }

  @Test func aSaveThatOnlyRefreshesNamesWhatItTookIn() throws {
    let (world, ada) = try office()
    let ben = try world.join("Ben", as: "clerk", by: ada)
    let copy = try ben.openCopy("customers", format: .csv, to: Path.join(world.folder, "ben.csv"))
    let first = try ada.set("customers", "0001", [("phone", "1")])
    let second = try ada.set("customers", "0002", [("phone", "2")])
    let report = try ben.save(copy.path)
    #expect(report.mergedFrom == [first.version, second.version])
    #expect(report.version == second.version)
  }

  /// The new copy is the state behind what the old one brought, not the state before it under the new version's mark:
  /// saved again, that would take back all that was just saved.
  @Test(arguments: CopyFormat.allCases)
  func openedAgainItHoldsWhatTheOldOneBrought(format: CopyFormat) throws {
    let (world, ada) = try office()
    let path = Path.join(world.folder, "c.\(format.rawValue)")
    _ = try ada.openCopy("customers", format: .csv, to: path)
    try edit(path, [("Zoë", "Zoé")])
    let copy = try ada.openCopy("customers", format: format, to: path)
    #expect(copy.merged?.cellsChanged == 1)
    #expect(try ada.save(path).notes == [.nothingChanged])
    #expect(try ada.table("customers", numbers).first == ["0001", "Zoé", "030 0001"])
  }

  @Test func newMovedAndDeletedRowsFindTheirWay() throws {
    let (world, ada) = try office()
    let copy = try ada.openCopy("customers", format: .csv, to: Path.join(world.folder, "c.csv"))
    var lines = String(decoding: try world.files.read(copy.path), as: UTF8.self).split(separator: "\n").map(String.init)
    let commas = lines[1].split(separator: ",", omittingEmptySubsequences: false).count - 2
    lines = [lines[0], lines[3], lines[1], ",0009" + String(repeating: ",", count: commas)]
    try world.files.replace(copy.path, with: Array(lines.joined(separator: "\n").utf8), isPrivate: true)
    let report = try ada.save(copy.path)
    #expect((report.rowsAdded, report.rowsDeleted, report.cellsChanged) == (1, 1, 0))
    #expect(try ada.table("customers", ["customer_number"]) == [["0001"], ["0003"], ["0009"]])
    #expect(try ada.save(copy.path).notes == [.nothingChanged])
  }

  @Test func whatMayNotBeWrittenIsHandedBack() throws {
    let (world, ada) = try office()
    let vic = try world.join("Vic", as: "viewer", by: ada)
    let copy = try vic.openCopy("customers", format: .csv, to: Path.join(world.folder, "vic.csv"))
    try edit(copy.path, [("Zoë", "Zara")])
    let report = try vic.save(copy.path)
    #expect(report.refused.map(\.column) == ["given_name"])
    #expect(report.version == vic.version)
    let aside = String(decoding: try world.files.read(#require(report.setAside)), as: UTF8.self)
    #expect(aside.contains("Zara"))
    #expect(!String(decoding: try world.files.read(copy.path), as: UTF8.self).contains("Zara"))
  }

  /// A second column without a header, one whose header is there twice, and fields beyond the last header.
  @Test func whatHasNoColumnIsHandedBack() throws {
    let (world, ada) = try office()
    let copy = try ada.openCopy("customers", format: .csv, to: Path.join(world.folder, "c.csv"))
    var lines = String(decoding: try world.files.read(copy.path), as: UTF8.self).split(separator: "\n").map(String.init)
    lines[0] += ",,,phone"
    lines[1] += ",one,two,three,four"
    lines[2] += ",,,,"
    try world.files.replace(copy.path, with: Array(lines.joined(separator: "\n").utf8), isPrivate: true)
    let report = try ada.save(copy.path)
    #expect(report.refused.map(\.value.text) == ["one", "two", "three", "four"])
    #expect(report.refused.map(\.column) == [nil, nil, "phone", nil])
    #expect(report.refused.allSatisfy { $0.reason == .unknownColumn && $0.rowNumber == 2 })
    let aside = String(decoding: try world.files.read(#require(report.setAside)), as: UTF8.self)
    for value in ["one", "two", "three", "four"] { #expect(aside.contains(value)) }
    #expect(try ada.table("customers", ["phone"]).first == ["030 0001"])
  }

  /// The row is found by its key, so that an invalid value leaves the cell as it was instead of emptying it.
  @Test func anInvalidValueEmptiesNothingWhereIDsAreLost() throws {
    let (world, ada) = try office()
    _ = try ada.set("customers", "0001", [("birth_year", "1970")])
    let copy = try ada.openCopy("customers", format: .csv, to: Path.join(world.folder, "c.csv"))
    let text = String(decoding: try world.files.read(copy.path), as: UTF8.self)
    let lines = text.split(separator: "\n").map { $0.drop { $0 != "," }.dropFirst() }
    let edited = lines.joined(separator: "\n").split(separator: "1970").joined(separator: "soon")
    try world.files.replace(copy.path, with: Array(edited.utf8), isPrivate: true)
    let report = try ada.save(copy.path)
    #expect(report.notes.contains(.idsLost))
    #expect(report.refused.map(\.column) == ["birth_year"])
    #expect((report.cellsChanged, report.rowsAdded, report.rowsDeleted) == (0, 0, 0))
    #expect(try ada.table("customers", ["birth_year"]).first == ["1970"])
  }

  @Test func aLockMakesOthersWaitAndKeepsWhatTheyTyped() throws {
    let (world, ada) = try office()
    let ben = try world.join("Ben", as: "clerk", by: ada)
    let copy = try ben.openCopy("customers", format: .csv, to: Path.join(world.folder, "ben.csv"))
    _ = try ada.lock("customers/Contact", milliseconds: 60_000)
    try edit(copy.path, [("030 0001", "030 7777")])
    let held = try ben.save(copy.path)
    #expect(held.refused.count == 1)
    #expect(throws: WorkspaceError.self) { try ben.set("customers", "0001", [("phone", "1")]) }
    _ = try ada.unlock("customers/Contact")
    let saved = try ben.save(copy.path)
    #expect((saved.cellsChanged, saved.refused.count) == (1, 0))
    #expect(try ben.table("customers", ["phone"]).first == ["030 7777"])
  }

  @Test func undoLeavesLaterEditsAlone() throws {
    let (world, ada) = try office()
    defer { withExtendedLifetime(world) {} }
    _ = try ada.set("customers", "0001", [("given_name", "A"), ("phone", "1")])
    _ = try ada.set("customers", "0001", [("phone", "2")])
    let report = try ada.undo(5)
    #expect(report.save.cellsChanged == 1)
    #expect(report.kept.map(\.column) == ["phone"])
    #expect(try ada.table("customers", ["given_name", "phone"]).first == ["Zoë", "2"])
    _ = try ada.delete("customers", ["0002"])
    #expect(try ada.table("customers", ["customer_number"]).count == 2)
    _ = try ada.undo(ada.version)
    #expect(try ada.table("customers", numbers)[1] == ["0002", "Νίκος", "030 0002"])
  }

  @Test func anEditAndADeletionKeepTheRowAndAsk() throws {
    let (world, ada) = try office()
    let ben = try world.join("Ben", as: "clerk", by: ada)
    let copy = try ben.openCopy("customers", format: .csv, to: Path.join(world.folder, "ben.csv"))
    _ = try ada.delete("customers", ["0002"])
    try edit(copy.path, [("030 0002", "030 5555")])
    let report = try ben.save(copy.path)
    #expect(report.conflicts.map(\.matter) == [.editedHereDeletedThere])
    #expect(try ben.table("customers", numbers)[1] == ["0002", "Νίκος", "030 5555"])
    try ada.sync()
    #expect(try ada.table("customers", numbers)[1] == ["0002", "Νίκος", "030 5555"])
  }
}
