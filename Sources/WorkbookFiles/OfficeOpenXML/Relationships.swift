/// What a part points to (ISO/IEC 29500-2, 6.5).
struct Relationships {
  private var targets: [String: String] = [:]
  private var kinds: [String: String] = [:]

  init() {}

  /// - Parameter folder: where the part lies that points, with the slash behind it.
  init(_ scanner: XMLScanner, folder: String) throws {
    while let token = try scanner.next() {
      guard token == .start else { continue }
      switch scanner.name {
      case .relationships: continue
      case .relationship: try take(scanner, folder: folder)
      default: try scanner.skipElement()
      }
    }
  }

  private mutating func take(_ scanner: XMLScanner, folder: String) throws {
    guard try scanner.attribute(.targetMode) != "External", let id = try scanner.attribute(.id),
      let target = try scanner.attribute(.target)
    else { return }
    targets[id] = Self.resolve(target, in: folder)
    kinds[id] = try scanner.attribute(.relationshipType).map(Self.shortType)
  }

  /// The part that an id points to.
  func target(of id: String) -> String? { targets[id] }

  /// The last word of a relationship's type, which the transitional and the strict form share.
  func kind(of id: String) -> String? { kinds[id] }

  /// The part of a type, by its last word; the first by id, if there are several.
  func target(ofKind kind: String...) -> String? {
    kinds.filter { kind.contains($0.value) }.keys.min().flatMap(target)
  }

  private static func shortType(_ type: String) -> String {
    type.lastIndex(of: "/").map { String(type[type.index(after: $0)...]) } ?? type
  }

  /// The name of a part, without the slash in front; `..` never leads out of the package.
  static func resolve(_ target: String, in folder: String) -> String {
    let target = unescaped(String(target.map { $0 == "\\" ? "/" : $0 }))
    var steps: [Substring] = []
    for step in (target.hasPrefix("/") ? target : folder + target).split(separator: "/") where step != "." {
      if step == ".." { _ = steps.popLast() } else { steps.append(step) }
    }
    return steps.joined(separator: "/")
  }

  /// `%20` is a blank; what is no such sequence stays.
  private static func unescaped(_ target: String) -> String {
    guard target.contains("%") else { return target }
    var bytes: [UInt8] = []
    var rest = Array(target.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit),
        let code = UInt8(digits, radix: 16)
      {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
