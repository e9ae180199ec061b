package import Tables

/// Why something is no mailbox that mail can go to.
package enum EmailError: Error, Hashable, Sendable {
  /// It has signs that plain SMTP does not carry, or is no address.
  case unfitAddress
}

/// A name with an address, as headers hold it.
package struct Mailbox: Equatable, Sendable {
  package var name: String
  package let address: String

  /// The longest address, RFC 5321, 4.5.3.1.3 less its angles.
  package static let longestAddress = 254

  /// Throws unless the address is a dot-string at a domain, all ASCII (RFC 5321, 4.1.2).
  package init(name: String = "", address: String) throws(EmailError) {
    guard Self.isFit(address) else { throw .unfitAddress }
    (self.name, self.address) = (name, address)
  }

  private static func isFit(_ address: String) -> Bool {
    let bytes = Array(address.utf8)
    guard bytes.count <= longestAddress, let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return false }
    return isDotted(bytes[..<at], isAtom) && isDotted(bytes[(at + 1)...], isLabel)
  }

  private static func isDotted(_ bytes: ArraySlice<UInt8>, _ isFit: (UInt8) -> Bool) -> Bool {
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.allSatisfy { !$0.isEmpty && $0.first != UInt8(ascii: "-") && $0.allSatisfy(isFit) }
  }

  private static func isLabel(_ byte: UInt8) -> Bool {
    let sign = Unicode.Scalar(byte)
    return ("a"..."z").contains(sign) || ("A"..."Z").contains(sign) || ("0"..."9").contains(sign) || sign == "-"
  }

  private static func isAtom(_ byte: UInt8) -> Bool { isLabel(byte) || "!#$%&'*+/=?^_`{|}~".utf8.contains(byte) }

  package var domain: String {
    String(address[address.index(after: address.lastIndex(of: "@") ?? address.startIndex)...])
  }

  /// The header's value.
  fileprivate var text: String {
    let name = name.inOneHeader.split(separator: " ").joined(separator: " ")
    if name.isEmpty { return address }
    guard name.isPlainHeader, name.utf8.count <= EmailMessage.plainLength else {
      return TransferCoding.encodedWords(name) + "\r\n <\(address)>"
    }
    let quoted = name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
    return "\"\(quoted)\"\r\n <\(address)>"
  }
}

/// One letter as an e-mail: RFC 5322, 2045 and 2047, in plain text of UTF-8.
///
/// Whatever its values hold, it has the headers that stand here and no other.
package struct EmailMessage: Sendable {
  package var from: Mailbox
  package var to: Mailbox
  package var text: LetterText
  package var language: Language
  /// Milliseconds since 1970 UTC.
  package var at: Int64
  /// The left half of the Message-ID: letters and digits.
  package var id: String
  /// Whether a program wrote it unasked (RFC 3834).
  package var isAutomatic: Bool
  /// Whether a mail program that opens it is to show it as one not yet sent (X-Unsent, as Outlook has it).
  package var isDraft = false

  /// A longer header is written in encoded words, which fold anywhere.
  static let plainLength = 60

  package init(
    from: Mailbox, to: Mailbox, text: LetterText, language: Language, at: Int64, id: String, isAutomatic: Bool
  ) {
    self.from = from
    self.to = to
    self.text = text
    self.language = language
    self.at = at
    self.id = id
    self.isAutomatic = isAutomatic
  }

  /// The Message-ID with its angles.
  package var messageID: String { "<\(id.filter { $0.isASCII && ($0.isLetter || $0.isNumber) })@\(from.domain)>" }

  /// The whole message, with CRLF.
  package var bytes: [UInt8] {
    var headers = [
      "Date: \(MailDate.text(milliseconds: at))", "Message-ID: \(messageID)", "From: \(from.text)", "To: \(to.text)",
      "Subject: \(subject)", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: quoted-printable", "Content-Language: \(language.rawValue)",
    ]
    if isDraft { headers.append("X-Unsent: 1") }
    if isAutomatic { headers.append("Auto-Submitted: auto-generated") }
    return Array((headers.joined(separator: "\r\n") + "\r\n\r\n").utf8) + TransferCoding.quotedPrintable(text.body)
  }

  private var subject: String {
    let subject = text.subject.inOneHeader
    let isPlain = subject.isPlainHeader && subject.utf8.count <= Self.plainLength
    return isPlain ? subject : TransferCoding.encodedWords(subject)
  }
}

extension String {
  /// Printable ASCII that no reader takes for an encoded word, without blanks at its ends.
  fileprivate var isPlainHeader: Bool {
    utf8.allSatisfy { (0x20...0x7E).contains($0) } && !contains("=?") && first != " " && last != " "
  }
}

/// Moments as mail writes them.
enum MailDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `Sun, 22 Nov 2026 14:15:47 +0000` (RFC 5322, 3.3).
  static func text(milliseconds: Int64) -> String {
    let date = CalendarDate(milliseconds: milliseconds)
    let seconds = Int((milliseconds - Int64(date.dayNumber) * 86_400_000) / 1000)
    let weekday = ((date.dayNumber % 7) + 7) % 7
    let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map(twoDigits).joined(separator: ":")
    return "\(days[weekday]), \(twoDigits(date.day)) \(months[date.month - 1]) \(date.year) \(time) +0000"
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
