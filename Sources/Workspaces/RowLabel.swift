import Tables

/// Which cells of a row tell a person which row it is.
struct RowLabel {
  /// Parts of what columns are called that hold names of people or firms, in six languages, folded.
  private static let nameParts = [
    "name", "company", "firma", "nombre", "apellido", "empresa", "prenom", "societe", "pangalan", "apelyido",
    "kumpanya",
    "ονομα", "επωνυμο", "επωνυμια", "εταιρεια",
  ].map { Folding.fold($0) }
  /// How many cells are shown.
  private static let size = 4

  /// The places of the columns that tell, by the row's cells: keys and names; of a sheet without, the first ones.
  static func places(in columns: [Column], cells: [Cell]) -> [Int] {
    let filled = columns.indices.filter { !cells[$0].isEmpty }
    let names = filled.filter { isName(columns[$0]) }
    if names.isEmpty { return Array(filled.prefix(size)) }
    return Array((filled.filter { columns[$0].isKey } + names).prefix(size))
  }

  /// Whether a column holds names of people or firms.
  static func isName(_ column: Column) -> Bool {
    guard column.kind == .text else { return false }
    let folded = Folding.fold(column.name)
    return nameParts.contains { folded.contains($0) }
  }
}
