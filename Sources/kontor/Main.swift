import Commands
import Storage
import SystemIO
import Workspaces

/// The program: chooses where workspaces are kept, and runs the command.
@main
struct Main {
  static func main() {
    Memory.keepSome()
    let gateway = Gateway(
      place: { folder, searchesParents, surroundings in
        try Place(folder, searchesParents: searchesParents, surroundings: surroundings) { root in
          backend(root, surroundings)
        }
      },
      lost: { folder, surroundings in
        try Place(lostAt: folder, surroundings: surroundings) { root in backend(root, surroundings) }
      },
      found: { founding, surroundings in
        try founding.run(surroundings: surroundings) { root in backend(root, surroundings) }
      })
    Program.end(Program.run(Array(CommandLine.arguments.dropFirst()), in: .system(gateway: gateway)))
  }

  private static func backend(_ root: String, _ surroundings: Surroundings) -> any StorageBackend {
    FolderBackend(root: root, files: surroundings.files, clock: surroundings.clock, entropy: surroundings.entropy)
  }
}
