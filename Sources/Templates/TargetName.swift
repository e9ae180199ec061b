package import Privileges
package import Tables

/// What a grant is about, as people write it.
///
///     *                       everything
///     customers               a sheet
///     customers/Contact       a section
package enum TargetName: Hashable, Sendable {
  case everything
  case sheet(String)
  case section(sheet: String, section: String)
}

extension TargetName: LosslessStringConvertible {
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if parts.contains("") { return nil }
    switch parts.count {
    case 1: self = text == "*" ? .everything : .sheet(text)
    default: self = .section(sheet: parts[0], section: parts[1])
    }
  }

  package var description: String {
    switch self {
    case .everything: "*"
    case .sheet(let sheet): sheet
    case .section(let sheet, let section): "\(sheet)/\(section)"
    }
  }
}

extension TargetName {
  /// The same by id; names match in all but case and accents. Nil if no workbook has it.
  package func target(in workbooks: [Workbook]) -> Target? {
    switch self {
    case .everything: return .everything
    case .sheet(let name): return Self.sheet(name, in: workbooks).map { .sheet($0.id) }
    case .section(let sheetName, let name):
      guard let sheet = Self.sheet(sheetName, in: workbooks) else { return nil }
      let folded = Folding.fold(name)
      return sheet.sections.first { Folding.fold($0.name) == folded }.map { .section(sheet.id, $0.id) }
    }
  }

  private static func sheet(_ name: String, in workbooks: [Workbook]) -> Sheet? {
    let folded = Folding.fold(name)
    return workbooks.lazy.flatMap(\.sheets).first { Folding.fold($0.name) == folded }
  }
}
