import CSV
import Merging
import Tables
import WorkbookFiles

/// How many bytes are collected before the sink gets them.
private let pieceSize = 1 << 18
private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

/// Writes a merged table as the CSV file that ours is.
struct MergedText {
  private let profile: CSVProfile
  private let merge: TableMerge
  private let raw: [UInt8]
  /// Where the rows of ours begin in `raw`; nil where it is not UTF-8, and every row is written anew.
  private let starts: [Int]?

  init(_ profile: CSVProfile, _ ours: TableFile, _ merge: TableMerge) throws {
    self.profile = profile
    self.merge = merge
    raw = profile.encoding == .utf8 ? try ours.source.read(0, ours.source.size) : []
    let mark = profile.hasByteOrderMark ? byteOrderMark.count : 0
    starts = profile.encoding == .utf8 ? Self.starts(of: merge.ours.block.rowNumbers, in: raw, from: mark) : nil
  }

  /// Where the lines of these numbers begin: LF, CR LF and CR end a line.
  private static func starts(of lines: [Int], in raw: [UInt8], from mark: Int) -> [Int] {
    var starts: [Int] = []
    starts.reserveCapacity(lines.count)
    raw.withUnsafeBytes { raw in
      var line = 1
      var place = mark
      for wanted in lines {
        while line < wanted, place < raw.count {
          // Eight bytes at a time while none of them can end a line.
          if place + 8 <= raw.count, !mayHoldLineEnd(raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)) {
            place += 8
            continue
          }
          let byte = raw[place]
          place += 1
          guard byte == 10 || byte == 13 else { continue }
          if byte == 13, place < raw.count, raw[place] == 10 { place += 1 }
          line += 1
        }
        starts.append(place)
      }
    }
    return starts
  }

  /// Whether one of eight bytes is LF or CR; now and then true without one.
  @inline(__always)
  private static func mayHoldLineEnd(_ word: UInt64) -> Bool {
    let (feed, carriage) = (word ^ 0x0A0A_0A0A_0A0A_0A0A, word ^ 0x0D0D_0D0D_0D0D_0D0D)
    let zeros = ((feed &- ones) & ~feed) | ((carriage &- ones) & ~carriage)
    return zeros & 0x8080_8080_8080_8080 != 0
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101

  func write(to sink: ([UInt8]) throws -> Void) throws {
    var output: [UInt8] = []
    output.reserveCapacity(pieceSize + 4096)
    var writer = CSVWriter(
      delimiter: profile.delimiter, quote: profile.quote,
      lineEnd: profile.lineEnd == .carriageReturnLineFeed ? .carriageReturnLineFeed : .lineFeed)
    if profile.hasByteOrderMark { output += byteOrderMark }
    if profile.hasSeparatorLine {
      output += Array("sep=".utf8) + [profile.delimiter]
      writer.endRecord(to: &output)
    }
    if merge.ours.firstRow == 1 {
      if merge.hasColumnsOfOurs { take(0, &writer, &output) } else { append(0, of: merge.header, &writer, &output) }
    }
    try merge.forEachRow(
      ofOurs: { row in
        take(row, &writer, &output)
        try drain(&output, to: sink)
      },
      merged: { block in
        append(0, of: block, &writer, &output)
        try drain(&output, to: sink)
      })
    try sink(output)
  }

  private func drain(_ output: inout [UInt8], to sink: ([UInt8]) throws -> Void) throws {
    guard output.count >= pieceSize else { return }
    try sink(output)
    output.removeAll(keepingCapacity: true)
  }

  /// A row of ours with its very bytes, but for the line's end, which the last line may lack.
  private func take(_ row: Int, _ writer: inout CSVWriter, _ output: inout [UInt8]) {
    guard let starts else { return append(row, of: merge.ours.block, &writer, &output) }
    var end = row + 1 < starts.count ? starts[row + 1] : raw.count
    while end > starts[row], raw[end - 1] == 10 || raw[end - 1] == 13 { end -= 1 }
    raw.withUnsafeBytes { output.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[starts[row]..<end])) }
    writer.endRecord(to: &output)
  }

  private func append(_ row: Int, of block: FieldBlock, _ writer: inout CSVWriter, _ output: inout [UInt8]) {
    block.bytes.withUnsafeBytes { bytes in
      for field in block.fields(ofRow: row) {
        writer.append(UnsafeRawBufferPointer(rebasing: bytes[block.range(ofField: field)]), to: &output)
      }
    }
    writer.endRecord(to: &output)
  }
}
