import Foundation
import Tables
import Testing
import WorkbookFiles

/// A list as Excel of a place writes it: its delimiter, decimal mark, short dates, money, code page and labels.
struct PlaceList: CustomTestStringConvertible, Sendable {
  var place: String
  var delimiter: String
  var mark: Habits.DecimalMark
  var order: Habits.DateOrder
  var encoding: String.Encoding
  var found: TextEncoding
  var header: String
  /// Name, day, amount, money, yes or no, telephone; of the first row and of the second.
  var rows: [[String]]
  /// In front of the first line.
  var preamble = ""
  var lineEnd = "\r\n"

  var testDescription: String { "\(place) \(found.rawValue)" }

  var bytes: [UInt8] {
    let lines = [header.split(separator: "|").map(String.init)] + rows
    let text = lines.map { line in
      line.map { $0.contains(delimiter) ? "\"\($0)\"" : $0 }.joined(separator: delimiter) + lineEnd
    }
    if found == .macRoman { return text.joined().unicodeScalars.map { Self.macRoman[$0] ?? UInt8(ascii: $0) } }
    return [UInt8]((preamble + text.joined()).data(using: encoding) ?? Data())
  }

  /// By Apple's table (ROMAN.TXT); Foundation here writes other bytes.
  private static let macRoman: [Unicode.Scalar: UInt8] = ["ó": 0x97, "ñ": 0x96, "é": 0x8E, "í": 0x92, "Á": 0xE7]
}

/// Files by the habits of shared/locales.md, row by row: what is found must be what was meant.
@Suite struct LocaleTests {
  static let lists: [PlaceList] = [
    .init(
      place: "es-ES", delimiter: ";", mark: .comma, order: .dayMonthYear, encoding: .windowsCP1252, found: .windows1252,
      header: "Razón social|Fecha|Cantidad|Importe|Activo|Teléfono",
      rows: [
        ["Muñoz e Hijos", "7/3/26", "1234,5", "1.234,50\u{A0}€", "sí", "91 435 67 82"],
        ["Peña", "27/12/25", "-0,25", "-0,25\u{A0}€", "no", "612 34 56 78"],
      ]),
    .init(
      place: "es-MX", delimiter: ",", mark: .point, order: .dayMonthYear, encoding: .windowsCP1252, found: .windows1252,
      header: "Cliente|Fecha|Cantidad|Importe|Activo|Teléfono",
      rows: [
        ["Muñoz", "07/03/26", "1234.5", "$1,234.50", "sí", "222 123 4567"],
        ["Núñez", "27/12/25", "-0.25", "-$0.25", "no", "55 1234 5678"],
      ]),
    .init(
      place: "fil-PH", delimiter: ",", mark: .point, order: .monthDayYear, encoding: .utf8, found: .utf8,
      header: "Pangalan|Petsa|Dami|Halaga|Aktibo|Telepono",
      rows: [
        ["Peñaflor", "3/7/26", "1234.5", "₱1,234.50", "oo", "0905 123 4567"],
        ["Dela Cruz, Juan", "12/27/25", "-0.25", "-₱0.25", "hindi", "(02) 3234 5678"],
      ], preamble: "\u{FEFF}"),
    .init(
      place: "fil-PH, pesos as people type them", delimiter: ",", mark: .point, order: .monthDayYear,
      encoding: .windowsCP1252, found: .windows1252, header: "Pangalan|Petsa|Dami|Halaga|Aktibo|Telepono",
      rows: [
        ["Peñaflor", "3/7/26", "1234.5", "Php 1,234.50", "oo", "0905 123 4567"],
        ["Cruz", "12/27/25", "-0.25", "PHP -0.25", "hindi", "(02) 3234 5678"],
      ]),
    .init(
      place: "de-DE", delimiter: ";", mark: .comma, order: .dayMonthYear, encoding: .windowsCP1252, found: .windows1252,
      header: "Firma|Datum|Menge|Betrag|Aktiv|Telefon",
      rows: [
        ["Müller & Söhne", "07.03.26", "1234,5", "1.234,50\u{A0}€", "ja", "030/123456-15"],
        ["Groß", "27.12.25", "-0,25", "-0,25\u{A0}€", "nein", "01512 3456789"],
      ]),
    .init(
      place: "de-CH", delimiter: ";", mark: .point, order: .dayMonthYear, encoding: .windowsCP1252, found: .windows1252,
      header: "Firma|Datum|Menge|Betrag|Aktiv|Telefon",
      rows: [
        ["Zürcher", "07.03.26", "1234.5", "CHF 1’234.50", "ja", "078 123 45 67"],
        ["Böhlen", "27.12.25", "-0.25", "CHF -0.25", "nein", "044 123 45 67"],
      ]),
    .init(
      place: "de-CH, older", delimiter: ";", mark: .point, order: .dayMonthYear, encoding: .isoLatin1,
      found: .windows1252, header: "Firma|Datum|Menge|Betrag|Aktiv|Telefon",
      rows: [
        ["Zürcher", "07.03.26", "1234.5", "1'234.50", "ja", "078 123 45 67"],
        ["Böhlen", "27.12.25", "-0.25", "-0.25", "nein", "044 123 45 67"],
      ]),
    .init(
      place: "fr-FR", delimiter: ";", mark: .comma, order: .dayMonthYear, encoding: .utf8, found: .utf8,
      header: "Société|Date|Quantité|Montant|Actif|Téléphone",
      rows: [
        ["Crème & Cie", "07/03/2026", "1234,5", "1\u{202F}234,50\u{A0}€", "oui", "01 23 45 67 89"],
        ["Noël", "27/12/2025", "-0,25", "-0,25\u{A0}€", "non", "06 12 34 56 78"],
      ], preamble: "\u{FEFF}"),
    .init(
      place: "fr-FR", delimiter: ";", mark: .comma, order: .dayMonthYear, encoding: .windowsCP1252, found: .windows1252,
      header: "Société|Date|Quantité|Montant|Actif|Téléphone",
      rows: [
        ["Crème & Cie", "07/03/2026", "1234,5", "1\u{A0}234,50 €", "oui", "01 23 45 67 89"],
        ["Noël", "27/12/2025", "-0,25", "-0,25 €", "non", "06 12 34 56 78"],
      ]),
    .init(
      place: "fr-CA", delimiter: ";", mark: .comma, order: .yearMonthDay, encoding: .windowsCP1252, found: .windows1252,
      header: "Société|Date|Quantité|Montant|Actif|Téléphone",
      rows: [
        ["Bélanger", "2026-03-07", "1234,5", "1\u{A0}234,50\u{A0}$", "oui", "514 123 4567"],
        ["Noël", "2025-12-27", "-0,25", "-0,25\u{A0}$", "non", "418 123 4567"],
      ]),
    .init(
      place: "el-GR", delimiter: ";", mark: .comma, order: .dayMonthYear, encoding: .windowsCP1253, found: .windows1253,
      header: "Επωνυμία|Ημερομηνία|Ποσότητα|Ποσό|Ενεργός|Τηλέφωνο",
      rows: [
        ["Παπαδόπουλος & Υιοί", "7/3/26", "1234,5", "1.234,50\u{A0}€", "ναι", "210 72 34 567"],
        ["Ελένη", "27/12/25", "-0,25", "-0,25\u{A0}€", "όχι", "694 412 3456"],
      ]),
    .init(
      place: "en-GB", delimiter: ",", mark: .point, order: .dayMonthYear, encoding: .windowsCP1252, found: .windows1252,
      header: "Company|Date|Quantity|Amount|Active|Telephone",
      rows: [
        ["O’Brien & Sons", "07/03/2026", "1234.5", "£1,234.50", "yes", "0121 234 5678"],
        ["Smith, J.", "27/12/2025", "-0.25", "-£0.25", "no", "07400 123456"],
      ]),
    .init(
      place: "en-US", delimiter: ",", mark: .point, order: .monthDayYear, encoding: .ascii, found: .utf8,
      header: "Company|Date|Quantity|Amount|Active|Phone",
      rows: [
        ["Smith, Inc.", "3/7/26", "1234.5", "$1,234.50", "yes", "(201) 555-0123"],
        ["Doe", "12/27/25", "-0.25", "-$0.25", "no", "201.555.0123"],
      ]),
    .init(
      place: "Unicode text, de", delimiter: "\t", mark: .comma, order: .dayMonthYear, encoding: .utf16LittleEndian,
      found: .utf16LittleEndian, header: "Firma|Datum|Menge|Betrag|Aktiv|Telefon",
      rows: [
        ["Müller", "07.03.26", "1234,5", "1.234,50 €", "ja", "030/123456-15"],
        ["Groß", "27.12.25", "-0,25", "-0,25 €", "nein", "01512 3456789"],
      ], preamble: "\u{FEFF}"),
    .init(
      place: "sep= line, fr", delimiter: ";", mark: .comma, order: .dayMonthYear, encoding: .windowsCP1252,
      found: .windows1252, header: "Société|Date|Quantité|Montant|Actif|Téléphone",
      rows: [
        ["Crème", "07/03/2026", "1234,5", "1 234,50 €", "oui", "01 23 45 67 89"],
        ["Noël", "27/12/2025", "-0,25", "-0,25 €", "non", "06 12 34 56 78"],
      ], preamble: "sep=;\r\n"),
    .init(
      place: "Macintosh, es", delimiter: ";", mark: .comma, order: .dayMonthYear, encoding: .macOSRoman,
      found: .macRoman, header: "Razón social|Fecha|Cantidad|Importe|Activo|Teléfono",
      rows: [
        ["Muñoz e Hijos", "7/3/26", "1234,5", "1.234,50", "sí", "91 435 67 82"],
        ["Peña, Ángeles", "27/12/25", "-0,25", "-0,25", "no", "612 34 56 78"],
      ], lineEnd: "\r"),
  ]

  @Test(arguments: lists) func habitsAreFound(_ list: PlaceList) throws {
    try #require(!list.bytes.isEmpty)
    let reader = try reader(of: list.bytes, name: "list.csv")
    let profile = try #require(reader.csvProfile)
    #expect(profile.encoding == list.found && profile.delimiter == list.delimiter.utf8.first)
    #expect(profile.habits == Habits(decimalMark: list.mark, dateOrder: list.order) && profile.hasHeader)
    let kinds: [ColumnKind] = [.text, .date, .decimal, .decimal, .boolean, .phone]
    let converter = FieldConverter(
      columns: kinds.enumerated().map { .init(field: $0, kind: $1) }, habits: reader.habits)
    var block = FieldBlock()
    let rows = try reader.rows(ofSheet: 0)
    while try rows.next(into: &block, atMost: 10) {}
    #expect((0..<6).map { block.text(ofField: $0) } == list.header.split(separator: "|").map(String.init))
    var problems: [FieldProblem] = []
    let cells = (1...2).map { converter.cells(ofRow: $0, in: block, problems: &problems).map(\.text) }
    #expect(problems == [])
    #expect(cells.map { $0[0] } == list.rows.map { $0[0] } && cells.map { $0[5] } == list.rows.map { $0[5] })
    #expect(
      cells.map { Array($0[1...4]) } == [
        ["2026-03-07", "1234.5", "1234.5", "true"], ["2025-12-27", "-0.25", "-0.25", "false"],
      ])
    for (column, kind) in zip(1...4, kinds[1...4]) {
      var guess = KindGuess(habits: reader.habits)
      for row in 1...2 {
        let field = block.fields(ofRow: row).lowerBound + column
        Array(block.bytes[block.range(ofField: field)]).withUnsafeBytes { guess.add($0) }
      }
      #expect(guess.kind == kind, "column \(column + 1)")
    }
  }
}
