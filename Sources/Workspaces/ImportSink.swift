import History
import Identities
import Privileges
import Tables

/// Takes new rows of one sheet and seals them as they come: an `add` part for each section, in constant memory.
final class ImportSink {
  /// How much plaintext waits before it is sealed.
  private static let pieceSize = 1 << 18

  private struct SectionSink {
    var positions: [Int]
    var text: AddText
    var builder: PartBuilder
  }

  let sheet: Sheet
  /// All columns that any row may fill.
  let columns: [Column]
  let firstOrdinal: UInt32
  private(set) var count = 0
  private var sections: [SectionSink]

  /// `key` gives the current key of a domain; `index` is the place of the next part among the commit's.
  init(
    _ sheet: Sheet, _ columns: [Column], firstOrdinal: UInt32, _ sealing: PartSealing, index: inout Int,
    key: (KeyDomain) throws -> (epoch: UInt64, key: EpochKey)
  ) throws {
    self.sheet = sheet
    self.columns = columns
    self.firstOrdinal = firstOrdinal
    sections = []
    for section in sheet.sections {
      let positions = columns.indices.filter { columns[$0].section == section.id }
      guard !positions.isEmpty else { continue }
      let domain = KeyDomain.section(sheet.id, section.id)
      let (epoch, key) = try key(domain)
      let builder = PartBuilder(sealing, index: index, domain: domain, verb: .add, epoch: epoch, key: key)
      index += 1
      sections.append(
        SectionSink(positions: positions, text: AddText(columns: positions.map { columns[$0].id }), builder: builder))
    }
  }

  /// Appends a row; `range` tells where in `bytes` the cell of the column at a position lies, nil if it is empty.
  func append(_ bytes: [UInt8], _ range: (Int) -> Range<Int>?) throws {
    let ordinal = firstOrdinal + UInt32(count)
    try bytes.withUnsafeBytes { bytes in
      for index in sections.indices { try append(ordinal, bytes, range, to: &sections[index]) }
    }
    count += 1
  }

  private func append(
    _ ordinal: UInt32, _ bytes: UnsafeRawBufferPointer, _ range: (Int) -> Range<Int>?,
    to section: inout SectionSink
  ) throws {
    guard section.positions.contains(where: { range($0) != nil }) else { return }
    section.text.beginRow(ordinal)
    for position in section.positions {
      if let range = range(position) {
        section.text.cell(UnsafeRawBufferPointer(rebasing: bytes[range]))
      } else {
        section.text.emptyCell()
      }
    }
    section.text.endRow()
    if section.text.byteCount > Self.pieceSize { try section.builder.append(section.text.take()) }
  }

  /// Seals what is left.
  func finish() throws -> SealedAdds {
    guard count > 0 else {
      cancel()
      return SealedAdds(firstOrdinal: firstOrdinal, count: 0, parts: [])
    }
    var parts: [SealedPart] = []
    for index in sections.indices {
      try sections[index].builder.append(sections[index].text.take())
      parts.append(try sections[index].builder.finish())
    }
    return SealedAdds(firstOrdinal: firstOrdinal, count: count, parts: parts)
  }

  func cancel() { for section in sections { section.builder.cancel() } }
}
