import Simulation
import SystemIO

/// Plays seeds: `KontorSimulator [--trace] [--first] [--steps N] [--folder PATH] FROM[..TO]`.
@main
struct Main {
  static func main() {
    do { try run() } catch { SystemTerminal().write("error: \(error)\n") }
  }

  private static func run() throws {
    var (steps, isTraced, stopsAtFirst, folder): (Int?, Bool, Bool, String) = (
      nil, false, false, "/dev/shm/kontor-simulation"
    )
    var seeds: ClosedRange<UInt64> = 1...1
    var arguments = Array(CommandLine.arguments.dropFirst())
    while let argument = arguments.first {
      arguments.removeFirst()
      switch argument {
      case "--trace": isTraced = true
      case "--first": stopsAtFirst = true
      case "--steps": steps = Int(arguments.removeFirst()) ?? steps
      case "--folder": folder = arguments.removeFirst()
      default: seeds = range(argument) ?? seeds
      }
    }
    let office = try Office(base: "\(folder)/\(SystemMachine().processID)")
    defer { office.remove() }
    var failing: [UInt64] = []
    for seed in seeds {
      let world = office.world(seed: seed, tell: isTraced ? { SystemTerminal().write($0 + "\n") } : nil)
      world.play(steps)
      world.settle()
      if let failure = world.failure {
        failing.append(seed)
        SystemTerminal().write("seed \(seed): \(failure)\n")
      }
      world.end()
      if stopsAtFirst, !failing.isEmpty { break }
    }
    SystemTerminal().write("\(seeds.count) seeds, \(failing.count) failed\n")
  }

  private static func range(_ text: String) -> ClosedRange<UInt64>? {
    let numbers = text.split(separator: ".", omittingEmptySubsequences: true).compactMap { UInt64($0) }
    guard let first = numbers.first, let last = numbers.last, first <= last else { return nil }
    return first...last
  }
}
