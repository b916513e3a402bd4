import Foundation

/// A quantity of ours beside a reference's: one comparison function for every test that has a reference, which also
/// leaves the comparison for `Documentation/Conformance.md` (see `Records`).
package struct Compared: Sendable {
  private let measure: String
  private let method: String
  private let label: String
  private let reference: Reference

  /// - Parameters:
  ///   - measure: the measure's name in the contract, or the topic where it is no measure (`normal`).
  ///   - method: our method's name in the contract, or the function (`cdf_lower`).
  ///   - label: which case it is of those that the fixture has; two comparisons with one label, field and value count
  ///     once.
  package init(_ measure: String, _ method: String?, _ label: String, by reference: Reference) {
    self.measure = measure
    self.method = method ?? ""
    self.label = label
    self.reference = reference
  }

  /// Whether both are absent, or |ours − theirs| is at most the tolerance times |theirs|.
  ///
  /// - Parameters:
  ///   - floor: what stands for |theirs| where that is smaller: a limit near 0 is the difference of two numbers as large
  ///     as the standard error.
  ///   - unit: what stands for |theirs| wherever it is given.
  package func agrees(
    _ field: String, _ ours: Double?, _ theirs: Double?, within tolerance: Double, floor: Double = 0,
    unit: Double? = nil
  ) -> Bool {
    guard let ours, let theirs else { return ours == nil && theirs == nil }
    let scale = unit ?? max(abs(theirs), floor)
    let difference = ours == theirs ? 0 : abs(ours - theirs) / scale
    Records.add(
      .compared(
        Record.Comparison(
          area: reference.area, measure: measure, method: method, reference: reference.name,
          place: "\(label), \(field) \(theirs)", difference: difference)))
    return difference <= tolerance
  }
}

/// A certified value of NIST's Statistical Reference Datasets.
package struct Certified: Sendable {
  private let dataset: String
  private let isMadeByRule: Bool

  /// - Parameter isMadeByRule: whether the data follow a rule that the test has, so that no file of NIST's is needed.
  package init(_ dataset: String, isMadeByRule: Bool) {
    self.dataset = dataset
    self.isMadeByRule = isMadeByRule
  }

  /// Digits of agreement: −log₁₀ of the relative error (absolute where the certified value is 0), at most 16; NIST's LRE.
  package static func digits(_ ours: Double?, _ certified: Double?) -> Double {
    guard let ours, let certified else { return -.infinity }
    if ours == certified { return 16 }
    return min(16, -log10(abs(ours - certified) / (certified == 0 ? 1 : abs(certified))))
  }

  /// The digits of agreement, left for the page as well.
  package func digits(_ quantity: String, _ ours: Double?, _ certified: Double?) -> Double {
    let digits = Self.digits(ours, certified)
    Records.add(
      .certified(Record.Dataset(dataset: dataset, quantity: quantity, isMadeByRule: isMadeByRule, digits: digits)))
    return digits
  }
}
