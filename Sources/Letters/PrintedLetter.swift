package import Tables

/// One letter on paper: a page for any browser or office suite, with the address where the window of an envelope is
/// (DIN 5008, form B).
package struct PrintedLetter: Sendable {
  /// The office: its name, then its address, one line each.
  package var sender: [String]
  package var recipient: [String]
  package var text: LetterText
  package var language: Language
  package var day: CalendarDate

  package init(sender: [String], recipient: [String], text: LetterText, language: Language, day: CalendarDate) {
    self.sender = sender
    self.recipient = recipient
    self.text = text
    self.language = language
    self.day = day
  }

  /// The page, HTML 5 in UTF-8. A table holds the heights, which office suites keep better than styles of boxes.
  package var html: String {
    let heading = Self.escaped(sender.first ?? "")
    let back = sender.map(Self.escaped).joined(separator: " · ")
    return """
      <!DOCTYPE html>
      <html lang="\(language.rawValue)">
      <head>
      <meta charset="utf-8">
      <title>\(Self.escaped(text.subject))</title>
      <style>
      @page { size: A4; margin: 20mm 20mm 20mm 25mm }
      body { margin: 0; font: 11pt/1.35 "Liberation Sans", Arial, Helvetica, sans-serif; color: #000 }
      table { border-collapse: collapse; width: 165mm }
      td { padding: 0 }
      p { margin: 0 0 4mm }
      .office { height: 25mm; vertical-align: top; font-size: 14pt; font-weight: bold }
      .back { height: 17.7mm; width: 80mm; vertical-align: bottom; font-size: 7pt }
      .to { height: 27.3mm; width: 80mm; vertical-align: top }
      .day { vertical-align: bottom; text-align: right }
      .gap { height: 8.5mm }
      .subject { font-weight: bold; margin-bottom: 8mm }
      @media screen { body { margin: 20mm 20mm 20mm 25mm; max-width: 165mm } }
      </style>
      </head>
      <body>
      <table>
      <tr><td class="office" colspan="2" height="94">\(heading)</td></tr>
      <tr><td class="back" height="67" valign="bottom"><font size="1">\(back)</font></td><td></td></tr>
      <tr><td class="to" height="103" valign="top">\(Self.lines(recipient))</td>
      <td class="day" valign="bottom" align="right">\(LetterDate.text(day, in: language))</td></tr>
      <tr><td class="gap" colspan="2" height="32"></td></tr>
      </table>
      <p class="subject"><b>\(Self.escaped(text.subject))</b></p>
      \(paragraphs)
      </body>
      </html>

      """
  }

  private var paragraphs: String {
    text.body.lines.split(whereSeparator: \.isEmpty).map { "<p>\(Self.lines($0.map(String.init)))</p>" }
      .joined(separator: "\n")
  }

  private static func lines(_ lines: [String]) -> String { lines.map(escaped).joined(separator: "<br>\n") }

  /// A text that a browser shows as it is, in one line.
  private static func escaped(_ text: String) -> String {
    var output = ""
    for scalar in text.inOneHeader.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}

/// Days as letters write them.
package enum LetterDate {
  private static let months: [Language: [String]] = [
    .spanish: [
      "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
      "diciembre",
    ],
    .filipino: [
      "Enero", "Pebrero", "Marso", "Abril", "Mayo", "Hunyo", "Hulyo", "Agosto", "Setyembre", "Oktubre", "Nobyembre",
      "Disyembre",
    ],
    .german: [
      "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
      "Dezember",
    ],
    .french: [
      "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
      "décembre",
    ],
    .greek: [
      "Ιανουαρίου", "Φεβρουαρίου", "Μαρτίου", "Απριλίου", "Μαΐου", "Ιουνίου", "Ιουλίου", "Αυγούστου", "Σεπτεμβρίου",
      "Οκτωβρίου", "Νοεμβρίου", "Δεκεμβρίου",
    ],
    .english: [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ],
  ]

  /// `22. November 2026`, `22 de noviembre de 2026`, `1er mars 2026`.
  package static func text(_ day: CalendarDate, in language: Language) -> String {
    let month = months[language]?[day.month - 1] ?? ""
    return switch language {
    case .spanish: "\(day.day) de \(month) de \(day.year)"
    case .german: "\(day.day). \(month) \(day.year)"
    case .french: "\(day.day == 1 ? "1er" : "\(day.day)") \(month) \(day.year)"
    case .filipino: "ika-\(day.day) ng \(month) \(day.year)"
    case .greek, .english: "\(day.day) \(month) \(day.year)"
    }
  }
}
