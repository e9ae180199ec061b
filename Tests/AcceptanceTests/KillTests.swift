import SystemIO
import Tables
import Testing
import Workspaces

extension Acceptance {
  /// kill -9 at moments by chance, over all that writes: saves, imports, single cells, changed roles and the new keys
  /// behind them, erasures, repairs, packs, new passphrases, answers of customers to one who may not read them, and what
  /// is read off papers, twice. Nothing that was reported as done is lost, nothing is there twice, what was
  /// typed waits in the copy, every replica opens again, and of two passphrases exactly one does.
  @Suite struct KillTests {
    /// Moments, and after how many of them everybody looks around. A quarter of all are those of letters.
    private static let size =
      named.map { (moments: $0, turn: 500) }
      ?? (Acceptance.isFull ? (moments: 10_000, turn: 500) : (moments: 300, turn: 75))
    private static let named = SystemMachine().variable("KONTOR_MOMENTS").flatMap { Int($0) }

    @Test(arguments: [UInt64(11)]) func killedAtAnyMomentOfAnything(seed: UInt64) throws {
      var moments = try Moments(seed: seed)
      let count = Self.size.moments * 3 / 4
      for _ in 0..<count / Self.size.turn {
        try moments.pass(Self.size.turn)
        try moments.lookAround()
      }
      try moments.endAll()
      tell(moments.told, moments.pace.killed, moments.pace.done, of: count, seed)
    }

    /// Letters to customers, by two employees at a machine each: none is handed over a second time unless it was unknown
    /// whether it went, and a person decided that it is to go again; none is written twice, and none is lost.
    @Test(arguments: [UInt64(12)]) func killedWhileLettersGoOut(seed: UInt64) throws {
      let count = Self.size.moments / 4
      var post = try LetterMoments(seed: seed, customers: count)
      let turn = min(count, Self.size.turn)
      for _ in 0..<count / turn {
        try post.pass(turn)
        try post.settleAll()
        try post.lookAround()
      }
      try post.endAll()
      tell(post.told, post.pace.killed, post.pace.done, of: count, seed)
    }

    /// A test whose kills all came too early or too late would prove nothing.
    private func tell(_ told: String, _ killed: Int, _ done: Int, of count: Int, _ seed: UInt64) {
      #expect(killed > count / 3, "\(told), seed \(seed)")
      #expect(done > count / 10, "\(told), seed \(seed)")
      if Acceptance.isFull || Self.named != nil { print("kill -9:", told, "seed \(seed)") }
    }
  }
}

/// What dies.
private enum Deed: String, CaseIterable {
  case save, `import`, cell, role, erase, repair, pack, passphrase, rekey, answer, paper, check

  /// How many of a hundred moments are of this kind.
  var share: Int {
    switch self {
    case .save: 26
    case .import: 19
    case .cell: 25
    case .role: 8
    case .answer: 4
    case .erase, .repair, .pack, .paper: 3
    case .passphrase, .rekey, .check: 2
    }
  }

  /// How long it takes before anything was measured, in microseconds; a new passphrase is made dear to guess.
  var usual: Int { self == .passphrase || self == .rekey ? 1_000_000 : 60_000 }

  static func drawn(_ random: inout Seeded) -> Deed {
    var rest = Int.random(in: 0..<100, using: &random)
    return allCases.first {
      rest -= $0.share
      return rest < 0
    } ?? .save
  }
}

/// One office in which commands keep dying, and what must be true of it.
private struct Moments {
  private let office: Office
  private var random: Seeded
  private var number = 0
  /// Values by key that a command reported as saved.
  private var sure: [String: String] = [:]
  /// All keys that were ever typed or imported.
  private var tried: Set<String> = []
  private var typed: Set<String> = []
  private var erased: Set<String> = []
  private var erasing: Set<String> = []
  /// Answers by key that were reported as noted.
  private var answered: [String: [String]] = [:]
  /// Keys of rows of which a paper was read, of those that wait for a second entry, and of those that were entered twice.
  private var papers: Set<String> = []
  private var awaiting: Set<String> = []
  private var checked: Set<String> = []
  /// By employee: the last number that a command reported as set, and the last one tried.
  private var counters = ["Ada": (sure: 0, tried: 0), "Ben": (sure: 0, tried: 0)]
  private(set) var pace = KillPace<Deed> { $0.usual }

  private struct Moment {
    var number: Int
    var deed: Deed
    var employee: String
    var key: String
  }

  var told: String {
    Deed.allCases.map { "\($0.rawValue) \(pace.kills[$0] ?? 0) killed, \(pace.ends[$0] ?? 0) done" }
      .joined(separator: "; ")
  }

  init(seed: UInt64) throws {
    office = try Office(in: "/dev/shm/kontor-tests")
    random = Seeded(seed)
    let founding = try office.report(
      Founding.self, "Ada", "init", office.share, "--name", "Office", "--admin", "Ada", "--template", "none")
    try office.files.write(
      office.path("paper"), Array(founding.recoveryKey.utf8), exclusively: true, isPrivate: true)
    try office.files.write(
      office.path("secret"), Array(Office.passphrase("Cyd").utf8), exclusively: true, isPrivate: true)
    try office.succeed("Ada", "login")
    for role in ["clerk", "nobody"] { try office.succeed("Ada", "role", "add", role) }
    let rows = counters.keys.sorted().map { ["n\($0)", "n0"] }
    try CSVTable(header: ["key", "value"], rows: rows).write(to: office.path("import.csv"))
    try office.succeed(
      "Ada", "import", office.path("import.csv"), "--as-sheet", "list", "--key", "key", "--grant", "clerk")
    for name in ["Ben", "Cyd"] { try office.join(name, as: "clerk") }
    try office.succeed(
      "Ada", "open", "list", "--format", "csv", "--to", office.path("copy.csv"), "--no-launch")
    try prepareAsking()
  }

  /// Eve asks for jobs and cannot read them; Ada and Ben enter taxes off papers.
  private func prepareAsking() throws {
    for section in ["Paper", "Profile"] { try office.succeed("Ada", "section", "add", "list", section) }
    try office.succeed("Ada", "role", "add", "asker")
    try office.succeed("Ada", "role", "grant", "asker", "read", "list/Data")
    try office.succeed("Ada", "role", "grant", "asker", "ask", "list/Profile")
    try office.join("Eve", as: "asker")
    try office.succeed("Ada", "column", "add", "list", "tax", "--kind", "text", "--section", "Paper")
    try office.succeed("Ada", "column", "add", "list", "job", "--kind", "text", "--section", "Profile")
    try office.succeed("Ada", "column", "set", "list", "tax", "--check", "other")
    try office.succeed(
      "Ada", "column", "set", "list", "job", "--stage", "1", "--about", "name", "--ask", "en=What do you do?")
  }

  private struct Founding: Decodable { var recoveryKey: String }

  // MARK: Moments

  /// Lets so many commands die, or end if they are quick enough.
  mutating func pass(_ count: Int) throws {
    var moments: [Int: Moment] = [:]
    var plan = ""
    for _ in 0..<count {
      let (moment, delay) = draw()
      moments[moment.number] = moment
      let seconds = KillPace<Deed>.seconds(delay)
      plan += "\(moment.number) \(moment.deed.rawValue) \(moment.employee) \(seconds) \(moment.key)\n"
    }
    try office.files.write(office.path("plan"), Array(plan.utf8), exclusively: false, isPrivate: false)
    let outcome = try office.shell(Self.script, [office.folder, Office.program, office.path("plan")])
    let lines = outcome.output.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
    try #require(outcome.status == 0 && lines.count == count, "\(outcome.errors)")
    for line in lines { if let moment = moments[line[0]] { note(moment, status: line[1]) } }
  }

  private mutating func draw() -> (Moment, delay: Int) {
    number += 1
    var deed = Deed.drawn(&random)
    var employee = deed == .cell && Bool.random(using: &random) ? "Ben" : "Ada"
    var key = "-"
    switch deed {
    case .save:
      key = "s\(number)"
      typed.insert(key)
      tried.insert(key)
    case .import:
      key = "i\(number)"
      tried.insert(key)
    case .cell: counters[employee]?.tried = number
    case .erase:
      let found = sure.keys.filter { $0.hasPrefix("i") && !erasing.contains($0) }.min()
      if let found { key = found } else { deed = .role }
      erasing.insert(key)
    case .passphrase, .rekey: employee = "Cyd"
    case .answer:
      employee = "Eve"
      if let found = sure.keys.filter({ $0.hasPrefix("s") }).sorted().randomElement(using: &random) {
        key = found
      } else {
        deed = .pack
      }
    case .paper:
      if let found = sure.keys.filter({ $0.hasPrefix("s") && !papers.contains($0) }).min() {
        key = found
        papers.insert(key)
      } else {
        deed = .pack
      }
    case .check:
      employee = "Ben"
      if let found = awaiting.min() { key = found } else { deed = .pack }
    case .role, .repair, .pack: break
    }
    if deed == .pack { employee = "Ada" }
    let delay = pace.delay(deed, &random)
    return (Moment(number: number, deed: deed, employee: employee, key: key), delay)
  }

  private mutating func note(_ moment: Moment, status: Int) {
    pace.note(moment.deed, status: status)
    if moment.deed == .check, status == 0 || status == Self.nothingToCheck {
      awaiting.remove(moment.key)
      checked.insert(moment.key)
    }
    guard status == 0 else { return }
    switch moment.deed {
    case .save, .import: sure[moment.key] = "v\(moment.number)"
    case .cell: counters[moment.employee]?.sure = moment.number
    case .erase: erased.insert(moment.key)
    case .answer: answered[moment.key, default: []].append("a\(moment.number)")
    case .paper: awaiting.insert(moment.key)
    case .check, .role, .repair, .pack, .passphrase, .rekey: break
    }
  }

  /// A check that died had done its work all the same.
  private static let nothingToCheck = 65

  /// A repair that dies is repeated before anybody writes into the gap; its damage is a version that Ada has seen. Of a
  /// passphrase and the one that was to follow it exactly one opens the workspace, the new one if that was reported.
  private static let script = #"""
    out=$1; err=$2; folder=$3; program=$4; plan=$5
    export KONTOR_WORKSPACE="$folder/share"
    cd "$folder" || exit 1
    opens() {
      "$program" logout >/dev/null 2>>"$err" </dev/null
      KONTOR_PASSPHRASE=$1 "$program" sync >>told 2>>told </dev/null
    }
    settle() {
      old=$(cat secret)
      if opens "$2"; then
        printf '%s' "$2" >secret
        ! opens "$old" || exit 3
      else
        [ "$1" != 0 ] || exit 4
        opens "$old" || exit 5
      fi
    }
    while read -r number deed name delay key; do
      export KONTOR_HOME="$folder/home-$name" KONTOR_EMPLOYEE="$name" KONTOR_PASSPHRASE="bako-mise-$name-tuvo"
      [ "$name" = Cyd ] && KONTOR_PASSPHRASE=$(cat secret)
      export KONTOR_NEW_PASSPHRASE="fida-lome-$number-goru" KONTOR_RECOVERY_KEY_FILE="$folder/paper"
      case $deed in
        save) printf ',%s,v%s\n' "$key" "$number" >>copy.csv; set -- save copy.csv ;;
        import)
          printf 'key,value\n%s,v%s\n' "$key" "$number" >import.csv
          set -- import import.csv --into list --key key ;;
        cell) set -- set list "n$name" "value=n$number" ;;
        role) if [ $((number % 2)) = 0 ]; then set -- staff role Cyd nobody; else set -- staff role Cyd clerk; fi ;;
        erase) set -- erase list "$key" --for-good ;;
        pack) set -- pack --snapshot ;;
        answer) set -- ask "$key" --channel phone --answer "job=a$number" ;;
        paper) set -- set list "$key" "tax=p$key" --channel paper ;;
        check) set -- check list "$key" --answer "tax=p$key" ;;
        passphrase) set -- passphrase ;;
        rekey) set -- recovery rekey Cyd ;;
        repair)
          "$program" sync >/dev/null 2>>"$err" </dev/null
          slots=$(ls share/.kontor/log | tail -n 1)
          lost=$(ls "share/.kontor/log/$slots" | tail -n 9 | head -n 1)
          [ "$(ls "share/.kontor/log/$slots" | wc -l)" -gt 9 ] && rm "share/.kontor/log/$slots/$lost"
          set -- doctor --repair ;;
      esac
      timeout -s KILL "$delay" "$program" "$@" >>told 2>>told </dev/null
      status=$?
      printf '%s %s\n' "$number" "$status" >>"$out"
      if [ "$deed" = repair ] && [ "$status" != 0 ]; then "$program" "$@" >>told 2>>"$err" </dev/null || exit 2; fi
      case $deed in passphrase | rekey) settle "$status" "$KONTOR_NEW_PASSPHRASE" ;; esac
    done <"$plan"
    """#

  // MARK: Looking around

  /// Saves what was typed, without a kill this time, and looks at the sheet through everybody's replica.
  func lookAround() throws {
    try office.succeed("Ada", "save", office.path("copy.csv"))
    for name in ["Ada", "Ben"] { try look(name) }
  }

  private func look(_ name: String, _ what: String = "") throws {
    try office.inWorkspace(of: name) { workspace in
      check(try workspace.rows(of: "list"), name + what)
      try checkSaid(workspace, name + what)
    }
  }

  /// What was read off papers and entered twice stands there, and each answer in its cell or in a conflict, for those who
  /// may read it.
  private func checkSaid(_ workspace: Workspace, _ name: String) throws {
    let columns = try workspace.view("list").columns.map(\.name)
    guard let tax = columns.firstIndex(of: "tax") else {
      Issue.record("\(name) does not see the taxes")
      return
    }
    var said: [String: Set<String>] = [:]
    var keys: [RowID: String] = [:]
    try workspace.forEachRow(workspace.view("list")) { row, cells in
      let key = cells[0].text ?? ""
      keys[row] = key
      let found = cells[tax].text ?? ""
      if found.isEmpty ? checked.contains(key) : found != "p\(key)" {
        Issue.record("what was entered twice is \(found.isEmpty ? "gone" : "another"); moment \(number), \(name)")
      }
      if let job = columns.firstIndex(of: "job") { said[key, default: []].insert(cells[job].text ?? "") }
      return true
    }
    guard columns.contains("job") else { return }
    for conflict in try workspace.conflicts() {
      if let key = keys[conflict.row], let value = conflict.incoming.text { said[key, default: []].insert(value) }
    }
    let lost = answered.mapValues(Set.init).filter { key, values in !values.isSubset(of: said[key] ?? []) }
    #expect(lost.isEmpty, "answers are gone: \(lost.keys.sorted().prefix(5)); moment \(number), \(name)")
  }

  private func check(_ rows: [[String]], _ name: String) {
    let at = "moment \(number), \(name)"
    let values = Dictionary(rows.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
    let twice = Dictionary(grouping: rows) { $0[0] }.filter { $0.value.count > 1 }.keys.sorted()
    #expect(twice.isEmpty, "rows are there twice: \(twice.prefix(5)); \(at)")
    let lost = sure.filter { values[$0.key] != $0.value && !erasing.contains($0.key) }
    #expect(lost.isEmpty, "what was reported is gone: \(lost.keys.sorted().prefix(5)); \(at)")
    let forgotten = typed.subtracting(values.keys)
    #expect(forgotten.isEmpty, "what was typed is gone: \(forgotten.sorted().prefix(5)); \(at)")
    #expect(erased.isDisjoint(with: values.keys), "erased rows are back; \(at)")
    let strange = Set(values.keys).subtracting(tried).subtracting(counters.keys.map { "n\($0)" })
    #expect(strange.isEmpty, "nobody wrote \(strange.sorted().prefix(5)); \(at)")
    for (employee, counter) in counters {
      let value = values["n\(employee)"].flatMap { Int($0.dropFirst()) } ?? -1
      #expect(value >= counter.sure && value <= counter.tried, "a cell that was set is not; \(at)")
    }
  }

  /// The whole history is sound, and new machines read the same from the folder alone.
  func endAll() throws {
    try office.succeed("Ada", "doctor", "--repair")
    for name in ["Ada", "Ben"] { try office.files.removeAll(office.home(name)) }
    for name in ["Ada", "Ben"] { try look(name, ", a new machine") }
    #expect(try office.report(Reports.Verify.self, "Ada", "verify", "--full").ok)
  }
}
