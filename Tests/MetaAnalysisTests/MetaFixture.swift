import MetaAnalysis
import TestSupport

/// What `Fixtures/meta-analysis.R` computed.
struct MetaFixture: Decodable, Sendable {
  struct Dataset: Decodable, Sendable {
    let name: String
    let effects, variances: [Double]
    let columns: [[Double]]
    let models: [Model]
  }

  struct Model: Decodable, Sendable {
    let estimator, test: String
    let level, tau2: Double
    let tau2Se: Double?
    let coefficients, stdErrors, statistics, pValues, confLow, confHigh, weights: [Double]
    let i2, h2, q, qP: Double
    let tau2Low, tau2High, i2Low, i2High, h2Low, h2High: Double?
    let predictionLow, predictionHigh, twoLessLow, twoLessHigh: Double?
    let qm, qmP, qmDf: Double
    let r2: Double?
  }

  struct Arms: Decodable, Sendable {
    let name, measure: String
    let arms: [[Double?]]
    let effects, variances: [Double?]
  }

  struct Sensitivity: Decodable, Sendable {
    struct Refits: Decodable, Sendable {
      let estimate, stdError, confLow, confHigh, tau2, i2: [Double]
    }
    let name, estimator, test: String
    let effects, variances: [Double]
    let columns: [[Double]]
    let rstudent, dffits, cooks, covarianceRatio, hat, tau2Without, qWithout: [Double]
    let influential: [Bool]
    let leaveOneOut, cumulative: Refits?
  }

  struct Subgroups: Decodable, Sendable {
    let test: String
    let groups: [String]
    let group: [Int]
    let effects, variances, estimates, stdErrors, tau2: [Double]
    let qBetween, pBetween: Double
  }

  struct PrePost: Decodable, Sendable {
    struct Studies: Decodable, Sendable {
      let n, pre, sdPre, post, sdPost: [Double]
    }
    let measure: String
    let r, estimate, stdError, tau2: Double
    let studies: Studies
    let effects, variances: [Double]
  }

  let datasets: [Dataset]
  let arms: [Arms]
  let sensitivities: [Sensitivity]
  let subgroups: [Subgroups]
  let prePost: [PrePost]

  static func read() throws -> Referenced<MetaFixture> { try Fixtures.read(MetaFixture.self, "meta-analysis.json") }
}

/// The test of this name in the fixture.
func coefficientTest(_ name: String) -> CoefficientTest {
  switch name {
  case "knapp_hartung": .knappHartung
  case "knapp_hartung_floor": .knappHartungFloor
  default: .wald
  }
}
