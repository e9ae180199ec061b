import Foundation
import Privileges
import Tables
import Templates
import Testing

/// The template that comes with the program, and the headers of the lists that it must take.
struct CustomersTemplateTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
  private let template: WorkbookTemplate
  private let workbook: Workbook
  private let names: HeaderNames

  init() throws {
    let folder = Self.root.appending(path: "templates/customers")
    var files: [String: [UInt8]] = [:]
    for file in TemplateFile.allCases { files[file.rawValue] = try Self.bytes(folder.appending(path: file.rawValue)) }
    template = try WorkbookTemplate(files: files)
    var last: UInt64 = 0
    workbook = template.workbook(id: WorkbookID(.zero), name: "Customers") {
      last += 1
      return ID(high: 1, low: last)
    }
    names = try HeaderNames(bytes: try Self.bytes(Self.root.appending(path: "share/locales/headers.csv")))
  }

  private static func bytes(_ file: URL) throws -> [UInt8] { Array(try Data(contentsOf: file)) }

  @Test func itHasTheSheetsAndSectionsThatEveryoneTalksOf() throws {
    #expect(
      workbook.sheets.map(\.name) == [
        "customers", "addresses", "interactions", "orders", "outbox", "requests", "contact_points",
        "campaigns", "campaign_entries", "surveys", "audits",
      ])
    let sections = Set(workbook.sheets.flatMap(\.sections).map(\.name))
    #expect(
      sections == [
        "Contact", "Addresses", "Billing", "Demographics", "Notes", "Public", "Post", "Office", "Campaigns", "Surveys",
        "Audits",
      ])
    #expect(workbook.sheets[0].keyColumns.map(\.name) == ["customer_number"])
    #expect(workbook.sheets[1].column(named: "kind")?.choices == ["mailing", "billing", "shipping"])
  }

  @Test func everythingHasALabelInEveryLanguage() {
    for language in Language.allCases {
      #expect(template.sheets.allSatisfy { $0.labels[language] != nil })
      #expect(template.sheets.flatMap(\.sections).allSatisfy { $0.labels[language] != nil })
      #expect(template.roles.allSatisfy { $0.labels[language] != nil })
      for column in template.sheets.flatMap(\.columns) {
        #expect(column.labels[language] != nil, "\(column.name) in \(language)")
      }
    }
  }

  @Test func labelsOfOneSheetAreNotTheSame() {
    for sheet in template.sheets {
      for language in Language.allCases {
        let labels = sheet.columns.compactMap { $0.labels[language] }.map(Folding.foldHeader)
        #expect(Set(labels).count == labels.count, "\(sheet.name) in \(language): \(labels)")
      }
    }
  }

  @Test func everyThingHasAnIDOfItsOwn() {
    let ids = workbook.sheets.flatMap { sheet in
      [sheet.id.id] + sheet.sections.map(\.id.id) + sheet.columns.map(\.id.id)
    }
    #expect(Set(ids).count == ids.count)
    for sheet in workbook.sheets {
      #expect(sheet.columns.allSatisfy { sheet.section($0.section) != nil })
    }
  }

  @Test(arguments: [
    ("clerk", Action.read, "customers/Contact", true), ("clerk", .edit, "customers/Contact", true),
    ("clerk", .read, "customers/Demographics", false), ("clerk", .edit, "customers/Billing", false),
    ("clerk", .add, "addresses", true), ("clerk", .import, "*", false), ("importer", .import, "*", true),
    ("importer", .add, "customers/Demographics", true), ("auditor", .read, "customers/Demographics", true),
    ("auditor", .edit, "customers/Public", false), ("auditor", .add, "audits", true), ("clerk", .edit, "audits", false),
    ("viewer", .read, "customers/Public", true),
    ("viewer", .read, "addresses", false), ("admin", .erase, "*", true), ("admin", .delete, "customers", true),
  ])
  func whatRolesMay(role: String, action: Action, target: String, allowed: Bool) throws {
    let role = try #require(template.roles.first { $0.name == role })
    let wanted = try #require(TargetName(target)?.target(in: [workbook]))
    let grants = template.grants(of: role, in: workbook)
    #expect(grants.count == role.grants.count)
    #expect(grants.contains { $0.action == action && $0.target.covers(wanted) } == allowed)
  }

  @Test func profileAttributesAreKeptUnread() throws {
    let column = try #require(workbook.sheets[0].column(named: "income_range"))
    #expect(column.attributes.contains(Attribute(name: "stage", value: "4")))
    #expect(column.attributes == column.attributes.sorted())
    #expect(column.attributes.filter { $0.name.hasPrefix("ask.") }.count == 6)
  }

  @Test(arguments: [
    ("customers.csv", String.Encoding.utf8, ","), ("kunden.csv", .windowsCP1252, ";"),
    ("pelates-1253.csv", .windowsCP1253, ";"),
  ])
  func everyHeaderOfTheDemoHasAColumn(file: String, encoding: String.Encoding, delimiter: String) throws {
    let text = try String(contentsOf: Self.root.appending(path: "share/demo/\(file)"), encoding: encoding)
    let headers = try #require(text.split(separator: "\r\n").first).components(separatedBy: delimiter)
    for header in headers { #expect(isKnown(header), "\(header)") }
  }

  private func isKnown(_ header: String) -> Bool {
    if names.column(for: header, in: workbook.sheets[0]) != nil { return true }
    let targets = names.targets(of: header).filter { $0.sheet == "addresses" }
    return !targets.isEmpty || names.column(for: header, in: workbook.sheets[1]) != nil
  }

  @Test(arguments: [
    ("customer_id", "customer_number"), ("given_name", "given_name"), ("Vorname", "given_name"), ("TELEFON", "phone"),
    ("Τηλ.", "phone"), ("e-mail", "email"), ("Κιν.", "mobile"), ("Correo", "email"), ("Nom de famille", "family_name"),
    ("Apelyido", "family_name"), ("Bemerkungen", "notes"), ("Nº cliente", "customer_number"),
  ])
  func headersOfCustomers(header: String, column: String) {
    #expect(names.column(for: header, in: workbook.sheets[0])?.name == column)
  }

  @Test(arguments: [
    ("billing_street", "addresses.street:billing"), ("Shipping postcode", "addresses.postcode:shipping"),
    ("PLZ", "addresses.postcode"), ("Τ.Κ.", "addresses.postcode"), ("Rechnungsadresse", "addresses.street:billing"),
    ("Nº fra.", "orders.invoice_number"),
  ])
  func headersThatLeadElsewhere(header: String, target: String) {
    #expect(names.targets(of: header).map(\.description) == [target])
  }

  @Test func everyNameLeadsToAColumnThatIsThere() throws {
    let text = try String(contentsOf: Self.root.appending(path: "share/locales/headers.csv"), encoding: .utf8)
    for line in text.split(separator: "\n").dropFirst() {
      let target = try #require(ImportTarget(String(line.prefix { $0 != "," })))
      let sheet = try #require(workbook.sheets.first { $0.name == target.sheet })
      #expect(sheet.column(named: target.column) != nil, "\(target)")
      if let variant = target.variant { #expect(sheet.column(named: "kind")?.choices.contains(variant) == true) }
    }
  }
}

extension Sheet {
  fileprivate func column(named name: String) -> Column? { columns.first { $0.name == name } }
}
