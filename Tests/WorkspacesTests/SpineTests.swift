import Tables
import Testing
import Workspaces

/// The way of a cell through every module, with several people at it.
struct SpineTests {
  @Test func aRowIsAddedReadAndChanged() throws {
    let world = try World()
    let ada = try world.found()
    let added = try ada.add("customers", [("customer_number", "0017"), ("given_name", "Zoë"), ("phone", "030 123")])
    #expect(added.version == 2)
    #expect(try ada.table("customers", ["customer_number", "given_name", "phone"]) == [["0017", "Zoë", "030 123"]])
    let set = try ada.set("customers", "0017", [("given_name", "Zoé")])
    #expect(set.cellsChanged == 1)
    #expect(try ada.table("customers", ["given_name"]) == [["Zoé"]])
    #expect(try ada.table("customers", ["given_name"], at: 2) == [["Zoë"]])
  }

  @Test func aColleagueReadsWhatHeMayAndNothingElse() throws {
    let world = try World()
    let ada = try world.found()
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana"), ("birth_year", "1970")])
    let ben = try world.join("Ben", as: "clerk", by: ada)
    #expect(try ben.table("customers", ["given_name"]) == [["Ana"]])
    #expect(throws: WorkspaceError.self) { try ben.view("customers", columns: ["birth_year"]) }
    _ = try ben.set("customers", "1", [("given_name", "Anna")])
    try ada.sync()
    #expect(try ada.table("customers", ["given_name", "birth_year"]) == [["Anna", "1970"]])
  }

  @Test func anotherProcessOfTheSameEmployeeSeesTheSame() throws {
    let world = try World()
    let ada = try world.found()
    _ = try ada.add("customers", [("customer_number", "1")])
    let again = try world.reopen("Ada")
    #expect(try again.table("customers", ["customer_number"]) == [["1"]])
    _ = try again.set("customers", "1", [("given_name", "Uwe")])
    try ada.sync()
    #expect(try ada.table("customers", ["given_name"]) == [["Uwe"]])
  }
}
