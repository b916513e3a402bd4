/// A family of covariance matrices of one subject's repeated measures, by a few parameters.
///
/// A structure says one thing twice and nothing else: how its parameters θ (the ones that are printed, and in which
/// Kenward and Roger's second-order term is taken) follow from as many free numbers, and which matrix follows from θ.
/// Both are written once for any `SmoothScalar`, so that derivatives to the second order come from the same lines and
/// cannot disagree with them. Every value of the free numbers gives a positive definite matrix.
///
/// Adding one: a file with the type, a case and a line in `CovarianceFamily`, a test, a paragraph in the documentation.
public protocol CovarianceStructure: Sendable {
  /// Number of visits, the order T of the matrix.
  var order: Int { get }

  /// The names of θ in order, as they are printed: `variance`, `correlation[1]`, `covariance[2,1]` …
  var parameterNames: [String] { get }

  /// θ from as many free numbers, any of which are allowed.
  func parameters<S: SmoothScalar>(free: [S]) -> [S]

  /// The lower triangle of the matrix, row by row: (0,0), (1,0), (1,1), (2,0) …: T(T + 1)/2 elements.
  func covariance<S: SmoothScalar>(parameters: [S]) -> [S]

  /// Free numbers whose matrix is near `matrix` (T × T, positive definite; packed like `covariance`): where a search
  /// starts.
  func start(near matrix: [Double]) -> [Double]
}

extension CovarianceStructure {
  /// How many parameters there are.
  public var parameterCount: Int { parameterNames.count }
}
