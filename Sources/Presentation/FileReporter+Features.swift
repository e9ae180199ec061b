import WorkbookFiles

/// How many of each kind are listed.
private let mostListed = 100

extension FileReporter {
  /// What a sheet has beside its values: all by number, the first hundred by place; widths are in millimetres.
  static func json(_ features: SheetFeatures) -> JSON {
    [
      "notes": .number(features.notes.count), "merged": .number(features.merged.count),
      "hidden_rows": .number(features.hiddenRows.reduce(0) { $0 + $1.count }),
      "hidden_columns": .number(hiddenColumns(features)),
      "first_notes": .list(features.notes.prefix(mostListed)) { note in
        [
          "row": .number(note.row), "column": .number(note.column), "author": .optional(note.author),
          "text": .string(note.text),
        ]
      },
      "first_merged": .list(features.merged.prefix(mostListed)) { area in
        ["rows": range(area.rows), "columns": range(area.columns)]
      },
      "first_hidden_rows": .list(features.hiddenRows.prefix(mostListed), range),
      "first_columns": .list(features.columns.prefix(mostListed)) { columns in
        [
          "columns": range(columns.first...columns.last), "hidden": .bool(columns.isHidden),
          "width": columns.width.map { .number(Int($0.rounded())) } ?? .null,
        ]
      },
    ]
  }

  private static func range(_ range: ClosedRange<Int>) -> JSON {
    .list([range.lowerBound, range.upperBound]) { .number($0) }
  }

  /// The same for a person; nil if there is nothing to tell. Everybody sees how wide columns are.
  static func line(_ features: SheetFeatures) -> String? {
    let hiddenRows = features.hiddenRows.reduce(0) { $0 + $1.count }
    let parts = [
      counted(hiddenRows, "hidden row"), counted(hiddenColumns(features), "hidden column"),
      counted(features.notes.count, "note"), counted(features.merged.count, "merged area"),
    ].compactMap { $0 }
    return parts.isEmpty ? nil : "with " + parts.joined(separator: ", ")
  }

  private static func hiddenColumns(_ features: SheetFeatures) -> Int {
    features.columns.reduce(0) { $0 + ($1.isHidden ? $1.last - $1.first + 1 : 0) }
  }

  private static func counted(_ count: Int, _ noun: String) -> String? {
    count == 0 ? nil : "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
