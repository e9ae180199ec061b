import Testing

/// Files without a header, and with what their writer hardly meant.
@Suite struct OddFilesTests {
  @Test func aFileWithoutHeaderIsMappedByNumber() throws {
    let office = try Office()
    office.found()
    let list = try office.write("list.csv", "01,5\" Rohr,1970-02-01\n02,Öz\0,1980-03-04\n03,Roth\n")
    let maps = ["--map", "Column 1=customer_number", "--map", "Column 2=company"]
    let told = office.run("Ada", ["import", list, "--into", "customers"] + maps)
    #expect(told.output.contains("The file has no header, so its first row was read as data"))
    #expect(told.output.contains("1 quote stands where none should, and was read as text: line 1, byte 4."))
    #expect(told.output.contains("1 NUL (a byte of zero) stands in the text: line 2, byte "))
    #expect(told.output.contains("1 row has more or fewer fields than the first: line 3, byte "))
    // What no cell can hold is kept aside, and the rest comes in.
    #expect(told.output.contains("1 field does not fit its column."))
    let shown = office.run("Ada", ["show", "customers", "--columns", "customer_number,company", "--csv"])
    #expect(shown.output == "customer_number,company\n01,\"5\"\" Rohr\"\n02,\n03,Roth\n")
  }

  @Test func theOptionGoesFirst() throws {
    let office = try Office()
    office.found()
    let list = try office.write("list.csv", "company\nWeiß\n")
    let told = office.json("Ada", "import", list, "--as-sheet", "names", "--header", "no")
    #expect((told["new_columns"] as? [[String: Any]])?.first?["name"] as? String == "Column 1")
    #expect(told["rows_added"] as? Int == 2)
    #expect(office.run("Ada", ["peek", list, "--header", "maybe"]).status != 0)
  }
}
