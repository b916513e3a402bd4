/// The score past which a subject belongs to the functional population and no longer to the clinical one (Jacobson,
/// Follette & Revenstorf 1984; Jacobson & Truax 1991).
public enum ClinicalCutoff: Sendable, Equatable {
  /// A population by its mean and SD, in the units of the outcome.
  public struct Population: Sendable, Equatable {
    public let mean: Double
    public let sd: Double

    /// - Parameter sd: above 0.
    public init(mean: Double, sd: Double) {
      self.mean = mean
      self.sd = sd
    }
  }

  /// a: 2 SDs beyond the mean of the clinical population, whose mean and SD are those of all baselines.
  case beyondClinical
  /// b: within 2 of its SDs of the mean of the functional population.
  case withinFunctional(Population)
  /// c: where both populations' scores are equally many of their SDs away from their means.
  case between(Population)
  case score(Double)

  /// `a`, `b`, `c`; nil for a number.
  package var letter: String? {
    switch self {
    case .beyondClinical: "a"
    case .withinFunctional: "b"
    case .between: "c"
    case .score: nil
    }
  }

  /// - Parameters:
  ///   - clinical: mean and SD of all baselines.
  ///   - sign: 1 where higher is better, −1 where lower is.
  ///   - index: nil where no reliability is assumed: scores are taken as they are.
  func score(clinical: Population, sign: Double, index: (any ReliableIndex)?) throws(MissingIndex) -> Double {
    func sd(_ population: Population) throws(MissingIndex) -> Double {
      try index?.populationSD(population.sd) ?? population.sd
    }
    switch self {
    case .score(let number): return number
    case .beyondClinical: return clinical.mean + sign * 2 * (try sd(clinical))
    case .withinFunctional(let functional): return functional.mean - sign * 2 * (try sd(functional))
    case .between(let functional):
      let (s0, s1) = (try sd(clinical), try sd(functional))
      return (s0 * functional.mean + s1 * clinical.mean) / (s0 + s1)
    }
  }
}
