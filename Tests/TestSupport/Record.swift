/// What a test leaves for `Documentation/Conformance.md`: one line of tab-separated text.
package enum Record: Equatable {
  package struct Comparison: Equatable {
    package let area, measure, method, reference, place: String
    package let difference: Double

    package init(
      area: String, measure: String, method: String, reference: String, place: String, difference: Double
    ) {
      self.area = area
      self.measure = measure
      self.method = method
      self.reference = reference
      self.place = place
      self.difference = difference
    }
  }
  package struct Dataset: Equatable {
    package let dataset, quantity: String
    package let isMadeByRule: Bool
    package let digits: Double

    package init(dataset: String, quantity: String, isMadeByRule: Bool, digits: Double) {
      self.dataset = dataset
      self.quantity = quantity
      self.isMadeByRule = isMadeByRule
      self.digits = digits
    }
  }

  case compared(Comparison)
  case certified(Dataset)
  /// A measure and method that an analysis gave, compared or not.
  case given(measure: String, method: String)

  package var line: String {
    let words =
      switch self {
      case .compared(let it):
        ["compared", it.area, it.measure, it.method, it.reference, it.place, "\(it.difference)"]
      case .certified(let it):
        ["certified", it.dataset, it.quantity, it.isMadeByRule ? "rule" : "file", "\(it.digits)"]
      case .given(let measure, let method): ["given", measure, method]
      }
    return words.map { String($0.map { $0.isNewline || $0 == "\t" ? " " : $0 }) }.joined(separator: "\t")
  }

  package init?(line: Substring) {
    let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    switch (words.first, words.count) {
    case ("compared", 7):
      guard let difference = Double(words[6]) else { return nil }
      self = .compared(
        Comparison(
          area: words[1], measure: words[2], method: words[3], reference: words[4], place: words[5],
          difference: difference))
    case ("certified", 5):
      guard let digits = Double(words[4]) else { return nil }
      self = .certified(
        Dataset(dataset: words[1], quantity: words[2], isMadeByRule: words[3] == "rule", digits: digits))
    case ("given", 3): self = .given(measure: words[1], method: words[2])
    default: return nil
    }
  }
}
