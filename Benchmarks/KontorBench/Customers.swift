import SystemIO

/// Made-up customers, 24 columns and about 210 bytes a row, the same for the same number of rows.
///
/// `customers ROWS FILE`
struct Customers {
  static let header = """
    customer_id,given_name,family_name,company,email,phone,fax,billing_street,billing_city,billing_postcode,\
    billing_country,shipping_street,shipping_city,shipping_postcode,shipping_country,language,source,birth_year,\
    income_range,children,notes,last_purchase,points,consent
    """
  private static let pieceSize = 1 << 20

  private var chance = Chance(state: 0x9E37_79B9_7F4A_7C15)

  static func run(_ arguments: [String]) throws {
    guard arguments.count == 2, let rows = Int(arguments[0]) else { throw BenchError.usage("customers ROWS FILE") }
    let file = try LocalFileSystem().create(arguments[1], exclusively: false, isPrivate: false)
    var customers = Customers()
    var text = header + "\n"
    for row in 1...max(rows, 1) {
      customers.append(row, to: &text)
      if text.utf8.count > pieceSize {
        try file.append(Array(text.utf8))
        text.removeAll(keepingCapacity: true)
      }
    }
    try file.append(Array(text.utf8))
    try file.close()
  }

  private mutating func append(_ number: Int, to text: inout String) {
    let place = chance.pick(Self.places)
    let (given, family) = (chance.pick(place.given), chance.pick(place.family))
    let street = "\(chance.pick(place.streets)) \(1 + chance.below(180))"
    let (city, postcode) = (chance.pick(place.cities), padded(chance.below(100_000), 5))
    let ships = chance.below(100) < 85
    text += "C\(padded(number, 7)),\(given),\(family),"
    text += chance.below(4) == 0 ? "\"\(family), \(given) & Co. \(place.form)\"," : ","
    text += chance.below(100) < 85 ? "kunde.\(number % 9973).\(chance.below(997))@\(chance.pick(Self.domains))," : ","
    text += "\(place.prefix)\(padded(chance.below(100), 2)) \(padded(chance.below(1000), 3)) "
    text += "\(padded(chance.below(1000), 3)),,\(street),\(city),\(postcode),\(place.country),"
    text += ships ? "\(street),\(city),\(postcode),\(place.country)," : ",,,,"
    text += "\(place.language),\(chance.pick(Self.sources)),"
    text += chance.below(100) < 80 ? "\(1935 + chance.below(70))," : ","
    text += "\(chance.pick(Self.incomes)),\(chance.below(5)),"
    text += chance.below(100) < 40 ? chance.pick(place.notes) + "," : ","
    text += "20\(15 + chance.below(10))-\(padded(1 + chance.below(12), 2))-\(padded(1 + chance.below(28), 2)),"
    text += "\(chance.below(20_000)),\(chance.pick(Self.consents))\n"
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private struct Place {
    var language: String
    var country: String
    var prefix: String
    var form: String
    var given: [String]
    var family: [String]
    var streets: [String]
    var cities: [String]
    var notes: [String]
  }

  private static let domains = ["gmail.com", "hotmail.com", "yahoo.es", "web.de", "orange.fr", "otenet.gr"]
  private static let sources = ["web", "shop", "phone", "fair", "referral", "newsletter", "import 2019"]
  private static let incomes = ["", "<20k", "20-40k", "40-60k", "60-100k", ">100k"]
  private static let consents = ["yes", "yes", "no", ""]
  private static let places = [
    Place(
      language: "es", country: "ES", prefix: "+34 6", form: "S.L.", given: ["María José", "Ángel", "Íñigo", "Lucía"],
      family: ["Núñez Peña", "García", "Ibáñez", "Castaño"], streets: ["Rambla Ángel Hidalgo", "Calle de Alcalá"],
      cities: ["Logroño", "Málaga", "A Coruña"], notes: ["Llamar después de las 18:00", "\"Dijo: \"\"en otoño\"\"\""]),
    Place(
      language: "fil", country: "PH", prefix: "+63 9", form: "Inc.", given: ["Maristela", "Jose Ramon", "Ligaya"],
      family: ["Dela Cruz", "Bautista", "Peñaflor"], streets: ["Rizal Avenue", "Mabini Street"],
      cities: ["Parañaque", "Quezon City"], notes: ["Tumawag muna bago pumunta", "Nakatira malapit sa palengke"]),
    Place(
      language: "de", country: "DE", prefix: "+49 1", form: "OHG", given: ["Jürgen", "Adelheid", "Käthe", "Ömer"],
      family: ["Geißler", "von der Straßen", "Müller"], streets: ["Etzlergasse", "Große Bleichen", "An der Mühle"],
      cities: ["Köln", "Eisenberg", "Gütersloh"], notes: ["Bitte nach 17 Uhr anrufen", "\"Schlüssel beim\nNachbarn\""]),
    Place(
      language: "fr", country: "FR", prefix: "+33 6", form: "SARL", given: ["Élodie", "François-Xavier", "Zoé"],
      family: ["L'Hôte", "Lefèvre", "d'Aubigné"], streets: ["rue de l'Église", "allée des Chênes"],
      cities: ["Besançon", "Saint-Étienne"], notes: ["Rappeler après le déjeuner", "\"Préfère l'étage, code 4B\""]),
    Place(
      language: "el", country: "GR", prefix: "+30 69", form: "Ε.Π.Ε.", given: ["Γιώργος", "Ελένη", "Θεόδωρος"],
      family: ["Παπαδοπούλου", "Οικονόμου"], streets: ["Λεωφόρος Αλεξάνδρας", "Αγίου Ανδρέου"],
      cities: ["Θεσσαλονίκη", "Πάτρα"], notes: ["Να καλέσετε το απόγευμα", "Κωδικός εισόδου 12"]),
    Place(
      language: "en", country: "US", prefix: "+1 2", form: "LLC", given: ["Mary Ann", "Seán", "Olive"],
      family: ["O'Neil", "Smith-Jones", "Fitzgerald"], streets: ["Main Street", "St. George's Road"],
      cities: ["Springfield", "Winston-Salem"], notes: ["Call after 6pm", "\"Prefers e-mail, not phone\""]),
  ]
}

/// Numbers that look random and are the same every time (xorshift64*).
struct Chance {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return Int((state &* 0x2545_F491_4F6C_DD1D) >> 33) % bound
  }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}
