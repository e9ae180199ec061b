import Privileges
import SystemIO
import Tables
import Workspaces

/// Locks, staff and roles.
extension World {
  private var sheet: String { OfficeTemplate.sheet }

  func lock(_ deed: Deed, _ seat: Seat) throws {
    let workspace = try workspace(seat)
    let duration = Int64(1 + chance.number(below: 60)) * 60_000
    let section = "\(sheet)/\(chance.pick(["Contact", "Billing", "Memo"]) ?? "Contact")"
    switch deed {
    case .lockSheet: _ = try workspace.lock(sheet, milliseconds: duration)
    case .lockSection: _ = try workspace.lock(section, milliseconds: duration)
    case .lockRows:
      try workspace.sync()
      var rows: [String] = []
      try workspace.forEachRow(workspace.view(sheet)) { row, _ in
        if chance.once(in: 2) { rows.append(row.description) }
        return true
      }
      if !rows.isEmpty { _ = try workspace.lock(sheet, rows: rows, milliseconds: duration) }
    case .breakLock: _ = try workspace.breakLock(chance.once(in: 2) ? sheet : section)
    default: _ = try workspace.unlock(chance.once(in: 2) ? nil : sheet)
    }
  }

  func administer(_ deed: Deed, _ seat: Seat) throws {
    // Mostly whoever may; sometimes somebody who will be refused.
    let admin = chance.once(in: 4) ? seat : seats.first { $0.number == 0 && ($0 === seat || !$0.isBusy) } ?? seat
    let isOther = admin !== seat
    if isOther { admin.isBusy = true }
    defer { if isOther { admin.isBusy = false } }
    let before = upsets
    do { try administer(deed, by: admin) } catch {
      guard isOther else { throw error }
      take(error, admin, before)
    }
    if isOther, admin.process?.isDead == true { bury(admin) }
  }

  private func administer(_ deed: Deed, by seat: Seat) throws {
    let workspace = try workspace(seat)
    let roles = ["clerk", "cashier", "viewer", "auditor"]
    let others = people.map(\.name).filter { $0 != "Ada" }
    guard let role = chance.pick(roles), let other = chance.pick(others) else { return }
    switch deed {
    case .assign: _ = try workspace.assign(other, roles: roles.filter { _ in chance.once(in: 2) })
    case .grant: _ = try workspace.grant(role, action(), target())
    case .revoke: _ = try revokeSome(role, workspace)
    case .suspend: _ = try workspace.suspend(other)
    case .addColumn:
      let section = chance.pick(["Contact", "Billing", nil]) ?? nil
      _ = try workspace.addColumn(
        sheet, "extra \(newNumber())", kind: "text", section: section, merge: nil, choices: [], isKey: false)
    default: try invite(role, workspace)
    }
  }

  private func action() -> String { chance.pick(["read", "edit", "add", "ask"]) ?? "read" }
  private func target() -> String {
    "\(sheet)/\(chance.pick(["Contact", "Billing", "Memo", "Profile"]) ?? "Contact")"
  }

  private func revokeSome(_ role: String, _ workspace: Workspace) throws -> Int {
    let grants = workspace.roles().first { $0.name == role }?.grants ?? []
    guard let grant = chance.pick(grants) else { return 0 }
    return try workspace.revoke(role, grant.action, grant.target)
  }

  private static let mostSeats = 6

  private func invite(_ role: String, _ workspace: Workspace) throws {
    guard seats.count < Self.mostSeats else { return }
    let name = "New\(newNumber())"
    let invitation = try workspace.invite(name, role: role, milliseconds: 7_200_000)
    let seat = addSeat(name)
    seat.isBusy = true
    defer { seat.isBusy = false }
    let before = upsets
    do {
      try join(seat, invitation.code)
      takeSecrets(seat)
    } catch {
      take(error, seat, before)
      // He never came: his seat stays empty.
      seat.person.hasLeft = true
      if seat.process?.isDead == true { bury(seat) }
    }
  }
}
