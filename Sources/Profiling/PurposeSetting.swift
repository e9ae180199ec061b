package import Tables
package import Workspaces

/// One thing to be said of a column, or taken back.
package struct PurposeChange: Equatable, Sendable {
  package var attribute: ProfileAttribute
  /// Nil to take it back.
  package var text: String?

  package init(_ attribute: ProfileAttribute, _ text: String?) {
    self.attribute = attribute
    self.text = text
  }
}

extension ProfileRules {
  /// The new attributes of a column; throws a fault that the changes bring, not one that was there before.
  package static func attributes(
    of column: Column, in sheet: Sheet, after changes: [PurposeChange]
  ) throws(PurposeError) -> [Attribute] {
    var purpose = readable(column)
    for change in changes {
      if let text = change.text {
        try purpose.set(change.attribute, to: text, column: column.name)
      } else {
        purpose.clear(change.attribute)
      }
    }
    let attributes = purpose.attributes(replacing: column.attributes)
    let before = faults(in: sheet)
    var changed = sheet
    for place in changed.columns.indices where changed.columns[place].id == column.id {
      changed.columns[place].attributes = attributes
    }
    for fault in faults(in: changed) where !before.contains(fault) { throw fault }
    return attributes
  }

  /// What can be read of a column's purpose; the rest is given up.
  private static func readable(_ column: Column) -> ColumnPurpose {
    var purpose = ColumnPurpose()
    for attribute in column.attributes {
      if let known = ProfileAttribute(name: attribute.name) { try? purpose.set(known, to: attribute.value) }
    }
    return purpose
  }
}

extension Workspace {
  /// Says what a column is for; takes the power `schema`, and gives the version.
  package func setPurpose(of column: String, in sheet: String, _ changes: [PurposeChange]) throws -> Int {
    try setAttributes(of: sheet) { sheet in
      let column = try sheet.column(named: column)
      return [column.id: try ProfileRules.attributes(of: column, in: sheet, after: named(changes, in: sheet))]
    }
  }

  /// Columns that come first may be named by their labels too.
  private func named(_ changes: [PurposeChange], in sheet: Sheet) -> [PurposeChange] {
    changes.map { change in
      guard change.attribute == .after, let text = change.text else { return change }
      let names = text.split(separator: "|").map { (try? sheet.column(named: String($0)).name) ?? String($0) }
      return PurposeChange(.after, names.joined(separator: "|"))
    }
  }
}
