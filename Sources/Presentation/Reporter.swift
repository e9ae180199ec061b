package import Tables
package import Workspaces

/// Turns what a workspace reports into lines for people and JSON for programs.
///
/// One file for each family of reports; the JSON's shapes are in docs/JSON.md.
package struct Reporter {
  package let workspace: Workspace
  package let wording: any Wording
  package let moments: Moments
  package let style: Style
  /// Signs in a line of the terminal; nil where output goes elsewhere.
  package let width: Int?

  package init(_ workspace: Workspace, wording: any Wording, moments: Moments, style: Style, width: Int?) {
    self.workspace = workspace
    self.wording = wording
    self.moments = moments
    self.style = style
    self.width = width
  }

  var catalog: Catalog { workspace.catalog }

  /// How many signs of an id people are shown; commands take any beginning that fits one.
  static let shortID = 8
  /// How much of a row's own cells is shown to tell which row it is.
  private static let labelLength = 48

  /// A row as a person knows it: a few of its cells, else its id.
  package func label(_ row: RowID, in sheet: String) -> String {
    guard let sheet = try? catalog.sheet(named: sheet), let cells = try? workspace.describe(row, in: sheet) else {
      return row.description
    }
    return Self.label(cells.map(\.value)) ?? row.description
  }

  /// The cells in one line, cut; nil if all are empty.
  static func label(_ cells: [Cell]) -> String? {
    let text = cells.compactMap(\.text).joined(separator: ", ").inOneLine
    if text.isEmpty { return nil }
    return text.count <= labelLength ? text : text.prefix(labelLength - 1) + "…"
  }

  /// A value as it is shown; an empty one says so.
  func shown(_ cell: Cell) -> String { cell.text.map(\.inOneLine) ?? style.dim("(empty)") }
}

extension JSON {
  /// The canonical text, or null.
  package static func cell(_ cell: Cell) -> JSON { .optional(cell.text) }

  package static func id(_ id: some TypedID) -> JSON { .string(id.description) }
}
