import Distributions
import Foundation
import LinearAlgebra
import Trials

/// Trials like those of mmrm's vignette on the review of methods: change of visual acuity at ten visits, random
/// unstructured covariance, values missing at random with odds that grow over the visits and in the control arm.
enum VisualAcuityTrial {
  enum Missingness: String, CaseIterable {
    case none, mild, moderate, high

    /// The logit of a value's being there.
    func logit(acuity: Double, stratum: Int, visit: Int, isControl: Bool) -> Double {
      let (perLetter, perVisit, ofControl) =
        switch self {
        case .none: (0.0, -1e6, 0.0)
        case .mild: (0.01, 0.3, 0.2)
        case .moderate: (0.01, 0.4, 0.5)
        case .high: (0.02, 0.5, 1.0)
        }
      return 5 - perLetter * acuity + [0, 0.5, 1][stratum] - perVisit * Double(visit) - (isControl ? ofControl : 0)
    }
  }

  static let formula = "change ~ baseline + stratum + arm * factor(visit)"

  static func made(
    _ random: inout RandomStream, subjects: Int = 200, visits: Int = 10, missingness: Missingness,
    covariance: (inout RandomStream, Int) -> Cholesky = VisualAcuityTrial.covariance
  ) -> Trial {
    let factor = covariance(&random, visits).lower
    var (baseline, stratum, arm) = ([Double](), [Int32](), [Int32]())
    var values = [[Double]](repeating: [], count: visits)
    for _ in 0..<subjects {
      let acuity = 75 + 10 * random.normal()
      let draw = random.uniform()
      let level = draw < 0.3 ? 0 : draw < 0.6 ? 1 : 2
      let isTreated = random.uniform() < 0.5
      let errors = factor * (0..<visits).map { _ in random.normal() }
      for visit in 1...visits {
        let mean = 5 + [0, -1, 1][level] + 0.25 * Double(visit) + (isTreated ? 0.25 + 0.25 * Double(visit) : 0)
        let logit = missingness.logit(acuity: acuity, stratum: level, visit: visit, isControl: !isTreated)
        let isThere = random.uniform() < 1 / (1 + exp(-logit))
        values[visit - 1].append(isThere ? mean + errors[visit - 1] : .nan)
      }
      baseline.append(acuity)
      stratum.append(Int32(level))
      arm.append(isTreated ? 1 : 0)
    }
    return Trial(
      source: "made.csv", rowCount: subjects * visits, sha256: nil, subjectCount: subjects,
      arm: Factor(name: "arm", levels: ["CTL", "TRT"], codes: arm, reference: 0), site: nil,
      visits: (1...visits).map { "\($0)" }, baselineVisit: nil,
      outcomes: [Outcome(name: "change", values: values, baseline: nil)],
      covariates: [
        Covariate(name: "baseline", values: .numeric([baseline]), varies: false),
        Covariate(name: "stratum", values: .factor(levels: ["1", "2", "3"], codes: [stratum]), varies: false),
      ], notes: [])
  }

  /// Variances 1, 1.5, 2 …; correlations the absolute values of those of a matrix with eigenvalues uniform between 1 and
  /// 10 and random eigenvectors.
  static func covariance(_ random: inout RandomStream, _ visits: Int) -> Cholesky {
    while true {
      let normal = Matrix(
        rows: visits, columns: visits, columnMajor: (0..<visits * visits).map { _ in random.normal() })
      let directions = QR(normal).thinQ
      var scaled = directions
      for column in 0..<visits {
        let eigenvalue = 1 + 9 * random.uniform()
        for row in 0..<visits { scaled[row, column] *= eigenvalue }
      }
      let sigma = scaled * directions.transposed
      var result = Matrix(rows: visits, columns: visits)
      for a in 0..<visits {
        for b in 0..<visits {
          let correlation = a == b ? 1 : abs(sigma[a, b]) / (sigma[a, a] * sigma[b, b]).squareRoot()
          result[a, b] = correlation * ((1 + 0.5 * Double(a)) * (1 + 0.5 * Double(b))).squareRoot()
        }
      }
      if let factor = try? Cholesky(of: result) { return factor }
    }
  }

  /// Harder: the correlation of neighbours anywhere from −0.5 to 0.98, decaying over visits, and a shared part.
  static func steepCovariance(_ random: inout RandomStream, _ visits: Int) -> Cholesky {
    while true {
      let (neighbour, shared) = (-0.5 + 1.48 * random.uniform(), 0.9 * random.uniform())
      var result = Matrix(rows: visits, columns: visits)
      let deviations = (0..<visits).map { _ in exp(0.5 * random.normal()) }
      for a in 0..<visits {
        for b in 0..<visits {
          let correlation =
            a == b
            ? 1
            : shared + (1 - shared) * pow(abs(neighbour), Double(abs(a - b)))
              * (neighbour < 0 && abs(a - b) % 2 == 1 ? -1 : 1)
          result[a, b] = correlation * deviations[a] * deviations[b]
        }
      }
      if let factor = try? Cholesky(of: result) { return factor }
    }
  }
}
