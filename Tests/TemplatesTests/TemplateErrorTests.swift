import CSV
import Privileges
import Tables
import Templates
import Testing

/// A small template, and what is said of each way to spoil it.
struct TemplateErrorTests {
  private static let whole = [
    "sheets.csv": "sheet,en\npets,Pets\n",
    "sections.csv": "sheet,section,conflict\npets,Public,row\npets,Vet,\n",
    "columns.csv":
      "sheet,section,column,kind,merge,key,choices,en,stage\npets,Public,name,text,,ja,,Name,1\npets,Vet,size,choice,latest,,S|M,,\n",
    "roles.csv": "role\nvet\n",
    "grants.csv": "role,action,target\nvet,read,pets/Vet\nvet,delete,pets\nvet,staff,*\n",
  ]

  private func read(_ files: [String: String]) throws(TemplateError) -> WorkbookTemplate {
    try WorkbookTemplate(files: files.mapValues { Array($0.utf8) })
  }

  @Test func aWholeTemplate() throws {
    let template = try read(Self.whole)
    let sheet = template.sheets[0]
    #expect(sheet.labels == [.english: "Pets"])
    #expect(sheet.sections.map(\.conflictScope) == [.row, .cell])
    #expect(sheet.columns.map(\.isKey) == [true, false])
    #expect(sheet.columns.map(\.policy) == [.ask, .latest])
    #expect(sheet.columns[0].attributes == [Attribute(name: "stage", value: "1")])
    #expect(sheet.columns[1].choices == ["S", "M"])
    #expect(template.roles[0].grants.map(\.target.description) == ["pets/Vet", "pets", "*"])
    #expect(template.roles[0].grants.map(\.action) == [.read, .delete, .staff])
  }

  @Test func whatSpreadsheetsMakeOfIt() throws {
    let saved = Self.whole.mapValues { text in
      let emptyLine = text.contains(",") ? ";;;\r\n" : "\r\n"
      return "\u{FEFF}" + text.replacing(",", with: ";").replacing("\n", with: "\r\n") + emptyLine
    }
    #expect(try read(saved) == read(Self.whole))
  }

  @Test(arguments: [
    ("roles.csv", "role\n", "name\n", TemplateError.missingHeader(file: "roles.csv", header: "role")),
    ("sheets.csv", "sheet,en", "sheet,en,en", .doubledHeader(file: "sheets.csv", header: "en")),
    ("sheets.csv", "pets,Pets", "pets,Pets,x", .surplusFields(file: "sheets.csv", line: 2)),
    ("sheets.csv", "pets,Pets", ",Pets", .missingValue(file: "sheets.csv", line: 2, header: "sheet")),
    ("sheets.csv", "pets,Pets\n", "pets,\nPets,\n", .doubledName(file: "sheets.csv", line: 3, header: "sheet")),
    ("sections.csv", "pets,Vet", "cars,Vet", .unknownName(file: "sections.csv", line: 3, header: "sheet")),
    (
      "sections.csv", "row", "table",
      .unknownWord(file: "sections.csv", line: 2, header: "conflict", allowed: ["cell", "row"])
    ),
    ("columns.csv", "Vet,size", "Food,size", .unknownName(file: "columns.csv", line: 3, header: "section")),
    ("columns.csv", "Vet,size", "Vet,Name", .doubledName(file: "columns.csv", line: 3, header: "column")),
    (
      "columns.csv", ",ja,", ",vielleicht,",
      .unknownWord(file: "columns.csv", line: 2, header: "key", allowed: ["yes", "no"])
    ),
    ("columns.csv", "S|M", "", .unfitChoices(file: "columns.csv", line: 3, header: "choices")),
    ("columns.csv", "choice,latest", "text,latest", .unfitChoices(file: "columns.csv", line: 3, header: "choices")),
    ("grants.csv", "vet,read", "cat,read", .unknownName(file: "grants.csv", line: 2, header: "role")),
    ("grants.csv", "pets/Vet", "pets/Food", .unknownName(file: "grants.csv", line: 2, header: "target")),
    ("grants.csv", "staff,*", "staff,pets", .unfitTarget(file: "grants.csv", line: 4, header: "target")),
    ("grants.csv", "delete,pets", "delete,pets/Vet", .unfitTarget(file: "grants.csv", line: 3, header: "target")),
    ("roles.csv", "vet", "\"vet", .notCSV(file: "roles.csv", .unclosedQuote(line: 2, byte: 5))),
  ])
  func whatIsWrongAndWhere(file: String, text: String, spoilt: String, error: TemplateError) throws {
    var files = Self.whole
    let before = try #require(files[file])
    files[file] = before.replacing(text, with: spoilt, maxReplacements: 1)
    #expect(files[file] != before)
    #expect(throws: error) { try read(files) }
  }

  @Test func unknownKindsNameThoseThereAre() {
    var files = Self.whole
    files["columns.csv"] = files["columns.csv"]?.replacing("name,text", with: "name,words")
    let kinds = ColumnKind.allCases.map(\.name)
    #expect(throws: TemplateError.unknownWord(file: "columns.csv", line: 2, header: "kind", allowed: kinds)) {
      try read(files)
    }
  }

  @Test(arguments: TemplateFile.allCases)
  func everyFileMustBeThere(file: TemplateFile) {
    var files = Self.whole
    files[file.rawValue] = nil
    #expect(throws: TemplateError.missingFile(file.rawValue)) { try read(files) }
  }

  @Test func anotherEncodingIsNamed() {
    var files = Self.whole.mapValues { Array($0.utf8) }
    files["sheets.csv"]?.append(contentsOf: [0xE4, 0x2C, 0x0A])
    #expect(throws: TemplateError.notUTF8(file: "sheets.csv", line: 3, header: "sheet")) {
      try WorkbookTemplate(files: files)
    }
  }

  @Test(arguments: ["*", "pets", "pets/Vet"])
  func targetsAreWrittenAsTheyAreRead(text: String) {
    #expect(TargetName(text)?.description == text)
  }

  @Test(arguments: ["", "/", "pets/", "/Vet"])
  func brokenTargets(text: String) {
    #expect(TargetName(text) == nil)
  }

  @Test(arguments: ["phone", "addresses.street", "addresses.street:billing", "street:billing"])
  func importTargetsAreWrittenAsTheyAreRead(text: String) {
    #expect(ImportTarget(text)?.description == text)
  }

  @Test(arguments: ["", ".", "a.", ".b", "a:", ":b"])
  func brokenImportTargets(text: String) {
    #expect(ImportTarget(text) == nil)
  }
}
