import ArgumentParser

/// `COLUMN=VALUE`, parted at the first equals sign.
struct Assignment: ExpressibleByArgument {
  var column: String
  var value: String

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else { return nil }
    column = String(argument[..<sign])
    value = String(argument[argument.index(after: sign)...])
  }

  var pair: (String, String) { (column, value) }
}

/// `HEADER=COLUMN`, parted at the last equals sign, since headers are other people's.
struct HeaderMap: ExpressibleByArgument {
  var file: String
  var target: String

  init?(argument: String) {
    guard let sign = argument.lastIndex(of: "="), sign != argument.startIndex else { return nil }
    file = String(argument[..<sign])
    target = String(argument[argument.index(after: sign)...])
  }
}
