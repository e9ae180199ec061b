import SystemIO
package import Workspaces

extension English {
  /// Something about a share, without a full stop.
  package func words(for note: ShareNote) -> String {
    switch note {
    case .unusable(.permission): "it may not be written to"
    case .unusable(.noSpace): "there is no space left"
    case .unusable(.notFound): "it is not there"
    case .unusable: "a file that is made there cannot be read again"
    case .twoWinners: "two programs can make a file of one name there, so that edits would be lost"
    case .knownToLose(let kind): "\(kind) is known to lose what several people write at once"
    case .faulty: "it answers with faults; try again, and look after the server if they stay"
    case .noLinks: "hard links do not work"
    case .noDirectoryFlush: "directories cannot be flushed"
    case .foldsCase: "capitals and small letters are the same in file names"
    case .listingsLag(let seconds): "listings lag \(seconds) s behind"
    }
  }
}
