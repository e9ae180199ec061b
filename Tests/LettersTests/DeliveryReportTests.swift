import Letters
import Testing

/// What came back.
@Suite struct DeliveryReportTests {
  private func read(_ text: String) -> DeliveryReport? { DeliveryReport(Array(text.utf8)[...]) }

  static func report(
    action: String = "failed", original: String? = nil, final: String? = "ana@mail.example", third: String = ""
  ) -> String {
    """
    From: MAILER-DAEMON@mail.example
    To: office@roth.example
    Content-Type: multipart/report; report-type=delivery-status;
     boundary="b=1"
    Subject: Undelivered Mail

    This is a MIME message.

    --b=1
    Content-Type: text/plain

    Sorry. Action: failed
    --b=1
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example

    \(original.map { "Original-Recipient: rfc822;\($0)\n" } ?? "")\(final.map { "Final-Recipient: RFC822; \($0)\n" } ?? "")Action: \(action)
    Status: 5.1.1
    Diagnostic-Code: smtp; 550 no such
     user

    --b=1
    \(third)
    --b=1--

    """
  }

  static let headers = """
    Content-Type: text/rfc822-headers

    From: office@roth.example
    Message-Id:
     <01ABC@roth.example>
    Subject: Hello
    """

  @Test func whoFailedAndOfWhichMessage() {
    for text in [Self.report(third: Self.headers), Self.report(third: Self.headers).replacing("\n", with: "\r\n")] {
      #expect(read(text)?.failed == ["ana@mail.example"])
      #expect(read(text)?.messageID == "<01ABC@roth.example>")
    }
    let whole = Self.headers.replacing("text/rfc822-headers", with: "message/rfc822")
    #expect(read(Self.report(third: whole + "\n\nText\n"))?.messageID == "<01ABC@roth.example>")
  }

  @Test func withoutTheOriginalsHeaders() {
    #expect(read(Self.report())?.failed == ["ana@mail.example"])
    #expect(read(Self.report())?.messageID == nil)
    #expect(read(Self.report(original: "a@b.example"))?.failed == ["a@b.example", "ana@mail.example"])
    #expect(read(Self.report(original: "a@b.example", final: nil))?.failed == ["a@b.example"])
  }

  @Test func whatIsNoFailure() {
    #expect(read(Self.report(action: "delayed")) == nil)
    #expect(read(Self.report(action: "delivered")) == nil)
    #expect(read("Subject: Hello\n\nAction: failed\nFinal-Recipient: rfc822; ana@mail.example\n") == nil)
    #expect(read(Self.report().replacing("multipart/report", with: "multipart/mixed")) == nil)
    #expect(read("") == nil)
  }

  /// Reports come from strangers: cut anywhere they are read to their end, or not at all.
  @Test func everyBeginningIsRead() {
    let bytes = Array(Self.report(third: Self.headers).utf8)
    for end in 0...bytes.count {
      let report = DeliveryReport(bytes[..<end])
      #expect(report.map { $0.failed.count == 1 } ?? true)
    }
    #expect(DeliveryReport(bytes[...])?.messageID != nil)
  }

  @Test func messagesOfAMailbox() {
    let mbox = "From a Sun Nov 22\nSubject: 1\n\nFrom c\n>From there\n\nFrom b\nSubject: 2\n\nx\n"
    let messages = MailboxFile.messages(Array(mbox.utf8)).map { String(decoding: $0, as: UTF8.self) }
    #expect(messages == ["Subject: 1\n\n", ">From there\n\n", "Subject: 2\n\nx\n"])
    #expect(MailboxFile.messages(Array("Subject: 1\n\nx".utf8)).count == 1)
    #expect(MailboxFile.messages([]).isEmpty)
  }
}
