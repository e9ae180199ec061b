/// Bytes under names, in a place that several writers share and that nobody serves.
///
/// What every backend promises, and `StorageContract` in the tests holds each of them to:
///
/// 1. **Names.** One or more parts of ASCII letters, digits, `-`, `_` and `.`, joined by `/`, none of them beginning
///    with a point: `log/000/000000001`. Anything else is the error `invalidName`, before anything is touched.
///    Writers must not use names that differ only in case: some shares take them for one.
/// 2. **Put if absent.** Of all the puts to one name, by any number of writers on any number of machines, exactly one
///    has an effect, and no reader ever sees a part of its bytes. Bytes under a name never change afterwards; only
///    a repair removes them.
/// 3. **Outcomes.** `created`: this call's bytes stand under the name and outlast a power cut. `exists`: others' bytes
///    stand there, or those of this writer's own earlier attempt, which the network repeated: compare if it matters.
///    `unknown`: the bytes may or may not stand there, now or in a minute; read the name until it is settled.
///    An error: they do not stand there.
/// 4. **The marker.** Every write looks at the workspace's marker first, and does nothing if it is missing or is
///    another's: an unmounted share is an empty folder that takes writes without a word. Reads do not look; whoever
///    believes that something is missing calls `checkMarker` first.
/// 5. **Reading.** A missing name is nil, not an error. A listing may lag behind (20 s over sshfs), so that a name may
///    be readable and not yet listed; and a name once found missing may be missing for half a minute (NFS). Only a
///    put decides what is free.
/// 6. **Strays.** A listing hands over all names verbatim, with those that copying programs made
///    (`000000001.sync-conflict-…`); only the backend's own temporaries are left out. Callers classify.
/// 7. **Threads.** A backend may be used by several threads at once; a blob's reader or writer by one at a time.
package protocol StorageBackend: Sendable {
  /// Begins a workspace: makes the place if needed and puts the marker, last, so that it never stands alone.
  ///
  /// The answer is `exists`, and nothing changed, if a workspace is there already, its format and marker whatever they
  /// are. Both are readable as `MarkerName.format` and `MarkerName.workspace`.
  func found(format: [UInt8], marker: [UInt8]) throws(StorageError) -> PutOutcome

  /// Throws `markerMissing` or `markerChanged` unless the workspace that this backend first saw is there.
  func checkMarker() throws(StorageError)

  /// Puts all of the bytes under a name, if it is free. Meant for up to a few MiB; see `blobWriter` for more.
  func put(_ name: String, _ bytes: [UInt8]) throws(StorageError) -> PutOutcome

  /// The bytes under a name; nil if there are none, the error `tooLarge` if they are more than `limit`.
  func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8]?

  /// The names in a directory, files and directories alike, sorted by bytes; none if it does not exist.
  func list(_ directory: String) throws(StorageError) -> [String]

  /// Makes all names that stand in a directory outlast a power cut, whoever put them.
  ///
  /// For a writer whose next put goes to another directory but builds on what he read in this one.
  func settle(_ directory: String) throws(StorageError)

  /// Begins a put whose bytes come in pieces; nothing stands under the name before `finish`.
  func blobWriter(_ name: String) throws(StorageError) -> any BlobWriter

  /// Reads the bytes under a name in pieces; nil if there are none.
  func blobReader(_ name: String) throws(StorageError) -> (any BlobReader)?

  /// Puts other bytes under a name that is taken, in one step, for redactions only: a reader sees the old or the new.
  ///
  /// On some shares a reader goes on seeing the old ones for a while.
  func replace(_ name: String, with bytes: [UInt8]) throws(StorageError)

  /// Frees a name, for repairs and redactions only; fine if nothing is there.
  func remove(_ name: String) throws(StorageError)
}

/// What became of a put.
package enum PutOutcome: Hashable, Sendable {
  /// These bytes stand under the name, for good.
  case created
  /// The name was taken.
  case exists
  /// Nobody can tell yet: the share failed in the middle and does not answer.
  case unknown
}

/// A put whose bytes come in pieces. Dropped without `finish`, it leaves nothing under the name.
package protocol BlobWriter: AnyObject {
  func append(_ bytes: [UInt8]) throws(StorageError)

  /// Flushes and puts what was appended, as `StorageBackend.put`; call it once.
  func finish() throws(StorageError) -> PutOutcome

  /// Gives up; nothing stands under the name.
  func cancel()
}

/// The bytes under a name, in pieces.
package protocol BlobReader: AnyObject {
  /// How many bytes there are in all.
  var size: Int64 { get }

  /// The next bytes, `count` of them, fewer only at the end; none behind the end.
  func read(upTo count: Int) throws(StorageError) -> [UInt8]
}

/// The names under which `found` puts what marks a workspace.
package enum MarkerName {
  /// The number of the format in which the folder was begun.
  package static let format = "format"
  /// The workspace's own mark; without it nothing is written.
  package static let workspace = "workspace"
}
