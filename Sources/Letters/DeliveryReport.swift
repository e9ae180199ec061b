/// What a mail server says of a message that did not arrive (RFC 3464 in the frame of RFC 3462).
///
/// Only addresses that failed for good; "delayed" is no failure, and whatever is no report gives nil.
package struct DeliveryReport: Equatable, Sendable {
  /// The addresses that failed: as the sender wrote them where the report says so, and as they were in the end.
  package var failed: [String] = []
  /// The Message-ID of the message that failed, with its angles; nil where the report does not bring it back.
  package var messageID: String?

  /// The largest message that is looked at, in bytes: those that come back are cut by most servers anyway.
  package static let limit = 4 << 20
  private static let depth = 4

  /// Reads one message; nil if it reports no failure.
  package init?(_ message: ArraySlice<UInt8>) {
    guard message.count <= Self.limit else { return nil }
    let entity = MailEntity(message)
    guard entity.mediaType == "multipart/report" else { return nil }
    read(entity, depth: Self.depth)
    if failed.isEmpty { return nil }
  }

  private mutating func read(_ entity: MailEntity, depth: Int) {
    switch entity.mediaType {
    case "message/delivery-status", "message/global-delivery-status": readStatus(entity.lines)
    case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
      messageID = messageID ?? MailEntity(entity.lines[...]).id
    default:
      guard depth > 0 else { return }
      for part in entity.parts { read(part, depth: depth - 1) }
    }
  }

  /// Groups of fields with an empty line between: one of the message, then one for each recipient.
  private mutating func readStatus(_ lines: [String]) {
    for group in lines.split(whereSeparator: \.isEmpty).dropFirst() {
      let fields = MailEntity(group)
      guard fields["action"]?.lowercased() == "failed" else { continue }
      for name in ["original-recipient", "final-recipient"] {
        guard let address = fields[name].flatMap(Self.address), !failed.contains(address) else { continue }
        failed.append(address)
      }
    }
  }

  /// `rfc822; ana@example.net`, with or without angles.
  private static func address(_ value: String) -> String? {
    guard let sign = value.firstIndex(of: ";") else { return nil }
    let address = value[value.index(after: sign)...].filter { !$0.isWhitespace && $0 != "<" && $0 != ">" }
    return address.contains("@") ? address : nil
  }
}

/// A message or a part of one: headers, then lines.
struct MailEntity {
  private var fields: [String: String] = [:]
  /// The lines behind the headers.
  private(set) var lines: [String] = []

  init(_ bytes: ArraySlice<UInt8>) {
    self.init(String(decoding: bytes, as: UTF8.self).lines.map(String.init)[...])
  }

  /// Of a header that comes twice the first counts.
  init(_ lines: ArraySlice<String>) {
    var last: String?
    var place = lines.startIndex
    while place < lines.endIndex, !lines[place].isEmpty {
      let line = lines[place]
      place += 1
      if let first = line.first, first == " " || first == "\t" {
        if let last { fields[last, default: ""] += " " + line.trimmed }
      } else if let colon = line.firstIndex(of: ":") {
        let name = line[..<colon].lowercased().trimmed
        last = fields[name] == nil ? name : nil
        if last != nil { fields[name] = line[line.index(after: colon)...].trimmed }
      }
    }
    self.lines = Array(lines[min(place + 1, lines.endIndex)...])
  }

  subscript(name: String) -> String? { fields[name] }

  var mediaType: String { (fields["content-type"] ?? "text/plain").prefix { $0 != ";" }.lowercased().trimmed }

  /// The Message-ID with its angles.
  var id: String? {
    guard let value = fields["message-id"], let start = value.firstIndex(of: "<"),
      let end = value[start...].firstIndex(of: ">")
    else { return nil }
    return String(value[start...end])
  }

  private var boundary: String? {
    let parameters = (fields["content-type"] ?? "").split(separator: ";").dropFirst()
    for parameter in parameters {
      let halves = parameter.split(separator: "=", maxSplits: 1)
      guard halves.count == 2, halves[0].lowercased().trimmed == "boundary" else { continue }
      return halves[1].trimmed.filter { $0 != "\"" }
    }
    return nil
  }

  /// The parts of a multipart; none of anything else.
  var parts: [MailEntity] {
    guard mediaType.hasPrefix("multipart/"), let boundary, !boundary.isEmpty else { return [] }
    var (parts, begin): ([MailEntity], Int?) = ([], nil)
    for (place, line) in lines.enumerated() where line.hasPrefix("--" + boundary) {
      let rest = line.dropFirst(boundary.count + 2).trimmed
      guard rest.isEmpty || rest == "--" else { continue }
      if let begin { parts.append(MailEntity(lines[begin..<place])) }
      begin = place + 1
      if rest == "--" { return parts }
    }
    // A report that was cut off has its last part all the same.
    if let begin, begin < lines.count { parts.append(MailEntity(lines[begin...])) }
    return parts
  }
}

/// Takes a file of many messages apart (mbox, RFC 4155).
package enum MailboxFile {
  /// The messages of an mbox; a file that is none is one message.
  package static func messages(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    let mark = Array("From ".utf8)
    guard bytes.starts(with: mark) else { return bytes.isEmpty ? [] : [bytes[...]] }
    var starts: [Int] = []
    var isBehindEmptyLine = true
    var line = 0
    while line < bytes.count {
      let end = bytes[line...].firstIndex(of: 10) ?? bytes.count - 1
      if isBehindEmptyLine, bytes[line...end].starts(with: mark) { starts.append(line) }
      isBehindEmptyLine = bytes[line...end].allSatisfy { $0 == 10 || $0 == 13 }
      line = end + 1
    }
    return starts.indices.map { place in
      let end = place + 1 < starts.count ? starts[place + 1] : bytes.count
      let first = bytes[starts[place]..<end].firstIndex(of: 10).map { $0 + 1 } ?? end
      return bytes[first..<end]
    }
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    let start = drop { $0 == " " || $0 == "\t" || $0 == "\r" }
    let end = start.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }
    return String(String(end.reversed()))
  }
}
