/// How the people of one place write numbers and dates: what a file's untyped fields are read by.
package struct Habits: Hashable, Sendable, Codable {
  package enum DecimalMark: String, CaseIterable, Sendable, Codable { case point, comma }
  package enum DateOrder: String, Sendable, Codable { case yearMonthDay, dayMonthYear, monthDayYear }

  package var decimalMark: DecimalMark
  package var dateOrder: DateOrder

  package init(decimalMark: DecimalMark = .point, dateOrder: DateOrder = .yearMonthDay) {
    self.decimalMark = decimalMark
    self.dateOrder = dateOrder
  }
}
