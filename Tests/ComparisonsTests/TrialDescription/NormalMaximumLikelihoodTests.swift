import Comparisons
import Foundation
import LinearAlgebra
import TestSupport
import Testing
import Trials

/// What another route makes of incomplete data: `little-monotone.py`, `describe.R`.
struct IncompleteDataReference: Decodable {
  let mean, covariance: [Double]
  let statistic, df: Double
  let pValue, publishedStatistic, publishedPValue: Double?
  let columns: [[Double?]]?
}

/// Subjects by pattern of observed variables.
func patterns(_ columns: [[Double]]) -> [NormalMaximumLikelihood.Pattern] {
  let subjects = columns[0].indices
  let groups = Dictionary(grouping: subjects) { subject in columns.indices.filter { !columns[$0][subject].isNaN } }
  return groups.filter { !$0.key.isEmpty }.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
    observed, members in
    var total = MomentSummary(variables: observed.count)
    for subject in members {
      total = total.merged(
        with: MomentSummary(
          count: 1, mean: observed.map { columns[$0][subject] },
          crossProducts: Matrix(rows: observed.count, columns: observed.count)))
    }
    return NormalMaximumLikelihood.Pattern(observed: observed, summary: total)
  }
}

@Suite struct NormalMaximumLikelihoodTests {
  private func expect(
    _ fit: NormalMaximumLikelihood, is reference: Referenced<IncompleteDataReference>, within tolerance: Double
  ) {
    let compared = Compared("mean and covariance of incomplete data", nil, "fit", by: reference.reference)
    #expect(fit.mean.count == reference.mean.count)
    for (field, ours, theirs) in [
      ("mean", fit.mean, reference.mean), ("covariance", fit.covariance.elements, reference.covariance),
    ] {
      for (place, pair) in zip(ours, theirs).enumerated() {
        #expect(compared.agrees("\(field) \(place)", pair.0, pair.1, within: tolerance))
      }
    }
  }

  @Test func monotoneDataHaveAClosedForm() throws {
    let reference = try Fixtures.read(IncompleteDataReference.self, "little-monotone.json")
    let columns = try Trial.beatTheBlues().outcomes[0].values
    expect(try NormalMaximumLikelihood(patterns(columns), variables: 5), is: reference, within: 1e-11)
  }

  @Test func agreesWithLavaan() throws {
    let reference = try Fixtures.read(IncompleteDataReference.self, "little-airquality.json")
    let columns = try #require(reference.columns).map { $0.map { $0 ?? .nan } }
    // Estimates of an iterated fit on both sides.
    expect(try NormalMaximumLikelihood(patterns(columns), variables: 6), is: reference, within: 1e-8)
  }

  @Test func completeDataGiveMeanAndCovarianceOverN() throws {
    let fit = try NormalMaximumLikelihood(patterns([[1, 2, 3, 6], [4, 1, 5, 2]]), variables: 2)
    #expect(zip(fit.mean, [3, 3]).allSatisfy { isClose($0, $1, 1e-14) })
    #expect(zip(fit.covariance.elements, [3.5, -0.75, -0.75, 2.5]).allSatisfy { isClose($0, $1, 1e-13) })
  }

  @Test func followsAChangeOfUnits() throws {
    let columns = try Trial.beatTheBlues().outcomes[0].values
    let plain = try NormalMaximumLikelihood(patterns(columns), variables: 5)
    let moved = try NormalMaximumLikelihood(patterns(columns.map { $0.map { 1000 * $0 - 5 } }), variables: 5)
    for (a, b) in zip(plain.mean, moved.mean) { #expect(isClose(1000 * a - 5, b, 1e-11)) }
    for (a, b) in zip(plain.covariance.elements, moved.covariance.elements) { #expect(isClose(1e6 * a, b, 1e-10)) }
  }
}
