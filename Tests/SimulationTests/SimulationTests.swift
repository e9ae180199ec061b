import Simulation
import SystemIO
import Testing

/// A thousand seeds; `scripts/simulate` plays as many as one likes.
@Suite(.serialized) struct SimulationTests {
  private static let seeds: UInt64 = 125

  @Test(arguments: 0..<8) func everyPromiseIsKept(batch: UInt64) throws {
    let office = try Office(base: "/dev/shm/kontor-simulation-tests/\(SystemMachine().processID)")
    defer { office.remove() }
    for seed in batch * Self.seeds..<(batch + 1) * Self.seeds {
      let world = office.world(seed: seed)
      world.play()
      world.settle()
      #expect(world.failure == nil, "scripts/simulate \(seed)")
      world.end()
    }
  }
}
