import Zip

/// A file of sheets that is not CSV.
protocol SheetDocument {
  var format: FileFormat { get }
  /// The user-defined document properties.
  var properties: [String: String] { get }
  var information: [DocumentInformation: String] { get }

  /// From the first sheet on.
  func walk() throws -> any SheetWalk

  /// What each sheet of the walk has beside its values.
  func features() throws -> [SheetFeatures]
}

/// Goes through a file's sheets in their order.
protocol SheetWalk: AnyObject {
  /// The next sheet with its rows; nil behind the last. Rows of the one before that were not read are passed over.
  func next() throws -> (info: SheetInfo, rows: any RowReader)?

  /// Reads on to the end of the stream that holds the sheet read last: only there is it certain that it was whole.
  func finish() throws
}

extension SheetWalk {
  func finish() throws {}
}

/// Finds out what a file holds.
enum SheetDocuments {
  /// Nil if the source is a text file to be read as CSV; an error if it is neither.
  static func open(_ source: ByteSource, sample: [UInt8]) throws -> (any SheetDocument)? {
    do {
      if FileFormat.isZip(sample) { return try open(ZipArchive(size: source.size, read: source.read)) }
      switch FileFormat.sniff(sample) {
      case .csv, nil: return nil
      case .flatODS: return try OpenDocument(flat: source)
      case .xls where try CompoundFile.isEncryptedPackage(source, sample): throw WorkbookFileError.encrypted
      case .binary where FileFormat.holdsZip(sample):
        return try open(ZipArchive(size: source.size, read: source.read))
      case .some(let format): throw WorkbookFileError.unsupported(format)
      }
    } catch let error as ZipError {
      throw WorkbookFileError(error)
    }
  }

  private static func open(_ archive: ZipArchive) throws -> any SheetDocument {
    let package = OfficePackage(archive)
    if package.isOne { return try OfficeOpenXML(package) }
    return try OpenDocument(package: archive)
  }
}
