import Dispatch
import History
import Identities
import Privileges
import Storage
import Synchronization
import Tables
import Testing

@Suite struct RaceTests {
  /// Eight writers, each with its own view of the log, race for every number: each wins all of its commits once.
  @Test func everyNumberHasOneWinner() throws {
    let (writers, each) = (8, 25)
    let office = try Office()
    let storage = office.storage
    let keys = try #require(office.keys[Office.ada])
    let (start, workspace) = (office.head, office.workspace)
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: writers) { writer in
      do {
        try Self.write(each, as: UInt64(writer), storage, workspace, keys)
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    var ids: Set<ID> = []
    let survey = try Survey(Log(storage), workspace: workspace) { commit in
      if commit.header.version > start.version { ids.insert(commit.header.id) }
    }
    #expect(survey.head.version == start.version + writers * each)
    #expect(ids.count == writers * each && survey.voids.isEmpty && survey.junk.isEmpty)
  }

  private static func write(
    _ count: Int, as writer: UInt64, _ storage: any StorageBackend, _ workspace: Digest, _ keys: Keys
  ) throws {
    let log = Log(storage)
    var (head, policy, known) = (Head.none, Policy(), Digest.zero)
    func follow() throws {
      while case .commit(let commit) = try log.step(after: head, workspace: known, policy: policy) {
        (head, known) = (commit.head, workspace)
        policy = try policy.judged(commit.outline).get()
      }
    }
    for number in 0..<UInt64(count) {
      let draft = Draft(
        format: 1, workspace: workspace, id: ID(high: writer, low: number), author: Office.ada, time: 1,
        purpose: .ordinary, entries: [], parts: [])
      repeat { try follow() } while try log.put(draft.commit(after: head, skipping: [], signedBy: keys)) != .created
    }
  }
}
