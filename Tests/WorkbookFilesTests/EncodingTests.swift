import Testing
import WorkbookFiles

/// Sentences of the six languages, in each encoding that their letters have.
@Suite struct EncodingTests {
  static let western = [
    "Straße,Größe,Müller & Söhne,München,Zürich,schöne Grüße aus Köln",
    "Jürgen Groß wohnt in Düsseldorf; Öffnungszeiten: täglich außer Sonntag.",
    "José García Muñoz,Málaga,Teléfono,¿Cuándo llegó el camión a Logroño?",
    "María Ángeles Núñez pidió más información; dirección: Rambla Ñoñería, número tres",
    "Hélène Lefèvre,Besançon,prénom,où êtes-vous allée à Noël ? Ça dépend de l'été.",
    "François a reçu une réponse très sûre : le garçon préfère la forêt à côté.",
    "Niño de Peñaranda,Parañaque,Las Piñas,Señora Begoña,Malacañang",
    "Café Zoë and naïve fiancée,Brontë,façade,Müller's café",
  ]
  /// With what Windows has and Latin-1 has not.
  static let windows = [
    "Anna’s Shop and Tony’s Café – it’s “open” daily, don’t wait…",
    "„Schöne Grüße“ – 100 € für das Mädchen",
    "L’été, l’œuvre d’Hélène ; le cœur coûte 12 €",
  ]
  static let latin9 = ["prix 12 ¤,sœur,cœur,œuvre d'été", "Betrag in ¤: 100 ¤ für Müller", "Sœur Hélène,Bœuf,œufs"]
  static let greek = [
    "Όνομα,Επώνυμο,Διεύθυνση,Ελένη Παπαδοπούλου,Αθήνα", "Ο Γιώργος μένει στη Θεσσαλονίκη με την Άννα.",
    "Άννα,Άρτα,Άγγελος,Λεωφόρος Κηφισίας", "ΤΙΜ-2026,ΑΘΗΝΑ,Άρης Βελουχιώτης",
  ]

  @Test(arguments: western) func westernSentence(_ text: String) throws {
    let guess = try guess(text, .windows1252)
    #expect(guess == .windows1252)
    #expect(try self.guess(text, .macRoman) == .macRoman)
  }

  @Test(arguments: windows) func windowsSentence(_ text: String) throws {
    #expect(try guess(text, .windows1252) == .windows1252)
    #expect(try guess(text, .macRoman) == .macRoman)
  }

  @Test(arguments: latin9) func euroAndLigatures(_ text: String) throws {
    let text = String(text.map { $0 == "¤" ? "€" : $0 })
    #expect(try guess(text, .latin9) == .latin9)
    #expect(try guess(text, .windows1252) == .windows1252)
  }

  @Test(arguments: greek) func greekSentence(_ text: String) throws {
    #expect(try guess(text, .windows1253) == .windows1253)
    let differs = text.contains("Ά")
    #expect(try guess(text, .latinGreek) == (differs ? .latinGreek : .windows1253))
  }

  /// One field in a list of plain ones is enough.
  @Test(arguments: ["Müller", "Straße", "Köln", "Peña", "Hélène", "García", "MÜNCHEN", "PEÑA", "Ángel", "Übung"])
  func oneWord(_ word: String) throws {
    let text = "Name,City\nSmith,London\n\(word),Paris\n"
    #expect(try guess(text, .windows1252) == .windows1252)
  }

  @Test(arguments: western + windows + greek) func utf8IsNeverMistaken(_ text: String) throws {
    for scalars in [text, text.uppercased(), String(text.prefix(9))] {
      #expect(CSVProfile.detect(Array("a,b\n\(scalars)\n".utf8)).encoding == .utf8)
    }
  }

  @Test(arguments: western + greek) func utf16WithoutMark(_ text: String) throws {
    for encoding in [TextEncoding.utf16LittleEndian, .utf16BigEndian] { #expect(try guess(text, encoding) == encoding) }
  }

  @Test(arguments: [
    ("latin1", TextEncoding.latin1), ("ISO-8859-15", .latin9), ("Mac Roman", .macRoman), ("UTF8", .utf8),
    ("cp1253", .windows1253), ("iso_8859-7", .latinGreek), ("UTF-16LE", .utf16LittleEndian),
  ])
  func names(_ name: String, _ encoding: TextEncoding) {
    #expect(TextEncoding(named: name) == encoding)
    #expect(TextEncoding(named: encoding.rawValue) == encoding)
  }

  /// A text but for a few NULs is a text.
  @Test func nulsAreNoBinary() throws {
    let reader = try reader(of: Array("a,b\n1\0,2\n".utf8))
    #expect(try rows(of: reader) == [1: ["a", "b"], 2: ["1\0", "2"]])
  }

  private func guess(_ text: String, _ encoding: TextEncoding) throws -> TextEncoding {
    CSVProfile.detect(try #require(encoded(text, as: encoding), "\(encoding) has no \(text)")).encoding
  }
}
