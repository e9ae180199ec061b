import Zip

/// The longest manifest and mimetype that are read, in bytes.
private let longestManifest = 16 * 1024 * 1024
/// The longest content.xml that is read, in bytes: a million rows of thirty columns have some eight billion.
private let longestContent = 16 << 30
/// The longest meta.xml that is read, in bytes.
private let longestMeta = 16 * 1024 * 1024

/// A spreadsheet of OpenDocument 1.0 to 1.3, in a package (.ods) or in one file (.fods).
struct OpenDocument: SheetDocument {
  private let isFlat: Bool
  let properties: [String: String]
  let information: [DocumentInformation: String]
  private let parts: Parts

  /// Where the XML comes from.
  private enum Parts {
    case package(ZipArchive)
    case flat(ByteSource)

    /// A scanner at the start of a part; a flat file has but one.
    func scanner(of part: String) throws -> XMLScanner {
      switch self {
      case .package(let archive):
        let entry: ZipEntryReader
        do { entry = try archive.open(part, limit: longestContent) } catch let error as ZipError {
          throw WorkbookFileError(error)
        }
        return XMLScanner(part: part) { room in
          do { return try entry.fill(room) } catch let error as ZipError {
            throw WorkbookFileError(error)
          }
        }
      case .flat(let source):
        return XMLScanner(part: "", source: source.filling())
      }
    }
  }

  init(package archive: ZipArchive) throws {
    try Self.checkIsSpreadsheet(archive)
    parts = .package(archive)
    isFlat = false
    let hasMeta = archive.entry(named: "meta.xml").map { $0.size <= longestMeta } ?? false
    let meta = hasMeta ? try MetaReader(parts.scanner(of: "meta.xml")) : MetaReader()
    (properties, information) = (meta.properties, meta.information)
  }

  init(flat source: ByteSource) throws {
    parts = .flat(source)
    isFlat = true
    let meta = try MetaReader(parts.scanner(of: ""))
    (properties, information) = (meta.properties, meta.information)
  }

  var format: FileFormat { isFlat ? .flatODS : .ods }

  func walk() throws -> any SheetWalk {
    ContentReader(scanner: try parts.scanner(of: isFlat ? "" : "content.xml"))
  }

  func features() throws -> [SheetFeatures] {
    try OpenDocumentFeatures.read(parts.scanner(of: isFlat ? "" : "content.xml"))
  }

  private static func checkIsSpreadsheet(_ archive: ZipArchive) throws {
    guard archive.entry(named: "content.xml") != nil else { throw WorkbookFileError.unsupported(.zip) }
    if archive.entry(named: "mimetype") != nil {
      let type = String(decoding: try archive.contents(of: "mimetype", limit: 4096), as: UTF8.self)
      if type.contains("opendocument"), !type.contains("spreadsheet") {
        throw WorkbookFileError.unsupported(.otherOpenDocument)
      }
    }
    try checkIsPlain(archive)
  }

  /// A password encrypts each part and says so in the manifest; the zip around them knows nothing of it.
  private static func checkIsPlain(_ archive: ZipArchive) throws {
    guard archive.entry(named: "META-INF/manifest.xml") != nil else { return }
    let manifest = try archive.contents(of: "META-INF/manifest.xml", limit: longestManifest)
    if String(decoding: manifest, as: UTF8.self).contains(":encryption-data") { throw WorkbookFileError.encrypted }
  }
}
