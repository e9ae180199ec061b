import SystemIO
import Tables
import Testing
import Workspaces

/// Working copies while the share is away, and while a program holds them.
struct AwayCopyTests {
  private let columns = ["customer_number", "given_name", "notes"]

  private func office() throws -> (World, Workspace) {
    let world = try World()
    let ada = try world.found()
    for (number, name) in [("1", "Ana"), ("2", "Ben"), ("3", "Cem")] {
      _ = try ada.add("customers", [("customer_number", number), ("given_name", name)])
    }
    return (world, ada)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try LocalFileSystem().read(path), as: UTF8.self)
  }

  private func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try text(path)
    #expect(text.contains(old))
    let edited = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    try LocalFileSystem().replace(path, with: Array(edited.utf8), isPrivate: true)
  }

  private func append(_ number: String, to path: String) throws {
    let text = try text(path)
    let commas = try #require(text.split(separator: "\n").first).split(separator: ",", omittingEmptySubsequences: false)
    let line = ",\(number)" + String(repeating: ",", count: commas.count - 2) + "\r\n"
    try LocalFileSystem().replace(path, with: Array((text + line).utf8), isPrivate: true)
  }

  private func takeShareAway(_ world: World) throws { try world.files.rename(world.share, world.share + "-away") }
  private func bringShareBack(_ world: World) throws { try world.files.rename(world.share + "-away", world.share) }

  @Test func savesWaitAndDoubleNothing() throws {
    let (world, ada) = try office()
    let copy = try ada.openCopy("customers", format: .csv, to: Path.join(world.folder, "c.csv"))
    try takeShareAway(world)
    try edit(copy.path, "Ana", "Anna")
    try append("4", to: copy.path)
    #expect(throws: WorkspaceError.waiting(path: world.share)) { try ada.save(copy.path) }
    let typed = try text(copy.path)
    #expect(try ada.save(copy.path).notes.contains(.nothingChanged), "it is kept already")
    #expect(try text(copy.path) == typed, "the copy stays as it is")
    let again = try world.reopen("Ada")
    try edit(copy.path, "Ben", "Benno")
    try append("5", to: copy.path)
    #expect(throws: WorkspaceError.waiting(path: world.share)) { try again.save(copy.path) }
    #expect(try again.openCopy("customers", format: .csv, to: copy.path).isWaiting)
    #expect(try again.pendingCount() == 2)
    try bringShareBack(world)
    try again.sync()
    let sent = try again.sendPending()
    #expect(sent.map(\.cellsChanged) == [1, 1])
    #expect(sent.map(\.rowsAdded) == [1, 1])
    let report = try again.save(copy.path)
    #expect(report.notes.contains(.nothingChanged))
    #expect(report.refreshed)
    let names = [["1", "Anna", ""], ["2", "Benno", ""], ["3", "Cem", ""], ["4", "", ""], ["5", "", ""]]
    #expect(try again.table("customers", columns) == names)
  }

  /// A row without a key that waits is the same row at the next save, also if it was typed on.
  @Test(arguments: ["", "tall"]) func aRowWithoutAKeyThatWaitsIsNotTakenInTwice(_ note: String) throws {
    let (world, ada) = try office()
    let copy = try ada.openCopy("customers", format: .csv, to: Path.join(world.folder, "c.csv"))
    try takeShareAway(world)
    let header = try #require(try text(copy.path).split(separator: "\r\n").first).split(
      separator: ",", omittingEmptySubsequences: false)
    var fields = [String](repeating: "", count: header.count)
    let (name, notes) = (
      try #require(header.firstIndex(of: "given_name")), try #require(header.firstIndex(of: "notes"))
    )
    fields[name] = "Zoë"
    let line = fields.joined(separator: ",")
    try LocalFileSystem().replace(
      copy.path, with: Array((try text(copy.path) + line + "\r\n").utf8), isPrivate: true)
    #expect(throws: WorkspaceError.waiting(path: world.share)) { try ada.save(copy.path) }
    fields[notes] = note
    try edit(copy.path, line, fields.joined(separator: ","))
    if !note.isEmpty { #expect(throws: WorkspaceError.waiting(path: world.share)) { try ada.save(copy.path) } }
    #expect(try ada.openCopy("customers", format: .csv, to: copy.path).isWaiting)
    try bringShareBack(world)
    try ada.sync()
    let sent = try ada.sendPending()
    #expect(sent.map(\.rowsAdded) == (note.isEmpty ? [1] : [1, 0]) && sent.allSatisfy { $0.rowsDeleted == 0 })
    #expect(try ada.table("customers", columns).last == ["", "Zoë", note])
  }

  @Test func aNewCopyCanBeTakenWithoutTheShare() throws {
    let (world, ada) = try office()
    try takeShareAway(world)
    let copy = try ada.openCopy("customers", format: .ods, to: Path.join(world.folder, "c.ods"))
    #expect(copy.version == 4 && !copy.isWaiting)
    #expect(try ada.save(copy.path).notes == [.nothingChanged])
  }

  /// What Ada may not write any more when the share is back is in a file, not gone.
  @Test func whatIsRefusedInTheEndIsHandedBack() throws {
    let (world, ada) = try office()
    let ben = try world.join("Ben", as: "clerk", by: ada)
    let copy = try ben.openCopy("customers", format: .csv, to: Path.join(world.folder, "ben.csv"))
    try takeShareAway(world)
    try edit(copy.path, "Cem", "Cemal")
    #expect(throws: WorkspaceError.waiting(path: world.share)) { try ben.save(copy.path) }
    #expect(throws: WorkspaceError.waiting(path: world.share)) {
      try ben.set("customers", "2", [("notes", "rang twice")])
    }
    try bringShareBack(world)
    try ada.sync()
    _ = try ada.assign("Ben", roles: ["viewer"])
    try ben.sync()
    let sent = try ben.sendPending()
    #expect(sent.map { $0.refused.map(\.value) } == [["Cemal"], ["rang twice"]])
    #expect(try text(#require(sent[0].setAside)).contains("Cemal"))
    #expect(try text(#require(sent[1].setAside)).contains("rang twice"))
    #expect(try #require(sent[0].setAside).hasPrefix(world.folder + "/ben.refused"))
    #expect(try ben.pendingCount() == 0)
  }

  /// A second change of a row where one author at a time is the rule does not collide with one's own first.
  @Test func oneselfIsNobodyElse() throws {
    let (world, ada) = try office()
    try takeShareAway(world)
    for value in ["a", "b"] {
      #expect(throws: WorkspaceError.waiting(path: world.share)) { try ada.set("customers", "1", [("notes", value)]) }
    }
    #expect(throws: WorkspaceError.waiting(path: world.share)) { try ada.delete("customers", ["1"]) }
    try bringShareBack(world)
    try ada.sync()
    let sent = try ada.sendPending()
    #expect(sent.map(\.rowsDeleted) == [0, 0, 1])
    #expect(try ada.table("customers", ["customer_number"]) == [["2"], ["3"]])
  }

  /// LibreOffice holds the file, so that new rows cannot get their ids in it: three saves, and no row twice.
  @Test func threeSavesUnderAnOpenProgramDoubleNothing() throws {
    let (world, ada) = try office()
    let copy = try ada.openCopy("customers", format: .csv, to: Path.join(world.folder, "c.csv"))
    let lock = Path.join(world.folder, ".~lock.c.csv#")
    try world.files.replace(lock, with: Array("x,Ada,host,01.01.2026 10:00,u;".utf8), isPrivate: true)
    for number in ["4", "5", "6"] {
      try append(number, to: copy.path)
      let report = try ada.save(copy.path)
      #expect(report.rowsAdded == 1)
      #expect(report.notes.contains(.stillOpen(in: "LibreOffice, Ada")))
    }
    try world.files.remove(lock)
    #expect(try ada.save(copy.path).refreshed)
    #expect(try ada.table("customers", ["customer_number"]).flatMap { $0 } == ["1", "2", "3", "4", "5", "6"])
  }
}
