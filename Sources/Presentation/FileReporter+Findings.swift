import CSV
import WorkbookFiles

/// How many places of each kind a person is shown.
private let mostShown = 5

extension FileReporter {
  /// What is odd in a CSV file: all by number, the first hundred by place.
  static func json(_ findings: CSVFindings) -> JSON {
    [
      "stray_quotes": .number(findings.strayQuotes), "nuls": .number(findings.nuls),
      "ragged_rows": .number(findings.raggedRows),
      "first": .list(findings.listed) { finding in
        var fields: (found: Int, expected: Int)?
        if case .ragged(let found, let expected) = finding.kind { fields = (found, expected) }
        return [
          "kind": .string(name(of: finding.kind)), "line": .number(finding.line), "byte": .number(finding.byte),
          "fields": .optional(fields?.found), "expected": .optional(fields?.expected),
        ]
      },
    ]
  }

  /// The same for a person: a line for each kind that there is. Nothing was repaired.
  static func lines(_ findings: CSVFindings) -> [String] {
    var lines: [String] = []
    if findings.strayQuotes > 0 {
      let quotes = findings.strayQuotes == 1 ? "1 quote stands" : "\(findings.strayQuotes) quotes stand"
      lines.append("\(quotes) where none should, and was read as text: ".plural(findings.strayQuotes))
      lines[lines.count - 1] += places(findings) { $0.kind == .strayQuote }
    }
    if findings.nuls > 0 {
      let bytes = findings.nuls == 1 ? "1 NUL (a byte of zero) stands" : "\(findings.nuls) NULs (bytes of zero) stand"
      lines.append("\(bytes) in the text: " + places(findings) { $0.kind == .nul })
    }
    if findings.raggedRows > 0 {
      let rows = findings.raggedRows == 1 ? "1 row has" : "\(findings.raggedRows) rows have"
      let isRagged = { (finding: CSVFinding) in if case .ragged = finding.kind { true } else { false } }
      lines.append("\(rows) more or fewer fields than the first: " + places(findings, isRagged))
    }
    return lines
  }

  private static func name(of kind: CSVFinding.Kind) -> String {
    switch kind {
    case .strayQuote: "stray-quote"
    case .nul: "nul"
    case .ragged: "ragged"
    }
  }

  private static func places(_ findings: CSVFindings, _ isWanted: (CSVFinding) -> Bool) -> String {
    let wanted = findings.listed.filter(isWanted)
    let words = wanted.prefix(mostShown).map { finding in
      if case .ragged(let fields, let expected) = finding.kind {
        return "line \(finding.line), byte \(finding.byte) (\(fields) instead of \(expected))"
      }
      return "line \(finding.line), byte \(finding.byte)"
    }
    return words.joined(separator: "; ") + (wanted.count > mostShown ? "; …" : ".")
  }
}

extension String {
  fileprivate func plural(_ count: Int) -> String { count == 1 ? self : replacing("was read", with: "were read") }
}
