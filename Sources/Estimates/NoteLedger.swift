/// Why something cannot be given, gathered over outcomes, visits and arms: one note for each cause, with the places in
/// the order in which they came.
package struct NoteLedger {
  package init() {}

  private var causes: [String] = []
  private var places: [String: [String]] = [:]

  /// - Parameters:
  ///   - cause: a sentence without its full stop.
  ///   - place: where it holds (`bdi, visit 8, arm TAU`), or nil for everywhere.
  package mutating func add(_ cause: String, at place: String? = nil) {
    if places[cause] == nil {
      causes.append(cause)
      places[cause] = []
    }
    guard let place, places[cause]?.last != place else { return }
    places[cause]?.append(place)
  }

  /// The same for a place (a method, a column) that may come again after others: it is named once.
  package mutating func add(_ cause: String, once place: String) {
    guard places[cause]?.contains(place) != true else { return }
    add(cause, at: place)
  }

  package var notes: [String] {
    causes.map { cause in
      let found = places[cause] ?? []
      return found.isEmpty ? cause + "." : cause + ": " + found.joined(separator: "; ") + "."
    }
  }
}
