import Estimates
import MixedModels
import TestSupport
import Testing

/// Profile intervals of variances and correlations against searches of their own in R, held against lme4's splines.
struct ProfileTests {
  @Test func agreesWithReferences() throws {
    let fixture = try Fixtures.read(ModelTestReferences.self, "RandomEffects/tests.json")
    let made = try ModelTestCase()
    for profile in fixture.value.profileIntervals {
      let isRestricted = profile.criterion == "REML"
      let rows = try made.results(profile.data, profile.formula, isRestricted: isRestricted) {
        $0.profilesVariances = true
      }.rows.filter { $0.method == (isRestricted ? "profile_reml" : "profile_ml") }
      let variances = rows.filter { $0.measure == .variance }
      for limit in profile.limits {
        let row: Estimate? =
          switch limit.name {
          case "sd", "sd_1": variances.first
          case "sd_2": variances.dropFirst().first
          case "sigma": variances.last
          case "correlation": rows.first { $0.measure == .correlation }
          default: nil
          }
        guard let row else { continue }
        let label = "\(profile.data), \(profile.formula), \(profile.criterion), \(limit.name)"
        let compared = Compared(row.measure.rawValue, row.method, label, by: fixture.reference)
        func own(_ value: Double?) -> Double? { row.measure == .variance ? value?.squareRoot() : value }
        let low = own(row.confidenceLow)
        let high = own(row.confidenceHigh)
        #expect(
          compared.agrees("conf_low", low, limit.confLow, within: 1e-6), "\(label): \(low ?? .nan) \(limit.confLow)")
        #expect(
          compared.agrees("conf_high", high, limit.confHigh, within: 1e-6),
          "\(label): \(high ?? .nan) \(limit.confHigh)")
      }
    }
  }

  @Test func aVarianceOfZeroIsALimit() throws {
    let rows = try ModelTestCase().results("Dyestuff2", "Yield ~ 1 + (1 | Batch)") { $0.profilesVariances = true }.rows
    let row = try #require(rows.first { $0.measure == .variance && $0.term == "(Intercept) | Batch" })
    #expect(row.confidenceLow == 0)
    let high = try #require(row.confidenceHigh)
    #expect(high > 0)
  }
}
