import Presentation
package import SystemIO
package import Workspaces

/// All that a command takes from the world: handed in, so that tests run whole commands without a machine.
package struct Environment: Sendable {
  package var surroundings: Surroundings
  package var terminal: any Terminal
  package var machine: any Machine
  package var programs: any ProgramRunner
  package var gateway: Gateway
  package var resources: Resources

  package init(
    surroundings: Surroundings, terminal: any Terminal, machine: any Machine, programs: any ProgramRunner,
    gateway: Gateway, resources: Resources
  ) {
    self.surroundings = surroundings
    self.terminal = terminal
    self.machine = machine
    self.programs = programs
    self.gateway = gateway
    self.resources = resources
  }
}

/// How workspaces are reached; the program chooses, since commands know no storage.
package struct Gateway: Sendable {
  package var place: @Sendable (_ folder: String, _ searchesParents: Bool, Surroundings) throws -> Place
  /// A folder whose workspace is lost.
  package var lost: @Sendable (_ folder: String, Surroundings) throws -> Place
  package var found: @Sendable (Founding, Surroundings) throws -> Founded

  package init(
    place: @escaping @Sendable (_ folder: String, _ searchesParents: Bool, Surroundings) throws -> Place,
    lost: @escaping @Sendable (_ folder: String, Surroundings) throws -> Place,
    found: @escaping @Sendable (Founding, Surroundings) throws -> Founded
  ) {
    self.place = place
    self.lost = lost
    self.found = found
  }
}

/// The folders that were installed with the program.
package struct Resources: Sendable {
  package var templates: String
  package var locales: String

  package init(templates: String, locales: String) {
    self.templates = templates
    self.locales = locales
  }

  /// Beside the installed program (`../share/kontor`), else in the source tree that the program was built in.
  static func find(program: String?, files: any FileSystem) -> Resources {
    let bin = Path.parent(program ?? "/usr/local/bin/kontor")
    let installed = Path.absolute("../share/kontor", in: bin)
    let atInstalled = Resources(
      templates: Path.join(installed, "templates"), locales: Path.join(installed, "locales"))
    if (try? files.exists(atInstalled.locales)) == true { return atInstalled }
    var folder = bin
    while folder != "/" {
      let tree = Resources(
        templates: Path.join(folder, "templates"), locales: Path.join(folder, "share/locales"))
      if (try? files.exists(tree.templates)) == true, (try? files.exists(tree.locales)) == true { return tree }
      folder = Path.parent(folder)
    }
    return atInstalled
  }
}

extension Environment {
  /// The machine that the program runs on.
  package static func system(gateway: Gateway) -> Environment {
    let machine = SystemMachine()
    let files = LocalFileSystem()
    let homes = Homes(machine)
    var surroundings = Surroundings(
      files: files, clock: SystemClock(), entropy: SystemEntropy(), home: homes.home, runtimeFolder: homes.runtime)
    surroundings.offsetFromUTC = machine.offsetFromUTC
    return Environment(
      surroundings: surroundings,
      terminal: SystemTerminal(), machine: machine, programs: SystemProgramRunner(), gateway: gateway,
      resources: .find(program: machine.programPath, files: files))
  }

  /// A path as the person meant it: relative to the folder that he works in.
  func absolute(_ path: String) -> String { Path.absolute(path, in: machine.workingDirectory) }

  var moments: Moments { Moments(machine: machine, clock: surroundings.clock) }

  /// All sentences; one language so far.
  var wording: any Wording { English(moments: moments) }

  /// Colours only for a person's eyes, and not against his will (https://no-color.org).
  func style(for stream: OutputStream) -> Style {
    let isRefused = machine.variable("NO_COLOR").map { !$0.isEmpty } ?? false || machine.variable("TERM") == "dumb"
    return Style(isColoured: terminal.isInteractive(stream) && !isRefused)
  }

  /// Signs in a line, if a person looks at it.
  var width: Int? { terminal.isInteractive(.standard) ? terminal.width : nil }
}

/// Where things are kept on this machine.
package struct Homes {
  /// `KONTOR_HOME`, else as the XDG base directory specification says.
  package var home: String
  /// Where unlocked keys lie; in the home if that was named, so that one machine can play many employees.
  package var runtime: String

  package init(_ machine: any Machine) {
    func variable(_ name: String) -> String? { machine.variable(name).flatMap { $0.isEmpty ? nil : $0 } }
    if let named = variable("KONTOR_HOME") {
      home = Path.absolute(named, in: machine.workingDirectory)
      runtime = Path.join(home, "run")
      return
    }
    let data = variable("XDG_DATA_HOME") ?? Path.join(machine.homeDirectory ?? "/", ".local/share")
    home = Path.join(data, "kontor")
    runtime = variable("XDG_RUNTIME_DIR").map { Path.join($0, "kontor") } ?? Path.join(home, "run")
  }
}
