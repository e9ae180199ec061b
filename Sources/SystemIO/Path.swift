/// Paths as text: joining and taking apart, without asking any file system.
package enum Path {
  /// `join("a/b", "c")` is `a/b/c`; an absolute second path stands alone.
  package static func join(_ folder: String, _ rest: String) -> String {
    if rest.hasPrefix("/") || folder.isEmpty { return rest }
    if rest.isEmpty { return folder }
    return folder.hasSuffix("/") ? folder + rest : folder + "/" + rest
  }

  /// The folder that holds the path: `/a/b` gives `/a`, `b` gives `.`, `/` gives `/`.
  package static func parent(_ path: String) -> String {
    let path = withoutTrailingSlashes(path)
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path == "." ? ".." : "." }
    return slash == path.startIndex ? "/" : withoutTrailingSlashes(String(path[..<slash]))
  }

  /// The last component: `/a/b.csv` gives `b.csv`, `/` gives `/`.
  package static func name(_ path: String) -> String {
    let path = withoutTrailingSlashes(path)
    guard path != "/", let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// What follows the name's last point, in small letters: `a/B.CSV` gives `csv`; empty for `.profile` and `a`.
  package static func suffix(_ path: String) -> String {
    let name = name(path)
    guard let point = name.utf8.lastIndex(of: UInt8(ascii: ".")), point != name.startIndex else { return "" }
    return name[name.utf8.index(after: point)...].lowercased()
  }

  /// The name without its suffix: `/a/b.csv` gives `b`.
  package static func stem(_ path: String) -> String {
    let name = name(path)
    guard let point = name.utf8.lastIndex(of: UInt8(ascii: ".")), point != name.startIndex else { return name }
    return String(name[..<point])
  }

  /// The path from the root, with `.` and `..` resolved as text; symbolic links stay.
  package static func absolute(_ path: String, in folder: String) -> String {
    var parts: [Substring] = []
    for part in join(folder, path).split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private static func withoutTrailingSlashes(_ path: String) -> String {
    var path = path[...]
    while path.utf8.count > 1 && path.utf8.last == UInt8(ascii: "/") { path = path.dropLast() }
    return String(path)
  }
}
