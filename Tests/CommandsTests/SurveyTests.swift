import Foundation
import Synchronization
import SystemIO
import Testing

/// Anonymous surveys: what is taken, what is told, and what somebody finds out who holds everything.
@Suite struct SurveyTests {
  private let office: Office

  init() throws {
    office = try Office()
    office.found()
    office.join("Bea", as: "clerk")
  }

  /// A file outside the office, as a stack of forms that lies on the typist's table.
  private func stack(_ lines: [String], header: String = "age_group,satisfaction,education") throws -> String {
    let path = office.folder + "-stack.csv"
    try Data(([header] + lines).joined(separator: "\n").utf8).write(to: URL(filePath: path))
    return path
  }

  private let forms = [
    "<1945,5,school", "1945-1964,4,school", "1965-1979,4,university", ">1994,1,", ">1994,4,vocational",
    "1980-1994,5,school", ">1994,2,university",
  ]

  private func take(_ lines: [String], ends status: Int32 = 0) throws -> Outcome {
    let path = try stack(lines)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let outcome = office.run("Bea", ["survey", "take", path, "--round", "2026-11"])
    #expect(outcome.status == status, "\(outcome.errors)")
    return outcome
  }

  @Test func aStackIsTakenAndCountedInGroups() throws {
    _ = try take(forms)
    let told = office.json("Ada", "survey", "results", "--round", "2026-11")
    #expect(told["count"] as? Int == 7)
    let questions = told["questions"] as? [[String: Any]] ?? []
    let counts = questions.flatMap { $0["answers"] as? [[String: Any]] ?? [] }.compactMap { $0["count"] as? Int }
    #expect(counts.isEmpty, "no answer was given by five")
    _ = try take(Array(repeating: "1945-1964,4,school", count: 6) + Array(repeating: ">1994,5,school", count: 6))
    let later = office.json("Ada", "survey", "results")["questions"] as? [[String: Any]] ?? []
    let ages = later.first { $0["column"] as? String == "age_group" }?["answers"] as? [[String: Any]] ?? []
    // Hidden are 1, 1 and 1, three together, and so a group of seven with them.
    #expect(ages.map { $0["count"] as? Int } == [nil, nil, nil, nil, 9])
    #expect(office.json("Ada", "survey", "results", "--round", "none")["count"] is NSNull)
    #expect(office.run("Ada", ["survey", "form", "--language", "de"]).output.contains("[ ] 1945-1964"))
  }

  /// One answer alone tells who wrote it down, and when, by whatever way it comes.
  @Test func nobodyAnswersAlone() throws {
    let told = office.json("Ada", "add", "surveys", "round=2026-11", "satisfaction=3", ends: 65)
    #expect((told["error"] as? [String: Any])?["code"] as? String == "only-in-stacks")
    let file = try office.write("one.csv", "round,satisfaction\n2026-11,3\n")
    office.json("Ada", "import", file, "--into", "surveys", ends: 65)
    #expect((office.json("Ada", "show", "surveys")["rows"] as? [Any])?.isEmpty == true)
  }

  @Test func fewOrOddAnswersAreNotTaken() throws {
    #expect(try take(Array(forms.prefix(4)), ends: 65).errors.contains("fewer than 5"))
    #expect(try take(forms + ["young,1,school"], ends: 65).errors.contains("Row 8"))
    let path = try stack(forms.map { $0 + ",0001" }, header: "age_group,satisfaction,education,round")
    let outcome = office.run("Bea", ["survey", "take", path])
    #expect(outcome.status == 65 && outcome.errors.contains("round is no list"))
    #expect(office.json("Ada", "survey", "results")["count"] is NSNull)
  }

  /// Whoever holds all keys, all files of the share and of the typist's machine, and knows in which order the forms came,
  /// learns nothing: not one byte depends on that order.
  @Test(arguments: UInt64(1)...4) func noByteDependsOnTheOrderOfTheForms(seed: UInt64) throws {
    for customer in 1...forms.count {
      _ = office.json("Bea", "add", "customers", "customer_number=\(customer)", "given_name=N\(customer)")
      _ = office.json("Bea", "ask", "\(customer)", "--channel", "counter")
    }
    _ = office.run("Ada", ["sync"])
    let before = office.folder + "-before"
    defer { try? FileManager.default.removeItem(atPath: before) }
    try FileManager.default.copyItem(atPath: office.folder, toPath: before)
    var generator = Draws(seed)
    var seen: [[String: Data]] = []
    for lines in [forms, forms.reversed(), forms.shuffled(using: &generator)] {
      try FileManager.default.removeItem(atPath: office.folder)
      try FileManager.default.copyItem(atPath: before, toPath: office.folder)
      office.entropy = SeededEntropy(seed)
      office.clock = StoppedClock()
      _ = try take(lines)
      seen.append(try files())
    }
    let names = Set(seen[0].keys)
    #expect(seen.allSatisfy { Set($0.keys) == names } && names.contains { $0.contains(".sqlite") })
    for name in names { #expect(seen[1][name] == seen[0][name] && seen[2][name] == seen[0][name], "\(name)") }
    let order = rows()
    #expect(order.count == forms.count && Set(order).count == 5)
    // Chance alone decides: another throw of the dice gives another order.
    try FileManager.default.removeItem(atPath: office.folder)
    try FileManager.default.copyItem(atPath: before, toPath: office.folder)
    office.entropy = SeededEntropy(seed &+ 1000)
    _ = try take(forms)
    #expect(rows() != order)
  }

  private func rows() -> [String] {
    let told = office.json("Bea", "show", "surveys", "--columns", "age_group,satisfaction")
    return (told["rows"] as? [[String: Any]] ?? []).compactMap { row in
      (row["cells"] as? [String: Any])?["age_group"] as? String
    }
  }

  private func files() throws -> [String: Data] {
    var found: [String: Data] = [:]
    let walk = FileManager.default.enumerator(atPath: office.folder)
    while let name = walk?.nextObject() as? String {
      var isFolder: ObjCBool = false
      let path = office.folder + "/" + name
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
        found[name] = try Data(contentsOf: URL(filePath: path))
      }
    }
    return found
  }
}

/// The same numbers for the same seed (SplitMix64).
private struct Draws: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

private final class SeededEntropy: Entropy {
  private let draws: Mutex<Draws>

  init(_ seed: UInt64) { draws = Mutex(Draws(seed)) }

  func bytes(_ count: Int) -> [UInt8] {
    draws.withLock { draws in (0..<count).map { _ in UInt8(truncatingIfNeeded: draws.next() >> 32) } }
  }
}

/// It is always the same moment.
struct StoppedClock: WallClock {
  var moment: Int64 = 1_795_000_000_000
  func now() -> Int64 { moment }
  func uptime() -> UInt64 { 1_000_000_000 }
  func sleep(milliseconds: Int64) {}
}
