import Foundation
import Testing

/// What customers had us change, told to them once, and to nobody more than he gave.
@Suite final class ReceiptTests {
  private let office: Office

  init() throws {
    office = try Office()
    office.found()
    office.join("Bea", as: "clerk")
    office.json("Ada", "add", "contact_points", "name=Roth", "telephone=030 1")
    office.json(
      "Ada", "add", "customers", "customer_number=1", "given_name=Ana", "family_name=Öz", "salutation=Frau",
      "email=ana@mail.example", "language=de", "phone=030 11")
  }

  private func receipt(_ arguments: String..., ends status: Int32 = 0) -> [String: Any] {
    office.json("Bea", ["receipt"] + arguments, ends: status)
  }

  private func letters(_ told: [String: Any]) -> [[String: Any]] { told["letters"] as? [[String: Any]] ?? [] }

  private func reasons(_ told: [String: Any]) -> [String] {
    (told["passed_over"] as? [[String: Any]] ?? []).compactMap { $0["why"] as? String }
  }

  private func text(_ letter: [String: Any]?) -> String { letter?["text"] as? String ?? "" }

  @discardableResult
  private func tell(_ cells: String..., by employee: String = "Bea", in channel: String? = "phone") -> [String: Any] {
    office.json(employee, ["set", "customers", "1"] + cells + (channel.map { ["--channel", $0] } ?? []))
  }

  @Test func onceAConversationAndOldValuesOnlyIfHeGaveThem() throws {
    let asked = office.json("Bea", "ask", "1", "--channel", "phone", "--answer", "source=Radio")
    tell("phone=030 12")
    let shown = letters(receipt("1", "--preview"))
    #expect(shown.count == 1 && shown.first?["letter"] is NSNull)
    let told = letters(receipt("1"))
    #expect(told.count == 1 && told.first?["to_old_address"] as? Bool == false)
    #expect(told.first?["conversation"] as? String == asked["conversation"] as? String, "one call, one receipt")
    #expect(text(told.first).hasPrefix("Guten Tag Frau Ana Öz,\n"))
    // What stood there before was the office's, and is not told.
    #expect(text(told.first).contains("\n– Telefon: 030 12\n") && !text(told.first).contains("11"))
    #expect(text(told.first).contains("\n– Herkunft: Radio\n"))
    #expect(letters(receipt("1")).isEmpty && letters(receipt("--due")).isEmpty)

    tell("phone=030 13")
    let since = letters(receipt("1"))
    #expect(since.count == 1 && text(since.first).contains("– Telefon: 030 12 → 030 13"))
    #expect(!text(since.first).contains("Radio"))
    #expect(letters(receipt("--due")).isEmpty)
  }

  /// Half an hour before midnight by UTC it is the next day in this office, for `set` as for `ask`.
  @Test func aDayBeginsWhereTheEmployeeSits() throws {
    office.clock = StoppedClock(moment: 1_795_044_600_000)
    office.json("Bea", "ask", "1", "--channel", "phone", "--answer", "source=Radio")
    tell("phone=030 12")
    let shown = office.json("Ada", "show", "customers", "--provenance")
    let known = (shown["rows"] as? [[String: Any]])?.first?["provenance"] as? [String: [String: Any]]
    #expect(try #require(known?["phone"])["day"] as? String == "2026-11-19")
    #expect(letters(receipt("1")).count == 1, "one call, one receipt")
  }

  /// Numbers and choices are written as his language has them.
  @Test(arguments: [
    ("de", "– Kreditrahmen: 1234,5", "– Bevorzugter Weg: E-Mail"),
    ("fr", "– Plafond de crédit\u{A0}: 1234,5", "– Canal préféré\u{A0}: courriel"),
    ("en", "– Credit limit: 1234.5", "– Preferred channel: e-mail"),
  ])
  func valuesAreWrittenAsHisLanguageHasThem(language: String, number: String, choice: String) {
    office.json("Ada", "set", "customers", "1", "language=\(language)")
    office.json(
      "Ada", "ask", "1", "--channel", "phone", "--answer", "credit_limit=1234.5", "--answer", "preferred_channel=e-mail"
    )
    let told = text(letters(office.json("Ada", "receipt", "1")).first)
    #expect(told.contains(number) && told.contains(choice), "\(told)")
  }

  @Test func whatTheOfficeWroteIsNotTold() {
    tell("phone=030 12", in: nil)
    tell("mobile=0170 1", in: "import")
    tell("notes=always late", in: "phone")
    #expect(letters(receipt("1")).isEmpty)
    tell("fax=030 15")
    tell("fax=030 16", in: nil)
    #expect(letters(receipt("1")).isEmpty, "what the office wrote behind it replaced his word")
    let said = office.json(
      "Bea", "add", "customers", "customer_number=2", "given_name=Ben", "email=ben@mail.example", "notes=rude",
      "consent=yes", "--channel", "counter")
    #expect(said["rows_added"] as? Int == 1)
    let welcome = letters(receipt("2")).first
    #expect(text(welcome).contains("– Given name: Ben") && text(welcome).contains("– Consent: ✓"))
    #expect(!text(welcome).contains("rude") && !text(welcome).contains("Customer number"))
  }

  @Test func whatOneMayNotReadIsNotTold() throws {
    tell("payment_days=14", "education=university", by: "Ada")
    tell("phone=030 12")
    let told = text(letters(receipt("1")).first)
    #expect(told.contains("Telefon") && !told.contains("Ausbildung") && !told.contains("university"))
    tell("education=school", by: "Ada")
    let all = text(letters(office.json("Ada", "receipt", "1")).first)
    #expect(all.contains("\n– Ausbildung\n") && !all.contains("school"), "too delicate for a letter")
  }

  @Test func aChangedAddressIsToldToTheOldOneWithoutValues() throws {
    tell("email=thief@mail.example", "phone=030 99", "family_name=Neu")
    let told = letters(receipt("1"))
    #expect(told.map { $0["address"] as? String } == ["thief@mail.example", "ana@mail.example"])
    #expect(told.map { $0["to_old_address"] as? Bool } == [false, true])
    let (new, old) = (text(told.first), text(told.last))
    #expect(!new.contains("ana@") && !new.contains("→"), "it may be another's address: no old values")
    #expect(old.contains("– E-Mail\n") && old.contains("– Telefon") && old.contains("Telefon: 030 1"))
    for value in ["thief", "99", "Neu", "Öz"] { #expect(!old.contains(value), "\(value)") }
    #expect(letters(receipt("1")).isEmpty)
  }

  @Test func anAddressThatCameUpLaterIsToldNoValues() {
    tell("mobile=0170 1", "email=second@mail.example", in: "counter")
    tell("email=third@mail.example", "fax=030 5", in: "phone")
    let told = letters(receipt("1"))
    let by = Dictionary(grouping: told) { $0["address"] as? String ?? "" }
    #expect(told.count == 4 && by["third@mail.example"]?.count == 2)
    #expect(by["ana@mail.example"]?.count == 1 && by["second@mail.example"]?.count == 1, "each that was replaced")
    let texts = by["third@mail.example"]?.map(text) ?? []
    #expect(texts.contains { $0.contains("– Mobil\n") && !$0.contains("E-Mail\n") }, "of the first call no value")
    #expect(texts.contains { $0.contains("– Fax: 030 5") && $0.contains("– E-Mail: third@") })
    #expect(!texts.joined().contains("0170") && !texts.joined().contains("second@"))
    #expect(letters(receipt("1")).isEmpty)
  }

  /// Who gave a new address is told no older word, however many receipts the call has.
  @Test func aSecondReceiptOfACallSaysNoMoreToItsNewAddress() {
    tell("mobile=0170 1", in: "counter")
    _ = receipt("1")
    tell("email=thief@mail.example", in: "phone")
    #expect(letters(receipt("1")).count == 2)
    tell("mobile=0170 2", in: "phone")
    let told = letters(receipt("1"))
    #expect(told.count == 1 && told.first?["address"] as? String == "thief@mail.example")
    #expect(!text(told.first).contains("0170 1"))
  }

  @Test func norDoesAnotherCallOfTheSameDay() {
    tell("mobile=0170 1", in: "counter")
    _ = receipt("1")
    tell("email=thief@mail.example", in: "phone")
    _ = receipt("1")
    tell("mobile=0170 2", in: "web")
    let told = letters(receipt("1"))
    #expect(told.count == 1 && text(told.first).contains("– Mobil\n"))
    #expect(!text(told.first).contains("0170"))
  }

  @Test func soIsAnAddressOnPaper() throws {
    office.json(
      "Bea", "add", "addresses", "customer=1", "kind=mailing", "street=Alt 1", "postcode=10115", "city=Berlin")
    let rows = office.json("Bea", "show", "addresses")["rows"] as? [[String: Any]] ?? []
    let row = try #require(rows.first?["id"] as? String)
    office.json("Bea", "set", "addresses", row, "street=Neu 2", "--channel", "invoice")
    let told = letters(receipt("1"))
    #expect(told.map { $0["way"] as? String } == ["e-mail", "letter"])
    #expect(
      text(told.first).contains("– Postanschrift, Straße: Neu 2")
        && text(told.last).contains("– Postanschrift, Straße\n"))
    #expect(told.last?["address"] as? String == "Ana Öz\nAlt 1\n10115 Berlin")
    #expect(!text(told.last).contains("Neu"))
  }

  @Test func whoObjectedIsToldAndWhoDiedIsNot() {
    tell("phone=030 12", "standing=objected")
    #expect(letters(receipt("1")).count == 1)
    tell("phone=030 13", "standing=died")
    #expect(reasons(receipt("1")) == ["gone"])
    office.json("Ada", "column", "set", "customers", "standing", "--no-gone")
    office.json("Ada", "set", "customers", "1", "standing=objected")
    #expect(reasons(receipt("1")) == ["gone"], "nobody said which of them died")
    #expect(reasons(office.json("Bea", "chase", "1", "--needs", "fax", "--because", "sold-out")) == ["quiet"])
  }

  @Test func allThatAreDueAndWhichConversation() throws {
    office.json("Ada", "add", "customers", "customer_number=2", "email=ben@mail.example")
    office.json("Bea", "set", "customers", "2", "phone=030 21", "--channel", "phone", "--told-on", "2020-01-01")
    #expect(letters(receipt("--due")).isEmpty, "long ago")
    #expect(letters(receipt("--due", "--since", "2019-12-31", "--preview")).count == 1)
    tell("phone=030 12")
    office.json("Bea", "confirm", "2", "--channel", "counter", "--seen", "--corrected", "mobile=0170 2")
    let shown = receipt("--due")
    #expect(shown["preview"] as? Bool == true && letters(shown).count == 2)
    #expect(letters(receipt("2", "--conversation", "phone 2020-01-01")).count == 1)
    #expect(letters(receipt("--due", "--yes")).count == 2)
    #expect(letters(receipt("--due", "--yes", "--since", "2019-01-01")).isEmpty)
    _ = receipt("1", "--due", ends: 64)
    _ = receipt(ends: 64)
    office.join("Vic", as: "viewer")
    office.json("Vic", "receipt", "1", ends: 4)
  }

  @Test func ifTheShareIsAwayNothingIsKeptForLater() {
    tell("phone=030 12")
    rename(office.share, office.share + ".away")
    _ = receipt("1", ends: 7)
    rename(office.share + ".away", office.share)
    #expect(office.json("Bea", "status")["pending"] as? Int == 0)
    #expect(letters(receipt("1")).count == 1)
  }

  /// Two machines at once.
  @Test func twoMachinesTellItOnce() async throws {
    for number in 2...6 {
      office.json("Ada", "add", "customers", "customer_number=\(number)", "email=c\(number)@mail.example")
      office.json("Bea", "set", "customers", "\(number)", "phone=030 2\(number)", "--channel", "phone")
    }
    nonisolated(unsafe) let office = office
    await withTaskGroup(of: Void.self) { group in
      for name in ["Ada", "Bea"] {
        group.addTask { office.run(name, ["receipt", "--due", "--yes", "--json"]) }
      }
    }
    let letters = office.json("Ada", "outbox", "list")["letters"] as? [[String: Any]] ?? []
    #expect(letters.count == 5 && Set(letters.map { $0["customer"] as? String }).count == 5)
  }
}
