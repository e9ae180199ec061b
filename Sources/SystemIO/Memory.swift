import Glibc

/// Memory that was given back and is wanted again in a moment.
package enum Memory {
  /// Keeps up to 16 MiB that are free for the next who asks: to hand them to the system and to get them back, page by
  /// page, costs more than a commit. For programs, as they begin.
  package static func keepSome() {
    guard let setting = dlsym(nil, "mallopt").map({ unsafeBitCast($0, to: Setting.self) }) else { return }
    _ = setting(trimThreshold, 16 << 20)
    _ = setting(mapThreshold, 4 << 20)
  }

  /// mallopt(3) is hidden from Swift by the C library's module.
  private typealias Setting = @convention(c) (Int32, Int32) -> Int32
  /// M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h.
  private static let trimThreshold: Int32 = -1
  private static let mapThreshold: Int32 = -3
}
