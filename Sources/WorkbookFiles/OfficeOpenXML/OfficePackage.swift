import Zip

/// The longest part that is streamed, in bytes; a million rows of a hundred columns have some five billion.
private let longestStreamedPart = 8 << 30
/// The longest part of which something is kept, in bytes.
private let longestSmallPart = 64 << 20
/// How many times its packed size a part may have: sheets of real tables reach some dozens, of empty cells a hundred.
private let mostExpansion = 250
/// Parts below that many bytes may be packed however well.
private let harmlessLength = 16 << 20

/// The parts of an Office Open XML file (ISO/IEC 29500-2), found by name as Office finds them.
struct OfficePackage {
  private let archive: ZipArchive
  /// The entries' names by what they are compared by.
  private let names: [String: String]

  init(_ archive: ZipArchive) {
    self.archive = archive
    names = Dictionary(archive.entries.map { (Self.folded($0.name), $0.name) }, uniquingKeysWith: { $1 })
  }

  /// Whether the archive is such a file at all.
  var isOne: Bool { contains("[Content_Types].xml") || contains("_rels/.rels") || contains("xl/workbook.xml") }

  func contains(_ part: String) -> Bool { entryName(of: part) != nil }

  /// A scanner at the start of a part that is read through in pieces.
  func scanner(of part: String) throws -> XMLScanner { try scanner(of: part, limit: longestStreamedPart) }

  /// A scanner of a part that is kept in memory, or much of it.
  func scanner(ofSmall part: String) throws -> XMLScanner { try scanner(of: part, limit: longestSmallPart) }

  /// Where the relationships of a part point to; none if it has none.
  func relationships(of part: String) throws -> Relationships {
    let slash = part.lastIndex(of: "/").map { part.index(after: $0) } ?? part.startIndex
    let source = "\(part[..<slash])_rels/\(part[slash...]).rels"
    guard contains(source) else { return Relationships() }
    return try Relationships(scanner(ofSmall: source), folder: String(part[..<slash]))
  }

  private func scanner(of part: String, limit: Int) throws -> XMLScanner {
    let name = entryName(of: part) ?? part
    if let entry = archive.entry(named: name) {
      guard entry.size <= limit else { throw WorkbookFileError.partTooLong(part: part, limit: limit) }
      guard entry.size <= harmlessLength || entry.size / mostExpansion <= entry.compressedSize else {
        throw WorkbookFileError.expandsTooMuch(part: part, limit: mostExpansion)
      }
    }
    let entry = try archived { try archive.open(name) }
    return XMLScanner(part: part) { room in try archived { try entry.fill(room) } }
  }

  /// The very name first: names that differ in case only are two entries of an archive, though one part (7.2.3.5).
  private func entryName(of part: String) -> String? {
    archive.entry(named: part) == nil ? names[Self.folded(part)] : part
  }

  /// Some programs write backslashes.
  private static func folded(_ name: String) -> String {
    let name = String(name.map { $0 == "\\" ? "/" : $0 }).lowercased()
    return name.hasPrefix("/") ? String(name.dropFirst()) : name
  }
}

/// Turns the errors of an archive into those of a workbook.
private func archived<Value>(_ body: () throws -> Value) throws -> Value {
  do { return try body() } catch let error as ZipError { throw WorkbookFileError(error) }
}
