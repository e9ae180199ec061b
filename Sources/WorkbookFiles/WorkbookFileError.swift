package import CSV
package import Zip

/// Why a file could not be read or written; says where, never what stands there.
///
/// Lines, rows and columns count from 1, bytes from 0.
package enum WorkbookFileError: Error, Equatable, Sendable {
  /// A kind of file that is known and not read.
  case unsupported(FileFormat)
  /// Protected by a password.
  case encrypted
  case csv(CSVError)
  /// A byte, or a sequence of bytes, that does not exist in the encoding.
  case undefinedByte(encoding: TextEncoding, line: Int, byte: Int)
  case archive(ZipError)
  /// Not well-formed XML, or not in UTF-8.
  case malformed(part: String, byte: Int)
  /// A document type: no office program writes one, and it can hide anything.
  case documentType(part: String)
  case nestedTooDeep(part: String, limit: Int)
  case tagTooLong(part: String, byte: Int, limit: Int)
  /// A part that unpacks to more bytes than it may have.
  case partTooLong(part: String, limit: Int)
  /// A part that unpacks to so many times its packed size: a trap, not a table.
  case expandsTooMuch(part: String, limit: Int)
  /// There is no spreadsheet in it.
  case noSpreadsheet
  case noSuchSheet(index: Int, count: Int)
  case tooManySheets(limit: Int)
  /// The name of a sheet, by its place in the file from 1.
  case sheetNameTooLong(sheet: Int, limit: Int)
  /// More notes at cells than that, or more bytes in all of them.
  case tooManyNotes(sheet: String, limit: Int, bytes: Int)
  case tooManyMergedCells(sheet: String, limit: Int)
  case tooManyRows(sheet: String, limit: Int)
  /// A row behind one that it should stand before: written in another place it would be another row.
  case rowOutOfOrder(sheet: String, row: Int)
  case tooManyColumns(sheet: String, row: Int, limit: Int)
  /// One cell or row stands for too many by repetition: a trap, not a table.
  case tooManyRepetitions(sheet: String, row: Int, limit: Int)
  case valueTooLong(sheet: String, row: Int, column: Int, limit: Int)
  /// More cells than that, or so far apart.
  case tooManyCells(sheet: String, row: Int, limit: Int)
  /// The values of a sheet, or of one row, have more bytes than that.
  case tooMuchText(sheet: String, row: Int, limit: Int)
  /// More texts in the table that cells share, or more bytes in all of them.
  case tooManySharedTexts(limit: Int, bytes: Int)
  /// A cell points to a text that the file does not have.
  case missingSharedText(sheet: String, row: Int, column: Int)
  /// A value that OpenDocument cannot hold.
  case controlCharacters(sheet: String, row: Int, column: Int)
  /// CSV holds one sheet.
  case oneSheetOnly
}

extension WorkbookFileError {
  /// An archive's error, where one that says more does not stand for it.
  init(_ error: ZipError) {
    if case .encrypted = error { self = .encrypted } else { self = .archive(error) }
  }

  /// Of an archive's error: the entry that cannot be read; nil if it is about the archive as a whole.
  package var archiveEntry: String? {
    guard case .archive(let error) = self else { return nil }
    switch error {
    case .missing(let entry), .encrypted(let entry), .unknownMethod(let entry, _), .damagedEntry(let entry),
      .entryTooLong(let entry, _):
      return entry
    default: return nil
    }
  }
}
