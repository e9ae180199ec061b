import GRDB
import GRDBSQLite

/// A prepared statement whose values are bound and read without copies.
///
/// GRDB's own arguments cost four times as much for a million rows; this is for the rows' tables only.
struct RawStatement {
  private let statement: Statement
  private var pointer: OpaquePointer { statement.sqliteStatement }

  init(_ database: Database, _ sql: String) throws {
    statement = try database.cachedStatement(sql: sql)
    sqlite3_reset(statement.sqliteStatement)
    sqlite3_clear_bindings(statement.sqliteStatement)
  }

  func bind(_ value: Int, at index: Int) { sqlite3_bind_int64(pointer, Int32(index), Int64(value)) }
  func bindNull(at index: Int) { sqlite3_bind_null(pointer, Int32(index)) }

  /// Binds a text that stays where it is until the statement is stepped.
  func bind(unowned bytes: UnsafeRawBufferPointer, at index: Int) {
    let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    let empty: StaticString = ""
    sqlite3_bind_text(
      pointer, Int32(index), start ?? UnsafeRawPointer(empty.utf8Start).assumingMemoryBound(to: CChar.self),
      Int32(bytes.count), nil)
  }

  func bind(_ text: String?, at index: Int) {
    guard var text else { return bindNull(at: index) }
    text.withUTF8 { bytes in
      let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
      sqlite3_bind_text(pointer, Int32(index), start, Int32(bytes.count), Self.transient)
    }
  }

  func bind(_ bytes: [UInt8], at index: Int) {
    bytes.withUnsafeBytes {
      _ = sqlite3_bind_blob(pointer, Int32(index), $0.baseAddress, Int32($0.count), Self.transient)
    }
  }

  private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

  /// Goes to the next row of the result; false behind the last one.
  func step() throws -> Bool {
    let code = sqlite3_step(pointer)
    if code == SQLITE_ROW { return true }
    sqlite3_reset(pointer)
    guard code == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    return false
  }

  /// Runs a statement without a result, and leaves it ready for the next values.
  func run() throws { while try step() {} }

  func reset() { sqlite3_reset(pointer) }

  func int(_ column: Int) -> Int { Int(sqlite3_column_int64(pointer, Int32(column))) }
  func isNull(_ column: Int) -> Bool { sqlite3_column_type(pointer, Int32(column)) == SQLITE_NULL }

  /// A text as it lies, until the statement is stepped; nil if there is none.
  func unownedText(_ column: Int) -> UnsafeRawBufferPointer? {
    guard let start = sqlite3_column_text(pointer, Int32(column)) else { return nil }
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, Int32(column))))
  }

  func text(_ column: Int) -> String? {
    guard let start = sqlite3_column_text(pointer, Int32(column)) else { return nil }
    let count = Int(sqlite3_column_bytes(pointer, Int32(column)))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func bytes(_ column: Int) -> [UInt8] {
    guard let start = sqlite3_column_blob(pointer, Int32(column)) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, Int32(column)))))
  }
}
