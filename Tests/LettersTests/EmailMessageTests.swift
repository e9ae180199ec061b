import Foundation
import Letters
import SystemIO
import Tables
import Testing

/// Messages as the standards write them, and as Python's `email` package reads them.
@Suite struct EmailMessageTests {
  static let hasPython = (try? SystemProgramRunner().run("python3", ["-c", "import email.policy"])) == 0

  private static func message(
    _ subject: String, _ body: String, from: String = "Roth & Söhne", to: String = "Ana"
  ) throws -> EmailMessage {
    EmailMessage(
      from: try Mailbox(name: from, address: "office@roth.example"),
      to: try Mailbox(name: to, address: "ana.o'neill+x@mail.example"),
      text: LetterText(subject: subject, body: body), language: .german, at: 1_795_357_747_000, id: "01ABC",
      isAutomatic: true)
  }

  @Test func aPlainMessageToTheByte() throws {
    let message = try Self.message("Your order", "Hello,\n.\nFrom us: 1=1 \n\nÖ", from: "Roth", to: "")
    let expected = """
      Date: Sun, 22 Nov 2026 14:29:07 +0000
      Message-ID: <01ABC@roth.example>
      From: "Roth"
       <office@roth.example>
      To: ana.o'neill+x@mail.example
      Subject: Your order
      MIME-Version: 1.0
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: quoted-printable
      Content-Language: de
      Auto-Submitted: auto-generated

      Hello,
      =2E
      =46rom us: 1=3D1=20

      =C3=96

      """
    #expect(String(decoding: message.bytes, as: UTF8.self) == expected.replacing("\n", with: "\r\n"))
  }

  @Test(arguments: [
    "Hi\r\nBcc: thief@example.net", "Hi\nBcc: thief@example.net", "Hi\rBcc: thief@example.net",
    "Hi\u{85}Bcc: x", "Hi\u{2028}Bcc: x", "Hi\u{0}\u{7}", "a\r\n\r\nBody",
  ])
  func noValueBringsAHeader(_ value: String) throws {
    let message = try Self.message(value, "x", from: value, to: value)
    let text = String(decoding: message.bytes, as: UTF8.self)
    let names = text.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
      .filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
    #expect(
      names == [
        "Date", "Message-ID", "From", "To", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
        "Content-Language", "Auto-Submitted",
      ])
    #expect(!text.replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
  }

  @Test(arguments: [
    "", "ana", "@b.example", "a@", "a b@c.example", "a@b..example", ".a@b.example", "-f@b.example", "a@-b.example",
    "a@b.example\r\nBcc: x@y.example", "a@b.example, x@y.example", "<a@b.example>", "a@[127.0.0.1]", "ü@b.example",
    "a@bücher.example", "\"a b\"@c.example", "a@b@c d", "a\u{0}@b.example",
    String(repeating: "a", count: 250) + "@b.example",
  ])
  func whatIsNoAddressIsRefused(_ text: String) {
    #expect(throws: EmailError.unfitAddress) { try Mailbox(address: text) }
  }

  // MARK: Another library

  /// Writes what Python's library makes of each `*.eml` beside it.
  private static let script = """
    import email, email.header, email.policy, email.utils, json, pathlib, sys
    def person(raw):
        # The newer parser of headers of Python 3.11 keeps the blank between two encoded words of a name.
        name, address = email.utils.parseaddr(raw.replace("\\r", "").replace("\\n", ""))
        return [str(email.header.make_header(email.header.decode_header(name))), address]
    for path in pathlib.Path(sys.argv[1]).glob("*.eml"):
        raw = path.read_bytes()
        m = email.message_from_bytes(raw, policy=email.policy.default)
        old = email.message_from_bytes(raw, policy=email.policy.compat32)
        json.dump({
            "subject": str(m["subject"]), "charset": m.get_content_charset(), "names": m.keys(),
            "body": m.get_payload(decode=True).decode("utf-8"), "defects": [repr(d) for d in m.defects],
            "from": person(old["from"]), "to": person(old["to"]), "count": len(m["to"].addresses),
            "longest": max(len(line) for line in raw.split(b"\\r\\n")), "date": m["date"].datetime.isoformat(),
            "ascii": raw.isascii(), "bare": raw.replace(b"\\r\\n", b"").count(b"\\n"),
        }, open(str(path) + ".json", "w"))
    """

  private struct Reading: Decodable {
    var subject, charset, body, date: String
    var names, defects, from, to: [String]
    var count, longest, bare: Int
    var ascii: Bool
  }

  private static let pieces = [
    "a", "Z", " ", "  ", "=", "=?", "?=", "=?utf-8?B?YQ==?=", "\"", "\\", "<", ">", ",", ";", ":", ".", "(", ")", "@",
    "ä", "ß", "ñ", "é", "Ω", "ώ", "ű", "日本", "👩‍👩‍👧", "e\u{301}", "\u{FEFF}", "\u{200D}", "From ", "Re: ",
    "long-word-without-any-blank-in-it-that-goes-on", "\t", "123",
  ]

  private static func text(_ length: Int, _ more: [String], _ random: inout SeededGenerator) -> String {
    (0..<length).map { _ in (pieces + more).randomElement(using: &random) ?? "" }.joined()
  }

  @Test(.enabled(if: hasPython, "python3 with its email package is not installed"), arguments: [1, 2, 3] as [UInt64])
  func whatWeWriteAnotherLibraryReads(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let folder = "/tmp/kontor-tests/letters-\(SystemMachine().processID)-\(seed)"
    let files = LocalFileSystem()
    try files.makeDirectory(folder)
    defer { _ = try? SystemProgramRunner().run("rm", ["-rf", folder]) }
    var written: [String: EmailMessage] = [:]
    for number in 0..<200 {
      let subject = Self.text(Int.random(in: 1...40, using: &random), ["\n", "\r\nX: "], &random)
      let body = Self.text(Int.random(in: 0...200, using: &random), ["\n", "\n\n", " \n", "\n.\n"], &random)
      let names = (0..<2).map { _ in Self.text(Int.random(in: 0...12, using: &random), [], &random) }
      let message = try Self.message(subject, body, from: names[0], to: names[1])
      let path = "\(folder)/\(number).eml"
      written[path] = message
      try files.write(path, message.bytes, exclusively: true, isPrivate: true)
    }
    #expect(try SystemProgramRunner().run("python3", ["-c", Self.script, folder]) == 0)
    for (path, message) in written {
      let read = try JSONDecoder().decode(
        Reading.self, from: Data(try files.read(path + ".json")))
      check(read, message, "seed \(seed), \(path)")
    }
  }

  private func check(_ read: Reading, _ message: EmailMessage, _ place: Comment) {
    let plain = Self.inOneLine(message.text.subject)
    #expect(same(read.subject, plain), "\(place): \(read.subject.debugDescription), \(plain.debugDescription)")
    #expect(read.charset == "utf-8" && read.defects.isEmpty && read.count == 1, "\(place) \(read.defects)")
    let body = read.body.replacing("\r\n", with: "\n")
    #expect(
      same(
        body,
        message.text.body.isEmpty || message.text.body.hasSuffix("\n") ? message.text.body : message.text.body + "\n"),
      place)
    #expect(read.from[1] == message.from.address && read.to[1] == message.to.address, place)
    for (read, mailbox) in [(read.from, message.from), (read.to, message.to)] {
      #expect(
        same(read[0], Self.name(mailbox)),
        "\(place): \(read[0].debugDescription), \(Self.name(mailbox).debugDescription)")
    }
    #expect(read.longest <= 78 && read.ascii && read.bare == 0, place)
    #expect(read.names.count == 10 && read.date == "2026-11-22T14:29:07+00:00", place)
  }

  /// To the byte: Swift's `==` takes canonically equivalent texts for equal.
  private func same(_ left: String, _ right: String) -> Bool { Array(left.utf8) == Array(right.utf8) }

  private static func name(_ mailbox: Mailbox) -> String {
    inOneLine(mailbox.name).split(separator: " ").joined(separator: " ")
  }

  private static func inOneLine(_ text: String) -> String {
    text.replacing("\r\n", with: "  ").replacing("\n", with: " ").replacing("\t", with: " ")
  }
}
