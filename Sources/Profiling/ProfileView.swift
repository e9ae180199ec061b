import Tables

/// A customer's cells as one employee may see them, put in order once.
struct ProfileView {
  let moment: AskingMoment
  /// What may be asked at all, in the order of asking.
  private(set) var inOrder: [(cell: ProfileCell, knowledge: Knowledge)] = []
  private let cells: [String: ProfileCell]
  /// Why nothing is asked; a standing that may not be read counts the same whatever it is.
  private let silence: PassedOver.Reason?

  init(_ moment: AskingMoment, _ cells: [ProfileCell]) {
    self.moment = moment
    self.cells = Dictionary(cells.map { ($0.name, $0) }) { $0.column < $1.column ? $0 : $1 }
    silence = Standings.silence(of: cells).map { $0 == .hidden ? .standingHidden : .quiet }
    let depths = Depths(self.cells)
    let isReachable = cells.contains { cell in
      guard cell.mayRead, cell.purpose.subject == .contact, !cell.cell.isEmpty else { return false }
      if case .bounced = cell.knowledge(on: moment.today) { return false }
      return true
    }
    let asked = cells.filter { $0.purpose.stage != nil && $0.isOffered }
      .map { cell in
        let knowledge = cell.knowledge(on: moment.today)
        let rank = Rank(cell, knowledge, moment, depth: depths.depth(of: cell.name), isReachable: isReachable)
        return (cell: cell, knowledge: knowledge, rank: rank)
      }
      .filter { moment.isAsked($0.cell, $0.knowledge) }
    inOrder = asked.sorted { $0.rank < $1.rank }.map { ($0.cell, $0.knowledge) }
  }

  /// Why a cell is not asked; nil if only the budget decides.
  func obstacle(to cell: ProfileCell, _ knowledge: Knowledge) -> PassedOver.Reason? {
    if let silence { return silence }
    switch knowledge {
    case .known: return .known
    case .declined: return .declined
    case .notApplicable: return .notApplicable
    case .missing, .stale, .bounced: break
    }
    if cell.isNoted(on: moment.today) { return .noted }
    if let day = cell.putOff(on: moment.today, usual: moment.cooldown) { return .putOff(until: day) }
    if cell.purpose.question(in: moment.language) == nil { return .noQuestion }
    if !cell.purpose.isAsked(by: moment.channel) { return .channel }
    if let names = lacking(cell) { return .prerequisites(names) }
    let demand = cell.purpose.trust
    return moment.trust.reaches(demand) ? nil : .trust(moment.trust.lacking(to: demand))
  }

  func why(_ cell: ProfileCell, _ knowledge: Knowledge) -> Question.Why {
    if moment.chased.contains(cell.column) { return .chased }
    if moment.isAudited(cell) { return .audited }
    switch knowledge {
    case .bounced(let day): return .bounced(day)
    case .stale(let day): return .stale(since: day)
    case .missing, .known, .declined, .notApplicable: return .missing
    }
  }

  /// The columns that come first and are not known; empty if one of them may not be read or is gone, nil if all are known.
  private func lacking(_ cell: ProfileCell) -> [String]? {
    let first = cell.purpose.after.map { cells[$0] }
    if first.contains(where: { $0?.mayRead != true }) { return [] }
    let lacking = first.compactMap { $0 }.filter { $0.cell.isEmpty }.map(\.name)
    return lacking.isEmpty ? nil : lacking
  }
}

/// The order of asking: what comes first in this list decides, and no two columns are equal.
struct Rank: Comparable {
  /// 1. What an open chase or audit waits for.
  private let chase: Int
  /// 2. The stage; a second way of contact can wait until stage 2.
  private let stage: Int
  /// 3. How long the chain of columns is that come first.
  private let depth: Int
  /// 4. How much trust it needs.
  private let trust: (Int, Int)
  /// 5. In how few ways it can be asked: what can be asked anyhow can wait.
  private let channels: Int
  /// 6. Where nothing arrives, then what is missing, then what is stale, the oldest first.
  private let staleness: (Int, Int)
  /// 7. What was never put off, then what was put off longest ago.
  private let later: Int
  /// 8. The column's place, and its id.
  private let place: (Int, ColumnID)

  init(_ cell: ProfileCell, _ knowledge: Knowledge, _ moment: AskingMoment, depth: Int, isReachable: Bool) {
    let purpose = cell.purpose
    let isSecondContact = isReachable && purpose.subject == .contact && purpose.stage == 1
    chase = moment.chased.contains(cell.column) || moment.isAudited(cell) ? 0 : 1
    stage = isSecondContact ? 2 : purpose.stage ?? .max
    self.depth = depth
    trust = (purpose.trust.contacts + purpose.trust.purchases, purpose.trust.months)
    channels = purpose.channels.isEmpty ? Channel.askable.count : purpose.channels.count
    staleness =
      switch knowledge {
      case .bounced(let day): (0, day.dayNumber)
      case .stale(let day): (2, day?.dayNumber ?? .min)
      case .missing, .known, .declined, .notApplicable: (1, 0)
      }
    later = cell.provenance.later?.day.dayNumber ?? .min
    place = (cell.place, cell.column)
  }

  static func < (left: Rank, right: Rank) -> Bool {
    if left.head != right.head { return left.head < right.head }
    if left.tail != right.tail { return left.tail < right.tail }
    return left.place < right.place
  }

  static func == (left: Rank, right: Rank) -> Bool {
    left.head == right.head && left.tail == right.tail && left.place == right.place
  }

  private var head: (Int, Int, Int, Int, Int) { (chase, stage, depth, trust.0, trust.1) }
  private var tail: (Int, Int, Int, Int) { (channels, staleness.0, staleness.1, later) }
}

extension AskingMoment {
  /// Whether a cell is among those that are asked now.
  fileprivate func isAsked(_ cell: ProfileCell, _ knowledge: Knowledge) -> Bool {
    !asksOnlyMissingWays || cell.purpose.isHow && cell.mayRead && cell.mayEdit && knowledge == .missing
  }

  /// Whether an open audit waits for a cell; of what the employee may not read no audit knows anything.
  func isAudited(_ cell: ProfileCell) -> Bool {
    guard cell.mayRead, let since = audited[cell.column] else { return false }
    return cell.age.waits(since: since)
  }
}

/// How many columns must be known, one after another, before each can be asked.
private struct Depths {
  private var known: [String: Int] = [:]

  init(_ cells: [String: ProfileCell]) {
    for name in cells.keys.sorted() { _ = measure(name, cells) }
  }

  func depth(of name: String) -> Int { known[name] ?? 0 }

  /// A circle, which no rule lets in, ends where it began.
  private mutating func measure(_ name: String, _ cells: [String: ProfileCell]) -> Int {
    if let depth = known[name] { return depth }
    known[name] = 0
    let depth = (cells[name]?.purpose.after ?? []).map { measure($0, cells) + 1 }.max() ?? 0
    known[name] = depth
    return depth
  }
}
