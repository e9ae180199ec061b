package import Tables

extension ColumnKind {
  /// Whether two texts are one value to whoever says or types them: `030 12345` and `+49 30 12345` are one telephone number,
  /// `A@B.example` and `a@b.example` one address, `SW1A 1AA` and `sw1a1aa` one postcode. Of other kinds letter by letter.
  package func isSame(_ left: String, _ right: String) -> Bool {
    if left == right { return true }
    switch self {
    case .phone: return PhoneNumber(left).isSame(as: PhoneNumber(right))
    case .email: return left.lowercased() == right.lowercased()
    case .postcode: return Self.bare(left) == Self.bare(right)
    default: return false
    }
  }

  /// A postcode without what is written between its signs.
  private static func bare(_ postcode: String) -> String {
    postcode.uppercased().filter { !$0.isWhitespace && $0 != "-" }
  }
}

/// A telephone number as far as two can be compared: with the country, or without.
struct PhoneNumber {
  /// Country codes have so many digits.
  private static let countryDigits = 1...3

  /// Without what is dialled before the country or the area.
  private let digits: String
  private let hasCountry: Bool

  init(_ text: String) {
    // In +49 (0)30 the zero is not dialled.
    let text = text.contains("+") || text.hasPrefix("00") ? text.replacing("(0)", with: "") : text
    let signs = text.compactMap { $0 == "+" ? $0 : $0.wholeNumberValue.map { Character(String($0)) } }
    hasCountry = signs.contains("+") || signs.starts(with: "00")
    digits = String(signs.filter { $0 != "+" }.drop { $0 == "0" })
  }

  var count: Int { digits.count }

  /// Two with a country are the same to the digit; of others the country is whichever the longer one names.
  func isSame(as other: PhoneNumber) -> Bool {
    if digits.isEmpty || other.digits.isEmpty { return false }
    if hasCountry == other.hasCountry { return digits == other.digits }
    let (long, short) = hasCountry ? (digits, other.digits) : (other.digits, digits)
    return long.hasSuffix(short) && Self.countryDigits.contains(long.count - short.count)
  }
}
