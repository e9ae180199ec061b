import Tables
import Testing

/// What marks come to: origin, confirmation, and what came of asking, each by itself.
struct ProvenanceTests {
  private func day(_ number: Int) -> CalendarDate { CalendarDate(dayNumber: 20_000 + number) }

  private func kept(_ matter: CellMark.Matter, _ channel: Channel, _ number: Int, in version: Int) -> KeptMark {
    KeptMark(CellMark(matter, channel: channel, day: day(number)), version: version)
  }

  private func written(_ version: Int, _ channel: Channel = .sheet) -> Provenance.Statement {
    Provenance.Statement(channel: channel, day: day(version), version: version)
  }

  @Test func aValueOfWhichNobodySaidAnythingIsFromTheSheetAndUnconfirmed() {
    let provenance = Provenance(written: written(3), marks: [])
    #expect(provenance.origin == written(3))
    #expect(provenance.confirmed == nil && provenance.declined == nil)
  }

  @Test func theNearestMarkOfTheValuesVersionTells() {
    let all = kept(.told, .paper, 1, in: 3)
    let (row, column) = (RowID(commit: ID(high: 1, low: 1), ordinal: 0), ColumnID(ID(high: 2, low: 2)))
    let one = KeptMark(CellMark(.told, row: row, column: column, channel: .phone, day: day(2)), version: 3)
    let older = kept(.told, .invoice, 1, in: 2)
    #expect(Provenance(written: written(3), marks: [one, all, older]).origin?.channel == .phone)
    #expect(Provenance(written: written(3), marks: [all, older]).origin?.channel == .paper)
    #expect(Provenance(written: written(4), marks: [one, all]).origin?.channel == .sheet)
  }

  @Test(arguments: [CellMark.Matter.confirmed, .notApplicable, .bounced])
  func whatIsSaidOfAValueEndsWithIt(matter: CellMark.Matter) {
    let marks = [kept(matter, .phone, 5, in: 5)]
    func stands(_ version: Int) -> Bool {
      let provenance = Provenance(written: written(version), marks: marks)
      return [provenance.confirmed, provenance.notApplicable, provenance.bounced].contains { $0 != nil }
    }
    #expect(stands(4))
    #expect(stands(5), "an answer that was read back is confirmed in the version that brings it")
    #expect(!stands(6))
  }

  /// Declined on day 10; an answer of some day, through some channel, in some version.
  @Test(arguments: [
    (Channel.phone, 11, 6, false), (.phone, 9, 6, true), (.phone, 10, 6, false), (.sheet, 11, 6, true),
    (.import, 11, 6, true), (.web, 10, 4, true),
  ])
  func onlyTheCustomersOwnLaterAnswerEndsARefusal(channel: Channel, day: Int, version: Int, stands: Bool) {
    let marks = [kept(.declined, .phone, 10, in: 5), kept(.told, channel, day, in: version)]
    let provenance = Provenance(written: written(version, .sheet), marks: marks)
    #expect((provenance.declined != nil) == stands)
  }

  /// Whichever of two employees was quicker, everybody reads the same.
  @Test func orderOfMarksDoesNotMatter() {
    let marks = [
      kept(.told, .phone, 4, in: 7), kept(.declined, .counter, 4, in: 8), kept(.confirmed, .phone, 3, in: 8),
      kept(.later, .web, 9, in: 6), kept(.bounced, .email, 2, in: 9),
    ]
    let first = Provenance(written: written(7), marks: marks)
    for shift in marks.indices {
      #expect(Provenance(written: written(7), marks: Array(marks[shift...] + marks[..<shift])) == first)
    }
    #expect(first.declined?.version == 8 && first.later?.version == 6)
  }
}
