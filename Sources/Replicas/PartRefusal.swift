/// What a reader passes over in a part that its author had the right to write.
package enum PartRefusal: String, CaseIterable, Sendable {
  /// Answers in columns that nobody asks for, or about rows that were not there.
  case unasked
  /// What one person read off a paper or an invoice, in a column that wants a second entry.
  case unchecked
}
