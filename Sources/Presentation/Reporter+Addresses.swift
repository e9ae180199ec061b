package import Profiling
import Tables
import Workspaces

extension Reporter {
  /// A customer's addresses, for programs.
  package func json(_ report: AddressReport) -> JSON {
    [
      "customer": .id(report.customer),
      "addresses": .list(report.addresses) { address in
        [
          "address": .string(address.place.name), "row": .id(address.row),
          "lines": .list(address.lines) { .string($0) }, "since": .optional(address.since?.text),
        ]
      },
      "version": .number(workspace.version),
    ]
  }

  /// The same for a person.
  package func lines(_ report: AddressReport) -> [String] {
    if report.addresses.isEmpty { return ["No address is on file."] }
    let rows = report.addresses.map { address in
      [address.place.name, address.lines.map(\.inOneLine).joined(separator: ", "), address.since?.text ?? ""]
    }
    return TextTable(["address", "where", "since"], rows).lines(width: width, style: style)
  }

  /// Rows that name addresses which are not on file, for programs.
  package func json(_ mismatches: [AddressMismatch]) -> JSON {
    [
      "mismatches": .list(mismatches) { mismatch in
        [
          "sheet": .string(mismatch.sheet), "row": .id(mismatch.row), "column": .string(mismatch.column),
          "on_file": .list(mismatch.known) { .string($0) },
        ]
      },
      "version": .number(workspace.version),
    ]
  }

  /// The same for a person.
  package func lines(_ mismatches: [AddressMismatch]) -> [String] {
    if mismatches.isEmpty { return ["All addresses that are named are on file."] }
    let rows = mismatches.map { mismatch in
      [
        label(mismatch.row, in: mismatch.sheet), mismatch.column,
        mismatch.known.isEmpty ? "none" : mismatch.known.joined(separator: ", "),
      ]
    }
    return TextTable(["row", "names in", "on file are"], rows).lines(width: width, style: style)
  }
}
