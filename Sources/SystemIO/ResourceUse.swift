import Glibc

/// What this process has used up so far: for benchmarks.
package struct ResourceUse: Sendable {
  /// User and system time of all threads, in milliseconds.
  package var cpu: Double
  /// The most memory that it ever held, in bytes.
  package var peakMemory: Int64

  /// The use up to now.
  package static func now() -> ResourceUse {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return ResourceUse(
      cpu: milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime), peakMemory: Int64(usage.ru_maxrss) * 1024)
  }

  private static func milliseconds(_ time: timeval) -> Double {
    Double(time.tv_sec) * 1000 + Double(time.tv_usec) / 1000
  }
}
