import Foundation
import Testing

/// The manual names every command, and every variable that the program reads.
@Suite struct ManualTests {
  static let manual = (try? String(contentsOf: URL(filePath: Office.project + "/docs/kontor.1"), encoding: .utf8)) ?? ""

  @Test func everyCommandIsInTheManual() throws {
    let office = try Office()
    let commands = Self.commands(in: office.run("Ada", ["--help"]).output)
    #expect(commands.count > 25)
    for command in commands {
      #expect(Self.manual.contains(try Regex("\n\\.BI? \(command)\\b")), "\(command)")
      for part in Self.commands(in: office.run("Ada", ["help", command]).output) {
        #expect(Self.manual.contains(try Regex("\n\\.B \(command)\n.*\\b\(part)\\b")), "\(command) \(part)")
      }
    }
  }

  @Test func everyVariableIsInTheManual() throws {
    let folder = URL(filePath: Office.project + "/Sources/Commands")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let text = try files.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    let names = Set(text.matches(of: /"(KONTOR_[A-Z_]+)"/).map { String($0.1) })
    #expect(names.count >= 4)
    for name in names { #expect(Self.manual.contains(name), "\(name)") }
  }

  /// The first words of the lines that list subcommands.
  private static func commands(in help: String) -> [String] {
    guard let list = help.range(of: "SUBCOMMANDS:") else { return [] }
    return help[list.upperBound...].split(separator: "\n").compactMap { line in
      line.firstMatch(of: /^ {2}([a-z]+) {2}/).map { String($0.1) }
    }
  }
}
