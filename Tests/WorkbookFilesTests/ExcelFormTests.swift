import CSV
import Tables
import Testing
import WorkbookFiles

/// CSV as Excel writes it in a place, and back.
@Suite struct ExcelFormTests {
  static let layout = SheetLayout(
    name: "s",
    columns: [
      ColumnLayout(header: "Name"), ColumnLayout(header: "Betrag", kind: .decimal),
      ColumnLayout(header: "Tag", kind: .date),
    ])

  @Test(arguments: [
    (true, "Name;Betrag;Tag\r\nA.B;-1234,5;2026-02-01\r\n\"x;y\";;\r\n"),
    (false, "Name,Betrag,Tag\r\nA.B,-1234.5,2026-02-01\r\nx;y,,\r\n"),
  ])
  func isWrittenAndReadBack(_ decimalComma: Bool, _ expected: String) throws {
    var bytes: [UInt8] = []
    var signs = CSVWriter.excel(decimalComma: decimalComma)
    signs.neutralisesFormulas = true
    let writer = try WorkbookWriter(format: .csv(signs, byteOrderMark: true), sheets: [Self.layout]) { bytes += $0 }
    try writer.append(["A.B", "-1234.5", "2026-02-01"])
    try writer.append(["x;y", .empty, .empty])
    try writer.finish()
    #expect(String(decoding: bytes.dropFirst(3), as: UTF8.self) == expected)

    let reader = try reader(of: bytes)
    #expect(reader.csvProfile?.hasByteOrderMark == true)
    #expect(reader.habits.decimalMark == (decimalComma ? .comma : .point))
    #expect(try rows(of: reader)[2] == ["A.B", decimalComma ? "-1234,5" : "-1234.5", "2026-02-01"])
  }
}
