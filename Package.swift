// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// The modules that third parties bring, and the package that holds each.
let thirdParty = [
  "ArgumentParser": "swift-argument-parser",
  "Crypto": "swift-crypto",
  "CryptoExtras": "swift-crypto",
  "GRDB": "GRDB.swift",
  "GRDBSQLite": "GRDB.swift",
  "Mustache": "swift-mustache",
]

func dependencies(_ names: [String]) -> [Target.Dependency] {
  names.map { name in
    thirdParty[name].map { .product(name: name, package: $0) } ?? .target(name: name)
  }
}

/// One line a module: what it may import, and nothing else. `LayeringTests` reads these lines.
func module(_ name: String, path: String? = nil, uses: String...) -> Target {
  .target(name: name, dependencies: dependencies(uses), path: path, swiftSettings: strict)
}

func tests(_ name: String, excluding: [String] = [], uses: String...) -> Target {
  .testTarget(name: name, dependencies: dependencies(uses), exclude: excluding, swiftSettings: strict)
}

/// With Swift's own libraries inside: it begins in half the time, and runs where Swift is not installed.
func program(_ name: String, path: String? = nil, uses: String...) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies(uses), path: path, swiftSettings: strict,
    linkerSettings: [.unsafeFlags(["-static-stdlib"] + group(foundation))])
}

/// What Foundation's static libraries need of each other, in circles.
let foundation = ["_FoundationCShims", "_FoundationCollections", "CoreFoundation", "_FoundationICU"]

func group(_ libraries: [String]) -> [String] {
  (["--start-group"] + libraries.map { "-l\($0)" } + ["--end-group"]).flatMap { ["-Xlinker", $0] }
}

let package = Package(
  name: "kontor",
  products: [.executable(name: "kontor", targets: ["kontor"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "CScan"),
    module("SystemIO"),
    module("Tables"),
    module("CSV", uses: "CScan"),
    module("Letters", uses: "Tables", "Mustache"),
    module("Zip", uses: "CZlib"),
    module("Identities", uses: "Crypto", "CryptoExtras"),
    module("WorkbookFiles", uses: "Tables", "CSV", "Zip"),
    module("Merging", uses: "Tables"),
    module("Privileges", uses: "Tables", "Identities"),
    module("Templates", uses: "Tables", "Privileges", "CSV"),
    module("Storage", uses: "SystemIO"),
    module("History", uses: "Tables", "Identities", "Privileges", "Storage", "Zip", "CSV"),
    module("Replicas", uses: "Tables", "Privileges", "History", "Identities", "Storage", "GRDB", "GRDBSQLite"),
    module(
      "Workspaces", uses: "SystemIO", "Tables", "CSV", "WorkbookFiles", "Identities", "Merging", "Privileges",
      "Templates", "Storage", "History", "Replicas"),
    module("Profiling", uses: "Tables", "Privileges", "Workspaces"),
    module("Chasing", uses: "SystemIO", "Tables", "Privileges", "Letters", "Workspaces", "Profiling"),
    module(
      "Presentation", uses: "SystemIO", "Tables", "CSV", "WorkbookFiles", "Identities", "Merging", "Privileges",
      "Templates", "Workspaces", "Profiling", "Letters", "Chasing"),
    module(
      "Commands", uses: "ArgumentParser", "Presentation", "Letters", "Chasing", "Profiling", "Workspaces",
      "WorkbookFiles", "Templates",
      "Privileges", "Identities", "Merging", "CSV", "Tables", "SystemIO"),
    program("kontor", uses: "Commands", "Workspaces", "SystemIO", "Storage"),
    program(
      "KontorBench", path: "Benchmarks/KontorBench", uses: "Profiling", "Workspaces", "History", "Identities",
      "Storage",
      "Templates", "WorkbookFiles", "CSV", "Tables", "SystemIO"),
    module(
      "Simulation", path: "Tests/Simulation/Simulation", uses: "Workspaces", "Replicas", "History", "Privileges",
      "Identities", "Storage", "Templates", "WorkbookFiles", "Tables", "SystemIO", "GRDBSQLite"),
    program("KontorSimulator", path: "Tests/Simulation/KontorSimulator", uses: "Simulation", "SystemIO"),
    tests("SimulationTests", uses: "Simulation", "SystemIO"),
    tests("SystemIOTests", uses: "SystemIO"),
    tests("TablesTests", uses: "Tables"),
    tests("CSVTests", uses: "CSV"),
    tests("ZipTests", uses: "Zip"),
    tests("WorkbookFilesTests", uses: "WorkbookFiles", "Tables", "CSV", "Zip"),
    tests("MergingTests", uses: "Merging", "Tables"),
    tests("TemplatesTests", uses: "Templates", "Tables", "Privileges", "CSV"),
    tests("StorageTests", uses: "Storage", "SystemIO"),
    tests("LettersTests", uses: "Letters", "Tables", "SystemIO"),
    tests("LayeringTests"),
    tests("ProfilingTests", uses: "Profiling", "Templates", "Tables"),
    tests("IdentitiesTests", uses: "Identities", "Crypto"),
    tests("PrivilegesTests", uses: "Privileges", "Identities", "Tables"),
    tests(
      "HistoryTests", excluding: ["Fixtures"], uses: "History", "Identities", "Privileges", "Storage", "SystemIO",
      "Tables"),
    tests("ReplicasTests", uses: "Replicas", "History", "Identities", "Privileges", "Storage", "SystemIO", "Tables"),
    tests(
      "PresentationTests", uses: "Presentation", "Profiling", "Letters", "Chasing", "Workspaces", "WorkbookFiles",
      "Merging", "Templates", "Privileges", "Identities", "CSV", "Tables", "SystemIO", "Zip"),
    tests("CommandsTests", uses: "Commands", "Presentation", "Workspaces", "Identities", "Storage", "SystemIO"),
    tests(
      "AcceptanceTests", uses: "Workspaces", "WorkbookFiles", "Replicas", "History", "Privileges", "Identities",
      "Storage", "CSV", "Tables", "SystemIO"),
    tests(
      "WorkspacesTests", uses: "Workspaces", "WorkbookFiles", "Zip", "Identities", "SystemIO", "Storage", "Tables",
      "Templates",
      "History", "Privileges", "Replicas"
    ),
  ]
)
