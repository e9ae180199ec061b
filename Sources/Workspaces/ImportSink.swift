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

    /// A row of which nothing belongs to this section leaves no trace in it.
    mutating func append(_ ordinal: UInt32, _ rows: ImportedRows, _ row: Int, link: String?) throws {
      if positions.allSatisfy({ rows.isEmpty(row, $0, link: link) }) { return }
      text.beginRow(ordinal)
      for position in positions {
        if rows.isEmpty(row, position, link: link) {
          text.emptyCell()
        } else {
          rows.append(row, position, link: link, to: &text)
        }
      }
      text.endRow()
      if text.byteCount > ImportSink.pieceSize { try builder.append(text.take()) }
    }
  }

  let sheet: Sheet
  /// All columns that any row may fill.
  let columns: [Column]
  let firstOrdinal: UInt32
  private(set) var count = 0
  private let id: ID
  private var sections: [SectionSink]

  /// `key` gives the current key of a domain; `index` is the place of the next part among the commit's.
  init(
    _ sheet: Sheet, _ columns: [Column], firstOrdinal: UInt32, _ sealing: PartSealing, index: inout Int,
    key: (KeyDomain) throws -> (epoch: UInt64, key: EpochKey)
  ) throws {
    self.sheet = sheet
    self.columns = columns
    self.firstOrdinal = firstOrdinal
    id = sealing.id
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

  /// The id of the row that is appended next.
  var nextRow: RowID { RowID(commit: id, ordinal: firstOrdinal + UInt32(count)) }

  /// Appends a row; `link` is the key of the row of another sheet that it belongs to.
  func append(_ rows: ImportedRows, _ row: Int, link: String?) throws {
    let ordinal = firstOrdinal + UInt32(count)
    for index in sections.indices { try sections[index].append(ordinal, rows, row, link: link) }
    count += 1
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
