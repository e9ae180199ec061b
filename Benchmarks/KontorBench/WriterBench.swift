import SystemIO
import Tables
import Workspaces

/// Several employees at once in one folder, each in a process of his own.
///
/// `staff FILE FOLDER COUNT` makes a sheet from the file and lets the employees join; `writer FOLDER NAME SECONDS`
/// changes one cell again and again, in a row of this employee's own.
enum WriterBench {
  private static let sheet = "customers"
  private static let role = "writer"

  static func prepare(_ arguments: [String]) throws {
    guard arguments.count == 3, let count = Int(arguments[2]) else { throw BenchError.usage("staff FILE FOLDER COUNT") }
    let world = BenchWorld(arguments[1])
    let admin = try world.found(template: nil)
    _ = try admin.addRole(role)
    let place = ImportPlace.newSheet(name: sheet, workbook: nil, section: nil, grants: [role])
    _ = try admin.importFile(ImportRequest(path: arguments[0], place: place))
    for number in 1...max(count, 1) { try world.join("writer-\(number)", as: role, by: admin).close() }
    tell("head", admin.version)
    try admin.close()
  }

  /// A bulk import while others write: `bulk FILE FOLDER SHEET`, by the admin, into a sheet of its own.
  static func bulk(_ arguments: [String]) throws {
    guard arguments.count == 3 else { throw BenchError.usage("bulk FILE FOLDER SHEET") }
    let workspace = try BenchWorld(arguments[1]).open("Ada")
    let place = ImportPlace.newSheet(name: arguments[2], workbook: nil, section: nil, grants: [])
    tell("wall", rounded(try timed { _ = try workspace.importFile(ImportRequest(path: arguments[0], place: place)) }))
    try workspace.close()
  }

  static func write(_ arguments: [String]) throws {
    guard arguments.count == 3, let number = Int(arguments[1].dropFirst(7)), let seconds = Double(arguments[2]) else {
      throw BenchError.usage("writer FOLDER writer-NUMBER SECONDS")
    }
    let workspace = try BenchWorld(arguments[0]).open(arguments[1])
    try workspace.sync()
    let row = try workspace.firstRows(number, of: sheet)[number - 1]
    try StartSignal(folder: arguments[0]).wait(as: arguments[1])
    try Turns(seconds: seconds).run { round in
      _ = try workspace.set(sheet, "\(row)", [("notes", "round \(round)")])
    }
    tell("head", workspace.version)
    try workspace.close()
  }
}

/// Does something again and again for a while, and tells how often, how long the slowest took and what CPU time it cost.
struct Turns {
  let seconds: Double

  func run(_ turn: (Int) throws -> Void) rethrows {
    let clock = SystemClock()
    let (start, cpu) = (clock.uptime(), ResourceUse.now().cpu)
    var (done, slowest) = (0, 0.0)
    while Double(clock.uptime() - start) < seconds * 1e9 {
      slowest = max(slowest, try timed { try turn(done) })
      done += 1
    }
    tell("done", done)
    tell("slowest", rounded(slowest))
    tell("cpu", rounded(ResourceUse.now().cpu - cpu))
  }
}
