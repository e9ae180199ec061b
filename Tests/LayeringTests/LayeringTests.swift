import Testing

/// Holds every import to the table of modules in Package.swift.
@Suite struct LayeringTests {
  /// What the table names for each module.
  static let table: [String: Set<String>] = {
    let lines = Project.manifest.matches(of: /(?s)(?:module|program)\(\s*"(\w+)"([^)]*)\)/)
    let pairs = lines.map { line in
      (String(line.1), Set(line.2.matches(of: /"(\w+)"/).map { String($0.1) }))
    }
    return Dictionary(pairs) { first, _ in first }
  }()

  /// All modules that are held to the table: our own and those that third parties bring.
  static let known: Set<String> = {
    let thirdParty = Project.manifest.matches(of: /"(\w+)": "[\w.-]+"/).map { String($0.1) }
    let folders = Project.sources.map(\.module)
    return Set(table.keys).union(thirdParty).union(folders).union(table.values.flatMap { $0 })
  }()

  /// Of the toolchain; who may use which is said below.
  static let toolchain: Set<String> = ["Swift", "Synchronization", "Foundation", "FoundationEssentials", "Glibc"]

  @Test func theTableIsRead() {
    #expect(Self.table["Tables"] == [])
    #expect(Self.table["Zip"] == ["CZlib"])
    #expect(Project.sources.count > 20)
  }

  @Test func everyFormOfImportIsSeen() {
    let text = """
      import A
      package import B.Inner
      @preconcurrency private import struct C.Type
      // import D
      let text = "import E"
      """
    #expect(SourceFile(path: "Sources/X/x.swift", text: text).imports == ["A", "B", "C"])
  }

  @Test func everyFolderHasItsLine() {
    let missing = Set(Project.sources.map(\.module)).subtracting(Self.table.keys)
    #expect(missing.isEmpty, "Package.swift has no line for \(missing.sorted())")
  }

  @Test func importsStandInTheTable() {
    for file in Project.sources {
      let allowed = Self.table[file.module, default: []].union(Self.toolchain)
      for name in file.imports.subtracting(allowed).sorted() {
        let isKnown = Self.known.contains(name)
        Issue.record(
          "\(file.path) imports \(name), which \(isKnown ? "its module's line does not name" : "nobody may")")
      }
    }
  }

  /// Modules for which Foundation, in any form, is forbidden.
  static let withoutFoundation = ["Tables", "CSV", "Zip", "Merging", "SystemIO", "Storage"]

  @Test(arguments: withoutFoundation) func foundationStaysOut(_ module: String) {
    for file in Project.sources where file.module == module {
      #expect(file.imports.isDisjoint(with: ["Foundation", "FoundationEssentials"]), "\(file.path)")
    }
  }

  @Test func tablesImportNothing() {
    for file in Project.sources where file.module == "Tables" {
      #expect(file.imports.isSubset(of: ["Swift"]), "\(file.path)")
    }
  }

  /// Libraries that one module keeps to itself, so that it alone changes when they do.
  static let keepers: [(String, [String])] = [
    ("Glibc", ["SystemIO"]), ("CZlib", ["Zip"]), ("CScan", ["CSV"]), ("GRDB", ["Replicas"]),
    ("GRDBSQLite", ["Replicas", "Simulation"]),
    ("Crypto", ["Identities"]), ("CryptoExtras", ["Identities"]), ("ArgumentParser", ["Commands", "kontor"]),
  ]

  @Test(arguments: keepers) func oneModuleKeeps(_ library: String, _ modules: [String]) {
    for file in Project.sources where !modules.contains(file.module) {
      #expect(!file.imports.contains(library), "\(file.path): only \(modules) may import \(library)")
    }
  }

  /// Time, chance and files are handed in (`WallClock`, `Entropy`, `FileSystem`), so that tests can supply them.
  @Test func chanceTimeAndFilesComeFromSystemIO() {
    let forbidden =
      /\bFileManager\b|\bFileHandle\b|\bDate\(\)|\bDate\.now\b|\bUUID\(\)|\brandom(?:Element)?\(|\.shuffled?\(\)|\bSystemRandomNumberGenerator\b|\bProcessInfo\b|\bContinuousClock\b|\bSuspendingClock\b|\bThread\.sleep\b|\b(?:Data|String)\(contentsOf/
    for file in Project.sources where file.module != "SystemIO" {
      for (number, line) in file.code.enumerated() where !line.isEmpty {
        if let found = line.firstMatch(of: forbidden) {
          Issue.record("\(file.path):\(number + 1): \(found.0) belongs to SystemIO")
        }
      }
    }
  }

  @Test func noModuleBearsTheNameOfItsType() {
    for file in Project.sources {
      for line in file.code where line.contains(" \(file.module)") {
        let names = line.matches(of: /\b(?:struct|class|enum|protocol|actor) (\w+)/).map { String($0.1) }
        #expect(!names.contains(file.module), "\(file.path)")
      }
    }
  }

  /// `docs/ARCHITECTURE.md` sends the reader to these marks; each step stands in one place.
  @Test(arguments: 1...8) func aStepOfACellsLifeIsMarkedOnce(_ step: Int) {
    let marks = Project.sources.filter { file in
      file.lines.contains { $0.contains("///") && $0.contains("Life of a cell, step \(step)") }
    }
    #expect(marks.count == 1, "Life of a cell, step \(step): \(marks.map(\.path))")
  }
}
