/// How old what is known of a cell is: what must be asked of a million rows, and no more.
package struct CellAge: Equatable, Sendable {
  /// Whether the cell holds anything.
  package var isFilled: Bool
  /// The last day on which the value came to the office, or on which the customer himself found it right.
  package var last: CalendarDate?
  /// Nothing reached the customer there, and he has not found it right since.
  package var isBounced: Bool
  package var isDeclined: Bool
  package var isNotApplicable: Bool

  /// A cell with its provenance.
  package init(isFilled: Bool, _ provenance: Provenance) {
    self.isFilled = isFilled
    let confirmed = provenance.confirmed.flatMap { $0.channel.isCustomers ? $0 : nil }
    last = [provenance.origin?.day, confirmed?.day].compactMap { $0 }.max()
    isBounced = provenance.bounced.map { bounced in confirmed.map(bounced.isBefore) != true } ?? false
    isDeclined = provenance.declined != nil
    isNotApplicable = provenance.notApplicable != nil
  }

  /// Whether what the cell holds came to the office, or was found right, at least so many months ago; nobody knows when is
  /// long ago.
  package func isStale(after months: Int, on today: CalendarDate) -> Bool {
    isFilled && last.map { $0.adding(months: months) <= today } ?? true
  }
}
