import Tables

/// The cell styles of a written .xlsx: the same as those of an .ods, called by number.
enum OfficeOpenXMLStyles {
  /// Behind the default style and one for each look, locked or not.
  static let header = 1 + 2 * CellStyles.Look.allCases.count

  /// Tinted ones stand behind the header's.
  static func index(_ kind: ColumnKind, isLocked: Bool, _ tint: CellLook.Tint? = nil) -> Int {
    index(CellStyles.Look(kind)) + (isLocked ? 1 : 0) + (tint.map { header + $0.rawValue * (header - 1) } ?? 0)
  }

  static func index(_ look: CellStyles.Look) -> Int {
    1 + 2 * (CellStyles.Look.allCases.firstIndex(of: look) ?? 0)
  }

  /// The whole part (ISO/IEC 29500-1, 18.8.39).
  static var xml: String {
    func formats(_ tint: CellLook.Tint?) -> String {
      CellStyles.Look.allCases.map { format($0, isLocked: false, tint) + format($0, isLocked: true, tint) }.joined()
    }
    let tints = CellLook.Tint.allCases
    return """
      \(OfficeOpenXMLParts.declaration)<styleSheet xmlns="\(OfficeOpenXMLParts.main)">\
      <numFmts count="5"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>\
      <numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="166" formatCode="hh:mm:ss"/>\
      <numFmt numFmtId="167" formatCode="&quot;TRUE&quot;;&quot;TRUE&quot;;&quot;FALSE&quot;"/>\
      <numFmt numFmtId="168" formatCode="[hh]:mm:ss"/>\
      </numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>\
      <font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>\
      <fills count="\(4 + tints.count)"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
      \(fill("FFEEEEEE"))\(fill("FFD9E2EC"))\(tints.map { fill("FF" + $0.color) }.joined())</fills>\
      <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
      <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
      <cellXfs count="\(header + 1 + tints.count * (header - 1))"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\(formats(nil))\
      <xf numFmtId="49" fontId="1" fillId="3" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/>\
      \(tints.map { formats($0) }.joined())</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>\
      <dxfs count="0"/></styleSheet>
      """
  }

  private static func fill(_ color: String) -> String {
    """
    <fill><patternFill patternType="solid"><fgColor rgb="\(color)"/><bgColor indexed="64"/></patternFill></fill>
    """
  }

  private static func format(_ look: CellStyles.Look, isLocked: Bool, _ tint: CellLook.Tint?) -> String {
    let fill = tint.map { 4 + $0.rawValue } ?? (isLocked ? 2 : 0)
    let filling = fill == 0 ? "" : " applyFill=\"1\""
    let end = isLocked ? "/>" : " applyProtection=\"1\"><protection locked=\"0\"/></xf>"
    return """
      <xf numFmtId="\(numberFormat(look))" fontId="0" fillId="\(fill)" borderId="0" xfId="0" applyNumberFormat="1"\
      \(filling)\(end)
      """
  }

  /// `@` (49) keeps whatever is typed as it is; dates are shown as ISO 8601 writes them.
  private static func numberFormat(_ look: CellStyles.Look) -> Int {
    switch look {
    case .number: 0
    case .date: 164
    case .dateTime: 165
    case .time: 166
    // LibreOffice's word for truth values; where somebody types 1, Excel shows one too.
    case .boolean: 167
    case .text: 49
    case .duration: 168
    }
  }
}
