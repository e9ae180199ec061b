package import Tables

extension ColumnPurpose {
  /// The bounds of what attributes say.
  package static let stages = 1...9
  package static let monthsAllowed = 1...1200
  package static let daysAllowed = 1...3650
  package static let budgets = 1...9
  package static let questionLength = 300

  /// Reads those attributes that are of profiling; the others are nobody's business here.
  package init(_ attributes: [Attribute], column: String = "") throws(PurposeError) {
    for attribute in attributes {
      guard let known = ProfileAttribute(name: attribute.name) else { continue }
      try set(known, to: attribute.value, column: column)
    }
  }

  /// Sets one thing from its text; throws if it cannot be read.
  package mutating func set(_ attribute: ProfileAttribute, to text: String, column: String = "") throws(PurposeError) {
    guard read(attribute, text) else { throw PurposeError(column: column, .unreadable(attribute)) }
  }

  /// Takes one thing back.
  package mutating func clear(_ attribute: ProfileAttribute) {
    let none = ColumnPurpose()
    switch attribute {
    case .stage: stage = none.stage
    case .after: after = none.after
    case .trust: trust = none.trust
    case .channels: channels = none.channels
    case .ranges: ranges = none.ranges
    case .refresh: refresh = none.refresh
    case .cooldown: cooldown = none.cooldown
    case .anonymous: isAnonymous = none.isAnonymous
    case .about: subject = none.subject
    case .quiet: quiet = none.quiet
    case .fact: fact = none.fact
    case .budget: budget = none.budget
    case .gone: gone = none.gone
    case .check: check = none.check
    case .ask(let language): questions[language] = nil
    }
  }

  private mutating func read(_ attribute: ProfileAttribute, _ text: String) -> Bool {
    switch attribute {
    case .stage: Self.take(Int(text).flatMap { Self.stages.contains($0) ? $0 : nil }, &stage)
    case .after: Self.take(Self.list(text), &after)
    case .trust: Self.take(Trust(text), &trust)
    case .channels: Self.take(Self.channels(text), &channels)
    case .ranges: Self.take(Self.list(text), &ranges)
    case .refresh: Self.take(Self.number(text, of: "month", in: Self.monthsAllowed), &refresh)
    case .cooldown: Self.take(Self.number(text, of: "day", in: Self.daysAllowed), &cooldown)
    case .anonymous: Self.take((try? ColumnKind.boolean.cell(from: text)).map { $0 == "true" }, &isAnonymous)
    case .about: Self.take(Subject(rawValue: text), &subject)
    case .quiet: Self.take(Self.list(text), &quiet)
    case .gone: Self.take(Self.list(text), &gone)
    case .fact: Self.take(Fact(rawValue: text), &fact)
    case .budget: Self.take(Int(text).flatMap { Self.budgets.contains($0) ? $0 : nil }, &budget)
    case .check: Self.take(EntryCheck(rawValue: text), &check)
    case .ask(let language): Self.take(Self.question(text), &questions[language])
    }
  }

  /// Whether there was something to take.
  private static func take<Value>(_ value: Value?, _ place: inout Value) -> Bool {
    if let value { place = value }
    return value != nil
  }

  private static func take<Value>(_ value: Value?, _ place: inout Value?) -> Bool {
    if let value { place = value }
    return value != nil
  }

  /// `a|b|c` without doubles; nil if nothing is in it.
  private static func list(_ text: String) -> [String]? {
    var parts: [String] = []
    for part in text.split(separator: "|") {
      guard let part = (try? ColumnKind.choice.cell(from: String(part)))?.text else { continue }
      if parts.contains(part) { return nil }
      parts.append(part)
    }
    return parts.isEmpty ? nil : parts
  }

  /// `phone counter`, or with commas.
  private static func channels(_ text: String) -> [Channel]? {
    var channels: Set<Channel> = []
    for word in text.split(whereSeparator: { $0 == " " || $0 == "," }) {
      guard let channel = Channel(name: String(word)), channel.isCustomers else { return nil }
      channels.insert(channel)
    }
    return channels.isEmpty ? nil : channels.sorted { $0.rawValue < $1.rawValue }
  }

  /// `12 months`, `1 month` or `12`.
  private static func number(_ text: String, of unit: String, in range: ClosedRange<Int>) -> Int? {
    let words = text.split(separator: " ")
    guard (1...2).contains(words.count), let number = Int(words[0]), range.contains(number) else { return nil }
    return words.count == 1 || words[1] == unit || words[1] == unit + "s" ? number : nil
  }

  private static func question(_ text: String) -> String? {
    guard let text = (try? ColumnKind.text.cell(from: text))?.text, !text.contains("\n") else { return nil }
    return text.count <= questionLength ? text : nil
  }
}

extension ColumnPurpose {
  /// These attributes with what they said of profiling replaced, sorted.
  package func attributes(replacing old: [Attribute]) -> [Attribute] {
    let others = old.filter { ProfileAttribute(name: $0.name) == nil }
    let own = ProfileAttribute.allCases.compactMap { attribute in
      text(of: attribute).map { Attribute(name: attribute.name, value: $0) }
    }
    return (others + own).sorted()
  }

  /// What an attribute says, as `set` reads it; nil if it says nothing.
  package func text(of attribute: ProfileAttribute) -> String? {
    func joined(_ parts: [String], _ separator: String = "|") -> String? {
      parts.isEmpty ? nil : parts.joined(separator: separator)
    }
    return switch attribute {
    case .stage: stage.map(String.init)
    case .after: joined(after)
    case .trust: trust.text
    case .channels: joined(channels.map(\.name), " ")
    case .ranges: joined(ranges)
    case .refresh: refresh.map { "\($0) months" }
    case .cooldown: cooldown.map { "\($0) days" }
    case .anonymous: isAnonymous ? "yes" : nil
    case .about: subject?.rawValue
    case .quiet: joined(quiet)
    case .fact: fact?.rawValue
    case .budget: budget.map(String.init)
    case .gone: joined(gone)
    case .check: check?.rawValue
    case .ask(let language): questions[language]
    }
  }
}
