import Tables

extension Sheet {
  /// The column by which its rows point to another sheet's: it bears that sheet's name, in the singular or not.
  func link(to main: Sheet) -> Column? {
    guard main.id != id else { return nil }
    let names = [main.name, String(main.name.dropLast())]
    return columns.first { column in names.contains { Folding.matches($0, column.name) } }
  }
}
