import Foundation
import Profiling
import Tables
import Templates
import Testing

/// The template that comes with the program keeps the rules, and its questions are there in every language.
@Suite struct TemplateRulesTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
  private let workbook: Workbook

  init() throws {
    var files: [String: [UInt8]] = [:]
    for file in TemplateFile.allCases {
      let path = Self.root.appending(path: "templates/customers/\(file.rawValue)")
      files[file.rawValue] = Array(try Data(contentsOf: path))
    }
    var last: UInt64 = 0
    workbook = try WorkbookTemplate(files: files).workbook(id: WorkbookID(.zero), name: "Customers") {
      last += 1
      return ID(high: 1, low: last)
    }
  }

  private func purposes() throws -> [(sheet: Sheet, column: Column, purpose: ColumnPurpose)] {
    try workbook.sheets.flatMap { sheet in
      try sheet.columns.map { (sheet, $0, try ColumnPurpose($0.attributes, column: $0.name)) }
    }
  }

  @Test func theRulesAreKept() {
    for sheet in workbook.sheets { #expect(ProfileRules.faults(in: sheet) == [], "\(sheet.name)") }
  }

  @Test func everyStagedColumnHasAQuestionInEveryLanguage() throws {
    let staged = try purposes().filter { $0.purpose.stage != nil }
    #expect(staged.count > 20)
    for (sheet, column, purpose) in staged {
      for language in Language.allCases {
        let question = purpose.questions[language] ?? ""
        #expect(question.hasSuffix(language == .greek ? ";" : "?"), "\(sheet.name).\(column.name) in \(language)")
      }
    }
  }

  @Test func theFirstStageIsANameAndAWayOfContact() throws {
    let first = try purposes().filter { $0.purpose.stage == 1 }
    #expect(Set(first.map(\.sheet.name)) == ["customers"])
    #expect(Set(first.map(\.purpose.subject)) == [.name, .contact])
  }

  @Test func whatIsSensitiveIsMarked() throws {
    let sensitive = try purposes().filter { $0.purpose.subject?.isSensitive == true }.map(\.column.name)
    #expect(Set(sensitive) == ["income_range", "children", "education", "profession"])
  }

  @Test func whatTrustNeedsIsThere() throws {
    let needed: [ColumnPurpose.Fact] = [.language, .since, .customer, .contact, .channel, .asked, .purchase]
    let facts = try purposes().filter { ["customers", "interactions", "orders"].contains($0.sheet.name) }
      .compactMap { entry in
        entry.purpose.fact.flatMap { needed.contains($0) ? "\(entry.sheet.name).\($0)" : nil }
      }
    #expect(
      facts == [
        "customers.language", "customers.since", "interactions.customer", "interactions.contact",
        "interactions.channel", "interactions.asked", "orders.customer", "orders.purchase",
      ])
  }

  /// A clerk can always read whether a customer may be asked: else he could ask nothing.
  @Test func theStandingIsPublic() throws {
    let standing = try #require(try purposes().first { !$0.purpose.quiet.isEmpty && $0.sheet.name == "customers" })
    #expect(standing.sheet.section(standing.column.section)?.name == "Public")
  }
}
