/// How large a sheet may be, in any format.
enum SheetLimits {
  /// Sheets of a file.
  static let sheets = 10_000
  /// LibreOffice and Excel both end there.
  static let rows = 1_048_576
  static let columns = 16_384
  /// The longest name of a sheet, in bytes: Excel takes 31 signs, LibreOffice any number.
  static let name = 4096
  /// Notes of a sheet, and all their texts together in bytes.
  static let notes = 65_536
  static let noteText = 16 * 1024 * 1024
  /// Merged areas of a sheet.
  static let merged = 65_536
  /// The longest value, in bytes.
  static let value = 16 * 1024 * 1024
  /// All values of one row together, in bytes.
  static let rowText = 64 * 1024 * 1024
}
