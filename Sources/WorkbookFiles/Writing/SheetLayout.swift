package import Tables

/// A sheet as it is to be written: its columns and what people may do there; the rows follow one by one.
package struct SheetLayout: Sendable {
  package var name: String
  package var isHidden: Bool
  /// Whether locked cells resist typing. There is no password: it is a signpost, not a lock.
  package var isProtected: Bool
  package var columns: [ColumnLayout]
  /// Whether rows may come with notes; a file's head speaks of them.
  package var bearsNotes: Bool
  /// Of a plain table: how many columns its widest row has.
  private(set) var plainWidth: Int?
  /// Of a plain table.
  private(set) var features = SheetFeatures()

  package init(
    name: String, isHidden: Bool = false, isProtected: Bool = false, bearsNotes: Bool = false, columns: [ColumnLayout]
  ) {
    self.name = name
    self.isHidden = isHidden
    self.isProtected = isProtected
    self.bearsNotes = bearsNotes
    self.columns = columns
  }

  /// A sheet that is a table and no more: without headers of its own, nothing frozen, filtered or locked.
  ///
  /// Its rows come as fields, each written by its own tag. In CSV shorter rows are filled up to `width`, and there are
  /// no features.
  package static func plain(
    name: String, isHidden: Bool = false, width: Int, features: SheetFeatures = SheetFeatures()
  ) -> SheetLayout {
    var layout = SheetLayout(name: name, isHidden: isHidden, columns: [])
    layout.plainWidth = width
    layout.features = features
    return layout
  }

  var isPlain: Bool { plainWidth != nil }

  /// Whether there may be any note, at the headers or at cells.
  var mayHaveNotes: Bool { bearsNotes || !notes.isEmpty }

  /// Whose name stands at notes.
  static let noteAuthor = "Kontor"

  /// Those at the headers, or of a plain table's cells.
  var notes: [SheetFeatures.Note] {
    if isPlain { return features.notes }
    return columns.enumerated().compactMap { index, column in
      column.note.map { SheetFeatures.Note(row: 1, column: index + 1, author: Self.noteAuthor, text: $0) }
    }
  }
}

/// One column of a sheet as it is to be written.
package struct ColumnLayout: Sendable {
  package var header: String
  package var kind: ColumnKind
  package var isHidden: Bool
  /// Grey, and protected where the sheet is.
  package var isLocked: Bool
  /// A closed list, offered as a drop-down.
  package var choices: [String]
  /// Shown at the header.
  package var note: String?
  /// In millimetres; nil for one that suits the kind.
  package var width: Double?

  package init(
    header: String, kind: ColumnKind = .text, isHidden: Bool = false, isLocked: Bool = false, choices: [String] = [],
    note: String? = nil, width: Double? = nil
  ) {
    self.header = header
    self.kind = kind
    self.isHidden = isHidden
    self.isLocked = isLocked
    self.choices = choices
    self.note = note
    self.width = width
  }
}

extension ColumnLayout {
  /// In millimetres.
  var shownWidth: Double {
    if let width { return width }
    switch kind {
    case .boolean, .integer, .time, .postcode: return 20
    case .decimal, .date, .code: return 25
    case .dateTime, .phone, .choice: return 36
    case .text, .tags, .email: return 48
    }
  }
}
