import Simulation
import SystemIO
import Testing

/// Some hundreds of seeds; `scripts/simulate` plays many more.
@Suite(.serialized) struct SimulationTests {
  @Test(arguments: 0..<8) func everyPromiseIsKept(batch: UInt64) throws {
    let office = try Office(base: "/dev/shm/kontor-simulation-tests/\(SystemMachine().processID)")
    defer { office.remove() }
    for seed in batch * 25..<(batch + 1) * 25 {
      let world = office.world(seed: seed)
      world.play(30)
      world.settle()
      #expect(world.failure == nil, "scripts/simulate \(seed)")
      world.end()
    }
  }
}
