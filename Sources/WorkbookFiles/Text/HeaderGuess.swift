import CSV
import Tables

/// How many records are looked at.
private let recordsSeen = 500

/// Tells a header from a first row of data by the kinds of the columns below it.
///
/// A first field that is a number, date, address of electronic mail or telephone number like those below it speaks for
/// data, and one that is none for a header. When in doubt, and of columns that are all text, it is a header: what is
/// lost then shows at once, while a header taken for a row would go into the sheet.
enum HeaderGuess {
  private static let telling: Set<ColumnKind> = [.integer, .decimal, .date, .time, .dateTime, .email, .phone]

  static func hasHeader(_ text: [UInt8], dialect: Dialect, habits: Habits) -> Bool {
    var records = records(of: text, dialect: dialect)
    guard records.count > 1, let first = records.first else { return true }
    // The last may be cut off.
    if records.count > 2, text.last != 10, text.last != 13 { records.removeLast() }
    let names = first.filter { !$0.isEmpty }
    guard Set(names).count == names.count || names.count < first.count, !isCount(first) else { return true }
    var speakForData = 0
    for place in first.indices where !first[place].isEmpty {
      var guess = KindGuess(habits: habits)
      for record in records.dropFirst() where place < record.count { guess.add(record[place]) }
      guard guess.count > 0, telling.contains(guess.kind) else { continue }
      var own = KindGuess(habits: habits)
      own.add(first[place])
      if !telling.contains(own.kind) { return true }
      speakForData += 1
    }
    return speakForData == 0
  }

  /// Years or numbered columns, `2024;2025;2026`, are names though they look like the numbers below.
  private static func isCount(_ fields: [[UInt8]]) -> Bool {
    let numbers = fields.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    guard numbers.count > 1, let first = numbers.first else { return false }
    return numbers.enumerated().allSatisfy { $0.element == first + $0.offset }
  }

  private static func records(of text: [UInt8], dialect: Dialect) -> [[[UInt8]]] {
    var given = false
    let reader = CSVReader(dialect: dialect) {
      defer { given = true }
      return given ? nil : text
    }
    var records: [[[UInt8]]] = []
    while records.count < recordsSeen, (try? reader.next()) == true {
      guard reader.fieldCount > 1 || !reader.field(0).isEmpty else { continue }
      records.append((0..<reader.fieldCount).map { Array(reader.field($0)) })
    }
    return records
  }
}

extension KindGuess {
  fileprivate mutating func add(_ field: [UInt8]) { field.withUnsafeBytes { add($0) } }
}
