import CSV
import WorkbookFiles

/// A format that tables are converted to.
package enum ConversionFormat: String, CaseIterable, Sendable {
  case csv
  /// CSV with tabs between the fields.
  case tsv
  case ods
  case flatODS = "fods"
  case xlsx

  /// The format that a file's name asks for; nil if it asks for none of these.
  package init?(suffix: String) {
    switch suffix.lowercased() {
    case "csv", "txt": self = .csv
    case "tsv", "tab": self = .tsv
    case let suffix: self.init(rawValue: suffix)
    }
  }

  /// Whether it is plain text of one sheet, without types.
  package var isText: Bool { self == .csv || self == .tsv }
}

/// How Excel of a place writes CSV, so that a double click opens it there.
///
/// Decimal commas go with semicolons. Dates stay as ISO 8601 writes them, which Excel knows in every language.
package enum ExcelLocale: String, CaseIterable, Sendable {
  case german = "de"
  case greek = "el"
  case english = "en"
  case spanish = "es"
  case filipino = "fil"
  case french = "fr"

  var hasDecimalComma: Bool { self != .english && self != .filipino }
}

/// What a file is to become.
package struct ConversionTarget: Sendable {
  package var format: ConversionFormat
  /// Only for CSV: as Excel of that place writes it.
  package var locale: ExcelLocale?
  /// Whether text that a spreadsheet would run as a formula gets an apostrophe in front; only in CSV and TSV.
  package var neutralisesFormulas: Bool

  package init(_ format: ConversionFormat, locale: ExcelLocale? = nil, neutralisesFormulas: Bool = false) {
    self.format = format
    self.locale = locale
    self.neutralisesFormulas = neutralisesFormulas
  }

  /// Whether the fields of a CSV file must be read by their kinds.
  var wantsKinds: Bool { !format.isText || locale != nil }

  var writeFormat: WriteFormat {
    switch format {
    case .ods: return .ods
    case .flatODS: return .flatODS
    case .xlsx: return .xlsx
    case .tsv: return .csv(CSVWriter(delimiter: 9, neutralisesFormulas: neutralisesFormulas))
    case .csv:
      guard let locale else { return .csv(CSVWriter(neutralisesFormulas: neutralisesFormulas)) }
      var signs = CSVWriter.excel(decimalComma: locale.hasDecimalComma)
      signs.neutralisesFormulas = neutralisesFormulas
      return .csv(signs, byteOrderMark: true)
    }
  }
}
