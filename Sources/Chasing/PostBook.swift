package import Profiling
import Tables
package import Workspaces

/// The sheets in which an office keeps its letters and its requests, found by what their columns say of themselves.
package struct PostBook: Sendable {
  private static let ofOutbox: [ColumnPurpose.Fact] = [
    .customer, .letterKind, .letterWay, .letterLanguage, .letterAddress, .letterSubject, .letterText, .letterState,
    .letterClaim, .letterBy, .letterAt,
  ]
  private static let ofRequests: [ColumnPurpose.Fact] = [
    .customer, .requestColumns, .requestReason, .requestState, .requestSince, .requestReminded,
  ]

  package let customers: CustomerBook
  package let outbox: PracticeSheet
  private let requestsPlace: PracticeSheet?
  let office: PracticeSheet?
  let addresses: AddressSheet?

  /// Reads the sheets of a workspace; it needs an outbox at least.
  package init(_ workspace: Workspace) throws(PostError) {
    let sheets = workspace.catalog.sheets
    guard let customers = CustomerBook(sheets) else { throw .noCustomers }
    guard let outbox = PracticeSheet.first(of: sheets, with: Self.ofOutbox) else { throw .noOutbox }
    (self.customers, self.outbox) = (customers, outbox)
    requestsPlace = .first(of: sheets, with: Self.ofRequests)
    office = .first(of: sheets, with: [.officeName, .officeEmail])
    addresses = sheets.lazy.compactMap { AddressSheet($0) }.first
  }

  /// The sheet of requests.
  package func requests() throws(PostError) -> PracticeSheet {
    guard let requestsPlace else { throw .noRequests }
    return requestsPlace
  }
}
