package import Workspaces

/// Tells what packing did.
package struct PackReporter {
  private let wording: any Wording

  package init(wording: any Wording) { self.wording = wording }

  /// Runs of versions, and the snapshot's.
  package func json(_ report: PackReport) -> JSON {
    [
      "packed": .list(report.packed, run), "removed": .list(report.removed, run),
      "snapshot": .optional(report.snapshot),
    ]
  }

  private func run(_ versions: ClosedRange<Int>) -> JSON {
    ["from": .number(versions.lowerBound), "to": .number(versions.upperBound)]
  }

  /// The same for a person.
  package func lines(_ report: PackReport) -> [String] {
    var lines: [String] = []
    if !report.packed.isEmpty { lines.append("Packed: \(words(report.packed)).") }
    if !report.removed.isEmpty { lines.append("Own files removed, since packed before: \(words(report.removed)).") }
    if let version = report.snapshot { lines.append("Snapshot of version \(version) made.") }
    return lines.isEmpty ? ["Nothing to pack."] : lines
  }

  private func words(_ runs: [ClosedRange<Int>]) -> String {
    let count = wording.count(runs.reduce(0) { $0 + $1.count }, "version")
    guard let first = runs.first, let last = runs.last else { return count }
    return "\(count), \(first.lowerBound) to \(last.upperBound)"
  }
}
