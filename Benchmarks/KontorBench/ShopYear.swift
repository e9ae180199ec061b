import Profiling
import SystemIO
import Tables
import Templates

/// A year of a made-up shop, three ways of asking: Kontor's questions, everything at the first conversation, a form.
///
/// `year TEMPLATE PARAMETERS SEED`. The parameters were written down before the first run; each is swept from low to high.
/// They are guesses, and the figures say only how the ways of asking compare under them.
enum ShopYear {
  static func run(_ arguments: [String]) throws {
    guard arguments.count == 3, let seed = UInt64(arguments[2]) else {
      throw BenchError.usage("year TEMPLATE PARAMETERS SEED")
    }
    let columns = try columns(of: arguments[0])
    let parameters = try ShopParameters(LocalFileSystem().read(arguments[1]))
    print("", "contact", "outdated", "demographics", "questions", "most", "left", "declined")
    compare("as written", parameters, columns, seed)
    for name in parameters.names {
      for (word, value) in parameters.bounds(of: name) {
        compare("\(name) \(word)", parameters.with(name, value), columns, seed)
      }
    }
  }

  private static func compare(
    _ title: String, _ parameters: ShopParameters, _ columns: [ShopColumn], _ seed: UInt64
  ) {
    for way in ShopOffice.Way.allCases {
      var office = ShopOffice(way, parameters, columns, seed: seed)
      let result = office.year()
      print(
        "\(title), \(way)", percent(result.contact), percent(result.outdated), percent(result.demographics),
        rounded(result.questions), result.most, result.left, result.declined)
    }
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 1000).rounded()) / 10) %" }

  private static func print(_ cells: (any CustomStringConvertible)...) {
    SystemTerminal().write(cells.map(\.description).joined(separator: "\t") + "\n")
  }

  /// The columns that the template asks customers for.
  private static func columns(of template: String) throws -> [ShopColumn] {
    let files = LocalFileSystem()
    var bytes: [String: [UInt8]] = [:]
    for file in TemplateFile.allCases { bytes[file.rawValue] = try files.read(Path.join(template, file.rawValue)) }
    var last: UInt64 = 0
    let workbook = try WorkbookTemplate(files: bytes).workbook(id: WorkbookID(.zero), name: "") {
      last += 1
      return ID(high: 1, low: last)
    }
    guard let sheet = workbook.sheets.first else { return [] }
    let asked = try sheet.columns.enumerated().compactMap { (place, column) -> ShopColumn? in
      let purpose = try ColumnPurpose(column.attributes)
      let section = sheet.section(column.section)?.name
      return purpose.stage == nil
        ? nil : ShopColumn(id: column.id, name: column.name, place: place, purpose: purpose, section: section ?? "")
    }
    // Whoever asks everything asks what matters most first.
    return asked.sorted { ($0.purpose.stage ?? 0, $0.place) < ($1.purpose.stage ?? 0, $1.place) }
  }
}

/// What is asked, and what it counts as.
struct ShopColumn {
  var id: ColumnID
  var name: String
  var place: Int
  var purpose: ColumnPurpose
  var section: String

  var isContact: Bool { purpose.subject == .contact || purpose.subject == .name }
  var isDemographic: Bool { section == "Demographics" }
}

/// The numbers that a year follows.
struct ShopParameters {
  private(set) var names: [String] = []
  private var values: [String: Double] = [:]
  private var ranges: [String: (low: Double, high: Double)] = [:]

  init(_ bytes: [UInt8]) throws {
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", maxSplits: 4)
      guard fields.count == 5, let value = Double(fields[1]), let low = Double(fields[2]), let high = Double(fields[3])
      else { throw BenchError.usage("parameter,value,low,high,what it is") }
      names.append(String(fields[0]))
      values[String(fields[0])] = value
      ranges[String(fields[0])] = (low, high)
    }
  }

  subscript(name: String) -> Double { values[name] ?? 0 }

  func with(_ name: String, _ value: Double) -> ShopParameters {
    var other = self
    other.values[name] = value
    return other
  }

  /// The ends of a sweep, without those that are the value itself.
  func bounds(of name: String) -> [(String, Double)] {
    guard let range = ranges[name] else { return [] }
    return [("\(range.low)", range.low), ("\(range.high)", range.high)].filter { $0.1 != self[name] }
  }
}
