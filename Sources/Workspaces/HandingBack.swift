/// Hands back what a commit leaves out, before the commit is put.
///
/// Behind it would be too late: whoever dies in between finds the commit on the chain, and nothing left to refuse. A file
/// too many, of an attempt that came to nothing, harms nobody.
final class HandingBack {
  /// The newest file.
  private(set) var file: String?
  private var last: [RefusedCell] = []
  private let write: ([RefusedCell]) throws -> String?

  /// `write` puts refused cells into a new file and names it; nil if there was nothing to write.
  init(_ write: @escaping ([RefusedCell]) throws -> String?) { self.write = write }

  /// Told of each attempt; writes only what is new.
  func take(_ refused: [RefusedCell]) throws {
    guard refused != last else { return }
    file = try write(refused)
    last = refused
  }
}
