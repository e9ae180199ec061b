import SystemIO
import Tables
import Testing
import Workspaces

/// Locks on rows: others wait for those, and for nothing else.
@Suite struct RowLockTests {
  private let world: World
  private let ada: Workspace
  private let ben: Workspace

  init() throws {
    world = try World()
    ada = try world.found()
    for number in ["1", "2"] { _ = try ada.add("customers", [("customer_number", number), ("given_name", "Ana")]) }
    ben = try world.join("Ben", as: "clerk", by: ada)
  }

  private func isLocked(_ body: () throws -> Void) -> Bool {
    do {
      try body()
      return false
    } catch WorkspaceError.locked(let notice) {
      return notice.isOfRows && notice.target == "customers"
    } catch { return false }
  }

  @Test func othersChangeOtherRowsOnly() throws {
    let lock = try ada.lock("customers", rows: ["1"], milliseconds: 60_000)
    #expect(lock.rows?.count == 1)
    _ = try ben.set("customers", "2", [("given_name", "Otto")])
    #expect(isLocked { _ = try ben.set("customers", "1", [("given_name", "Otto")]) })
    #expect(isLocked { _ = try ben.lock("customers", rows: ["2", "1"], milliseconds: 1000) })
    #expect(isLocked { _ = try ben.lock("customers", milliseconds: 1000) })
    #expect(isLocked { _ = try ben.lock("*", milliseconds: 1000) })
    _ = try ada.set("customers", "1", [("given_name", "Anna")])
    #expect(try ben.lock("customers", rows: ["2"], milliseconds: 1000).rows?.count == 1)
    #expect(try ada.unlock(nil).map(\.rows?.count) == [1])
    _ = try ben.set("customers", "1", [("given_name", "Otto")])
    try ada.sync()
    #expect(try ada.table("customers", ["given_name"]) == [["Otto"], ["Otto"]])
  }

  @Test func aCopyKeepsWhatWaitsForALock() throws {
    let copy = world.folder + "/customers.csv"
    _ = try ben.openCopy("customers", format: .csv, to: copy)
    let text = String(decoding: try world.files.read(copy), as: UTF8.self)
    _ = try ada.lock("customers", rows: ["1"], milliseconds: 60_000)
    try world.files.replace(copy, with: Array(text.replacing("Ana", with: "Otto").utf8), isPrivate: true)
    let report = try ben.save(copy)
    #expect(report.cellsChanged == 1 && report.refused.count == 1 && report.setAside == nil)
    #expect(String(decoding: try world.files.read(copy), as: UTF8.self).ranges(of: "Otto").count == 2)
    _ = try ada.unlock(nil)
    #expect(try ben.save(copy).cellsChanged == 1)
    #expect(try ben.table("customers", ["given_name"]) == [["Otto"], ["Otto"]])
  }

  @Test func anAdminBreaksIt() throws {
    _ = try ben.lock("customers", rows: ["1"], milliseconds: 60_000)
    #expect(isLocked { _ = try ada.delete("customers", ["1"]) })
    #expect(try ada.breakLock("customers").map(\.holder) == ["Ben"])
    #expect(try ada.delete("customers", ["1"]).rowsDeleted == 1)
  }

  @Test func itIsInNobodysWayWhenItsTimeIsOver() throws {
    _ = try ada.lock("customers", rows: ["1"], milliseconds: 0)
    ada.surroundings.clock.sleep(milliseconds: 5)
    #expect(try ben.set("customers", "1", [("given_name", "Otto")]).cellsChanged == 1)
    #expect(try ben.locks().isEmpty)
  }

  /// A row that is new to a machine finds the lock in the log, as the machine that made it did.
  @Test func aNewReplicaKnowsOfIt() throws {
    _ = try ada.lock("customers", rows: ["1"], milliseconds: 60_000)
    let cleo = try world.join("Cleo", as: "clerk", by: ada)
    #expect(isLocked { _ = try cleo.set("customers", "1", [("given_name", "Otto")]) })
    #expect(try cleo.locks().map(\.rows?.count) == [1])
  }
}
