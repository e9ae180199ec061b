package import CSV
package import Merging
package import SystemIO
package import Tables
package import Templates
package import WorkbookFiles

extension English {
  package func sentence(for error: WorkbookFileError) -> Sentence {
    switch error {
    case .unsupported(let format): unsupported(format)
    case .encrypted:
      Sentence("The file is protected by a password.", "Open it in your office program and save it without one.")
    case .csv(let error): sentence(for: error)
    case .undefinedByte(let encoding, let line, let byte):
      Sentence(
        "Line \(line), byte \(byte) of the file does not exist in \(encoding.rawValue).",
        "Name the file's encoding with --encoding: \(list(TextEncoding.allCases.map(\.rawValue))).")
    case .archive:
      Sentence(
        "The file is damaged: \(error.archiveEntry ?? "its archive") cannot be read.",
        "Open it in your office program and save it again.")
    case .malformed(let part, let byte):
      Sentence("The file is damaged: \(part), byte \(byte).", "Open it in your office program and save it again.")
    case .documentType(let part):
      Sentence("\(part) of the file has a document type, which no office program writes.", "Do not trust this file.")
    case .nestedTooDeep(let part, let limit):
      Sentence("\(part) of the file is nested deeper than \(limit).", "Do not trust this file.")
    case .tagTooLong(let part, let byte, let limit):
      Sentence("A tag in \(part), byte \(byte), is longer than \(limit) bytes.", "Do not trust this file.")
    case .partTooLong(let part, let limit):
      Sentence("\(part) of the file is longer than \(limit) bytes.", "Split the table, or use CSV.")
    case .expandsTooMuch(let part, let limit):
      Sentence("\(part) of the file unpacks to more than \(limit) times its size.", "Do not trust this file.")
    case .noSpreadsheet:
      Sentence("There is no spreadsheet in the file.", "Save it as a spreadsheet (.ods or .xlsx) or CSV.")
    case .noSuchSheet(let index, let count):
      Sentence("The file has \(count) sheets, and none at place \(index + 1).", nil)
    case .tooManySheets(let limit): Sentence("The file has more than \(limit) sheets.", "Split it.")
    case .sheetNameTooLong(let sheet, let limit):
      Sentence("The name of sheet \(sheet) is longer than \(limit) bytes.", "Give the sheet a shorter name.")
    case .tooManyNotes(let sheet, let limit, let bytes):
      Sentence("\(sheet) has more than \(limit) notes at cells, or \(bytes) bytes in them.", "Remove some of them.")
    case .tooManyMergedCells(let sheet, let limit):
      Sentence("\(sheet) has more than \(limit) merged cells.", "Split them in your office program.")
    case .tooManyRows(let sheet, let limit):
      Sentence("The sheet \(sheet) has more than \(limit) rows.", "Split it, or use CSV.")
    case .rowOutOfOrder(let sheet, let row):
      Sentence(
        "Row \(row) of \(sheet) stands behind a later one, or twice.",
        "Open the file in your office program and save it again, or use CSV.")
    case .tooManyColumns(let sheet, let row, let limit):
      Sentence("Row \(row) of \(sheet) has more than \(limit) columns.", "Remove what stands far to the right.")
    case .tooManyRepetitions(let sheet, let row, let limit):
      Sentence("Row \(row) of \(sheet) repeats something more than \(limit) times.", "Remove what stands far below.")
    case .valueTooLong(let sheet, let row, let column, let limit):
      Sentence("The value in \(sheet), row \(row), column \(column) is longer than \(limit), the limit.", "Shorten it.")
    case .tooManyCells(let sheet, let row, let limit):
      Sentence("Up to row \(row), \(sheet) has more than \(limit) cells.", "Remove what stands far to the right.")
    case .tooMuchText(let sheet, let row, let limit):
      Sentence("The values of \(sheet) have more than \(limit) bytes in row \(row).", "Shorten them.")
    case .tooManySharedTexts(let limit, let bytes):
      Sentence(
        "The file's table of texts is too long: it may hold \(limit) texts, and \(bytes) bytes.",
        "Split the file, or save it as .ods or CSV.")
    case .missingSharedText(let sheet, let row, let column):
      Sentence(
        "The text of \(sheet), row \(row), column \(column), is missing: the file is damaged.",
        "Open it in your office program and save it again.")
    case .controlCharacters(let sheet, let row, let column):
      Sentence(
        "The value in \(sheet), row \(row), column \(column) has control characters, which OpenDocument cannot hold.",
        "Remove them, or use .xlsx or CSV.")
    case .oneSheetOnly: Sentence("A CSV file holds one sheet.", "Name one sheet, or use --format ods or xlsx.")
    }
  }

  private func unsupported(_ format: FileFormat) -> Sentence {
    let remedy = "Open it in your office program and save it as .xlsx, .ods or CSV."
    switch format {
    case .csv, .ods, .flatODS, .xlsx: return Sentence("This \(format.rawValue) file cannot be used here.", remedy)
    case .xls: return Sentence("This is an old Excel workbook (.xls).", remedy)
    case .xlsb: return Sentence("This is a binary Excel workbook (.xlsb).", remedy)
    case .otherOfficeOpenXML: return Sentence("This is an Office file, but no workbook.", remedy)
    case .pdf: return Sentence("This is a PDF document, not a table.", "Ask for the list as a spreadsheet or CSV.")
    case .xml: return Sentence("This is an XML file of an unknown kind.", remedy)
    case .html: return Sentence("This is a web page, whatever its name says.", remedy)
    case .otherOpenDocument: return Sentence("This is an OpenDocument file, but no spreadsheet.", remedy)
    case .zip, .gzip: return Sentence("This is an archive.", "Unpack it and import the file inside.")
    case .image: return Sentence("This is a picture.", "Type it in, or ask for the list as a spreadsheet or CSV.")
    case .binary: return Sentence("This is no file that can be read as a table.", remedy)
    }
  }

  package func sentence(for error: CSVError) -> Sentence {
    switch error {
    case .unclosedQuote(let line, _):
      Sentence("The quote that is opened in line \(line) is never closed.", "Correct it in the file, then try again.")
    case .strayQuote(let line, let byte):
      Sentence("A quote is out of place in line \(line), byte \(byte).", "Correct it in the file, then try again.")
    case .recordTooLong(let line, _, let limit):
      Sentence(
        "The record that begins in line \(line) is longer than \(limit) bytes: most likely a quote is never closed.",
        "Correct it in the file, then try again.")
    case .tooManyFields(let line, _, let limit):
      Sentence(
        "The record that begins in line \(line) has more than \(limit) fields.",
        "Check that the file is a table, and name its delimiter.")
    }
  }

  package func sentence(for error: TableMergeError) -> Sentence {
    switch error {
    case .noUniqueColumn(let columns):
      Sentence(
        "No column tells all rows apart in all three files.",
        columns.isEmpty ? "They have no column in common." : "Name one of \(list(columns)) with --key.")
    case .keyMissing(let side, let column):
      Sentence("\(name(side)) has no column \(column).", "Choose another --key.")
    case .emptyKey(let side, let row):
      Sentence("\(name(side)) has no key in row \(row).", "Fill it in, or choose another --key.")
    case .sameKey(let side, let row, let first):
      Sentence(
        "\(name(side)) has one key in rows \(first) and \(row).", "Keep one of them, or choose another --key.")
    case .sameColumn(let side, let column):
      Sentence("\(name(side)) has more than one column named \(column).", "Rename one of them in the file.")
    }
  }

  private func name(_ side: MergeSide) -> String {
    switch side {
    case .base: "The file that both began with"
    case .ours: "The file of ours"
    case .theirs: "The file of theirs"
    }
  }

  package func sentence(for error: FileError) -> Sentence {
    let path = error.path
    switch error.reason {
    case .notFound: return Sentence("There is no file \(path).", "Check the path.")
    case .exists: return Sentence("\(path) exists already.", "Choose another name.")
    case .noSpace: return Sentence("There is no space left for \(path).", "Make room, then try again.")
    case .permission:
      return Sentence(
        "You may not \(verb(error.operation)) \(path).", "Check its permissions, or choose another place.")
    case .io, .stale, .unreachable:
      return Sentence("\(path) does not answer.", "Check the disk or the network, then try again.")
    case .notSupported:
      return Sentence(
        "The place of \(path) does not support this (\(error.operation.rawValue)).", "Choose another place.")
    case .wrongKind:
      return Sentence("\(path) is a folder where a file is needed, or the other way round.", "Check the path.")
    case .other(let number):
      return Sentence("The system would not \(verb(error.operation)) \(path) (error \(number)).", nil)
    }
  }

  private func verb(_ operation: FileOperation) -> String {
    switch operation {
    case .open, .read, .inspect, .freeSpace, .list: "read"
    case .remove: "remove"
    default: "write"
    }
  }

  package func sentence(for error: TemplateError) -> Sentence {
    let remedy = "Correct the template in a spreadsheet, save it as CSV, and try again."
    let (place, fault): (String, String) =
      switch error {
      case .missingFile(let file): (file, "is missing")
      case .notCSV(let file, let error): (file, "cannot be read: \(sentence(for: error).message)")
      case .notUTF8(let file, let line, let header): (self.place(file, line, header), "is not in UTF-8")
      case .missingHeader(let file, let header): (file, "has no column \(header)")
      case .doubledHeader(let file, let header): (file, "has the column \(header) twice")
      case .surplusFields(let file, let line): ("\(file), line \(line)", "has more fields than the first line")
      case .missingValue(let file, let line, let header): (self.place(file, line, header), "is empty")
      case .unknownWord(let file, let line, let header, let allowed):
        (self.place(file, line, header), "is none of \(list(allowed))")
      case .unknownName(let file, let line, let header):
        (self.place(file, line, header), "names something that the template does not have")
      case .doubledName(let file, let line, let header):
        (self.place(file, line, header), "repeats the name of another line")
      case .unfitTarget(let file, let line, let header):
        (self.place(file, line, header), "does not fit the action")
      case .unfitChoices(let file, let line, let header):
        (self.place(file, line, header), "does not fit the kind: a choice, and only a choice, has some")
      }
    return Sentence("The template's \(place) \(fault).", remedy)
  }

  private func place(_ file: String, _ line: Int, _ header: String) -> String {
    "\(file), line \(line), column \(header),"
  }

  package func words(for reason: InvalidValue) -> String {
    switch reason {
    case .notUTF8: "is not text in UTF-8"
    case .controlCharacters: "has control characters"
    case .tooLong: "is too long"
    case .notANumber: "is not a number"
    case .notAnInteger: "is not a whole number"
    case .tooManyDigits: "has too many digits"
    case .notADate: "is not a date"
    case .ambiguousDate: "is a date that can be read in two ways"
    case .notATime: "is not a time"
    case .notADateTime: "is not a date with a time"
    case .hasTimeZone: "has a time zone, which the column cannot hold"
    case .notABoolean: "is neither yes nor no"
    case .notInList: "is not one of the column's choices"
    case .notAnEmail: "is not an e-mail address"
    case .formulaError: "is a formula's error"
    }
  }
}
