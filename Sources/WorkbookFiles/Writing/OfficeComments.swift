/// The notes at a sheet's headers: what they say, and the drawing without which Excel does not show them.
struct OfficeComments {
  private let notes: [(column: Int, text: String)]

  init?(_ sheet: SheetLayout) {
    notes = sheet.columns.enumerated().compactMap { index, column in column.note.map { (index, $0) } }
    if notes.isEmpty { return nil }
  }

  /// The part of the texts (ISO/IEC 29500-1, 18.7).
  var xml: String {
    let comments = notes.map { note in
      """
      <comment ref="\(SheetNames.columnName(note.column))1" authorId="0"><text><t xml:space="preserve">\
      \(OfficeText.escaped(note.text))</t></text></comment>
      """
    }
    return """
      \(OfficeOpenXMLParts.declaration)<comments xmlns="\(OfficeOpenXMLParts.main)"><authors><author>Kontor</author>\
      </authors><commentList>\(comments.joined())</commentList></comments>
      """
  }

  /// The part of the boxes (ISO/IEC 29500-4, 19); offsets are in pixels from a cell's corner.
  var drawing: String {
    """
    <xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
    xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>\
    </o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">\
    <v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>\
    \(notes.enumerated().map { shape($1.column, number: $0) }.joined())</xml>
    """
  }

  private func shape(_ column: Int, number: Int) -> String {
    """
    <v:shape id="_x0000_s\(1025 + number)" type="#_x0000_t202" style="position:absolute;margin-left:60pt;\
    margin-top:2pt;width:180pt;height:72pt;z-index:\(number + 1);visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">\
    <v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>\
    <v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>\
    <x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>\
    <x:Anchor>\(column + 1), 15, 0, 2, \(column + 4), 15, 4, 4</x:Anchor><x:AutoFill>False</x:AutoFill>\
    <x:Row>0</x:Row><x:Column>\(column)</x:Column></x:ClientData></v:shape>
    """
  }
}
