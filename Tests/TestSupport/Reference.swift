/// The program that made a fixture's numbers, as its script wrote it at the head of the fixture: `program`, `version`
/// and, where there are, `packages`.
package struct Reference: Sendable, Equatable {
  /// The folder of tests that the fixture belongs to, without its `Tests`: `EffectSizes`.
  package let area: String
  /// `R 4.2.2 (metafor 3.8.1)`.
  package let name: String

  /// The same for a comparison on data that are not ours to ship: a section of its own, which the page keeps where a run
  /// has not got the data.
  package var onPublishedTrials: Reference { Reference(area: area + Self.publishedTrials, name: name) }

  package static let publishedTrials = "OnPublishedTrials"

  package init(area: String, name: String) {
    self.area = area
    self.name = name
  }
}

/// What every fixture has at its head.
struct FixtureHead: Decodable {
  let program, version: String
  let packages: [String: String]?

  var name: String {
    let parts = (packages ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return "\(program) \(version)" + (parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")
  }
}
