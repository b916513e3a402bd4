/// A column of the results: its name in the contract and how it is taken from a row.
///
/// `all` is the one list of them, in the contract's order (section 3): the machine formats walk it, with what `fields(of:)`
/// adds for published studies, and the test of the published schema compares with both. A new column is a stored property
/// of `Estimate` and one line here. `Estimate.reference` alone is no column.
package struct EstimateField: Sendable {
  /// What stands in a column.
  package enum Value: Sendable, Equatable {
    case text(String)
    case number(Double)
    case count(Int)
    case absent

    fileprivate static func optional(_ text: String?) -> Value { text.map { .text($0) } ?? .absent }
    fileprivate static func optional(_ count: Int?) -> Value { count.map { .count($0) } ?? .absent }
    /// Not-a-number and the infinities are no results (contract, section 3): they count as absent.
    fileprivate static func optional(_ number: Double?) -> Value {
      guard let number, number.isFinite else { return .absent }
      return .number(number)
    }
  }

  package let name: String
  package let value: @Sendable (Estimate) -> Value

  private init(_ name: String, _ value: @escaping @Sendable (Estimate) -> Value) {
    self.name = name
    self.value = value
  }

  package static let all: [EstimateField] = [
    EstimateField("outcome") { .optional($0.outcome) },
    EstimateField("arm") { .optional($0.arm) },
    EstimateField("contrast") { .optional($0.contrast) },
    EstimateField("visit") { .optional($0.visit) },
    EstimateField("site") { .optional($0.site) },
    EstimateField("term") { .optional($0.term) },
    EstimateField("measure") { .text($0.measure.rawValue) },
    EstimateField("method") { .optional($0.method) },
    EstimateField("estimate") { .optional($0.estimate) },
    EstimateField("std_error") { .optional($0.standardError) },
    EstimateField("df") { .optional($0.df) },
    EstimateField("statistic") { .optional($0.statistic) },
    EstimateField("p_value") { .optional($0.pValue) },
    EstimateField("conf_low") { .optional($0.confidenceLow) },
    EstimateField("conf_high") { .optional($0.confidenceHigh) },
    EstimateField("conf_level") { .optional($0.confidenceLevel) },
    EstimateField("n") { .optional($0.n) },
  ]

  package static let study = EstimateField("study") { .optional($0.study) }

  /// What an audit's rows add to their study.
  package static let claim: [EstimateField] = [
    EstimateField("line") { .optional($0.claim?.line) },
    EstimateField("check") { .optional($0.claim?.check) },
    EstimateField("verdict") { .optional($0.claim?.verdict.rawValue) },
    EstimateField("mend") { .optional($0.claim?.mend) },
    EstimateField("finding") { .optional($0.claim?.finding) },
    EstimateField("file") { .optional($0.claim?.file) },
  ]

  /// The columns of results about `subject`.
  package static func fields(of subject: Results.Subject) -> [EstimateField] {
    switch subject {
    case .trial: all
    case .studies: all + [study]
    case .claims: all + [study] + claim
    }
  }
}
