import Tables
package import Workspaces

extension Reporter {
  /// What an erasure did.
  package func json(_ report: ErasureReport) -> JSON {
    [
      "version": .number(report.version), "sheet": .string(report.sheet), "row": .string(report.row.description),
      "parts": .number(report.parts), "versions": .number(report.versions), "unopened": .number(report.unopened),
      "finished": .bool(!report.isUnfinished),
      "related": .list(report.related) { ["sheet": .string($0.sheet), "row": .string($0.row.description)] },
      "copies": .list(report.copies) { .string($0) },
    ]
  }

  /// The same for a person.
  package func lines(_ report: ErasureReport) -> [String] {
    let (parts, versions) = (count(report.parts, "part"), count(report.versions, "version"))
    var lines = [
      "Erased in version \(report.version): \(parts) of \(versions) written anew without the row's values."
    ]
    if report.unopened > 0 {
      lines.append(
        style.yellow(
          "\(count(report.unopened, "part")) could not be opened, and may name the row: kontor verify --full"))
    }
    if report.isUnfinished {
      lines.append(
        style.red("The folder did not let go of all old bytes: run `kontor doctor --repair` when it answers."))
    }
    for row in report.related {
      lines.append("\(row.sheet) has a row with the same key: kontor erase \(row.sheet) \(row.row) --for-good")
    }
    for copy in report.copies {
      lines.append("The working copy \(copy) may still hold the row: save it, or remove it.")
    }
    return lines + ["Exports, printed lists and backups that were made before are not reached."]
  }
}
