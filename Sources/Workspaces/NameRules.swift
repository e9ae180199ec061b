import Tables

/// What a name may be, of an employee, a role, a sheet, a section or a column.
enum NameRules {
  /// The longest name, in characters.
  private static let limit = 120

  /// Throws `unusableName` for one that is blank, too long, or holds line breaks and the like.
  static func check(_ name: String) throws {
    let isBlank = name.allSatisfy(\.isWhitespace)
    let hasControls = name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    if isBlank || hasControls || name.count > limit { throw WorkspaceError.unusableName(name.filter { !$0.isNewline }) }
  }

  /// The same for a sheet or a section, whose names stand in targets: `customers/Contact`, or `*` for everything.
  static func checkTarget(_ name: String) throws {
    try check(name)
    if name.contains("/") || name == "*" { throw WorkspaceError.unusableName(name) }
  }
}
