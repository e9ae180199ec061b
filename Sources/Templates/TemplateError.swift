package import CSV

/// Where a template's file is wrong; `line` counts from 1, the header being the first, `header` names the column.
package enum TemplateError: Error, Equatable, Sendable {
  case missingFile(String)
  /// The file's bytes are no CSV.
  case notCSV(file: String, CSVError)
  case notUTF8(file: String, line: Int, header: String)
  /// The first line lacks a column that must be there.
  case missingHeader(file: String, header: String)
  case doubledHeader(file: String, header: String)
  /// More fields than the first line has.
  case surplusFields(file: String, line: Int)
  /// An empty field that must not be.
  case missingValue(file: String, line: Int, header: String)
  /// A word that is none of those allowed there.
  case unknownWord(file: String, line: Int, header: String, allowed: [String])
  /// A sheet, section or role that no other file has.
  case unknownName(file: String, line: Int, header: String)
  /// The name of another line.
  case doubledName(file: String, line: Int, header: String)
  /// A power, such as `staff`, for anything but `*`; or `delete` for a section.
  case unfitTarget(file: String, line: Int, header: String)
  /// Choices of a column that is no `choice`, or none of one that is.
  case unfitChoices(file: String, line: Int, header: String)
}
