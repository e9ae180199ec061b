package import Chasing
import Profiling
import Tables
import Workspaces

extension Reporter {
  /// A campaign that was begun, for programs.
  package func json(_ begun: CampaignBegun) -> JSON {
    [
      "campaign": .string(begun.name), "to": .string(begun.kind.rawValue), "customers": .number(begun.customers),
      "passed_over": .number(begun.passedOver), "version": .number(begun.version),
    ]
  }

  /// The same for a person.
  package func lines(_ begun: CampaignBegun) -> [String] {
    let left = begun.passedOver > 0 ? " \(wording.count(begun.passedOver, "customer")) left out." : ""
    return ["\(begun.name): \(wording.count(begun.customers, "customer")).\(left)"]
  }

  private func members(_ campaign: Campaign) -> [JSON.Member] {
    [
      JSON.Member("campaign", .string(campaign.name)), JSON.Member("to", .string(campaign.kind.rawValue)),
      JSON.Member("since", .optional(campaign.since?.text)),
    ]
  }

  /// A campaign with how far it is.
  package func json(_ summary: CampaignSummary) -> JSON {
    let states = EntryState.allCases.map { JSON.Member($0.rawValue, .number(summary.states[$0] ?? 0)) }
    return .object(members(summary.campaign) + [JSON.Member("customers", .object(states))])
  }

  /// Campaigns as a table.
  package func lines(_ campaigns: [CampaignSummary]) -> [String] {
    if campaigns.isEmpty { return ["There are no campaigns."] }
    let rows = campaigns.map { summary in
      [summary.campaign.name, summary.campaign.kind.rawValue, summary.campaign.since?.text ?? ""]
        + EntryState.allCases.map { String(summary.states[$0] ?? 0) }
    }
    let header = ["campaign", "to", "since"] + EntryState.allCases.map(\.rawValue)
    return TextTable(header, rows, numeric: [3, 4, 5, 6, 7]).lines(width: width, style: style)
  }

  private func json(_ entry: CampaignEntry) -> JSON {
    [
      "customer": .string(entry.customer), "row": entry.customerRow.map { .id($0) } ?? .null,
      "state": .string(entry.state.rawValue), "assigned": .optional(entry.assigned), "at": .optional(entry.at),
    ]
  }

  private func label(_ entry: CampaignEntry) -> String {
    let sheet = CustomerBook(catalog.sheets)?.customers.name
    return entry.customerRow.flatMap { row in sheet.map { label(row, in: $0) } } ?? entry.customer
  }

  /// A campaign's customers.
  package func json(_ campaign: Campaign, _ entries: [CampaignEntry]) -> JSON {
    .object(members(campaign) + [JSON.Member("customers", .list(entries) { json($0) })])
  }

  /// The same as a table.
  package func lines(_ campaign: Campaign, _ entries: [CampaignEntry]) -> [String] {
    let rows = entries.map { [label($0), $0.state.rawValue, $0.assigned ?? "", $0.at ?? ""] }
    return [style.bold(campaign.name)]
      + TextTable(["customer", "state", "assigned", "at"], rows).lines(width: width, style: style)
  }

  /// The customer whose turn it is; null if there is nobody left.
  package func json(_ turn: CampaignTurn) -> JSON {
    .object(
      members(turn.campaign) + [
        JSON.Member("next", turn.entry.map { json($0) } ?? .null), JSON.Member("version", .number(workspace.version)),
      ])
  }

  /// The same for a person, with the command that goes on from there.
  package func lines(_ turn: CampaignTurn) -> [String] {
    guard let entry = turn.entry else { return ["There is nobody left for you in \(turn.campaign.name)."] }
    let command = turn.campaign.kind == .confirm ? "confirm" : "ask"
    return [
      style.bold(label(entry)),
      style.dim("kontor \(command) \(entry.customer) --channel phone; or kontor campaign set if he wants nothing."),
    ]
  }
}
