/// The ways in which the office is told something. The raw values are stored in the log and never change.
package enum Channel: UInt8, CaseIterable, Sendable, Codable {
  case order = 1
  case form = 2
  case phone = 3
  case counter = 4
  case web = 5
  case invoice = 6
  case paper = 7
  case survey = 8
  case `import` = 9
  case email = 10
  /// Typed into a sheet by somebody who did not say from where.
  case sheet = 11

  /// The name that commands and templates use.
  package var name: String { self == .email ? "e-mail" : "\(self)" }

  package init?(name: String) {
    guard let channel = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = channel
  }

  /// Whether what comes this way is the customer's own statement.
  package var isCustomers: Bool { self != .import && self != .sheet }
}

/// What somebody says of a cell besides its value: where it came from, that it is right, that it was not told.
package struct CellMark: Hashable, Sendable {
  /// The raw values are stored in the log and never change.
  package enum Matter: UInt8, CaseIterable, Sendable {
    /// Where the value comes from that the same commit writes.
    case told = 1
    /// The value that stands was found right.
    case confirmed = 2
    /// The customer does not want to say.
    case declined = 3
    /// Not now; ask again another time.
    case later = 4
    /// There is no such thing for this customer.
    case notApplicable = 5
    /// Nothing reaches him under the value that stands.
    case bounced = 6
    /// What was said of the cell before was a mistake; where its value comes from stays.
    case withdrawn = 7

    /// The name that commands use.
    package var name: String { self == .notApplicable ? "not applicable" : "\(self)" }
  }

  package var matter: Matter
  /// Nil, with `column` nil, for all cells that the same commit writes in the section.
  package var row: RowID?
  /// Nil for all cells of the row that the same commit writes in the section.
  package var column: ColumnID?
  package var channel: Channel
  /// When it was said.
  package var day: CalendarDate
  /// The conversation in which it was said.
  package var conversation: ID?

  package init(
    _ matter: Matter, row: RowID? = nil, column: ColumnID? = nil, channel: Channel, day: CalendarDate,
    conversation: ID? = nil
  ) {
    self.matter = matter
    self.row = row
    self.column = column
    self.channel = channel
    self.day = day
    self.conversation = conversation
  }
}

/// How a cell came by its value, whether that was found right, and what came of asking: three things apart.
package struct Provenance: Equatable, Sendable {
  /// Somebody said something, some way, some day, and it was written down in a version.
  package struct Statement: Equatable, Sendable {
    package var channel: Channel
    package var day: CalendarDate
    package var version: Int
    package var conversation: ID?

    package init(channel: Channel, day: CalendarDate, version: Int, conversation: ID? = nil) {
      self.channel = channel
      self.day = day
      self.version = version
      self.conversation = conversation
    }
  }

  /// Where the value comes from; nil if nobody ever wrote the cell.
  package var origin: Statement?
  /// Whether somebody said where from, and when; else it is what the commit itself shows.
  package var isOriginTold = false
  /// The last time that this value was found right.
  package var confirmed: Statement?
  /// The customer does not want to say, and has not said since.
  package var declined: Statement?
  /// He asked to be asked another time, and has not answered since.
  package var later: Statement?
  /// There is no such thing for him; said of the value that stands.
  package var notApplicable: Statement?
  /// Nothing reaches him there; said of the value that stands.
  package var bounced: Statement?

  package init() {}
}

extension Provenance {
  /// The last day on which somebody said so: that the value is this one, or that it is right; nil if nobody did.
  package var lastStated: CalendarDate? { [isOriginTold ? origin?.day : nil, confirmed?.day].compactMap { $0 }.max() }
}

/// A mark that stands in the log.
package struct KeptMark: Equatable, Sendable {
  package var mark: CellMark
  package var version: Int

  package init(_ mark: CellMark, version: Int) {
    self.mark = mark
    self.version = version
  }

  fileprivate var statement: Provenance.Statement {
    Provenance.Statement(
      channel: mark.channel, day: mark.day, version: version, conversation: mark.conversation)
  }
}

extension Provenance {
  /// What the marks of one cell come to; `written` is where its value came from if no mark tells, nil if nobody wrote it.
  ///
  /// A confirmation, *not applicable* and *bounced* belong to the value that they were said of: a later value ends them.
  /// *Declined* ends only by what the customer says himself, some later day, or in a later version of the same day.
  package init(written: Statement?, marks: [KeptMark]) {
    let value = written?.version ?? 0
    origin = written
    var (told, place): (Statement?, Int) = (nil, -1)
    for kept in marks where kept.mark.matter == .told && kept.version == value {
      let precision = (kept.mark.row == nil ? 0 : 1) + (kept.mark.column == nil ? 0 : 1)
      if precision >= place { (told, place) = (kept.statement, precision) }
    }
    origin = told ?? written
    isOriginTold = told != nil
    let withdrawal = marks.filter { $0.mark.matter == .withdrawn }.map(\.version).max() ?? 0
    func last(_ matter: CellMark.Matter, from first: Int) -> Statement? {
      marks.filter { $0.mark.matter == matter && $0.version >= max(first, withdrawal) }.map(\.statement)
        .max { $0.isBefore($1) }
    }
    confirmed = last(.confirmed, from: value)
    notApplicable = last(.notApplicable, from: value)
    bounced = last(.bounced, from: value)
    let answer = [origin, confirmed].compactMap { $0 }.filter(\.channel.isCustomers).max { $0.isBefore($1) }
    declined = last(.declined, from: 0).flatMap { said in answer.map { said.isBefore($0) } == true ? nil : said }
    later = last(.later, from: 0).flatMap { said in answer.map { said.isBefore($0) } == true ? nil : said }
  }
}

extension Provenance {
  /// What it comes to when more is said, in later versions than all that is known; `written` is where a new value came from
  /// if no mark tells, nil if the value stands.
  package func adding(_ marks: [KeptMark], written: Statement?) -> Provenance {
    func kept(_ matter: CellMark.Matter, _ said: Statement?) -> KeptMark? {
      said.map { said in
        let mark = CellMark(
          matter, row: RowID(.zero), column: ColumnID(.zero), channel: said.channel, day: said.day,
          conversation: said.conversation)
        return KeptMark(mark, version: said.version)
      }
    }
    let known = [
      isOriginTold ? kept(.told, origin) : nil, kept(.confirmed, confirmed), kept(.declined, declined),
      kept(.later, later), kept(.notApplicable, notApplicable), kept(.bounced, bounced),
    ]
    return Provenance(written: written ?? origin, marks: known.compactMap { $0 } + marks)
  }
}

extension Provenance.Statement {
  /// By the day on which it was said, then by version: the same order on every machine.
  package func isBefore(_ other: Self) -> Bool { (day, version) < (other.day, other.version) }
}
