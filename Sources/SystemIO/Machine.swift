import Glibc

/// What a program learns of the machine and the user that it runs for.
package protocol Machine: Sendable {
  /// An environment variable; nil if it is not set.
  func variable(_ name: String) -> String?

  /// The folder that relative paths start from, absolute.
  var workingDirectory: String { get }

  var hostName: String { get }
  var userName: String { get }

  /// The user's own folder; nil if he has none.
  var homeDirectory: String? { get }

  /// The absolute path of the running program, links resolved; nil if the system does not tell.
  var programPath: String? { get }

  /// A number that tells this process from the others that run on the machine now.
  var processID: Int32 { get }

  /// Seconds that local time is ahead of UTC at a moment.
  func offsetFromUTC(at moment: Timestamp) -> Int
}

/// The machine that this process runs on.
package struct SystemMachine: Machine {
  package init() {}

  package func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  package var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return variable("PWD") ?? "/" }
    defer { free(path) }
    return String(cString: path)
  }

  package var hostName: String {
    var name = utsname()
    guard uname(&name) == 0 else { return "localhost" }
    return withUnsafeBytes(of: name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  package var userName: String {
    account { $0.pw_name } ?? variable("USER") ?? "\(getuid())"
  }

  package var homeDirectory: String? {
    if let home = variable("HOME"), !home.isEmpty { return home }
    return account { $0.pw_dir }
  }

  package var programPath: String? {
    guard let path = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }

  package var processID: Int32 { getpid() }

  package func offsetFromUTC(at moment: Timestamp) -> Int {
    var seconds = time_t(moment.milliseconds / 1000)
    var local = tm()
    guard localtime_r(&seconds, &local) != nil else { return 0 }
    return local.tm_gmtoff
  }

  /// One field of this user's line in the list of accounts.
  private func account(_ field: (passwd) -> UnsafeMutablePointer<CChar>?) -> String? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 1 << 14)
    guard getpwuid_r(getuid(), &entry, &buffer, buffer.count, &found) == 0, let found else { return nil }
    // The field points into the buffer, which must live until it is read.
    return withExtendedLifetime(buffer) { field(found.pointee).map { String(cString: $0) } }
  }
}
