import Foundation
import Synchronization
import SystemIO
import Testing

/// Letters on their way: claimed, sent once, settled, come back.
@Suite final class OutboxTests {
  let office: Office

  init() throws {
    office = try Office()
    office.found()
    office.join("Bea", as: "clerk")
    office.json("Ada", "add", "contact_points", "name=Roth & Söhne", "email=office@roth.example", "telephone=030 1")
    office.json(
      "Ada", "add", "customers", "customer_number=1", "given_name=Ana", "family_name=Öz", "email=ana@mail.example",
      "language=de")
  }

  /// Takes messages as a test tells it, while the sender waits.
  final class Mailer: ProgramRunner {
    private let calls = Mutex<[(arguments: [String], message: String)]>([])
    private let answer: @Sendable (Int) -> Int32
    var taken: [(arguments: [String], message: String)] { calls.withLock { $0 } }

    init(_ answer: @escaping @Sendable (_ number: Int) -> Int32 = { _ in 0 }) { self.answer = answer }

    func run(_ program: String, _ arguments: [String]) throws(ProgramError) -> Int32 { 0 }
    func launch(_ program: String, _ arguments: [String]) throws(ProgramError) {}
    func run(_ program: String, _ arguments: [String], input: String) throws(ProgramError) -> Int32 {
      if program == "/none" { throw .notFound(program) }
      let message = (try? String(contentsOf: URL(filePath: input), encoding: .utf8)) ?? ""
      let number = calls.withLock { calls in
        calls.append((arguments, message))
        return calls.count
      }
      return answer(number)
    }
  }

  /// What was written before he died, or objected, does not go out; only receipts go to who objected.
  @Test(arguments: ["died", "objected"]) func whoIsNotToBeWrittenToGetsNoDraft(standing: String) {
    let mailer = Mailer()
    office.runner = mailer
    office.json("Bea", "chase", "1", "--needs", "phone", "--because", "sold-out")
    office.json("Bea", "set", "customers", "1", "mobile=0170 3", "--channel", "phone")
    office.json("Bea", "receipt", "1")
    office.json("Ada", "set", "customers", "1", "standing=\(standing)")
    let handed = office.json("Ada", "outbox", "send")["handed"] as? [[String: Any]] ?? []
    let states = handed.map { "\($0["kind"] ?? "") \($0["state"] ?? "")" }
    let receipt = standing == "died" ? "receipt dropped" : "receipt sent"
    #expect(states == ["missing-sold-out dropped", receipt])
    #expect(mailer.taken.count == (standing == "died" ? 0 : 1))
    #expect((office.json("Ada", "outbox", "send")["handed"] as? [Any])?.isEmpty == true)
  }

  /// Of whom nothing is on file any more, a person decides; a clerk who may not see the number knows nothing of it.
  @Test func ofWhomNothingIsOnFileAPersonDecides() {
    let mailer = Mailer()
    office.runner = mailer
    office.json("Bea", "chase", "1", "--needs", "phone", "--because", "sold-out")
    office.json("Ada", "delete", "customers", "1")
    let handed = office.json("Ada", "outbox", "send", ends: 1)["handed"] as? [[String: Any]] ?? []
    #expect(handed.map { $0["state"] as? String } == ["failed"])
    #expect(mailer.taken.isEmpty)
  }

  /// What was answered, or is not waited for any more, before its letter went is asked by none; nor by a reminder.
  @Test func whoAnsweredFirstGetsNoLetter() throws {
    let mailer = Mailer()
    office.runner = mailer
    let answered = try chase()
    let closed = try chase(needs: "mobile")
    let open = try chase(needs: "fax")
    office.json("Bea", "ask", "1", "--channel", "counter", "--answer", "phone=030 4")
    let requests = office.json("Ada", "chase", "list")["requests"] as? [[String: Any]] ?? []
    let mobile = requests.first { $0["columns"] as? [String] == ["mobile"] }?["id"] as? String
    office.json("Bea", "chase", "close", try #require(mobile))
    office.json("Ada", "outbox", "send")
    #expect([answered, closed, open].map { state($0) } == ["dropped", "dropped", "sent"])
    office.json("Bea", "chase", "--remind", "--after", "0")
    office.json("Bea", "ask", "1", "--channel", "counter", "--answer", "fax=030 5")
    office.json("Ada", "outbox", "send")
    #expect(mailer.taken.count == 1)
  }

  /// What came back once is written to again when he says that it is right.
  @Test func aBounceEndsWhereHeSaysThatItIsRight() throws {
    office.runner = Mailer()
    let letter = try chase()
    office.json("Ada", "outbox", "send")
    _ = try office.write("mbox", "From x\n" + Self.report(of: "<\(letter)@roth.example>"))
    office.json("Bea", "outbox", "bounces", "mbox")
    let passed = office.json("Bea", "chase", "1", "--needs", "fax", "--because", "sold-out")["passed_over"]
    #expect((passed as? [[String: Any]])?.first?["why"] as? String == "no-address")
    office.json("Ada", "confirm", "1", "--channel", "paper", "--confirmed", "email")
    #expect(try state(chase(needs: "fax")) == "draft")
  }

  /// Where no program sends mail, a file for a mail program does.
  @Test func anEmailAsAFile() throws {
    let mailer = Mailer()
    office.runner = mailer
    let letter = try chase()
    office.json("Ada", "outbox", "send", "--emails", "nowhere", ends: 65)
    #expect(state(letter) == "draft")
    #expect(office.run("Ada", ["outbox", "send", "--emails", ".", "--program", "x"]).status == 64)
    let folder = office.folder + "/mail"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    office.json("Ada", "outbox", "send", "--emails", "mail")
    #expect(mailer.taken.isEmpty && state(letter) == "sent")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(files.count == 1 && files[0].hasSuffix("-\(letter).eml"))
    let message = try String(contentsOfFile: folder + "/" + files[0], encoding: .utf8)
    #expect(message.contains("\r\nX-Unsent: 1\r\n") && message.contains("\r\nTo: ana@mail.example\r\n"))
  }

  /// A draft goes to what is on file when it is sent; what somebody readdressed by hand goes there, receipts as written.
  @Test func aDraftFollowsTheCustomer() throws {
    let mailer = Mailer()
    office.runner = mailer
    office.json("Bea", "set", "customers", "1", "mobile=0170 3", "--channel", "phone")
    office.json("Bea", "receipt", "1")
    let moved = try chase()
    let byHand = try chase(needs: "mobile")
    office.json("Bea", "set", "outbox", byHand, "address=assistant@mail.example")
    office.json("Ada", "set", "customers", "1", "email=ana@new.example")
    office.json("Ada", "outbox", "send")
    #expect(mailer.taken.map(\.arguments.last) == ["ana@mail.example", "ana@new.example", "assistant@mail.example"])
    #expect(office.json("Ada", "outbox", "show", moved)["address"] as? String == "ana@new.example")
    office.runner = Mailer { _ in 75 }
    let again = try chase(needs: "website")
    office.json("Ada", "set", "customers", "1", "email=ana@newer.example")
    office.json("Ada", "outbox", "send")
    #expect(state(again) == "draft", "the program asks to try again")
    office.json("Ada", "set", "customers", "1", "email=ana@newest.example")
    office.runner = mailer
    office.json("Ada", "outbox", "send")
    #expect(mailer.taken.last?.arguments.last == "ana@newest.example")
    let paper = try chase(needs: "fax")
    office.json("Ada", "set", "customers", "1", "email=")
    #expect(office.run("Ada", ["outbox", "send"]).status == 1)
    #expect(state(paper) == "failed" && mailer.taken.count == 4, "nothing on file reaches her")
    office.json("Ada", "set", "customers", "1", "email=ana@third.example")
    office.json("Bea", "outbox", "settle", paper, "--again")
    office.json("Ada", "outbox", "send")
    #expect(mailer.taken.last?.arguments.last == "ana@third.example")
  }

  /// A delivery report about a message.
  static func report(of id: String?, to address: String = "ana@mail.example") -> String {
    let third = id.map { "Content-Type: text/rfc822-headers\n\nMessage-ID: \($0)\n" } ?? "\nNothing.\n"
    return """
      Content-Type: multipart/report; boundary=b

      --b

      Sorry.
      --b
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mx.example

      Final-Recipient: rfc822; \(address)
      Action: failed
      Status: 5.1.1

      --b
      \(third)
      --b--

      """
  }

  @discardableResult
  func chase(_ customer: String = "1", needs: String = "phone") throws -> String {
    let told = office.json("Bea", "chase", customer, "--needs", needs, "--because", "failed-delivery")
    let letters = try #require(told["letters"] as? [[String: Any]])
    return try #require(letters.first?["letter"] as? String)
  }

  func state(_ letter: String, by employee: String = "Ada") -> String {
    office.json(employee, "outbox", "show", letter)["state"] as? String ?? ""
  }

  private func bounced(_ column: String) throws -> Bool {
    let told = office.json("Ada", "show", "customers", "--provenance")
    let rows = try #require(told["rows"] as? [[String: Any]])
    let known = rows.first?["provenance"] as? [String: [String: Any]] ?? [:]
    return known[column]?["bounced"] is [String: Any]
  }

  @Test func aLetterIsHandedOverOnce() throws {
    let letter = try chase()
    #expect(state(letter) == "draft")
    let mailer = Mailer()
    office.runner = mailer
    let told = office.json("Ada", "outbox", "send")
    #expect((told["handed"] as? [Any])?.count == 1)
    #expect(state(letter) == "sent")
    office.json("Ada", "outbox", "send")
    office.json("Bea", "outbox", "send")
    #expect(mailer.taken.count == 1)
    #expect(mailer.taken[0].arguments == ["-i", "-f", "office@roth.example", "--", "ana@mail.example"])
    #expect(mailer.taken[0].message.contains("Message-ID: <\(letter)@roth.example>"))
    #expect(mailer.taken[0].message.contains("Guten Tag Ana =C3=96z,"))
  }

  @Test func whoComesWhileItIsHandedOverFindsItClaimed() throws {
    let letter = try chase()
    let office = office
    nonisolated(unsafe) let shared = office
    let others = Mutex<[String]>([])
    office.runner = Mailer { number in
      guard number == 1 else { return 0 }
      for name in ["Bea", "Ada"] {
        let told = shared.run(name, ["outbox", "send", "--json"]).json
        let handed = (told["handed"] as? [Any])?.count ?? -1
        let unknown = (told["unknown"] as? [Any])?.count ?? -1
        others.withLock { $0.append("\(name) \(handed) \(unknown)") }
      }
      let settled = shared.run("Ada", ["outbox", "settle", letter, "--again", "--json"]).json
      let code = (settled["error"] as? [String: Any])?["code"] as? String
      others.withLock { $0.append(code ?? "settled") }
      return 0
    }
    office.json("Ada", "outbox", "send")
    #expect(others.withLock { $0 } == ["Bea 0 0", "Ada 0 0", "being-sent"])
    #expect(state(letter) == "sent")
  }

  @Test(arguments: [(75, "draft"), (67, "failed"), (137, "unknown")] as [(Int32, String)])
  func whatTheProgramAnswers(status: Int32, state: String) throws {
    let letter = try chase()
    office.runner = Mailer { _ in status }
    office.json("Ada", "outbox", "send", ends: status == 75 ? 0 : status == 67 ? 1 : 3)
    #expect(self.state(letter) == state)
    office.runner = Mailer()
    if state != "draft" {
      office.json("Ada", "outbox", "send")
      #expect(self.state(letter) == state, "nobody sends it again unasked")
      office.json("Ada", "outbox", "settle", letter, "--again")
    }
    office.json("Bea", "outbox", "send")
    #expect(self.state(letter) == "sent")
    office.json("Ada", "outbox", "settle", letter, "--drop", ends: 65)
  }

  @Test func withoutAProgramOrASenderNothingIsClaimed() throws {
    let letter = try chase()
    office.runner = Mailer()
    office.json("Ada", "outbox", "send", "--program", "/none", ends: 1)
    #expect(state(letter) == "draft")
    office.json("Ada", "set", "contact_points", "Roth & Söhne", "email=")
    office.json("Ada", "outbox", "send", ends: 65)
    #expect(state(letter) == "draft")
    office.json("Bea", "outbox", "settle", letter, "--drop")
    #expect(state(letter) == "dropped")
  }

  @Test func aShareThatGoesAwayMeanwhileLosesNoAnswer() throws {
    let letter = try chase()
    let share = office.share
    office.runner = Mailer { _ in
      rename(share, share + ".away")
      return 0
    }
    let outcome = office.run("Ada", ["outbox", "send"])
    #expect(outcome.status == 7, "\(outcome.errors)")
    rename(share + ".away", share)
    let mailer = Mailer()
    office.runner = mailer
    office.json("Ada", "outbox", "send")
    #expect(state(letter) == "sent" && mailer.taken.isEmpty)
  }

  @Test(.enabled(if: ReadmeTests.isBuilt, "the program is not built beside the tests"))
  func whatADeadProcessClaimedIsUnknownAndAPersonDecides() throws {
    let letter = try chase()
    let script = try office.write("killer", "#!/bin/sh\ncat > '\(office.folder)/message'\nkill -9 $PPID\n")
    let runner = SystemProgramRunner()
    _ = try runner.run("chmod", ["+x", script])
    let status = try runner.run(
      "env",
      [
        "KONTOR_HOME=\(office.folder)/Ada", "KONTOR_PASSPHRASE=\(Office.passphrase)", ReadmeTests.program, "-w",
        office.share, "outbox", "send", "--program", script,
      ])
    #expect(status == 137)
    #expect(try office.read(office.folder + "/message").contains(letter))
    #expect(state(letter) == "claimed")
    let mailer = Mailer()
    office.runner = mailer
    office.json("Bea", "outbox", "send")
    #expect(state(letter) == "claimed", "another machine cannot know")
    let told = office.json("Ada", "outbox", "send", ends: 3)
    #expect(told["unknown"] as? [String] == [letter])
    #expect(state(letter) == "unknown" && mailer.taken.isEmpty)
    office.json("Bea", "outbox", "settle", letter, "--sent")
    office.json("Ada", "outbox", "send")
    #expect(state(letter) == "sent" && mailer.taken.isEmpty)
  }

  @Test(arguments: [true, false]) func onlyTheAddressThatWasUsedIsMarked(hasHeaders: Bool) throws {
    let letter = try chase()
    office.runner = Mailer()
    office.json("Ada", "outbox", "send")
    let id = hasHeaders ? "<\(letter)@roth.example>" : nil
    let strange = try office.write("strange.eml", Self.report(of: "<x@roth.example>", to: "bob@mail.example"))
    #expect(office.json("Bea", "outbox", "bounces", strange)["others"] as? Int == 1)
    let box = try office.write(
      "box", "From x\nSubject: Hi\n\nHi\n\nFrom y\n\(Self.report(of: id, to: "Ana@mail.example"))")
    let told = office.json("Bea", "outbox", "bounces", box)
    #expect(told["messages"] as? Int == 2 && told["reports"] as? Int == 1)
    #expect((told["letters"] as? [[String: Any]])?.first?["cells"] as? Int == 1)
    #expect(try state(letter) == "bounced" && bounced("email") && !bounced("phone"))
    let again = office.json("Bea", "outbox", "bounces", box)
    #expect(again["others"] as? Int == 1 && again["version"] as? Int == told["version"] as? Int)
    // The next letter does not go there.
    office.json("Ada", "set", "customers", "1", "phone=030 2")
    let next = office.json("Bea", "chase", "1", "--needs", "mobile", "--because", "sold-out")
    #expect((next["passed_over"] as? [[String: Any]])?.first?["why"] as? String == "no-address")
  }

  @Test func anAddressThatWasReplacedIsNotMarked() throws {
    let letter = try chase()
    office.runner = Mailer()
    office.json("Ada", "outbox", "send")
    office.json("Bea", "set", "customers", "1", "email=new@mail.example")
    let folder = office.folder + "/maildir"
    try FileManager.default.createDirectory(atPath: folder + "/new", withIntermediateDirectories: true)
    _ = try office.write("maildir/new/1", Self.report(of: "<\(letter)@roth.example>"))
    let told = office.json("Bea", "outbox", "bounces", folder)
    #expect((told["letters"] as? [[String: Any]])?.first?["cells"] as? Int == 0)
    #expect(try state(letter) == "bounced" && !bounced("email"))
  }

  @Test func lettersOnPaperAreWrittenIntoAFolder() throws {
    office.json("Ada", "add", "customers", "customer_number=2", "family_name=<b>Λη</b>", "language=el")
    office.json(
      "Ada", "add", "addresses", "customer=2", "kind=mailing", "street=Οδός 1", "postcode=10431", "city=Αθήνα")
    let letter = try chase("2", needs: "email")
    #expect(office.json("Ada", "outbox", "send")["on_paper"] as? Int == 1)
    office.json("Ada", "outbox", "send", "--letters", "nowhere", ends: 65)
    try FileManager.default.createDirectory(atPath: office.folder + "/paper", withIntermediateDirectories: true)
    office.json("Ada", "outbox", "send", "--letters", "paper")
    #expect(state(letter) == "sent")
    let file = try #require(try FileManager.default.contentsOfDirectory(atPath: office.folder + "/paper").first)
    let page = try office.read(office.folder + "/paper/" + file)
    #expect(file.hasSuffix("\(letter).html"))
    #expect(page.contains("<html lang=\"el\">") && page.contains("&lt;b&gt;Λη&lt;/b&gt;<br>\nΟδός 1<br>\n10431 Αθήνα"))
  }

  @Test func whoMayNotMayNot() throws {
    office.join("Vic", as: "viewer")
    let letter = try chase()
    office.json("Vic", "outbox", "list", ends: 4)
    office.json("Vic", "outbox", "send", ends: 4)
    office.json("Vic", "chase", "1", "--needs", "phone", "--because", "sold-out", ends: 4)
    office.json("Bea", "chase", "1", "--needs", "income_range", "--because", "sold-out", ends: 4)
    #expect(state(letter) == "draft")
  }
}
