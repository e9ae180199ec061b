import Tables

/// What a working copy says of itself in the header of its id column, and where else that is not lost.
///
/// `kontor:MARKER:VERSION:HASH:SHEET`: the workspace, the base version with the beginning of its hash, and the sheet.
struct CopyMark: Equatable {
  static let hashDigits = 16
  private static let prefix = "kontor"

  var marker: String
  var version: Int
  var hash: String
  var sheet: SheetID

  var text: String { [Self.prefix, marker, String(version), hash, sheet.description].joined(separator: ":") }

  init(marker: String, version: Int, hash: String, sheet: SheetID) {
    self.marker = marker
    self.version = version
    self.hash = hash
    self.sheet = sheet
  }

  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 5, parts[0] == Self.prefix, let version = Int(parts[2]), let sheet = SheetID(parts[4]) else {
      return nil
    }
    self.init(marker: parts[1], version: version, hash: parts[3], sheet: sheet)
  }
}
