import Identities
import Privileges
import SystemIO
package import Tables

/// A question that was named in a conversation.
package struct PosedQuestion: Hashable, Sendable {
  package var column: ColumnID
  /// Which of his addresses it is of; nil for his own row.
  package var address: String?

  package init(column: ColumnID, address: String?) {
    (self.column, self.address) = (column, address)
  }
}

/// The questions that were named at this machine in each customer's latest conversation, a file for each customer: while it
/// lasts they are named again without being counted again.
struct PosedMemories {
  private static let layout: UInt8 = 1

  private let files: any FileSystem
  private let folder: String

  init(_ home: Home, _ employee: EmployeeID) {
    files = home.files
    folder = Path.join(home.folder(of: employee), "posed")
  }

  /// None, where another conversation was the latest.
  func read(_ row: RowID, in conversation: RowID) -> Set<PosedQuestion> {
    guard let bytes = try? files.read(path(of: row)), let found = try? Self.questions(bytes, in: conversation) else {
      return []
    }
    return found
  }

  func write(_ questions: Set<PosedQuestion>, to row: RowID, in conversation: RowID) throws {
    try files.makeDirectory(folder, isPrivate: true)
    let sorted = questions.sorted { ($0.column, $0.address ?? "") < ($1.column, $1.address ?? "") }
    var writer = ByteWriter()
    writer.byte(Self.layout)
    writer.fixed(conversation.bytes)
    writer.list(sorted) { writer, question in
      writer.fixed(question.column.bytes)
      writer.text(question.address ?? "")
    }
    try files.replace(path(of: row), with: writer.bytes, isPrivate: true)
  }

  private static func questions(
    _ bytes: [UInt8], in conversation: RowID
  ) throws(DecodingFault) -> Set<PosedQuestion> {
    var reader = ByteReader(bytes)
    guard try reader.byte() == layout, RowID(try reader.id()) == conversation else { return [] }
    let questions = try reader.list { reader throws(DecodingFault) in
      let column = ColumnID(try reader.id())
      let address = try reader.text()
      return PosedQuestion(column: column, address: address.isEmpty ? nil : address)
    }
    try reader.end()
    return Set(questions)
  }

  private func path(of row: RowID) -> String { Path.join(folder, row.description) }
}

extension Workspace {
  private var posedMemories: PosedMemories { PosedMemories(home, employee) }

  /// The questions that were named at this machine in a conversation, if it is the customer's latest here.
  package func posed(to row: RowID, in conversation: RowID) -> Set<PosedQuestion> {
    posedMemories.read(row, in: conversation)
  }

  /// Remembers the questions that were named in a conversation.
  package func remember(posed questions: Set<PosedQuestion>, to row: RowID, in conversation: RowID) throws {
    if questions == posed(to: row, in: conversation) { return }
    try posedMemories.write(questions, to: row, in: conversation)
  }
}
