import CSV
import Tables
import Testing
import WorkbookFiles

/// What is odd in a file is told by line and byte of the file itself, whatever its encoding.
@Suite struct CSVFindingsTests {
  @Test func nothingOddIsNothingFound() throws {
    #expect(try findings(in: Array("a,b\r\n\"1\"\"\",\"2\n3\"\r\n".utf8)).count == 0)
  }

  @Test func eachKindHasItsPlace() throws {
    let found = try findings(in: Array("a,b\n5\" pipe,x\n1\n\"q\"r,2\0\n1,2,3\n".utf8))
    #expect(
      found.listed == [
        CSVFinding(.strayQuote, line: 2, byte: 5),
        CSVFinding(.ragged(fields: 1, expected: 2), line: 3, byte: 14),
        CSVFinding(.strayQuote, line: 4, byte: 18), CSVFinding(.nul, line: 4, byte: 22),
        CSVFinding(.ragged(fields: 3, expected: 2), line: 5, byte: 24),
      ])
    #expect(found.strayQuotes == 2 && found.nuls == 1 && found.raggedRows == 2)
  }

  @Test func manyAreCounted() throws {
    let found = try findings(in: Array(("a,b\n" + String(repeating: "1\n", count: 5000)).utf8))
    #expect(found.raggedRows == 5000 && found.listed.count == CSVFindings.mostListed)
  }

  @Test(arguments: TextEncoding.allCases) func placesAreTheFiles(_ encoding: TextEncoding) throws {
    let isGreek = [.windows1253, .latinGreek].contains(encoding)
    let before = "sep=;\r\n\(isGreek ? "Όνομα;Ελένη" : "Name;Größe")\r\n\(isGreek ? "Γη" : "é"); x"
    let prefix = try #require(encoded(before, as: encoding))
    let rest = try #require(encoded("\" y\r\n1;2;3\r\n\"", as: encoding))
    let options = ReadOptions(encoding: encoding)
    let found = try findings(in: prefix + rest.dropLast(encoding.unit), options: options)
    #expect(
      found.listed == [
        CSVFinding(.strayQuote, line: 3, byte: prefix.count),
        CSVFinding(.ragged(fields: 3, expected: 2), line: 4, byte: prefix.count + 5 * encoding.unit),
      ])
    let place = prefix.count + rest.count - encoding.unit
    #expect(throws: WorkbookFileError.csv(.unclosedQuote(line: 5, byte: place))) {
      try findings(in: prefix + rest, options: options)
    }
  }

  private func findings(in bytes: [UInt8], options: ReadOptions = ReadOptions()) throws -> CSVFindings {
    let rows = try reader(of: bytes, options: options).rows(ofSheet: 0)
    var block = FieldBlock()
    while try rows.next(into: &block, atMost: 2) { block.removeAll() }
    return try rows.findings()
  }
}

extension TextEncoding {
  fileprivate var unit: Int { self == .utf16LittleEndian || self == .utf16BigEndian ? 2 : 1 }
}
