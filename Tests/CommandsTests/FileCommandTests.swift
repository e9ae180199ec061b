import Foundation
import SystemIO
import Testing

/// `kontor peek` and `kontor convert` as they are typed, on every format.
@Suite struct FileCommandTests {
  static let formats = ["csv", "tsv", "ods", "fods", "xlsx"]
  static let pairs = formats.flatMap { from in formats.map { (from, $0) } }
  static let list = "Nr,PLZ,Seit,Umsatz\n7,01234,2026-02-01,-12.5\n12,00000,1999-12-31,0.25\n"

  private let office: Office

  init() throws { office = try Office() }

  private func path(_ name: String) -> String { office.folder + "/" + name }
  private func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

  private func pipe(_ input: [UInt8], _ arguments: String...) -> (outcome: Outcome, bytes: [UInt8]) {
    let terminal = RecordingTerminal(input: input)
    return (office.run("Ada", arguments, terminal: terminal), terminal.bytes(.standard))
  }

  @Test(arguments: pairs) func everyFormatBecomesEveryFormat(_ from: String, _ to: String) throws {
    let list = try office.write("list.csv", Self.list)
    let (first, second, last) = (path("first.\(from)"), path("second.\(to)"), path("last.csv"))
    #expect(office.run("Ada", ["convert", list, first]).status == 0)
    let told = office.json("Ada", "convert", first, second)
    #expect(told["from"] as? String == (from == "tsv" ? "csv" : from) && told["to"] as? String == to)
    #expect((told["sheets"] as? [[String: Any]])?.first?["rows"] as? Int == 3)
    let look = office.json("Ada", "peek", second)
    let sheet = try #require((look["sheets"] as? [[String: Any]])?.first)
    #expect(look["format"] as? String == (to == "tsv" ? "csv" : to))
    let columns = try #require(sheet["columns"] as? [[String: Any]])
    #expect(columns.map { $0["header"] as? String } == ["Nr", "PLZ", "Seit", "Umsatz"])
    #expect(columns.map { $0["kind"] as? String } == ["integer", "code", "date", "decimal"])
    #expect(office.run("Ada", ["convert", second, last]).status == 0)
    #expect(try office.read(last) == Self.list)
  }

  /// What goes through a pipe is what goes into a file, byte for byte but for the times of archives.
  @Test(arguments: pairs) func everyFormatGoesThroughPipes(_ from: String, _ to: String) throws {
    let (first, made) = pipe(Array(Self.list.utf8), "convert", "-", "-", "--to", from)
    #expect(first.status == 0 && first.errors == "")
    let (second, _) = pipe(made, "convert", "-", path("second.\(to)"))
    #expect(second.status == 0 && second.output.hasSuffix(": 3 rows, 4 columns\n"))
    let (back, text) = pipe(try bytes(path("second.\(to)")), "convert", "-", "-", "--to", "csv")
    #expect(back.status == 0 && String(decoding: text, as: UTF8.self) == Self.list)
    let look = pipe(made, "peek", "-", "--json").outcome
    #expect(look.status == 0 && look.json["size"] is NSNull && look.json["file"] as? String == "-")
  }

  @Test func oddCSVIsToldAndStays() throws {
    let text = "a,b\n5\" pipe,1\nx\0,2\n1,2,3\n"
    let list = try office.write("odd.csv", text)
    let told = office.run("Ada", ["convert", list, path("odd.tsv")])
    #expect(told.status == 0 && told.output == "odd: 4 rows, 3 columns\n")
    #expect(
      told.errors == """
        1 quote stands where none should, and was read as text: line 2, byte 5.
        1 NUL (a byte of zero) stands in the text: line 3, byte 15.
        1 row has more or fewer fields than the first: line 4, byte 19 (3 instead of 2).

        """)
    #expect(try office.read(path("odd.tsv")) == "a\tb\n\"5\"\" pipe\"\t1\nx\0\t2\n1\t2\t3\n")
    let json = office.json("Ada", "convert", list, path("odd.csv.tsv"))["findings"] as? [String: Any]
    #expect(json?["stray_quotes"] as? Int == 1 && json?["nuls"] as? Int == 1 && json?["ragged_rows"] as? Int == 1)
    let places = (json?["first"] as? [[String: Any]])?.map { [$0["line"] as? Int, $0["byte"] as? Int] }
    #expect(places == [[2, 5], [3, 15], [4, 19]])
    // Through a pipe standard output holds the file alone.
    let (piped, bytes) = pipe(Array(text.utf8), "convert", "-", "-", "--to", "tsv")
    #expect(piped.errors == told.errors)
    #expect(try bytes == self.bytes(path("odd.tsv")))
  }

  @Test func sheetsWithoutRoomAreTold() throws {
    let flat = """
      <office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
      xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
      xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
      office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>\
      \(["A", "B"].map { "<table:table table:name=\"\($0)\"><table:table-row><table:table-cell><text:p>\($0)</text:p></table:table-cell></table:table-row></table:table>" }.joined())\
      </office:spreadsheet></office:body></office:document>
      """
    let two = try office.write("two.fods", flat)
    let told = office.run("Ada", ["convert", two, path("two.csv")])
    #expect(told.errors == "Only A was written, one of 2 sheets; --sheet names another.\n")
    #expect(office.json("Ada", "convert", two, path("b.csv"), "--sheet", "B")["left_out"] as? [String] == [])
    #expect(try office.read(path("b.csv")) == "B\n")
    #expect(office.json("Ada", "convert", two, path("a.csv"))["left_out"] as? [String] == ["B"])
  }

  /// What cannot be read or written, what it is called, and what the program ends with.
  @Test func everyRefusalHasItsName() throws {
    let list = try office.write("list.csv", Self.list)
    let taken = try office.write("taken.ods", "mine")
    try FileManager.default.createDirectory(atPath: path("folder.ods"), withIntermediateDirectories: false)
    let cases: [(arguments: [String], code: String, status: Int32, names: String)] = [
      (["convert", path("none.csv"), path("o.ods")], "missing-file", 65, "none.csv"),
      (["peek", path("none.csv")], "missing-file", 65, "none.csv"),
      (["peek", office.folder], "unreadable-file", 65, office.folder),
      (["peek", "/dev/null"], "not-a-file", 65, "/dev/null"),
      (["convert", list, path("no/such/o.ods")], "missing-folder", 65, path("no/such")),
      (["convert", list, path("list.csv/o.ods")], "missing-folder", 65, "list.csv"),
      (["convert", list, path("folder.ods"), "--force"], "file-wrong-kind", 65, "folder.ods"),
      (["convert", list, "/dev/null", "--to", "csv", "--force"], "not-a-file", 65, "/dev/null"),
      (["convert", list, taken], "file-exists", 1, "taken.ods"),
      (["convert", list, list, "--force"], "output-is-input", 65, "list.csv"),
      (
        ["convert", list, path("../\(office.folder.split(separator: "/").last ?? "")/list.csv"), "--force"],
        "output-is-input", 65, "list.csv"
      ),
      (["convert", list, path("o.doc")], "unknown-target", 64, "o.doc"),
      (["convert", list, "-"], "unknown-target", 64, "--to"),
      (["convert", list, path("o.ods"), "--sheet", "x"], "unknown-sheet", 65, "x"),
      (["convert", list, path("o.ods"), "--encoding", "ebcdic"], "unknown-option", 65, "--encoding"),
      (["convert", taken, path("o.csv"), "--encoding", "ebcdic"], "unknown-option", 65, "--encoding"),
      (["convert", list, path("o.ods"), "--excel", "de"], "unknown-option", 65, "--excel"),
      (["convert", list], "usage", 64, "target"),
    ]
    for (arguments, code, status, name) in cases {
      let told = office.run("Ada", arguments + ["--json"])
      let error = told.json["error"] as? [String: Any]
      #expect(error?["code"] as? String == code && told.status == status && told.output == "", "\(arguments)")
      let words = "\(error?["message"] ?? "") \(error?["remedy"] ?? "")"
      #expect(words.contains(name) && !words.contains(".new"), "\(words)")
    }
    #expect(try office.read(taken) == "mine" && office.read(list) == Self.list)
    let left = Set(try FileManager.default.contentsOfDirectory(atPath: office.folder))
    #expect(left == ["list.csv", "taken.ods", "folder.ods"])
    #expect(office.run("Ada", ["convert", list, taken, "--force"]).status == 0)
    #expect(office.json("Ada", "peek", taken)["format"] as? String == "ods")
  }
}
