import ArgumentParser

/// `kontor address`
struct AddressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "address", abstract: "Where letters, goods and invoices go.",
    subcommands: [AddressList.self, AddressCheck.self])
}
