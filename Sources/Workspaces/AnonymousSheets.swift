import Tables

extension Sheet {
  /// Throws where answers are anonymous: a row alone tells who wrote it down, and when.
  func requireNamedRows() throws(WorkspaceError) {
    let survey = Attribute(name: "fact", value: "survey")
    if columns.contains(where: { $0.attributes.contains(survey) }) { throw .onlyInStacks(sheet: name) }
  }
}
