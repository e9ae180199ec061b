import Tables

/// The cell styles of a written workbook: one for each way to show a value, locked or not, and one for headers.
enum CellStyles {
  /// How values are shown.
  enum Look: String, CaseIterable {
    case number, date, dateTime, time, boolean, text, duration

    init(_ kind: ColumnKind) {
      switch kind {
      case .integer, .decimal: self = .number
      case .date: self = .date
      case .dateTime: self = .dateTime
      case .time: self = .time
      case .boolean: self = .boolean
      // Whatever is typed into such a cell stays as typed, leading zeros and all.
      case .text, .code, .choice, .tags, .email, .phone, .postcode: self = .text
      }
    }
  }

  static let header = "header"

  static func name(_ look: Look) -> String { look.rawValue + "-open" }

  static func name(_ kind: ColumnKind, isLocked: Bool, _ tint: CellLook.Tint? = nil) -> String {
    name(Look(kind), isLocked: isLocked, tint)
  }

  private static func name(_ look: Look, isLocked: Bool, _ tint: CellLook.Tint?) -> String {
    look.rawValue + (isLocked ? "-locked" : "-open") + (tint.map { "-\($0)" } ?? "")
  }

  /// The styles themselves, for `office:automatic-styles`.
  static var xml: String {
    var xml = dataStyles
    for look in Look.allCases {
      for isLocked in [false, true] {
        for tint in [nil] + CellLook.Tint.allCases { xml += style(look, isLocked: isLocked, tint) }
      }
    }
    return xml + """
      <style:style style:name="header" style:family="table-cell" style:parent-style-name="Default">\
      <style:table-cell-properties style:cell-protect="protected" fo:background-color="#d9e2ec"/>\
      <style:text-properties fo:font-weight="bold"/></style:style>
      """
  }

  private static func style(_ look: Look, isLocked: Bool, _ tint: CellLook.Tint?) -> String {
    let data = look == .number ? "" : " style:data-style-name=\"data-\(look.rawValue)\""
    let ground = tint.map { "#" + $0.color.lowercased() } ?? (isLocked ? "#eeeeee" : nil)
    let protection = "style:cell-protect=\"\(isLocked ? "protected" : "none")\""
    let properties = protection + (ground.map { " fo:background-color=\"\($0)\"" } ?? "")
    return """
      <style:style style:name="\(name(look, isLocked: isLocked, tint))" style:family="table-cell" \
      style:parent-style-name="Default"\(data)><style:table-cell-properties \(properties)/></style:style>
      """
  }

  /// Dates are shown as ISO 8601 writes them, which nobody takes for another day.
  private static let dataStyles = """
    <number:date-style style:name="data-date"><number:year number:style="long"/><number:text>-</number:text>\
    <number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>\
    </number:date-style>\
    <number:date-style style:name="data-dateTime"><number:year number:style="long"/><number:text>-</number:text>\
    <number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>\
    <number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>\
    <number:minutes number:style="long"/><number:text>:</number:text><number:seconds number:style="long"/>\
    </number:date-style>\
    <number:time-style style:name="data-time"><number:hours number:style="long"/><number:text>:</number:text>\
    <number:minutes number:style="long"/><number:text>:</number:text><number:seconds number:style="long"/>\
    </number:time-style>\
    <number:time-style style:name="data-duration" number:truncate-on-overflow="false">\
    <number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/>\
    <number:text>:</number:text><number:seconds number:style="long"/></number:time-style>\
    <number:boolean-style style:name="data-boolean"><number:boolean/></number:boolean-style>\
    <number:text-style style:name="data-text"><number:text-content/></number:text-style>
    """
}
