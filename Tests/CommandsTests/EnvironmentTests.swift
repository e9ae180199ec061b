import Commands
import Foundation
import Testing

/// Where things are kept, who is asked for what, and what a terminal gets to see.
@Suite struct EnvironmentTests {
  static let homes: [(variables: [String: String], home: String, runtime: String)] = [
    ([:], "/home/ada/.local/share/kontor", "/home/ada/.local/share/kontor/run"),
    (["XDG_DATA_HOME": "/data"], "/data/kontor", "/data/kontor/run"),
    (["XDG_RUNTIME_DIR": "/run/1"], "/home/ada/.local/share/kontor", "/run/1/kontor"),
    (["KONTOR_HOME": "/k", "XDG_RUNTIME_DIR": "/run/1"], "/k", "/k/run"),
    (["KONTOR_HOME": "k"], "/home/ada/k", "/home/ada/k/run"),
  ]

  @Test(arguments: homes.indices) func homesFollowTheVariables(_ index: Int) {
    let (variables, home, runtime) = Self.homes[index]
    let homes = Homes(TestMachine(variables: variables, workingDirectory: "/home/ada"))
    #expect(homes.home == home)
    #expect(homes.runtime == runtime)
  }

  static let lines: [(given: [String], run: [String])] = [
    (["show", "customers"], ["show", "customers"]),
    (["-w", "/s", "--json", "show", "customers"], ["show", "customers", "-w", "/s", "--json"]),
    (["--workspace=/s", "set", "a", "--", "-b"], ["set", "a", "--workspace=/s", "--", "-b"]),
    (["--help"], ["--help"]),
    (["-w"], ["-w"]),
  ]

  @Test(arguments: lines.indices) func commonOptionsMayComeFirst(_ index: Int) {
    #expect(Arguments.reordered(Self.lines[index].given) == Self.lines[index].run)
  }

  @Test func passphrasesComeFromFileVariableOrTerminal() throws {
    let office = try Office()
    office.found()
    office.json("Ada", "logout")
    let file = try office.write("secret", Office.passphrase + "\n")
    let folder = ["KONTOR_WORKSPACE": office.share]
    let whoami = ["whoami"]
    #expect(office.run("Ada", whoami + ["--passphrase-file", file], variables: folder).status == 0)
    #expect(office.run("Ada", whoami, variables: folder.merging(["KONTOR_PASSPHRASE_FILE": file]) { $1 }).status == 0)
    let person = RecordingTerminal(secrets: [Office.passphrase])
    #expect(office.run("Ada", whoami, variables: folder, terminal: person).status == 0)
    #expect(office.run("Ada", whoami, variables: folder).status == 64)
    let wrong = office.run("Ada", whoami, variables: folder.merging(["KONTOR_PASSPHRASE": "wrong"]) { $1 })
    #expect(wrong.status == 1)
    #expect(!wrong.errors.contains("wrong\""))
  }

  @Test func newPassphrasesAreAskedForTwiceAndHeldToARule() throws {
    let office = try Office()
    let begin = ["init", office.share, "--name", "N", "--admin", "Ada", "--template", "none"]
    func founding(_ secrets: [String]) -> Outcome {
      office.run("Ada", begin, variables: [:], terminal: RecordingTerminal(secrets: secrets))
    }
    #expect(founding(["long-enough-1", "long-enough-2"]).status == 65)
    #expect(founding(["short", "short"]).status == 65)
    #expect(founding(["aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa"]).status == 65)
    #expect(founding(["long-enough-1", "long-enough-1"]).status == 0)
    #expect(founding(["long-enough-1", "long-enough-1"]).status == 1)
  }

  @Test func aGeneratedPassphraseOpens() throws {
    let office = try Office()
    let begin = ["init", office.share, "--name", "N", "--admin", "Ada", "--template", "none", "--generate", "--json"]
    let told = office.run("Ada", begin, variables: [:])
    let passphrase = try #require(told.json["passphrase"] as? String)
    #expect(passphrase.split(separator: "-").count == 6)
    let variables = ["KONTOR_WORKSPACE": office.share, "KONTOR_PASSPHRASE": passphrase]
    #expect(office.run("Ada", ["whoami"], variables: variables).status == 0)
  }

  @Test func coloursAreForTerminalsOnly() throws {
    let office = try Office()
    office.found()
    let usual = ["KONTOR_WORKSPACE": office.share]
    func shown(_ terminal: RecordingTerminal, _ more: [String: String] = [:]) -> String {
      office.run("Ada", ["locks"], variables: usual, terminal: terminal).output
        + office.run("Ada", ["verify"], variables: usual.merging(more) { $1 }, terminal: terminal).output
    }
    #expect(shown(RecordingTerminal(isInteractive: true, width: 80)).contains("\u{1B}[32m"))
    #expect(!shown(RecordingTerminal()).contains("\u{1B}"))
    #expect(!shown(RecordingTerminal(isInteractive: true), ["NO_COLOR": "1"]).contains("\u{1B}"))
  }

  @Test func theOfficeProgramIsStartedOnADesktopOnly() throws {
    let office = try Office()
    office.found()
    let usual = ["KONTOR_WORKSPACE": office.share]
    let open = ["open", "customers", "--format", "csv"]
    #expect(office.run("Ada", open, variables: usual).status == 0)
    #expect(office.programs.started == [])
    #expect(office.run("Ada", open + ["--no-launch"], variables: usual.merging(["DISPLAY": ":0"]) { $1 }).status == 0)
    #expect(office.programs.started == [])
    #expect(office.run("Ada", open, variables: usual.merging(["DISPLAY": ":0"]) { $1 }).status == 0)
    #expect(office.programs.started == ["xdg-open"])
  }

  @Test func helpAndVersionAreNoErrors() throws {
    let office = try Office()
    for line in [["--help"], ["--version"], ["help", "save"], ["staff"], ["set", "--help"]] {
      let told = office.run("Ada", line)
      #expect(told.status == 0, "\(line)")
      #expect(!told.output.isEmpty && told.errors.isEmpty, "\(line)")
    }
  }
}
