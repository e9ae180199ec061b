/// A file system in memory that knows what a power cut would leave of it.
///
/// A file's bytes last from its flush on; a name lasts from its folder's flush on, whether it was made, moved or
/// removed. Names of one folder that wait may be lost one by one or from some moment on; a rename is one step. What was
/// not flushed of a file may be lost, torn, or whole.
struct Disk {
  enum Entry: Equatable {
    case file(Int)
    case folder
  }

  struct File {
    var bytes: [UInt8] = []
    /// What a power cut leaves at least.
    var flushed: [UInt8] = []
    var modified: Int64 = 0
    var isFlushed: Bool { bytes == flushed }
  }

  /// A change of names that waits for a flush of one of its folders.
  private enum Step {
    case set(folder: String, name: String, Entry)
    case clear(folder: String, name: String)
    case move(from: (folder: String, name: String), to: (folder: String, name: String), Entry)

    func touches(_ folder: String) -> Bool {
      switch self {
      case .set(folder, _, _), .clear(folder, _): true
      case .move(let from, let to, _): from.folder == folder || to.folder == folder
      default: false
      }
    }
  }

  typealias Tree = [String: [String: Entry]]

  private(set) var files: [Int: File] = [:]
  private var next = 1
  private(set) var live: Tree
  private var durable: Tree
  private var waiting: [Step] = []
  /// Files that lost something when the power was cut: whoever has them open is told at his next flush.
  private var torn: Set<Int> = []

  /// An empty disk with these folders.
  init(folders: [String]) {
    live = Dictionary(folders.map { ($0, [:]) }, uniquingKeysWith: { first, _ in first })
    for folder in folders {
      guard let slash = folder.lastIndex(of: "/") else { continue }
      live[String(folder[..<slash])]?[String(folder[folder.index(after: slash)...])] = .folder
    }
    durable = live
  }

  private static func apply(_ step: Step, to tree: inout Tree) {
    switch step {
    case .set(let folder, let name, let entry): tree[folder, default: [:]][name] = entry
    case .clear(let folder, let name): tree[folder]?[name] = nil
    case .move(let from, let to, let entry):
      tree[from.folder]?[from.name] = nil
      tree[to.folder, default: [:]][to.name] = entry
    }
  }

  private mutating func take(_ step: Step) {
    Self.apply(step, to: &live)
    waiting.append(step)
  }

  // MARK: Names

  func entry(_ folder: String, _ name: String) -> Entry? { live[folder]?[name] }
  func isFolder(_ path: String) -> Bool { live[path] != nil }

  mutating func makeFile(_ folder: String, _ name: String, at time: Int64) -> Int {
    let number = next
    next += 1
    files[number] = File(modified: time)
    take(.set(folder: folder, name: name, .file(number)))
    return number
  }

  mutating func makeFolder(_ folder: String, _ name: String) {
    take(.set(folder: folder, name: name, .folder))
    live[folder + "/" + name] = [:]
  }

  mutating func link(_ number: Int, _ folder: String, _ name: String) {
    take(.set(folder: folder, name: name, .file(number)))
  }

  mutating func move(_ from: (folder: String, name: String), _ to: (folder: String, name: String)) {
    guard let entry = live[from.folder]?[from.name] else { return }
    take(.move(from: from, to: to, entry))
  }

  mutating func remove(_ folder: String, _ name: String) {
    if live[folder]?[name] == .folder { live[folder + "/" + name] = nil }
    take(.clear(folder: folder, name: name))
  }

  // MARK: Contents

  mutating func append(_ bytes: some Sequence<UInt8>, to number: Int, at time: Int64) {
    files[number]?.bytes.append(contentsOf: bytes)
    files[number]?.modified = time
  }

  /// Puts other bytes in a file's place, at once and for good: for hostile hands.
  mutating func set(_ number: Int, _ bytes: [UInt8]) {
    files[number]?.bytes = bytes
    files[number]?.flushed = bytes
  }

  mutating func empty(_ number: Int) { files[number]?.bytes = [] }

  mutating func flush(_ number: Int) {
    guard let file = files[number] else { return }
    files[number]?.flushed = file.bytes
  }

  mutating func flushFolder(_ folder: String) {
    var rest: [Step] = []
    for step in waiting {
      if step.touches(folder) { Self.apply(step, to: &durable) } else { rest.append(step) }
    }
    waiting = rest
  }

  /// All lasts: as after a clean end.
  mutating func flushAll() {
    durable = live
    waiting = []
    for number in files.keys { flush(number) }
  }

  /// Becomes what it was, but for the numbers of files: those are never given twice.
  mutating func rollBack(to earlier: Disk) {
    let latest = next
    self = earlier
    next = latest
  }

  // MARK: Power

  /// The power fails: what was not flushed is lost, torn or kept, by chance.
  mutating func cutPower(_ chance: inout Chance) {
    let isInOrder = chance.once(in: 2)
    let loss = [1, 2, 4][chance.number(below: 3)]
    for step in waiting {
      if chance.once(in: loss) {
        if isInOrder { break }
        continue
      }
      Self.apply(step, to: &durable)
    }
    waiting = []
    live = [:]
    for root in durable.keys where isRoot(root) { grow(root) }
    durable = live
    for number in files.keys.sorted() {
      if files[number]?.isFlushed == false { torn.insert(number) }
      tear(number, &chance)
    }
  }

  /// Whether a power cut came between a file's bytes and their flush; asked once, by the flush.
  mutating func wasTorn(_ number: Int) -> Bool { torn.remove(number) != nil }

  private func isRoot(_ folder: String) -> Bool {
    guard let slash = folder.lastIndex(of: "/") else { return true }
    return durable[String(folder[..<slash])] == nil
  }

  /// A folder whose name was lost is lost with all in it.
  private mutating func grow(_ folder: String) {
    live[folder] = durable[folder] ?? [:]
    for (name, entry) in durable[folder] ?? [:] where entry == .folder { grow(folder + "/" + name) }
  }

  /// What was written and not flushed is lost, cut off, or there.
  mutating func tear(_ number: Int, _ chance: inout Chance) {
    guard let file = files[number], !file.isFlushed else { return }
    switch chance.number(below: 4) {
    case 0: files[number]?.bytes = file.flushed
    case 1: files[number]?.bytes = Array(file.bytes.prefix(chance.number(below: file.bytes.count + 1)))
    case 2:
      let kept = chance.number(below: file.bytes.count + 1)
      let zeros = [UInt8](repeating: 0, count: file.bytes.count - kept)
      files[number]?.bytes = Array(file.bytes.prefix(kept)) + zeros
    default: break
    }
    flush(number)
  }
}
