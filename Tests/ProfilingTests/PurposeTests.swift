import Profiling
import Tables
import Testing

/// What a column's attributes say, and what they may not.
@Suite struct PurposeTests {
  static let attributes = [
    Attribute(name: "about", value: "money"), Attribute(name: "after", value: "age_group|profession"),
    Attribute(name: "anonymous", value: "yes"), Attribute(name: "ask.de", value: "Wie viel?"),
    Attribute(name: "ask.en", value: "How much?"), Attribute(name: "budget", value: "3"),
    Attribute(name: "channels", value: "web paper"),
    Attribute(name: "cooldown", value: "14 days"), Attribute(name: "fact", value: "since"),
    Attribute(name: "quiet", value: "objected|died"),
    Attribute(name: "ranges", value: "<20k|20-40k|>40k"), Attribute(name: "refresh", value: "24 months"),
    Attribute(name: "stage", value: "4"), Attribute(name: "trust", value: "purchases 3 months 6"),
  ]

  @Test func attributesAreReadAndWritten() throws {
    let purpose = try ColumnPurpose(Self.attributes)
    #expect(purpose.stage == 4)
    #expect(purpose.after == ["age_group", "profession"])
    #expect(purpose.trust == Trust(purchases: 3, months: 6))
    #expect(purpose.channels == [.web, .paper])
    #expect(purpose.ranges == ["<20k", "20-40k", ">40k"])
    #expect(purpose.refresh == 24 && purpose.cooldown == 14 && purpose.isAnonymous)
    #expect(
      purpose.subject == .money && purpose.quiet == ["objected", "died"] && purpose.fact == .since
        && purpose.budget == 3)
    #expect(purpose.questions == [.german: "Wie viel?", .english: "How much?"])
    #expect(purpose.attributes(replacing: []) == Self.attributes)
  }

  @Test func othersAttributesStay() throws {
    let others = [Attribute(name: "retain", value: "120"), Attribute(name: "zeal", value: "much")]
    var purpose = try ColumnPurpose(Self.attributes + others)
    #expect(purpose.attributes(replacing: Self.attributes + others) == (Self.attributes + others).sorted())
    for attribute in ProfileAttribute.allCases { purpose.clear(attribute) }
    #expect(purpose == ColumnPurpose())
    #expect(purpose.attributes(replacing: Self.attributes + others) == others)
  }

  @Test(arguments: [
    ("stage", "0"), ("stage", "10"), ("stage", "x"), ("stage", ""), ("after", "|"), ("after", "a|a"),
    ("trust", "contacts"), ("trust", "contacts 0"), ("trust", "contacts 1 contacts 2"), ("trust", "visits 3"),
    ("trust", "contacts 1000"), ("trust", ""), ("channels", "pigeon"), ("channels", "phone import"),
    ("channels", "sheet"), ("channels", ""), ("ranges", ""), ("ranges", "a| a"), ("refresh", "0"),
    ("refresh", "12 days"), ("refresh", "1 2 months"), ("refresh", "1201"), ("cooldown", "3 months"),
    ("cooldown", "-1"), ("anonymous", "perhaps"), ("about", "shoes"), ("fact", "birthday"), ("budget", "0"),
    ("budget", "10"), ("quiet", ""),
    ("ask.en", " "),
    ("ask.en", "a\nb"), ("ask.fil", String(repeating: "a", count: 301)),
  ])
  func whatCannotBeRead(name: String, value: String) throws {
    let attribute = try #require(ProfileAttribute(name: name))
    #expect(throws: PurposeError(column: "x", .unreadable(attribute))) {
      _ = try ColumnPurpose([Attribute(name: name, value: value)], column: "x")
    }
  }

  @Test(arguments: [
    ("refresh", "12", "12 months"), ("refresh", "1 month", "1 months"), ("cooldown", "1 day", "1 days"),
    ("channels", "paper,phone  phone", "phone paper"), ("anonymous", "ja", "yes"),
    ("trust", "months 6 contacts 2", "contacts 2 months 6"), ("after", " a | b ", "a|b"), ("ask.en", " Why? ", "Why?"),
  ])
  func whatIsWrittenOtherwise(name: String, value: String, canonical: String) throws {
    let attribute = try #require(ProfileAttribute(name: name))
    let purpose = try ColumnPurpose([Attribute(name: name, value: value)])
    #expect(purpose.text(of: attribute) == canonical)
  }

  @Test func theQuestionFallsBack() throws {
    var purpose = ColumnPurpose()
    #expect(purpose.question(in: .greek) == nil)
    purpose.questions = [.german: "Wie?", .french: "Comment ?"]
    #expect(purpose.question(in: .french) == "Comment ?")
    #expect(purpose.question(in: .greek) == "Wie?")
    purpose.questions[.english] = "How?"
    #expect(purpose.question(in: .greek) == "How?")
  }

  @Test func aNewNameIsFollowed() throws {
    let column = Sample.column("income", Self.attributes)
    let renamed = ColumnPurpose.attributes(of: column, renaming: "age_group", to: "age")
    #expect(try ColumnPurpose(renamed).after == ["age", "profession"])
    let removed = ColumnPurpose.attributes(of: column, renaming: "age_group", to: nil)
    #expect(try ColumnPurpose(removed).after == ["profession"])
    #expect(ColumnPurpose.attributes(of: column, renaming: "phone", to: "tel") == column.attributes)
  }
}

/// Columns and sheets made by hand.
enum Sample {
  static func column(
    _ name: String, kind: ColumnKind = .text, choices: [String] = [], _ attributes: [Attribute]
  ) -> Column {
    let number = name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }
    return Column(
      id: ColumnID(ID(high: 1, low: number)), section: SectionID(.zero), name: name, kind: kind, choices: choices,
      attributes: attributes)
  }

  /// `"stage 2; after phone"`
  static func column(_ name: String, kind: ColumnKind = .text, choices: [String] = [], _ text: String) -> Column {
    let attributes = text.split(separator: ";").map { part in
      let words = part.drop { $0 == " " }.split(separator: " ", maxSplits: 1)
      return Attribute(name: String(words[0]), value: String(words[1]))
    }
    return column(name, kind: kind, choices: choices, attributes)
  }

  static func sheet(_ columns: [Column]) -> Sheet {
    Sheet(
      id: SheetID(.zero), workbook: WorkbookID(.zero), name: "customers",
      sections: [Section(id: SectionID(.zero), name: "Contact")], columns: columns)
  }

  static func day(_ text: String) -> CalendarDate { CalendarDate(text) ?? CalendarDate(dayNumber: 0) }
}
