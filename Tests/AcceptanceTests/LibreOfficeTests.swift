import SystemIO
import Tables
import Testing
import Workspaces

private let soffice = "/usr/bin/soffice"
private let hasLibreOffice = (try? LocalFileSystem().info(soffice)) != nil

extension Acceptance {
  /// Working copies that LibreOffice itself opened and saved.
  @Suite(.enabled(if: hasLibreOffice, "LibreOffice is not installed"), .timeLimit(.minutes(5)))
  struct LibreOfficeTests {
    static let customers = CSVTable(
      header: ["customer_id", "name", "phone", "postcode", "since", "points", "consent", "notes"],
      rows: (1...40).map { number in
        let day = 9 + number % 20
        return [
          "K\(1000 + number)", "Zoë & \"Söhne\" <\(number)>", "+49 30 00\(number)", "0\(1000 + number)",
          "2019-0\(1 + number % 9)-\(day < 10 ? "0" : "")\(day)", "\(number * 7).5", number % 2 == 0 ? "yes" : "no",
          number % 3 == 0 ? "zwei\nZeilen" : "",
        ]
      })

    @Test(arguments: ["ods", "xlsx"]) func aSaveIsNoEditAndAnEditIsOneCell(format: String) throws {
      let office = try Office()
      try office.found(template: "none")
      try Self.customers.write(to: office.path("list.csv"))
      try office.succeed("Ada", "import", office.path("list.csv"), "--as-sheet", "customers", "--key", "customer_id")
      let copy = office.path("copy.\(format)")
      try office.succeed("Ada", "open", "customers", "--format", format, "--to", copy)
      try saveInLibreOffice(copy, format, office)
      let untouched = try office.report(Reports.Save.self, "Ada", "save", copy)
      #expect(untouched.cellsChanged + untouched.rowsAdded + untouched.rowsDeleted + untouched.refused.count == 0)

      var content = try office.inWorkspace(of: "Ada", table)
      let place = content.place("phone")
      content.rows[7][place] = "0030 210 1234567"
      try EditedCopy(path: copy, key: "customer_id").replace(with: content)
      try saveInLibreOffice(copy, format, office)
      let edited = try office.report(Reports.Save.self, "Ada", "save", copy)
      #expect(edited.cellsChanged == 1 && edited.rowsAdded + edited.rowsDeleted + edited.refused.count == 0)
      #expect(edited.version == untouched.version + 1)
      #expect(try office.inWorkspace(of: "Ada", table) == content)
    }

    private func table(_ workspace: Workspace) throws -> CSVTable {
      let view = try workspace.view("customers")
      var table = CSVTable(header: view.columns.map(\.name), rows: [])
      try workspace.forEachRow(view) { _, cells in
        table.rows.append(cells.map { $0.text ?? "" })
        return true
      }
      return table
    }

    /// Puts what LibreOffice makes of a file in its place.
    private func saveInLibreOffice(_ path: String, _ format: String, _ office: Office) throws {
      let output = office.path("saved")
      let outcome = try office.shell(
        #"out=$1; err=$2; shift 2; "$@" >"$out" 2>"$err" </dev/null"#,
        [
          soffice, "-env:UserInstallation=file://\(office.path("profile"))", "--headless", "--convert-to", format,
          "--outdir", output, path,
        ])
      try #require(outcome.status == 0, "\(outcome.errors)")
      try office.files.rename(Path.join(output, Path.name(path)), path)
    }
  }
}
