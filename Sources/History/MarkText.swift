package import Tables

extension CellMark {
  /// A `mark` part's record.
  package var fields: [String?] {
    [
      row?.description, column?.description, String(matter.rawValue), String(channel.rawValue), day.text,
      conversation?.description,
    ]
  }

  /// Nil for a record that makes no sense: only where values come from is said of more than one cell.
  package init?(fields: [String?]) {
    let row = fields.first.flatMap { $0 }.flatMap(RowID.init)
    guard fields.count == 6, (row == nil) == (fields[0] == nil) else { return nil }
    self.init(columnAndRest: Array(fields.dropFirst()))
    guard column == nil || row != nil else { return nil }
    self.row = row
  }

  /// The same of a record without its row.
  package init?(columnAndRest fields: [String?]) {
    guard fields.count == 5, let matter = fields[1].flatMap(UInt8.init).flatMap(Matter.init),
      let channel = fields[2].flatMap(UInt8.init).flatMap(Channel.init), let day = fields[3].flatMap(CalendarDate.init)
    else { return nil }
    let column = fields[0].flatMap(ColumnID.init)
    guard (column == nil) == (fields[0] == nil), column != nil || matter == .told else { return nil }
    self.init(matter, column: column, channel: channel, day: day, conversation: fields[4].flatMap(ID.init))
  }
}
