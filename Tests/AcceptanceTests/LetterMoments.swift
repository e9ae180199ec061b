import SystemIO
import Tables
import Testing
import Workspaces

/// An office whose letters keep being cut off on their way: a change and its receipt, a letter that asks for what is
/// missing, sending, and what a person decides where nobody can know.
struct LetterMoments {
  private enum Deed: String, CaseIterable {
    case chase, receipt, send, settle, note
  }

  private struct Moment {
    var number: Int
    var deed: Deed
    var employee: String
  }

  private struct Letter: Decodable {
    var id: String
    var customer: String
    var kind: String
    var state: String
  }

  private struct Letters: Decodable { var letters: [Letter] }

  private let office: Office
  private var random: Seeded
  private var number = 0
  private(set) var pace = KillPace<String> { _ in 60_000 }
  /// Customers of whom a command reported that they are written to.
  private var chased: Set<Int> = []
  private var receipted: Set<Int> = []
  /// What was noted of customers, as reported.
  private var noted: [Int: String] = [:]

  var told: String {
    Deed.allCases.map(\.rawValue).map { "\($0) \(pace.kills[$0] ?? 0) killed, \(pace.ends[$0] ?? 0) done" }
      .joined(separator: "; ")
  }

  /// Each moment has a customer of its own.
  init(seed: UInt64, customers: Int) throws {
    office = try Office(in: "/dev/shm/kontor-tests")
    random = Seeded(seed)
    try office.found(template: "customers")
    try office.join("Bea", as: "clerk")
    try office.succeed(
      "Ada", "add", "contact_points", "name=Roth", "email=office@roth.example", "telephone=030 1")
    let rows = (1...customers).map { ["\($0)", "Ana", "c\($0)@mail.example", "en"] }
    try CSVTable(header: ["customer_number", "given_name", "email", "language"], rows: rows)
      .write(to: office.path("customers.csv"))
    try office.succeed("Ada", "import", office.path("customers.csv"), "--into", "customers")
    try office.files.write(
      office.path("mailer"), Array(Self.mailer.utf8), exclusively: true, isPrivate: false)
    _ = try office.shell(#"chmod +x "$3"; : >"$4""#, [office.path("mailer"), office.path("post")])
  }

  // MARK: Moments

  mutating func pass(_ count: Int) throws {
    var moments: [Int: Moment] = [:]
    var plan = ""
    for _ in 0..<count {
      number += 1
      let deeds: [Deed] = [.chase, .chase, .receipt, .receipt, .send, .send, .send, .send, .settle, .note]
      let moment = Moment(
        number: number, deed: deeds.randomElement(using: &random) ?? .send,
        employee: Bool.random(using: &random) ? "Ada" : "Bea")
      moments[number] = moment
      let seconds = KillPace<String>.seconds(pace.delay(moment.deed.rawValue, &random))
      plan += "\(number) \(moment.deed.rawValue) \(moment.employee) \(seconds)\n"
    }
    try office.files.write(office.path("plan"), Array(plan.utf8), exclusively: false, isPrivate: false)
    let outcome = try office.shell(Self.script, [office.folder, Office.program, office.path("plan")])
    let lines = outcome.output.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
    try #require(outcome.status == 0 && lines.count == count, "\(outcome.status) \(outcome.errors)")
    for line in lines { if let moment = moments[line[0]] { note(moment, status: line[1]) } }
  }

  private mutating func note(_ moment: Moment, status: Int) {
    pace.note(moment.deed.rawValue, status: status)
    guard status == 0 else { return }
    switch moment.deed {
    case .chase: chased.insert(moment.number)
    case .receipt: receipted.insert(moment.number)
    case .note: noted[moment.number] = "v\(moment.number)"
    case .send, .settle: break
    }
  }

  /// Notes each message that it takes, under the letter's id.
  private static let mailer = #"""
    #!/bin/sh
    id=$(sed -n 's/^Message-ID: <\([^@]*\)@.*/\1/p')
    printf 'handed %s\n' "$id" >>"${0%/*}/post"
    """#

  /// A person decides about a letter only where its state is unknown; what he decides is noted before he says it.
  private static let script = #"""
    out=$1; err=$2; folder=$3; program=$4; plan=$5
    export KONTOR_WORKSPACE="$folder/share" KONTOR_SENDMAIL="$folder/mailer"
    cd "$folder" || exit 1
    unknown() {
      "$program" outbox list --state unknown --json 2>>"$err" </dev/null |
        sed -n 's/^ *"id": "\([^"]*\)".*/\1/p' | head -n 1
    }
    while read -r number deed name delay; do
      export KONTOR_HOME="$folder/home-$name" KONTOR_EMPLOYEE="$name" KONTOR_PASSPHRASE="bako-mise-$name-tuvo"
      letter=
      [ "$deed" != settle ] || letter=$(unknown)
      case $deed in
        chase) set -- chase "$number" --needs mobile --because sold-out ;;
        receipt)
          "$program" set customers "$number" "phone=030 $number" --channel phone >>told 2>>"$err" </dev/null || exit 2
          set -- receipt "$number" ;;
        note) set -- set customers "$number" "notes=v$number" ;;
        *) set -- outbox send ;;
      esac
      if [ -n "$letter" ]; then
        if [ $((number % 3)) = 0 ]; then choice=sent; else choice=again; fi
        printf '%s %s\n' "$choice" "$letter" >>post
        set -- outbox settle "$letter" "--$choice"
      fi
      timeout -s KILL "$delay" "$program" "$@" >>told 2>>told </dev/null
      printf '%s %s\n' "$number" "$?" >>"$out"
    done <"$plan"
    """#

  // MARK: Looking around

  private func letters() throws -> [Letter] { try office.report(Letters.self, "Ada", "outbox", "list").letters }

  /// Sends all that is left, without a kill; a person says of what nobody knows that it is to go again.
  func settleAll() throws {
    for _ in 0..<3 {
      for name in ["Ada", "Bea"] { try send(name) }
      let unknown = try letters().filter { $0.state == "unknown" }
      if unknown.isEmpty { return }
      for letter in unknown {
        try decide(letter.id)
        try office.succeed("Ada", "outbox", "settle", letter.id, "--again")
      }
    }
    Issue.record("letters stay unknown; moment \(number)")
  }

  private func send(_ name: String) throws {
    let outcome = try office.shell(
      #"out=$1; err=$2; export KONTOR_SENDMAIL=$3; shift 3; exec "$@" >"$out" 2>"$err" </dev/null"#,
      [office.path("mailer")] + office.command(name, ["outbox", "send"]))
    #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
  }

  private func decide(_ letter: String) throws {
    let post = try office.files.read(office.path("post"))
    try office.files.write(
      office.path("post"), post + Array("again \(letter)\n".utf8), exclusively: false, isPrivate: false)
  }

  func lookAround() throws {
    let letters = try letters()
    let open = letters.filter { $0.state != "sent" }
    #expect(open.isEmpty, "letters are \(Set(open.map(\.state))); moment \(number)")
    check(letters, "missing-sold-out", chased)
    check(letters, "receipt", receipted)
    try checkPost(letters)
    for name in ["Ada", "Bea"] {
      try office.inWorkspace(of: name) { workspace in
        let rows = try workspace.rows(of: "customers")
        let columns = try workspace.view("customers").columns.map(\.name)
        guard let key = columns.firstIndex(of: "customer_number"), let notes = columns.firstIndex(of: "notes") else {
          Issue.record("\(name) does not see the notes")
          return
        }
        let found = Dictionary(rows.map { ($0[key], $0[notes]) }) { first, _ in first }
        let lost = noted.filter { found["\($0.key)"] != $0.value }
        #expect(lost.isEmpty, "what was reported is gone: \(lost.keys.sorted().prefix(5)); moment \(number), \(name)")
      }
    }
  }

  /// One letter to each customer of whom it was reported, and none twice.
  private func check(_ letters: [Letter], _ kind: String, _ reported: Set<Int>) {
    let found = Dictionary(grouping: letters.filter { $0.kind == kind }) { $0.customer }
    let twice = found.filter { $0.value.count > 1 }.keys.sorted()
    #expect(twice.isEmpty, "\(kind) was written twice to \(twice.prefix(5)); moment \(number)")
    let lost = reported.filter { found["\($0)"] == nil }
    #expect(lost.isEmpty, "\(kind) to \(lost.sorted().prefix(5)) is gone; moment \(number)")
  }

  /// Between two hand-overs of one letter a person has decided; and what is sent was handed over, or a person said so.
  private func checkPost(_ letters: [Letter]) throws {
    var mayGo: [String: Bool] = [:]
    var (handed, settled): (Set<String>, Set<String>) = ([], [])
    let lines = String(decoding: try office.files.read(office.path("post")), as: UTF8.self).split(separator: "\n")
    for words in lines.map({ $0.split(separator: " ").map(String.init) }) where words.count == 2 {
      switch words[0] {
      case "handed":
        if mayGo[words[1]] == false { Issue.record("a letter was handed over twice; moment \(number)") }
        mayGo[words[1]] = false
        handed.insert(words[1])
      case "again": mayGo[words[1]] = true
      default: settled.insert(words[1])
      }
    }
    let lost = letters.filter { $0.state == "sent" && !handed.contains($0.id) && !settled.contains($0.id) }
    #expect(lost.isEmpty, "\(lost.count) letters were never handed over; moment \(number)")
    #expect(handed.isSubset(of: letters.map(\.id)), "what went out is in nobody's outbox; moment \(number)")
  }

  func endAll() throws {
    #expect(try office.report(Reports.Verify.self, "Ada", "verify", "--full").ok)
  }
}
