import Foundation

/// Runs the body in so many real threads at once, and gives what each returned; tasks would share the few cores.
func inThreads<Value: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Value) throws -> [Value] {
  let results = Results<Value>()
  let gate = DispatchGroup()
  for number in 0..<count {
    gate.enter()
    let thread = Thread {
      results.add(Result { try body(number) })
      gate.leave()
    }
    thread.start()
  }
  gate.wait()
  return try results.all().map { try $0.get() }
}

private final class Results<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var results: [Result<Value, any Error>] = []

  func add(_ result: Result<Value, any Error>) { lock.withLock { results.append(result) } }
  func all() -> [Result<Value, any Error>] { lock.withLock { results } }
}
