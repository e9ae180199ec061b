/// Which kinds of file system are mounted where, from /proc/self/mountinfo; see proc(5).
package struct MountTable: Sendable {
  private var mounts: [(point: String, kind: String)] = []

  package init(_ text: String) {
    mounts = text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ")
      guard let dash = fields.firstIndex(of: "-"), dash >= 6, dash + 1 < fields.count else { return nil }
      return (unescaped(fields[4]), String(fields[dash + 1]))
    }
  }

  /// The kind of file system under an absolute path without symbolic links, such as `ext4` or `fuse.sshfs`.
  ///
  /// Of two mounts at one point the later one hides the other.
  package func kind(of path: String) -> String? {
    let holding = mounts.filter { path == $0.point || path.hasPrefix($0.point == "/" ? "/" : $0.point + "/") }
    let nearest = holding.map(\.point.utf8.count).max()
    return holding.last { $0.point.utf8.count == nearest }?.kind
  }
}

/// Blanks, tabs, line ends and backslashes stand as `\040` and the like.
private func unescaped(_ field: Substring) -> String {
  var bytes: [UInt8] = []
  var rest = field.utf8
  while let first = rest.popFirst() {
    let digits = rest.prefix(3)
    if first == UInt8(ascii: "\\"), digits.count == 3, let value = UInt8(String(Substring(digits)), radix: 8) {
      bytes.append(value)
      rest = rest.dropFirst(3)
    } else {
      bytes.append(first)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}
