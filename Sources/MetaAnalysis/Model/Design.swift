/// The columns of a meta-regression: the intercept, a numeric moderator as it is, a categorical one as a column for each
/// level but the first.
package struct Design: Sendable {
  package let names: [String]
  package let columns: [[Double]]
  /// The studies that have every moderator, by their place in the table.
  package let studies: [Int]

  package init(_ table: EffectTable) {
    let studies = table.studies.indices.filter { study in table.moderators.allSatisfy { $0.isKnown(study) } }
    var names = ["(Intercept)"]
    var columns = [studies.map { _ in 1.0 }]
    for moderator in table.moderators {
      switch moderator.values {
      case .numbers(let numbers):
        names.append(moderator.name)
        columns.append(studies.map { numbers[$0] ?? 0 })
      case .categories(let codes, let levels):
        // Levels that only left-out studies have are no columns.
        let present = levels.indices.filter { level in studies.contains { codes[$0] == level } }
        for level in present.dropFirst() {
          names.append("\(moderator.name)[\(levels[level])]")
          columns.append(studies.map { codes[$0] == level ? 1 : 0 })
        }
      }
    }
    self.studies = studies
    self.names = names
    self.columns = columns
  }
}
