import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Where customers heard of us and why they bought, against what they bought.
@Suite final class SourcesTests {
  private let office: Office

  init() throws {
    office = try Office()
    office.found()
    office.join("Bea", as: "clerk")
    var customers = ["Customer number,Source,Standing"]
    var orders = ["Order number,Customer number,Product,Amount,Currency,Status,Price (1 to 4)"]
    for number in 0..<40 {
      customers.append("\(number),\(["Radio", "radio ", "Web", "Web"][number % 4]),\(number == 39 ? "died" : "active")")
      orders.append("\(number),\(number),\(number < 24 ? "Tea <b>" : "Cups"),2.5,EUR,paid,\(number < 10 ? 1 : 2)")
      orders.append("\(number + 100),\(number),Lamp,9,EUR,\(number == 0 ? "open" : "returned"),")
    }
    let list = try office.write("customers.csv", customers.joined(separator: "\n") + "\n")
    let sold = try office.write("orders.csv", orders.joined(separator: "\n") + "\n")
    office.json("Ada", "import", list, "--into", "customers", "--key", "customer_number")
    office.json("Ada", "import", sold, "--into", "orders", "--key", "order_number")
  }

  @Test func whoBoughtWhat() throws {
    let told = office.json("Bea", "progress", "--sources")
    let sources = try #require(told["sources"] as? [String: Any])
    #expect(sources["products"] as? [String] == ["Tea <b>", "Cups", "Lamp"])
    #expect(sources["currency"] as? String == "EUR")
    let rows = try #require(sources["rows"] as? [[String: Any]])
    #expect(rows.map { $0["name"] as? String } == ["Radio", "Web"])
    let counts = rows.map { ($0["customers"] as? [Any] ?? []).map { $0 as? Int } }
    #expect(counts.allSatisfy { $0[2] == nil }, "one bought a lamp")
    #expect(counts.joined().count { $0 == nil } >= 3, "and nothing gives him away")
    let reasons = try #require(told["reasons"] as? [String: Any])
    #expect((reasons["rows"] as? [[String: Any]])?.map { $0["name"] as? String } == ["why_price"])
    #expect((reasons["totals"] as? [Any])?.first as? Int == 10)
    #expect((reasons["total_amounts"] as? [Any])?.first as? String == "25.00")
    let lines = office.run("Bea", ["progress", "--sources"]).output
    #expect(lines.contains("Radio") && lines.contains("fewer than 5"))
    office.join("Vic", as: "viewer")
    office.json("Vic", "progress", "--sources", ends: 4)
  }

  @Test func aPageWithDrawings() throws {
    let path = office.folder + "/progress.html"
    #expect(office.run("Bea", ["progress", "--html", path]).status == 0)
    let page = try office.read(path)
    let drawings = page.components(separatedBy: "<svg ").dropFirst().map {
      "<svg " + $0.components(separatedBy: "</svg>")[0] + "</svg>"
    }
    #expect(drawings.count == 3)
    for drawing in drawings { _ = try XMLDocument(data: Data(drawing.utf8)) }
    #expect(page.contains("Tea &lt;b&gt;") && !page.contains("Tea <b>") && !page.contains("<script"))
    office.join("Vic", as: "viewer")
    #expect(office.run("Vic", ["progress", "--html", path]).status == 0)
    #expect(!(try office.read(path)).contains("Radio"))
  }
}
