import SystemIO
import Testing

extension Acceptance {
  /// The demo is what newcomers run first; it holds every command to its end status itself.
  @Suite struct DemoTests {
    @Test func theStoryIsTold() throws {
      let office = try Office()
      let script = Path.join(Project.folder, "scripts/demo")
      let outcome = try office.shell(
        #"out=$1; err=$2; shift 2; exec "$@" >"$out" 2>"$err" </dev/null"#,
        ["bash", script, Office.program, office.path("demo")])
      #expect(outcome.status == 0, "\(outcome.errors)\(outcome.output.suffix(2000))")
      #expect(outcome.output.contains("== The end"))
    }
  }
}

/// The folder that these tests were built from.
enum Project {
  static let folder = Path.parent(Path.parent(Path.parent(#filePath)))
}
