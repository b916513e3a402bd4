import Distributions
import Estimates
import LinearAlgebra
import MetaAnalysis
import TestSupport
import Testing

@Suite struct RandomEffectsModelTests {
  /// Every estimator and test on every data set.
  @Test func agreesWithMetafor() throws {
    let fixture = try MetaFixture.read()
    for data in fixture.datasets {
      for theirs in data.models {
        let estimator = try #require(HeterogeneityEstimator(rawValue: theirs.estimator))
        let test = coefficientTest(theirs.test)
        let ours = try #require(
          RandomEffectsModel(
            values: data.effects, variances: data.variances, columns: data.columns, estimator: estimator))
        let place = "\(data.name), \(theirs.estimator), \(theirs.test)"
        let method = estimator.rowName
        func check(
          _ measure: Measure, _ field: String, _ a: Double?, _ b: Double?, floor: Double = 0, within: Double = 1e-8
        ) {
          let compared = Compared(measure.rawValue, method + test.suffix, place, by: fixture.reference)
          #expect(
            compared.agrees(field, a, b, within: within, floor: floor),
            "\(place) \(measure) \(field): \(a as Any), not \(b as Any)")
        }
        // A variance at 0 is found there; R's iterations come near it only.
        let scale = ours.typicalVariance ?? 1
        check(.tau2, "estimate", ours.tau2, theirs.tau2, floor: scale)
        if theirs.tau2 > 1e-9 { check(.tau2, "std_error", ours.tau2StandardError, theirs.tau2Se) }
        check(.q, "statistic", ours.q, theirs.q)
        check(.i2, "estimate", ours.i2, theirs.i2, floor: 1)
        check(.h2, "estimate", ours.h2, theirs.h2)
        let total = ours.weights.reduce(0, +)
        for (weight, their) in zip(ours.weights, theirs.weights) {
          check(.weight, "estimate", 100 * weight / total, their)
        }
        for column in ours.columns.indices {
          let error = try #require(ours.standardError(column, test))
          check(.coefficient, "estimate", ours.coefficients[column], theirs.coefficients[column], floor: error)
          check(.coefficient, "std_error", error, theirs.stdErrors[column])
        }
        let interval = ours.heterogeneityInterval(level: theirs.level)
        if estimator != .fixed, let low = theirs.tau2Low {
          check(.tau2, "conf_low", interval?.low, low, floor: scale)
          check(.tau2, "conf_high", interval?.high, theirs.tau2High, floor: scale)
        }
        let prediction = ours.predictionInterval(test, level: theirs.level)
        if ours.columns.count == 1, estimator != .fixed {
          let unit = try #require(ours.standardError(0, test))
          check(.prediction, "conf_low", prediction?.low, theirs.predictionLow, floor: unit)
          check(.prediction, "conf_high", prediction?.high, theirs.predictionHigh, floor: unit)
        }
      }
    }
  }
}
