import SystemIO
import Tables
import Workspaces

/// What a long history costs those who come new, and those who were away.
///
/// `age FOLDER COMMITS` changes so many cells, one a commit, in a folder that `import` has filled, then packs and makes a
/// snapshot; `newcomer FOLDER NAME CODE` joins; `follower FOLDER NAME` takes in what came since.
enum GrowthBench {
  private static let sheet = "customers"

  static func age(_ arguments: [String]) throws {
    guard arguments.count == 2, let commits = Int(arguments[1]), commits > 0 else {
      throw BenchError.usage("age FOLDER COMMITS")
    }
    let workspace = try BenchWorld(arguments[0]).open("Ada")
    let wall = try timed { try change(workspace, commits) }
    tell("commits", commits)
    tell("wall", rounded(wall))
    let start = ResourceUse.now().cpu
    var report: PackReport?
    let packing = try timed { report = try workspace.pack(alwaysSnapshot: true) }
    guard report?.snapshot != nil else { throw BenchError.wrongResult("no snapshot was made") }
    tell("pack_cpu", rounded(ResourceUse.now().cpu - start))
    tell("pack_wall", rounded(packing))
    tell("packed", report?.packed.count ?? 0)
    let name = "newcomer-\(workspace.version)"
    tell("name", name)
    tell("code", try workspace.invite(name, role: "admin", milliseconds: 3_600_000).code)
    tell("head", workspace.version)
    try workspace.close()
  }

  private static func change(_ workspace: Workspace, _ commits: Int) throws {
    var keys: [String] = []
    try workspace.forEachRow(workspace.view(sheet, columns: ["customer_id"])) { _, cells in
      keys.append(cells[0].text ?? "")
      return true
    }
    // Other values each time, or nothing would change.
    let start = workspace.version
    var chance = Chance(state: UInt64(start))
    for round in 0..<commits {
      _ = try workspace.set(sheet, chance.pick(keys), [("notes", "changed in round \(start + round)")])
    }
  }

  static func newcomer(_ arguments: [String]) throws {
    guard arguments.count == 3 else { throw BenchError.usage("newcomer FOLDER NAME CODE") }
    let start = ResourceUse.now().cpu
    var workspace: Workspace?
    let wall = try timed { workspace = try BenchWorld(arguments[0]).join(arguments[1], code: arguments[2]) }
    let end = ResourceUse.now()
    guard let workspace else { throw BenchError.wrongResult("nobody joined") }
    tell("cpu", rounded(end.cpu - start))
    tell("wall", rounded(wall))
    tell("peak", end.peakMemory / 1_048_576)
    tell("head", workspace.version)
    tell("past", rounded(try timed { _ = try workspace.history() }))
    tell("rows", try count(workspace, at: nil))
    tell("old_rows", try count(workspace, at: workspace.version / 2))
    try workspace.close()
  }

  private static func count(_ workspace: Workspace, at version: Int?) throws -> Int {
    var rows = 0
    try workspace.forEachRow(workspace.view(sheet, columns: ["notes"], at: version)) { _, _ in
      rows += 1
      return true
    }
    return rows
  }

  static func follower(_ arguments: [String]) throws {
    guard arguments.count == 2 else { throw BenchError.usage("follower FOLDER NAME") }
    let workspace = try BenchWorld(arguments[0]).open(arguments[1])
    let start = ResourceUse.now().cpu
    var count = 0
    let wall = try timed { count = try workspace.sync() }
    tell("cpu", rounded(ResourceUse.now().cpu - start))
    tell("wall", rounded(wall))
    tell("new", count)
    try workspace.close()
  }
}
