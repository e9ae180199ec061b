import SystemIO
import Testing

@Suite struct PathTests {
  @Test(arguments: [
    ("a/b", "c", "a/b/c"), ("a/", "b", "a/b"), ("a", "/b", "/b"), ("", "b", "b"), ("a", "", "a"), ("/", "b", "/b"),
  ])
  func join(_ folder: String, _ rest: String, _ expected: String) {
    #expect(Path.join(folder, rest) == expected)
  }

  @Test(arguments: [
    ("/a/b", "/a", "b"), ("/a", "/", "a"), ("a", ".", "a"), ("a/b/", "a", "b"), ("/", "/", "/"), ("a//b", "a", "b"),
    ("/κατάλογος/é.csv", "/κατάλογος", "é.csv"),
  ])
  func takeApart(_ path: String, _ parent: String, _ name: String) {
    #expect(Path.parent(path) == parent)
    #expect(Path.name(path) == name)
  }

  @Test(arguments: [
    ("a/b.csv", "csv", "b"), ("B.Tar.GZ", "gz", "B.Tar"), (".profile", "", ".profile"), ("a.b/c", "", "c"),
    ("a.", "", "a"),
  ])
  func suffix(_ path: String, _ suffix: String, _ stem: String) {
    #expect(Path.suffix(path) == suffix)
    #expect(Path.stem(path) == stem)
  }

  @Test(arguments: [("b", "/a/b"), ("../b", "/b"), ("./b/../c", "/a/c"), ("/x/./y/", "/x/y"), ("../../..", "/")])
  func absolute(_ path: String, _ expected: String) {
    #expect(Path.absolute(path, in: "/a") == expected)
  }
}
