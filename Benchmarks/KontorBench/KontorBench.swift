import SystemIO

/// The measuring half of `scripts/bench`: each command is a process of its own, so that its time and memory are its own.
///
/// Prints `name=value` lines for the script, which puts them side by side with what other programs needed.
@main
struct Main {
  private static let commands: [String: @Sendable ([String]) throws -> Void] = [
    "customers": Customers.run,
    "import": ImportBench.run,
    "cells": CellBench.run,
    "questions": QuestionBench.run,
    "staff": WriterBench.prepare,
    "writer": WriterBench.write,
    "racer": BareRace.run,
    "signer": SignedRace.run,
    "bulk": WriterBench.bulk,
    "age": GrowthBench.age,
    "newcomer": GrowthBench.newcomer,
    "follower": GrowthBench.follower,
    "fields": FileBench.fields,
    "read": FileBench.read,
    "write": FileBench.write,
    "year": ShopYear.run,
  ]

  static func main() throws {
    Memory.keepSome()
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard let name = arguments.first, let command = commands[name] else {
      throw BenchError.usage("KontorBench \(commands.keys.sorted().joined(separator: "|")) …")
    }
    try command(Array(arguments.dropFirst()))
  }
}

enum BenchError: Error {
  case usage(String)
  /// What was measured did not do what it should: the figure would be worth nothing.
  case wrongResult(String)
}

/// Writes one result for the script.
func tell(_ name: String, _ value: some CustomStringConvertible) { SystemTerminal().write("\(name)=\(value)\n") }

/// The value in the middle of many.
func median(_ values: [Double]) -> Double { values.isEmpty ? .nan : values.sorted()[values.count / 2] }

/// Milliseconds with two decimals.
func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

/// Milliseconds that `body` took by the wall clock.
func timed(_ body: () throws -> Void) rethrows -> Double {
  let clock = SystemClock()
  let start = clock.uptime()
  try body()
  return Double(clock.uptime() - start) / 1_000_000
}
