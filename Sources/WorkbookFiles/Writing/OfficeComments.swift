/// The notes of a sheet: what they say, and the drawing without which Excel does not show them.
struct OfficeComments {
  private let notes: [SheetFeatures.Note]

  init(_ notes: [SheetFeatures.Note]) { self.notes = notes }

  /// The part of the texts (ISO/IEC 29500-1, 18.7).
  var xml: String {
    let authors = Set(notes.map { $0.author ?? "" }).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: authors.enumerated().map { ($1, $0) })
    let comments = notes.map { note in
      """
      <comment ref="\(SheetNames.columnName(note.column - 1))\(note.row)" authorId="\(numbers[note.author ?? ""] ?? 0)">\
      <text><t xml:space="preserve">\(OfficeText.escaped(note.text))</t></text></comment>
      """
    }
    return """
      \(OfficeOpenXMLParts.declaration)<comments xmlns="\(OfficeOpenXMLParts.main)"><authors>\
      \(authors.map { "<author>\(OfficeText.escaped($0))</author>" }.joined())\
      </authors><commentList>\(comments.joined())</commentList></comments>
      """
  }

  /// The part of the boxes (ISO/IEC 29500-4, 19); offsets are in pixels from a cell's corner.
  var drawing: String {
    """
    <xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
    xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="\(blocks)"/>\
    </o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">\
    <v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>\
    \(notes.enumerated().map { shape($1, number: $0) }.joined())</xml>
    """
  }

  /// Each block has 1,024 numbers for shapes; the first begins with 1,024.
  private var blocks: String { (1...notes.count / 1024 + 1).map { "\($0)" }.joined(separator: ",") }

  private func shape(_ note: SheetFeatures.Note, number: Int) -> String {
    """
    <v:shape id="_x0000_s\(1025 + number)" type="#_x0000_t202" style="position:absolute;margin-left:60pt;\
    margin-top:2pt;width:180pt;height:72pt;z-index:\(number + 1);visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">\
    <v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>\
    <v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>\
    <x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>\
    <x:Anchor>\(note.column), 15, \(note.row - 1), 2, \(note.column + 3), 15, \(note.row + 3), 4</x:Anchor><x:AutoFill>False</x:AutoFill>\
    <x:Row>\(note.row - 1)</x:Row><x:Column>\(note.column - 1)</x:Column></x:ClientData></v:shape>
    """
  }
}
