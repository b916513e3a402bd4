/// How what leaving a subject out does to a model is computed.
public enum InfluenceMethod: String, Sendable, CaseIterable {
  /// The model of everybody else is searched for to its own optimum, covariance included.
  case exact
  /// The coefficients of everybody else under the covariance of all, in closed form.
  case oneStep = "one-step"

  /// As a file's rows name it.
  var rowName: String {
    switch self {
    case .exact: "exact"
    case .oneStep: "one_step"
    }
  }
}
