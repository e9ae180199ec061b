import ArgumentParser
import Presentation
import Profiling
import SystemIO
import Tables
import Templates
import Workspaces

/// `kontor init DIR --name N --admin A`
struct Init: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Begin a workspace in a shared folder.",
    discussion: "Tests the folder first, and shows the recovery key once: write it down and lock it away.")

  @Argument(help: "The shared folder; made if it is not there.", completion: .directory)
  var dir: String

  @Option(help: "The workspace's name.")
  var name: String

  @Option(help: "Your name: you are the first admin.")
  var admin: String

  @Option(help: "What the workbook begins with: customers, none, or a folder with a template's CSV files.")
  var template = "customers"

  @Flag(help: "Make a passphrase of six words and show it once.")
  var generate = false

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let new = try Passphrases(environment: environment).first(common, generate: generate)
    let founding = Founding(
      folder: environment.absolute(dir), name: name, admin: admin, passphrase: new.passphrase,
      template: try TemplateLoader(environment: environment).load(template))
    let founded = try environment.gateway.found(founding, environment.surroundings)
    tell(founded, new, environment)
    try founded.workspace.close()
    return .done
  }

  private func tell(_ founded: Founded, _ new: NewPassphrase, _ environment: Environment) {
    let workspace = founded.workspace
    let output = output(environment)
    let health = HealthReporter(wording: environment.wording, style: output.style, catalog: nil)
    output.report(
      [
        "workspace": .string(workspace.folder), "name": .string(name), "employee": .string(workspace.employeeName),
        "recovery_key": .string(founded.recoveryKey), "passphrase": new.json,
        "fingerprint": .string(workspace.fingerprint), "version": .number(workspace.version),
        "share": health.json(founded.share),
      ],
      [output.style.green("The workspace \(name) begins in \(workspace.folder).")] + health.lines(founded.share)
        + new.lines
        + [
          "The recovery key, shown this once; write it down and lock it away:", "",
          "    \(output.style.bold(founded.recoveryKey))", "",
          "Fingerprint: \(workspace.fingerprint)",
          "Next: kontor import FILE --into customers, kontor staff invite NAME --role clerk",
        ])
  }
}

/// Finds and reads a template: one that was installed, or a folder of one's own.
struct TemplateLoader {
  let environment: Environment
  /// The largest file of a template, in bytes.
  private static let limit = 16 << 20

  /// Nil for `none`.
  func load(_ template: String) throws -> WorkbookTemplate? {
    if template == "none" { return nil }
    var files: [String: [UInt8]] = [:]
    let folder = try folder(of: template)
    for file in TemplateFile.allCases {
      let path = Path.join(folder, file.rawValue)
      if try environment.surroundings.files.exists(path) {
        files[file.rawValue] = try environment.surroundings.files.read(path, limit: Self.limit)
      }
    }
    let template = try WorkbookTemplate(files: files)
    try Self.check(template)
    return template
  }

  /// Throws where columns are not to be asked as the template says.
  private static func check(_ template: WorkbookTemplate) throws {
    var last: UInt64 = 0
    let workbook = template.workbook(id: WorkbookID(.zero), name: "") {
      last += 1
      return ID(high: 0, low: last)
    }
    for sheet in workbook.sheets { try ProfileRules.check(sheet) }
  }

  /// Folders that hold a template's sheets.
  private func known() -> [String] {
    let (files, root) = (environment.surroundings.files, environment.resources.templates)
    let names = (try? files.list(root)) ?? []
    return names.sorted().filter { name in
      (try? files.exists(Path.join(Path.join(root, name), TemplateFile.sheets.rawValue))) == true
    }
  }

  private func folder(of template: String) throws -> String {
    let files = environment.surroundings.files
    let installed = Path.join(environment.resources.templates, template)
    if !template.contains("/"), try files.info(installed)?.isDirectory == true { return installed }
    let own = environment.absolute(template)
    if try files.info(own)?.isDirectory == true { return own }
    throw CommandError.unknownTemplate(
      template, known: known())
  }
}
