import ArgumentParser
import Workspaces

/// How a file is read, where its content does not show it.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: """
      utf-8, utf-16le, utf-16be, windows-1252, windows-1253, iso-8859-1, iso-8859-7, iso-8859-15 or macintosh; found \
      if not named.
      """)
  var encoding: String?
  @Option(help: "The sign between fields, or `tab`; found if not named.") var delimiter: String?
  @Option(help: "The decimal mark: point or comma; found if not named.") var decimal: String?
  @Option(help: "The order of dates: ymd, dmy or mdy; found if not named.") var dates: String?
  @Option(help: "Whether the first row names the columns: yes or no; found if not named.") var header: String?
  @Option(help: "The sheet of a workbook; the first that is shown if not named.") var sheet: String?

  var options: FileOptions {
    var options = FileOptions()
    (options.encoding, options.delimiter) = (encoding, delimiter)
    (options.decimal, options.dates) = (decimal, dates)
    options.header = header
    options.sheet = sheet
    return options
  }
}
