/// How a covariance of the coefficients that does not trust the model's covariance of a subject's visits corrects its
/// subjects' residuals for having been fitted: A in `Sandwich`.
public enum RobustCovariance: String, CaseIterable, Sendable {
  /// Not at all: A = 1. Too small in small samples (Liang & Zeger 1986).
  case cr0
  /// So that the covariance is unbiased where the model's is right: A = (1 − H)^(−1/2), the symmetric root in whitened
  /// rows, as mmrm (Bell & McCaffrey 2002). clubSandwich takes another root, which differs in the fourth digit.
  case cr2
  /// As the jackknife by subject: A = (1 − H)⁻¹.
  case cr3

  /// What a subject's eigenvalue of 1 − H is multiplied with; 0 where a coefficient is that subject's alone.
  func factor(_ eigenvalue: Double) -> Double {
    switch self {
    case .cr0: 1
    case .cr2: eigenvalue > Self.smallest ? 1 / eigenvalue.squareRoot() : 0
    case .cr3: eigenvalue > Self.smallest ? 1 / eigenvalue : 0
    }
  }

  /// Eigenvalues of 1 − H, between 0 and 1, that are rounding.
  private static let smallest = 1e-12
}
