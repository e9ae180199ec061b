import History
import SystemIO
import Tables
import Workspaces

/// One-cell changes in a large and a small sheet, and bare puts of a commit's size, by turns.
///
/// `cells LARGE SMALL ROUNDS`: two folders that `import` has filled.
enum CellBench {
  private static let sheet = "customers"

  static func run(_ arguments: [String]) throws {
    guard arguments.count == 3, let rounds = Int(arguments[2]), rounds > 0 else {
      throw BenchError.usage("cells LARGE SMALL ROUNDS")
    }
    let large = try Subject(arguments[0], rounds)
    let small = try Subject(arguments[1], rounds)
    let size = try large.commitSize()
    let bareFolder = Path.join(arguments[1], "bare")
    try LocalFileSystem().makeDirectory(bareFolder)
    let bare = BarePut(folder: bareFolder, bytes: [UInt8](repeating: 7, count: size))
    var times: (large: [Double], small: [Double], bare: [Double]) = ([], [], [])
    for round in 0..<rounds {
      times.large.append(try timed { try large.change(round) })
      times.small.append(try timed { try small.change(round) })
      times.bare.append(try timed { _ = try bare.put(String(round), temporary: ".draft") })
    }
    tell("large", rounded(median(times.large)))
    tell("small", rounded(median(times.small)))
    tell("bare", rounded(median(times.bare)))
    tell("size", size)
    try large.workspace.close()
    try small.workspace.close()
  }

  /// A workspace with its replica open, and rows from all over the sheet.
  private struct Subject {
    let workspace: Workspace
    private let folder: String
    private var keys: [String] = []

    init(_ folder: String, _ rounds: Int) throws {
      self.folder = folder
      workspace = try BenchWorld(folder).open("Ada")
      var all: [String] = []
      try workspace.forEachRow(workspace.view(sheet, columns: ["customer_id"])) { _, cells in
        all.append(cells[0].text ?? "")
        return true
      }
      var chance = Chance(state: 42)
      keys = (0...rounds).map { _ in chance.pick(all) }
      // The first look-up by key makes the index.
      try change(rounds)
    }

    func change(_ round: Int) throws {
      let report = try workspace.set(sheet, keys[round], [("notes", "changed in round \(round)")])
      guard report.cellsChanged == 1 else { throw BenchError.wrongResult("no cell was changed") }
    }

    /// Bytes of the newest commit's file.
    func commitSize() throws -> Int {
      let path = Path.join(folder, "share/\(Workspace.historyFolder)/\(Commit.slotName(workspace.version))")
      return Int(try LocalFileSystem().info(path)?.size ?? 0)
    }
  }
}
