import CSV
import SystemIO
import Tables
import WorkbookFiles
import Workspaces

/// Reading a file from beginning to end, and what the process needed for it.
///
/// `fields FILE` takes a CSV file apart, and looks at no field; `read FILE` makes typed cells of the first sheet of any
/// format; `write FORMAT CSV OUT` converts a CSV file.
enum FileBench {
  private static let pieceSize = 1 << 18
  private static let blockRows = 1000

  static func fields(_ arguments: [String]) throws {
    let source = try source(arguments, "fields FILE")
    var fields = 0
    var bytes = 0
    try measured {
      var offset = 0
      let reader = CSVReader(dialect: Dialect()) {
        guard offset < source.size else { return nil }
        let piece = try source.read(offset, min(pieceSize, source.size - offset))
        offset += piece.count
        return piece
      }
      while try reader.next() {
        let record = reader.record
        for index in 0..<record.count { bytes += record[index].count }
        fields += record.count
      }
    }
    tell("fields", fields)
    tell("bytes", source.size)
    guard bytes > 0 else { throw BenchError.wrongResult("no field has a byte") }
  }

  static func read(_ arguments: [String]) throws {
    let source = try source(arguments, "read FILE")
    var rows = 0
    var counts = [Int](repeating: 0, count: 8)
    try measured {
      let reader = try WorkbookReader(name: Path.name(arguments[0]), source: source)
      let sheet = try reader.rows(ofSheet: 0)
      var block = FieldBlock()
      while try sheet.next(into: &block, atMost: blockRows) {
        rows += block.rowCount
        for tag in block.tags { counts[Int(tag.rawValue)] += 1 }
        block.removeAll()
      }
    }
    tell("rows", rows)
    tell("values", counts.reduce(0, +) - counts[Int(FieldTag.empty.rawValue)])
  }

  static func write(_ arguments: [String]) throws {
    guard arguments.count == 3, let format = ConversionFormat(rawValue: arguments[0]) else {
      throw BenchError.usage("write FORMAT CSV OUT")
    }
    let files = LocalFileSystem()
    let output = ConvertedFile(arguments[2], files: files, entropy: SystemEntropy())
    var rows = 0
    try measured {
      let input = try TableFile(arguments[1], FileOptions(), files: files)
      let conversion = FileConversion(input, to: ConversionTarget(format))
      rows = try output.write(replaces: true) { try conversion.write(to: $0) }.sheets.map(\.rows).reduce(0, +)
    }
    tell("rows", rows)
  }

  private static func source(_ arguments: [String], _ usage: String) throws -> ByteSource {
    guard arguments.count == 1 else { throw BenchError.usage(usage) }
    let file = try LocalFileSystem().open(arguments[0])
    return ByteSource(size: Int(try file.size())) { offset, count in try file.read(at: Int64(offset), count: count) }
  }

  private static func measured(_ body: () throws -> Void) throws {
    let start = ResourceUse.now().cpu
    let wall = try timed(body)
    let end = ResourceUse.now()
    tell("cpu", rounded(end.cpu - start))
    tell("wall", rounded(wall))
    tell("peak", end.peakMemory / 1_048_576)
  }
}
