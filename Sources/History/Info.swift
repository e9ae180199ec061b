package import Identities
import Privileges
package import Tables

/// What the log says of a thing under the workspace's key: its name, labels and, for columns, the rest.
///
/// Bytes: the layout's number (1), name, labels as pairs of language and text, whether it is a key column, choices,
/// attributes as pairs. Sealed: the key's epoch, then `EpochKey.sealShort` bound to the thing's id.
package struct Info: Equatable, Sendable {
  package var name: String
  /// By language.
  package var labels: [Language: String] = [:]
  package var isKey = false
  package var choices: [String] = []
  package var attributes: [Attribute] = []

  private static let layout: UInt8 = 1

  package init(name: String) { self.name = name }

  package init(_ column: Column) {
    name = column.name
    labels = column.labels
    isKey = column.isKey
    choices = column.choices
    attributes = column.attributes
  }

  package var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.byte(Self.layout)
    writer.text(name)
    writer.list(labels.sorted { $0.key.rawValue < $1.key.rawValue }) { writer, label in
      writer.text(label.key.rawValue)
      writer.text(label.value)
    }
    writer.byte(isKey ? 1 : 0)
    writer.list(choices) { $0.text($1) }
    writer.list(attributes.sorted()) { writer, attribute in
      writer.text(attribute.name)
      writer.text(attribute.value)
    }
    return writer.bytes
  }

  package init(bytes: [UInt8]) throws(DecodingFault) {
    var reader = ByteReader(bytes)
    guard try reader.byte() == Self.layout else { throw .malformed }
    name = try reader.text()
    let pairs = try reader.list { reader throws(DecodingFault) in (try reader.text(), try reader.text()) }
    for (language, label) in pairs { if let language = Language(rawValue: language) { labels[language] = label } }
    isKey = try reader.flag()
    choices = try reader.list { reader throws(DecodingFault) in try reader.text() }
    attributes = try reader.list { reader throws(DecodingFault) in
      Attribute(name: try reader.text(), value: try reader.text())
    }
    try reader.end()
  }
}

extension Info {
  /// The epoch of the workspace's key that it is sealed with; nil for what nobody can open.
  package static func epoch(of sealed: [UInt8]) -> UInt64? {
    var reader = ByteReader(sealed)
    return try? reader.number()
  }

  /// Opens what was sealed for the thing with this id; nil without the key, and for what makes no sense.
  package static func open(_ sealed: [UInt8], of id: ID, key: (UInt64) -> EpochKey?) -> Info? {
    guard let epoch = epoch(of: sealed), let key = key(epoch) else { return nil }
    var length = ByteWriter()
    length.number(epoch)
    let box = Array(sealed.dropFirst(length.bytes.count))
    return (try? key.openShort(box, context: id.bytes, for: .name)).flatMap { try? Info(bytes: $0) }
  }
}
