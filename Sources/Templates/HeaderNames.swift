package import Tables

/// Where one column of a flat file goes: a column, of another sheet if it is named, of one of several rows if a
/// variant is.
///
///     phone
///     addresses.street
///     addresses.street:billing      // of the address whose kind is billing
package struct ImportTarget: Hashable, Sendable {
  package var sheet: String?
  package var column: String
  package var variant: String?

  package init(sheet: String? = nil, column: String, variant: String? = nil) {
    self.sheet = sheet
    self.column = column
    self.variant = variant
  }
}

extension ImportTarget: LosslessStringConvertible {
  package init?(_ text: String) {
    let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let path = halves[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if halves.contains("") || path.contains("") { return nil }
    self.init(
      sheet: path.count == 2 ? path[0] : nil, column: path[path.count - 1], variant: halves.count == 2 ? halves[1] : nil
    )
  }

  package var description: String {
    (sheet.map { $0 + "." } ?? "") + column + (variant.map { ":" + $0 } ?? "")
  }
}

/// What people call columns, in six languages: how an import matches a file's headers.
///
/// Read from `share/locales/headers.csv`: `target` and one column for each language, several names parted by `|`.
package struct HeaderNames: Sendable {
  /// By folded name; the order of the file, so that the likelier meaning stands first.
  private var targets: [String: [ImportTarget]] = [:]

  /// Knows no names but those that sheets bring.
  package init() {}

  package init(file: String = "headers.csv", bytes: [UInt8]) throws(TemplateError) {
    let table = try TemplateTable(file: file, bytes: bytes)
    try table.require(["target"])
    for line in table.lines {
      guard let target = ImportTarget(try table.text("target", line)) else {
        throw .unknownName(file: file, line: line.number, header: "target")
      }
      for language in Language.allCases {
        for name in table.optional(language.rawValue, line).split(separator: "|") { add(target, under: String(name)) }
      }
    }
  }

  private mutating func add(_ target: ImportTarget, under name: String) {
    let folded = Folding.foldHeader(name)
    if !folded.isEmpty, !(targets[folded] ?? []).contains(target) { targets[folded, default: []].append(target) }
  }

  /// What a header may mean, the likeliest first.
  package func targets(of header: String) -> [ImportTarget] { targets[Folding.foldHeader(header)] ?? [] }

  /// The column of one sheet that a header names: by its name, then by a label in any language, then by what people
  /// call it.
  package func column(for header: String, in sheet: Sheet) -> Column? {
    let folded = Folding.foldHeader(header)
    if folded.isEmpty { return nil }
    if let column = sheet.columns.first(where: { Folding.foldHeader($0.name) == folded }) { return column }
    if let column = sheet.columns.first(where: { $0.labels.values.contains { Folding.foldHeader($0) == folded } }) {
      return column
    }
    let names = targets(of: header).filter { $0.variant == nil && ($0.sheet ?? sheet.name) == sheet.name }
    return names.lazy.compactMap { name in sheet.columns.first { $0.name == name.column } }.first
  }
}
