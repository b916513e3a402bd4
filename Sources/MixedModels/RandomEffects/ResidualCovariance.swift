/// What a subject's rows vary by beside the random effects.
enum ResidualCovariance: Sendable {
  /// One variance, rows uncorrelated.
  case independent
  /// A structure over the visits, with parameters for each group of subjects.
  case visits(any CovarianceStructure, groups: Int)
  /// The spatial exponential over each row's own time.
  case times

  var parameterNames: [String] {
    switch self {
    case .independent: ["variance"]
    case .visits(let structure, let groups): (0..<groups).flatMap { _ in structure.parameterNames }
    case .times: Self.spatial([0]).parameterNames
    }
  }

  var parameterCount: Int { parameterNames.count }

  /// θ at as many free numbers.
  func parameters<S: SmoothScalar>(free: [S]) -> [S] {
    switch self {
    case .independent: [S.exp(free[0])]
    case .visits(let structure, let groups):
      (0..<groups).flatMap { group in
        let count = structure.parameterCount
        return Self.opened(structure, Array(free[group * count..<(group + 1) * count]))
      }
    case .times: Self.spatial([0]).parameters(free: free)
    }
  }

  private static func opened<S: SmoothScalar>(_ structure: some CovarianceStructure, _ free: [S]) -> [S] {
    structure.parameters(free: free)
  }

  static func spatial(_ times: [Double]) -> SpatialExponential { SpatialExponential(times: times) }
}
