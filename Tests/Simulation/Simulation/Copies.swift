import SystemIO
import Tables
import Workspaces

/// A working copy as its owner knows it: what he typed, and where.
struct Typed: Equatable {
  var path: String
  var column: String
  var value: String
}

/// Imports and working copies, edited by hand.
extension World {
  private var sheet: String { OfficeTemplate.sheet }

  func importRows(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    let path = "\(seat.machine.folder)/import.csv"
    let rows = (0...chance.number(below: 3)).map { _ in
      [newValue("Contact", seat), newValue("Contact", seat), newValue("Billing", seat)]
    }
    write(path, PlainCSV.text([["number", "name", "iban"]] + rows), seat.machine.volume)
    var request = ImportRequest(path: path, place: .sheet(sheet))
    if chance.once(in: 2) { request.key = "number" }
    if chance.once(in: 2) { request.telling = Telling(.paper) }
    let report = try workspace.importFile(request)
    guard report.rowsAdded == rows.count else {
      return fail("an import of \(rows.count) rows added \(report.rowsAdded)", seat)
    }
    for row in rows {
      for (column, value) in zip(["number", "name", "iban"], row) {
        claims.append(
          Claim(author: seat.person.name, row: nil, column: column, value: value, fate: .committed(workspace.version)))
      }
    }
  }

  func openCopy(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    let path = "\(seat.machine.folder)/copy.csv"
    if !seat.copies.contains(path) { seat.copies.append(path) }
    let before = typedThere(seat, path)
    let opened = try workspace.openCopy(sheet, format: .csv, to: path)
    if let merged = opened.merged { take(merged, before, seat) }
  }

  /// Somebody types into the file with an office suite, which does not flush.
  func editCopy(_ seat: Seat) {
    guard let path = seat.copies.first, let text = read(path, seat.machine.volume) else { return }
    var table = PlainCSV.rows(text)
    guard table.count > 1 else { return }
    let columns = table[0].indices.dropFirst().filter {
      $0 > 0 && OfficeTemplate.columns.map(\.name).contains(table[0][$0])
    }
    guard let place = chance.pick(Array(columns)) else { return }
    let name = table[0][place]
    if name == "amount" { return }
    switch chance.number(below: 6) {
    case 0:
      var row = [String](repeating: "", count: table[0].count)
      row[place] = newValue(OfficeTemplate.section(of: name), seat)
      typed.append((seat.number, Typed(path: path, column: name, value: row[place])))
      table.append(row)
    case 1 where table.count > 2: table.remove(at: 1 + chance.number(below: table.count - 1))
    default:
      let row = 1 + chance.number(below: table.count - 1)
      // A power cut may have torn the file.
      guard table[row].indices.contains(place) else { return }
      table[row][place] = newValue(OfficeTemplate.section(of: name), seat)
      typed.append((seat.number, Typed(path: path, column: name, value: table[row][place])))
    }
    write(path, PlainCSV.text(table), seat.machine.volume, isFlushed: false)
  }

  func saveCopy(_ seat: Seat) throws {
    guard let path = seat.copies.first else { return }
    let workspace = try workspace(seat)
    let before = typedThere(seat, path)
    let report = try workspace.save(path)
    take(report, before, seat)
  }

  private func typedThere(_ seat: Seat, _ path: String) -> [Typed] {
    guard let text = read(path, seat.machine.volume) else { return [] }
    let cells = Set(PlainCSV.rows(text).flatMap { $0 })
    return typed.filter { $0.0 == seat.number && $0.1.path == path && cells.contains($0.1.value) }.map(\.1)
  }

  private func take(_ report: SaveReport, _ saved: [Typed], _ seat: Seat) {
    let refused = Set(report.refused.compactMap(\.value.text))
    handedBack.formUnion(refused)
    note("  saved \(saved.map(\.value)) as \(report.version), refused \(refused.sorted())")
    for cell in saved where !refused.contains(cell.value) {
      claims.append(
        Claim(author: seat.person.name, row: nil, column: cell.column, value: cell.value, fate: .waiting(seat: -1)))
    }
    let done = saved.filter { !refused.contains($0.value) }
    typed.removeAll { entry in entry.0 == seat.number && done.contains(entry.1) }
  }

  // MARK: Files on a machine's disk

  func read(_ path: String, _ volume: Volume) -> String? {
    guard case .file(let number) = volume.disk.entry(Path.parent(path), Path.name(path)) else { return nil }
    return volume.disk.files[number].map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  func write(_ path: String, _ text: String, _ volume: Volume, isFlushed: Bool = true) {
    let (folder, name) = (Path.parent(path), Path.name(path))
    if case .file(let number) = volume.disk.entry(folder, name) {
      volume.disk.empty(number)
      volume.disk.append(text.utf8, to: number, at: time.now)
      if isFlushed { volume.disk.flush(number) }
      return
    }
    let number = volume.disk.makeFile(folder, name, at: time.now)
    volume.disk.append(text.utf8, to: number, at: time.now)
    guard isFlushed else { return }
    volume.disk.flush(number)
    volume.disk.flushFolder(folder)
  }
}

/// Comma-separated values without surprises.
enum PlainCSV {
  static func text(_ rows: [[String]]) -> String {
    rows.map { row in row.map(quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { ",\"\n\r".contains($0) }) else { return field }
    return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  static func rows(_ text: String) -> [[String]] {
    var (rows, row, field): ([[String]], [String], [Unicode.Scalar]) = ([], [], [])
    var isQuoted = false
    func string(_ scalars: [Unicode.Scalar]) -> String {
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      return String(text)
    }
    for sign in text.unicodeScalars where sign != "\u{FEFF}" {
      switch sign {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        row.append(string(field))
        field = []
      case "\n" where !isQuoted:
        rows.append(row + [string(field)])
        (row, field) = ([], [])
      case "\r" where !isQuoted: break
      default: field.append(sign)
      }
    }
    if !row.isEmpty || !field.isEmpty { rows.append(row + [string(field)]) }
    return rows
  }
}
