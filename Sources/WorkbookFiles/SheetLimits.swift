/// How large a sheet may be, in any format.
enum SheetLimits {
  /// Sheets of a file.
  static let sheets = 10_000
  /// LibreOffice and Excel both end there.
  static let rows = 1_048_576
  static let columns = 16_384
  /// The longest value, in bytes.
  static let value = 16 * 1024 * 1024
  /// All values of one row together, in bytes.
  static let rowText = 64 * 1024 * 1024
}
