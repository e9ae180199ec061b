import Foundation
import Profiling
import Tables
import Testing

/// Holds docs/PROFILING.md to the code.
@Suite struct ProfilingPageTests {
  private let lines: [Substring]

  init() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/PROFILING.md")
    lines = try String(contentsOf: path.standardized, encoding: .utf8).split(separator: "\n")
  }

  /// The cells of the table of attributes.
  private var table: [(name: String, written: String)] {
    lines.filter { $0.hasPrefix("| `") }.map { line in
      let cells = line.replacing("\\|", with: "\u{1}").split(separator: "|").map { $0.replacing("\u{1}", with: "|") }
      let name = cells[0].filter { $0 != "`" && $0 != " " }
      return (name, String(cells[cells.count - 1]))
    }
  }

  @Test func everyAttributeIsInTheTable() {
    #expect(table.map(\.name) == ProfileAttribute.allCases.map(\.name))
  }

  @Test func whatIsShownCanBeRead() throws {
    for (name, written) in table where !name.hasPrefix("ask.") {
      let attribute = try #require(ProfileAttribute(name: name))
      let samples = written.matches(of: /`([^`]+)`/).map { String($0.1) }
      #expect(!samples.isEmpty, "\(name)")
      for sample in samples {
        var purpose = ColumnPurpose()
        try purpose.set(attribute, to: sample)
        #expect(purpose.text(of: attribute) == sample, "\(name)")
      }
    }
  }

  @Test func listsAreComplete() throws {
    func written(_ name: String) -> String { table.first { $0.name == name }?.written ?? "" }
    for channel in Channel.askable { #expect(written("channels").contains(channel.name)) }
    for subject in ColumnPurpose.Subject.allCases { #expect(written("about").contains("`\(subject.rawValue)`")) }
    for fact in ColumnPurpose.Fact.allCases { #expect(written("fact").contains("`\(fact.rawValue)`")) }
  }

  @Test func numbersAreTrue() {
    let page = lines.joined(separator: " ")
    #expect(page.contains("at least \(Trust.highMeetings) contacts or \(Trust.highMeetings) purchases"))
    #expect(page.contains("at least \(Trust.highMonths) months"))
    #expect(page.contains("else \(Questions.usualCooldown) days"))
    #expect(page.contains("; \(Questions.usualBudget) without"))
  }
}
