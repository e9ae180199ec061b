import Tables
import Testing
import WorkbookFiles

/// Numbers that are dates, by their format (ISO/IEC 29500-1, 18.8.30 and 18.8.31) and by the workbook's date system.
@Suite struct NumberLookTests {
  @Test(arguments: [
    ("General", "number:45000.75"), ("0.00E+00", "number:45000.75"), ("#,##0 \"days\"", "number:45000.75"),
    ("0\\d", "number:45000.75"), ("[Red]0.00", "number:45000.75"), ("[$USD-409] #,##0", "number:45000.75"),
    ("[&gt;=100]0;[Blue]0", "number:45000.75"), ("0_d", "number:45000.75"), ("0*y", "number:45000.75"),
    ("@", "number:45000.75"), ("0.0%", "number:45000.75"), ("Standard", "number:45000.75"), ("", "number:45000.75"),
    ("# ?/?", "number:45000.75"), (";;;", "number:45000.75"), ("0;d", "number:45000.75"),
    ("yyyy-mm-dd", "dateTime:2023-03-15T18:00:00"), ("[$-407]d. mmmm yyyy;@", "dateTime:2023-03-15T18:00:00"),
    ("[Red]DD.MM.YY", "dateTime:2023-03-15T18:00:00"), ("mmm", "dateTime:2023-03-15T18:00:00"),
    ("[$-411]ge.m.d", "dateTime:2023-03-15T18:00:00"), ("m/d/yy h:mm", "dateTime:2023-03-15T18:00:00"),
    ("[DBNum1][$-804]yyyy\"年\"m\"月\"", "dateTime:2023-03-15T18:00:00"),
    ("h:mm AM/PM", "dateTime:2023-03-15T18:00:00"), ("[h]:mm:ss", "time:PT1080018H00M00S"),
    ("[mm]:ss", "time:PT1080018H00M00S"), ("[s]", "time:PT1080018H00M00S"),
  ])
  func formats(_ code: String, _ field: String) throws {
    #expect(try read("45000.75", formats: [code]) == field)
  }

  @Test(arguments: [
    ("h:mm", "0.5", "time:12:00:00"), ("mm:ss.0", "0.00001157407", "time:00:00:01"), ("A/P h", "0.25", "time:06:00:00"),
    ("[h]:mm", "0.5", "time:12:00:00"), ("[h]:mm", "-0.5", "time:-PT12H00M00S"), ("h:mm", "-0.5", "number:-0.5"),
    ("h:mm", "0", "time:00:00:00"), ("yyyy", "0", "number:0"), ("yyyy", "0.5", "time:12:00:00"),
    ("yyyy", "1", "date:1900-01-01"), ("yyyy", "59", "date:1900-02-28"), ("yyyy", "60", "date:1900-02-29"),
    ("yyyy", "61", "date:1900-03-01"), ("yyyy", "2958465", "date:9999-12-31"), ("yyyy", "2958466", "number:2958466"),
    ("yyyy", "2958465.9999999999", "number:2958466"), ("yyyy", "-1", "number:-1"),
    ("yyyy", "1e300", "number:1" + String(repeating: "0", count: 300)),
    ("[h]", "1e300", "number:1" + String(repeating: "0", count: 300)),
    ("yyyy", "45000.99999999999", "date:2023-03-16"), ("yyyy", "45000.000011574076", "dateTime:2023-03-15T00:00:01"),
    ("yyyy", "45000.0000028935", "dateTime:2023-03-15T00:00:00.250"),
  ])
  func values(_ code: String, _ number: String, _ field: String) throws {
    #expect(try read(number, formats: [code]) == field)
  }

  /// Each number by the section that it is shown by.
  @Test(arguments: [
    ("yyyy;0", "45000", "date:2023-03-15"), ("yyyy;0", "-5", "number:-5"), ("0;[h]:mm", "0.5", "number:0.5"),
    ("0;[h]:mm", "-0.5", "time:-PT12H00M00S"), ("0;[h]:mm", "0", "number:0"), ("h:mm;0;0", "0", "number:0"),
    ("0;0;h:mm", "0", "time:00:00:00"), ("0;0;h:mm", "0.5", "number:0.5"), ("h:mm;@", "-0.5", "number:-0.5"),
    ("[h]:mm;@", "-0.5", "time:-PT12H00M00S"), ("[h];-[h];;@", "-0.5", "time:-PT12H00M00S"),
    ("@;yyyy", "45000", "date:2023-03-15"), ("\"@\"0;yyyy", "45000", "number:45000"),
    ("[&lt;1]h:mm;yyyy", "0.5", "time:12:00:00"), ("[&lt;1]h:mm;yyyy", "45000", "date:2023-03-15"),
    ("[&gt;=40000]yyyy;0", "39999", "number:39999"), ("[&gt;=40000]yyyy", "39999", "number:39999"),
    ("[=1]0;[&lt;&gt;2]yyyy;0", "45000", "date:2023-03-15"), ("[=1]0;[&lt;=2]0;yyyy", "45000", "date:2023-03-15"),
    ("[Red][&gt;0.25]h:mm;0", "0.5", "time:12:00:00"), (";;;", "45000", "number:45000"), ("yyyy;;", "0", "number:0"),
    ("0;0;0;yyyy", "45000", "number:45000"), ("\"TRUE\";\"TRUE\";\"FALSE\"", "1", "boolean:true"),
    ("\"WAHR\";\"WAHR\";\"FALSCH\"", "0", "boolean:false"), ("\"yes\";\"yes\";\"no\"", "0.5", "number:0.5"),
    ("\"a\";\"b\";\"c\"", "1", "number:1"), ("\"a\";\"a\";\"a\"", "1", "number:1"),
    ("\"a\"0;\"a\"0;\"b\"", "1", "number:1"),
  ])
  func sections(_ code: String, _ number: String, _ field: String) throws {
    #expect(try read(number, formats: [code]) == field)
  }

  @Test(arguments: [
    ("date1904='1'", "0", "date:1904-01-01"), ("date1904='true'", "0.5", "dateTime:1904-01-01T12:00:00"),
    ("date1904='1'", "60", "date:1904-03-01"), ("date1904='1'", "2957003", "date:9999-12-31"),
    ("date1904='1'", "-1", "number:-1"), ("date1904='0'", "60", "date:1900-02-29"),
    ("dateCompatibility='0'", "0", "date:1899-12-30"), ("dateCompatibility='0'", "60", "date:1900-02-28"),
    ("dateCompatibility='0'", "-1", "date:1899-12-29"), ("dateCompatibility='1'", "59", "date:1900-02-28"),
  ])
  func systems(_ attribute: String, _ number: String, _ field: String) throws {
    #expect(try read(number, formats: ["yyyy"], workbook: "<workbookPr \(attribute)/>") == field)
  }

  /// Every day that there is, against a calendar counted day by day.
  @Test func allDays() throws {
    let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var numbers: [Int] = []
    var expected: [String] = []
    var number = 61
    for year in 1900...2400 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for month in 1...12 where year > 1900 || month > 2 {
        for day in 1...(days[month - 1] + (month == 2 && isLeap ? 1 : 0)) {
          numbers.append(number)
          expected.append("date:\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)")
          number += 1
        }
      }
    }
    let xml = numbers.map { "<row><c s='1'><v>\($0)</v></c></row>" }.joined()
    let found = try rows(of: OfficeOpenXMLFile(rows: xml, formats: ["d"]).open(), atMost: 1000)
    #expect((1...numbers.count).allSatisfy { found[$0] == [expected[$0 - 1]] })
  }

  @Test(arguments: [
    (14, "dateTime:2023-03-15T18:00:00"), (22, "dateTime:2023-03-15T18:00:00"), (30, "dateTime:2023-03-15T18:00:00"),
    (57, "dateTime:2023-03-15T18:00:00"), (21, "dateTime:2023-03-15T18:00:00"), (46, "time:PT1080018H00M00S"),
    (0, "number:45000.75"), (9, "number:45000.75"), (44, "number:45000.75"), (49, "number:45000.75"),
    (-1, "number:45000.75"), (9_999_999, "number:45000.75"),
  ])
  func builtInFormats(_ id: Int, _ field: String) throws {
    var file = OfficeOpenXMLFile(rows: "<row><c s='0'><v>45000.75</v></c></row>")
    file.parts["xl/styles.xml"] =
      "<styleSheet xmlns='\(OfficeOpenXMLFile.main)'><cellXfs><xf numFmtId='\(id)'/></cellXfs></styleSheet>"
    #expect(try rows(of: file.open()) == [1: [field]])
  }

  private func read(_ number: String, formats: [String], workbook: String = "") throws -> String? {
    let rowsOfXML = "<row><c s='1'><v>\(number)</v></c></row>"
    return try rows(of: OfficeOpenXMLFile(rows: rowsOfXML, formats: formats, workbook: workbook).open())[1]?.first
  }
}
