import Foundation
import SystemIO
import Testing

/// `kontor merge` as it is typed, and as git calls it.
@Suite struct MergeCommandTests {
  private let office: Office

  init() throws { office = try Office() }

  private func path(_ name: String) -> String { office.folder + "/" + name }

  /// Rows that nobody changed keep their very bytes: quotes, line ends, byte order mark and all.
  @Test func theResultHasTheFormOfOurs() throws {
    let base = try office.write("base.csv", "Nr,Name,Town\n1,Weiß,Ulm\n2,Öz,\"Bonn, Rhein\"\n3,Roth,Köln\n")
    let ours = try office.write(
      "ours", "\u{FEFF}Nr;Name;Town\r\n\"1\";\"Weiß\";Ulm\r\n2;Özil;\"Bonn, Rhein\"\r\n3;Roth;\"Köln\r\nDeutz\"")
    let theirs = try office.write(
      "theirs.csv", "Nr,Name,Town\n1,Weiß,Ulm\n2,Öz,\"Bad; Bonn\"\n4,Braun,Trier\n3,Roth,Köln\n")
    let told = office.json("Ada", "merge", base, ours, theirs, "-o", ours)
    #expect(told["key"] as? String == "Nr" && (told["conflicts"] as? [Any])?.isEmpty == true)
    #expect(told["rows_changed"] as? Int == 1 && told["rows_added"] as? Int == 1 && told["rows"] as? Int == 4)
    let expected = """
      \u{FEFF}Nr;Name;Town\r\n"1";"Weiß";Ulm\r\n2;Özil;"Bad; Bonn"\r\n4;Braun;Trier\r\n3;Roth;"Köln\r\nDeutz"\r\n
      """
    // As bytes: a text loses its mark where it is read.
    #expect(try Data(contentsOf: URL(filePath: ours)) == Data(expected.utf8))
  }

  @Test func conflictsKeepOursAndAreTold() throws {
    let files = try ["base": "111", "ours": "222", "theirs": "333"].mapValues {
      try office.write("\($0).csv", "Nr,Phone\n7,\($0)\n")
    }
    let arguments = ["merge", files["base"] ?? "", files["ours"] ?? "", files["theirs"] ?? ""]
    let piped = office.run("Ada", arguments)
    #expect(piped.status == 3 && piped.output == "Nr,Phone\n7,222\n")
    #expect(piped.errors.contains("7 · Phone") && piped.errors.contains("333"))
    let told = office.json(
      "Ada", arguments[0], arguments[1], arguments[2], arguments[3], "-o", path("out.csv"), ends: 3)
    let conflict = try #require((told["conflicts"] as? [[String: Any]])?.first)
    #expect(conflict["row"] as? String == "7" && conflict["column"] as? String == "Phone")
    #expect(["before", "current", "incoming"].map { conflict[$0] as? String } == ["111", "222", "333"])
  }

  @Test(arguments: ["csv", "tsv", "ods", "fods", "xlsx"]) func everyFormatIsMerged(_ format: String) throws {
    let texts = [
      ("base", "Nr,PLZ,Seit\n7,01234,2026-02-01\n8,00000,1999-12-31\n"),
      ("ours", "Nr,PLZ,Seit\n7,01234,2026-02-02\n8,00000,1999-12-31\n"),
      ("theirs", "Nr,PLZ,Seit\n7,09999,2026-02-01\n8,00000,1999-12-31\n9,00001,\n"),
    ]
    for (name, text) in texts {
      let list = try office.write("\(name).csv", text)
      if format != "csv" { office.run("Ada", ["convert", list, path("\(name).\(format)")]) }
    }
    let files = texts.map { path("\($0.0).\(format)") }
    office.json("Ada", "merge", files[0], files[1], files[2], "-o", files[1])
    office.json("Ada", "merge", files[0], files[1], files[2], "-o", path("merged.csv"))
    #expect(try office.read(path("merged.csv")) == "Nr,PLZ,Seit\n7,09999,2026-02-02\n8,00000,1999-12-31\n9,00001,\n")
    #expect(office.json("Ada", "peek", files[1])["format"] as? String == (format == "tsv" ? "csv" : format))
  }

  @Test func everyRefusalHasItsName() throws {
    let fine = try office.write("fine.csv", "Nr,Name\n1,a\n2,b\n")
    let doubled = try office.write("doubled.csv", "Nr,Name\n1,a\n1,a\n")
    let taken = try office.write("taken.csv", "mine")
    let cases: [(arguments: [String], code: String, status: Int32)] = [
      ([fine, doubled, fine], "no-unique-column", 65), ([fine, doubled, fine, "--key", "Nr"], "same-key", 65),
      ([fine, fine, fine, "--key", "x"], "key-missing", 65), ([fine, fine, fine, "-o", taken], "file-exists", 1),
      ([fine, fine, path("none.csv")], "missing-file", 65),
    ]
    for (arguments, code, status) in cases {
      let told = office.run("Ada", ["merge"] + arguments + ["--json"])
      let error = told.json["error"] as? [String: Any]
      #expect(error?["code"] as? String == code && told.status == status, "\(arguments) \(told.errors)")
    }
    #expect(try office.read(taken) == "mine")
  }
}
