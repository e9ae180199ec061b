package import Tables

package struct EmployeeID: TypedID {
  package let id: ID
  package init(_ id: ID) { self.id = id }

  /// The author of what the recovery key signs.
  package static let recovery = EmployeeID(.zero)
}

package struct RoleID: TypedID {
  package let id: ID
  package init(_ id: ID) { self.id = id }
}

package struct LockID: TypedID {
  package let id: ID
  package init(_ id: ID) { self.id = id }
}

/// What somebody does, and what a grant allows: five actions on data, and powers beyond data.
///
/// The raw values are stored in the log and never change.
package enum Action: UInt8, CaseIterable, Sendable, Codable {
  case read = 1
  case edit = 2
  /// Fills cells of rows that the same commit adds.
  case add = 3
  /// Of rows; granted on sheets.
  case delete = 4
  /// Writes down what customers answer to the questions of columns that one may not read.
  case ask = 5
  case `import` = 16
  /// Sheets, sections and columns.
  case schema = 17
  /// Employees, roles and grants.
  case staff = 18
  /// Breaks the locks of others.
  case locks = 19
  /// Settles conflicts in columns that one may read but not edit.
  case conflicts = 20
  case publish = 21
  case audit = 22
  case erase = 23

  /// The name that commands and templates use.
  package var name: String {
    switch self {
    case .read: "read"
    case .edit: "edit"
    case .add: "add"
    case .delete: "delete"
    case .ask: "ask"
    case .import: "import"
    case .schema: "schema"
    case .staff: "staff"
    case .locks: "locks"
    case .conflicts: "conflicts"
    case .publish: "publish"
    case .audit: "audit"
    case .erase: "erase"
    }
  }

  package init?(name: String) {
    guard let action = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = action
  }

  /// Whether it is about the whole workspace, so that only `*` can be its target.
  package var isPower: Bool { rawValue >= 16 }
}

/// What a grant, a lock or a question is about.
package enum Target: Hashable, Sendable, Codable {
  /// `*`
  case everything
  case sheet(SheetID)
  case section(SheetID, SectionID)

  package var sheet: SheetID? {
    switch self {
    case .everything: nil
    case .sheet(let sheet), .section(let sheet, _): sheet
    }
  }

  /// Whether all that `other` names is within this.
  package func covers(_ other: Target) -> Bool {
    switch (self, other) {
    case (.everything, _): true
    case (.sheet(let mine), .sheet(let its)), (.sheet(let mine), .section(let its, _)): mine == its
    case (.section(_, let mine), .section(_, let its)): mine == its
    default: false
    }
  }

  /// Whether the two have anything in common.
  package func overlaps(_ other: Target) -> Bool { covers(other) || other.covers(self) }
}

/// One thing that a role allows.
package struct Grant: Hashable, Sendable, Codable {
  package var action: Action
  package var target: Target

  package init(_ action: Action, on target: Target) {
    self.action = action
    self.target = target
  }
}

/// What shares one key: everybody's names, a sheet's row ids, or a section's cells.
package enum KeyDomain: Hashable, Sendable, Codable {
  case workspace
  case rows(SheetID)
  case section(SheetID, SectionID)

  package var sheet: SheetID? {
    switch self {
    case .workspace: nil
    case .rows(let sheet), .section(let sheet, _): sheet
    }
  }

  /// 32 bytes: the sheet's id and the section's, zero where there is none.
  package var bytes: [UInt8] {
    switch self {
    case .workspace: [UInt8](repeating: 0, count: 32)
    case .rows(let sheet): sheet.bytes + ID.zero.bytes
    case .section(let sheet, let section): sheet.bytes + section.bytes
    }
  }

  /// Reads 32 bytes; nil for any other number, or for a section without a sheet.
  package init?(bytes: [UInt8]) {
    guard let sheet = ID(bytes: Array(bytes.prefix(16))), let section = ID(bytes: Array(bytes.dropFirst(16))) else {
      return nil
    }
    switch (sheet == .zero, section == .zero) {
    case (true, true): self = .workspace
    case (false, true): self = .rows(SheetID(sheet))
    case (false, false): self = .section(SheetID(sheet), SectionID(section))
    case (true, false): return nil
    }
  }
}
