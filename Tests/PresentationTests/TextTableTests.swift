import Presentation
import Tables
import Testing

@Suite struct TextTableTests {
  @Test func columnsAreSetBeneathTheirNames() {
    let table = TextTable(["n", "who"], [["1", "Ελένη"], ["12", "B"]], numeric: [0])
    #expect(table.lines(width: nil) == [" n  who", " 1  Ελένη", "12  B"])
  }

  @Test(arguments: [10, 20, 40, 79]) func linesFitTheTerminal(_ width: Int) {
    let long = String(repeating: "x", count: 60)
    let lines = TextTable(["short", "long", "longer"], [["a", long, long + long], ["b", "", "y"]]).lines(width: width)
    let least = 5 + 2 + 6 + 2 + 6
    #expect(lines.allSatisfy { $0.count <= max(width, least) }, "\(lines)")
    #expect(lines[1].contains("…"))
    #expect(lines[1].hasPrefix("a "))
  }

  @Test func noValueSteersTheTerminal() {
    let lines = TextTable(["v"], [["a\u{1B}[31mb\u{202E}c\nd"]]).lines(width: nil)
    #expect(lines[1] == "a[31mbc ↵ d")
  }

  @Test func rowsOfATableFollowTheFirstOnes() {
    var output: [UInt8] = []
    var printer = RowPrinter(format: .table, columns: ["c"], withIDs: false, style: .plain, width: nil)
    printer.begin(sheet: "s", version: 1, to: &output)
    for number in 0..<500 { printer.append(row(number), [Cell("\(number)")], to: &output) }
    printer.end(to: &output)
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 502)
    #expect(lines[0] == "c" && lines[1] == "0" && lines[500] == "499" && lines[501] == "500 rows")
  }

  @Test func csvHasAHeaderAndNoIDsUnlessAsked() {
    #expect(printed(.csv, withIDs: false) == "name,note\nMüller,\n,\"a, b\"\n")
    #expect(printed(.csv, withIDs: true) == "id,name,note\n\(row(0)),Müller,\n\(row(1)),,\"a, b\"\n")
  }

  @Test func jsonHasNullForEmptyCells() {
    let text = printed(.json, withIDs: false)
    #expect(text.contains(#"{"id": "\#(row(0))", "cells": {"name": "Müller", "note": null}}"#))
    #expect(text.hasPrefix("{\n  \"sheet\": \"s\",\n  \"version\": 7,\n  \"columns\": [\"name\", \"note\"],\n"))
  }

  private func printed(_ format: RowFormat, withIDs: Bool) -> String {
    var output: [UInt8] = []
    var printer = RowPrinter(format: format, columns: ["name", "note"], withIDs: withIDs, style: .plain, width: nil)
    printer.begin(sheet: "s", version: 7, to: &output)
    printer.append(row(0), ["Müller", .empty], to: &output)
    printer.append(row(1), [.empty, "a, b"], to: &output)
    printer.end(to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  private func row(_ number: Int) -> RowID { RowID(commit: .zero, ordinal: UInt32(number)) }
}
