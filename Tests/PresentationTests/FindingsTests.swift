import CSV
import Presentation
import SystemIO
import Testing
import WorkbookFiles
import Workspaces

/// What a person reads of a file that is odd.
@Suite struct FindingsTests {
  @Test(arguments: [
    ("a,b\n1,2\n", []),
    ("a,b\n5\" pipe,1\n", ["1 quote stands where none should, and was read as text: line 2, byte 5."]),
    (
      "a,b\n5\" pipe,6\" pipe\n",
      ["2 quotes stand where none should, and were read as text: line 2, byte 5; line 2, byte 13."]
    ),
    ("a,b\n1\0,2\n", ["1 NUL (a byte of zero) stands in the text: line 2, byte 5."]),
    (
      "a,b\n1\n1,2,3\n",
      [
        "2 rows have more or fewer fields than the first: line 2, byte 4 (1 instead of 2); "
          + "line 3, byte 6 (3 instead of 2)."
      ]
    ),
  ])
  func lines(_ text: String, _ expected: [String]) throws {
    let look = try TableFile(Array(text.utf8), name: "list.csv", FileOptions()).look(shown: 0)
    let lines = FileReporter(style: Style(isColoured: false), width: nil).lines(look)
    let head = [
      "list.csv: CSV", "utf-8, delimiter “,”, decimal point, dates ymd, the first row names the columns",
    ]
    #expect(Array(lines.prefix { !$0.isEmpty }) == head + expected)
  }

  @Test func columnsWithoutHeaderAreNumbered() throws {
    var options = FileOptions()
    options.header = "no"
    let look = try TableFile(Array("a,b\nc,d,e\n".utf8), name: "list.csv", options).look(shown: 5)
    #expect(look.sheets[0].columns.map(\.header) == ["Column 1", "Column 2", "Column 3"])
    #expect(look.sheets[0].rows == 2)
    #expect(look.sheets[0].first == [["a", "b"], ["c", "d", "e"]])
  }
}
