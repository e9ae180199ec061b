import Foundation
import SystemIO
import Testing

/// Letters in six languages through a real SMTP server on this machine, and read back by another library.
@Suite struct SMTPTests {
  static let hasServer =
    (try? SystemProgramRunner().run(
      "python3", ["-W", "ignore", "-c", "try:\n import aiosmtpd.controller\nexcept ImportError:\n import smtpd"])) == 0

  /// Keeps what it takes in a folder until a file `stop` stands there, for a minute at most.
  private static let server = """
    import json, os, sys, time, warnings
    warnings.simplefilter("ignore")
    folder = sys.argv[1]
    taken = []
    def take(sender, to, data):
        if to[0].startswith("nobody"): return "550 No such user"
        path = f"{folder}/{len(taken)}.taken"
        taken.append(path)
        open(path, "wb").write(data)
        json.dump([sender] + list(to), open(path + ".envelope", "w"))
        return None
    def announce(port):
        open(folder + "/port.new", "w").write(str(port))
        os.rename(folder + "/port.new", folder + "/port")
    def goes_on(end=time.time() + 60): return time.time() < end and not os.path.exists(folder + "/stop")
    try:
        from aiosmtpd.controller import Controller
        import socket
        class Handler:
            async def handle_DATA(self, server, session, envelope):
                return take(envelope.mail_from, envelope.rcpt_tos, envelope.content) or "250 OK"
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        controller = Controller(Handler(), hostname="127.0.0.1", port=port)
        controller.start()
        announce(port)
        while goes_on(): time.sleep(0.05)
        controller.stop()
    except ImportError:
        import asyncore, smtpd
        class Server(smtpd.SMTPServer):
            def process_message(self, peer, mailfrom, rcpttos, data, **kwargs):
                return take(mailfrom, rcpttos, data)
        server = Server(("127.0.0.1", 0), None)
        announce(server.socket.getsockname()[1])
        while goes_on(): asyncore.loop(timeout=0.05, count=1)
    """

  /// What sendmail does, for a server at a port.
  private static func sendmail(port: String) -> String {
    """
    #!/usr/bin/env python3
    import smtplib, sys
    assert sys.argv[1:3] == ["-i", "-f"] and sys.argv[4] == "--" and len(sys.argv) == 6
    try:
        with smtplib.SMTP("127.0.0.1", \(port), timeout=20) as server:
            server.sendmail(sys.argv[3], [sys.argv[5]], sys.stdin.buffer.read())
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError):
        sys.exit(67)
    except OSError:
        sys.exit(75)

    """
  }

  private static let reader = """
    import email, email.policy, json, pathlib, sys
    told = []
    for path in pathlib.Path(sys.argv[1]).glob("*.taken"):
        m = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        told.append({"subject": str(m["subject"]), "charset": m.get_content_charset(), "language": m["content-language"],
            "body": m.get_payload(decode=True).decode("utf-8"), "to": m["to"].addresses[0].addr_spec,
            "from": m["from"].addresses[0].display_name, "defects": len(m.defects),
            "envelope": json.load(open(str(path) + ".envelope"))})
    json.dump(told, open(sys.argv[1] + "/told.json", "w"))
    """

  private struct Taken: Decodable {
    var subject, charset, language, body, to, from: String
    var defects: Int
    var envelope: [String]
  }

  @Test(.enabled(if: hasServer, "python3 has neither aiosmtpd nor smtpd"))
  func lettersInSixLanguagesArriveAsTheyWereWritten() throws {
    let office = try Office()
    office.found()
    office.json(
      "Ada", "add", "contact_points", "name=Roth & Söhne, Κρήτη", "email=office@roth.example", "telephone=030 1")
    let runner = SystemProgramRunner()
    let script = try office.write("server.py", Self.server)
    try runner.launch("python3", [script, office.folder])
    defer { _ = try? office.write("stop", "") }
    let port = try wait(for: office.folder + "/port")
    let sendmail = try office.write("sendmail", Self.sendmail(port: port))
    _ = try runner.run("chmod", ["+x", sendmail])
    office.runner = runner

    let languages = ["es", "fil", "de", "fr", "el", "en"]
    for (number, language) in languages.enumerated() {
      office.json(
        "Ada", "add", "customers", "customer_number=\(number)", "given_name=Zoë", "family_name=Ωμέγα",
        "email=\(language)@mail.example", "language=\(language)")
    }
    office.json("Ada", "add", "customers", "customer_number=9", "email=nobody@mail.example")
    let list = try office.write("list", "0\n1\n2\n3\n4\n5\n9\n")
    office.json(
      "Ada", "chase", "--from", list, "--needs", "phone,mobile", "--because", "incomplete-contact", "--yes")
    let told = office.json("Ada", "outbox", "send", "--program", sendmail, ends: 1)
    let letters = try #require(told["handed"] as? [[String: Any]])
    #expect(letters.map { $0["state"] as? String } == Array(repeating: "sent", count: 6) + ["failed"])

    #expect(try runner.run("python3", ["-c", Self.reader, office.folder]) == 0)
    let taken = try JSONDecoder().decode(
      [Taken].self, from: Data(contentsOf: URL(filePath: office.folder + "/told.json")))
    #expect(Set(taken.map(\.language)) == Set(languages) && taken.count == 6)
    for message in taken {
      let letter = try #require(letters.first { $0["address"] as? String == message.to })
      #expect(message.subject == letter["subject"] as? String)
      // Python's own server keeps the last line's end to itself.
      let body = message.body.replacing("\r\n", with: "\n")
      #expect((body.hasSuffix("\n") ? String(body.dropLast()) : body) == letter["text"] as? String)
      #expect(message.charset == "utf-8" && message.defects == 0 && message.from == "Roth & Söhne, Κρήτη")
      #expect(message.envelope == ["office@roth.example", message.to] && message.body.contains("Zoë Ωμέγα"))
    }
  }

  private func wait(for path: String) throws -> String {
    for _ in 0..<400 {
      if let text = try? String(contentsOf: URL(filePath: path), encoding: .utf8) { return text }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw FileError(.open, path, .notFound)
  }
}
