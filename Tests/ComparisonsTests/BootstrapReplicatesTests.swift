import Comparisons
import Distributions
import Estimates
import TestSupport
import Testing
import Trials

/// R's `boot` on the same resamples, and exact permutation tests by counting out.
private struct ResamplingReference: Decodable {
  struct Result: Decodable {
    let t0, se: Double
    let t, percentile, basic, studentised, bca: [Double]
  }
  struct Indices: Decodable {
    let between, within: [[Int]]
  }
  struct Permutation: Decodable {
    let between, betweenCoin, within, stratified: Double
  }
  let level: Double
  let treatment, control, baseline, followup: [Double]
  let indices: Indices
  let results: [String: Result]
  let permutation: Permutation

  static func read() throws -> Referenced<ResamplingReference> {
    try Fixtures.read(Self.self, "resampling-small.json")
  }

  /// The name that the decoder made of a measure's.
  func result(_ measure: Measure) throws -> Result {
    let words = measure.rawValue.split(separator: "_")
    let camel = words[0] + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    return try #require(results[measure.rawValue] ?? results[String(camel)])
  }
}

@Suite struct BootstrapReplicatesTests {
  private func expect(
    _ measure: Measure, centre: Double, units: ResamplingUnits, chosen: [[[UInt32]]],
    _ reference: Referenced<ResamplingReference>
  ) throws {
    let theirs = try reference.value.result(measure)
    let ours = BootstrapReplicates(
      ResampledStatistic(measure, centre: centre), units: units, sums: units.replicates(taking: chosen),
      needsInfluence: true)
    let compared = Compared(measure.rawValue, "bootstrap", "one sample", by: reference.reference)
    #expect(compared.agrees("estimate", ours.estimate, theirs.t0, within: 1e-12), "\(measure)")
    #expect(ours.undefined == 0)
    #expect(compared.agrees("std_error", ours.bootstrapStandardError, theirs.se, within: 1e-12), "\(measure)")
    for (number, pair) in zip(ours.replicates, theirs.t).enumerated() {
      let field = "replicate \(number)"
      #expect(compared.agrees(field, pair.0, pair.1, within: 1e-11, floor: 1e-2), "\(measure) \(field)")
    }
    for (interval, limits) in [
      (Resampling.Interval.percentile, theirs.percentile), (.basic, theirs.basic), (.bca, theirs.bca),
      (.studentised, theirs.studentised),
    ] {
      let found = ours.limits(interval, level: reference.level)
      let method = "bootstrap_\(interval.rawValue)"
      let compared = Compared(measure.rawValue, method, "one sample", by: reference.reference)
      for (field, limit, expected) in [("conf_low", found?.low, limits[0]), ("conf_high", found?.high, limits[1])] {
        #expect(compared.agrees(field, limit, expected, within: 1e-12), "\(measure) \(method) \(field)")
      }
    }
  }

  @Test(arguments: ResampledStatistic.betweenArms) func agreesWithBootBetweenArms(measure: Measure) throws {
    let reference = try ResamplingReference.read()
    let units = ResamplingUnits(treatment: reference.treatment, control: reference.control, sites: nil)
    let split = reference.treatment.count
    let chosen = reference.indices.between.map { indices in
      [indices.filter { $0 < split }.map(UInt32.init), indices.filter { $0 >= split }.map { UInt32($0 - split) }]
    }
    try expect(measure, centre: 0, units: units, chosen: chosen, reference)
  }

  @Test(arguments: ResampledStatistic.withinSubjects) func agreesWithBootWithinSubjects(measure: Measure) throws {
    let reference = try ResamplingReference.read()
    let pairs = zip(reference.baseline, reference.followup).map { (baseline: $0, followup: $1) }
    let units = ResamplingUnits(pairs: [pairs], centre: -5, sites: nil)
    try expect(
      measure, centre: -5, units: units, chosen: reference.indices.within.map { [$0.map(UInt32.init)] }, reference)
  }

  @Test func exactPermutationsAgreeWithCoinAndCounting() throws {
    let reference = try ResamplingReference.read()
    let stream = RandomStream(seed: 1)
    let (x, y) = (reference.treatment, reference.control)
    let whole = PermutationTest(treatment: [x], control: [y], permutations: 1, stream: stream, threads: 1)
    #expect(whole?.isExact == true)
    let between = Compared("mean_difference", "permutation_exact", "arms", by: reference.reference)
    #expect(between.agrees("p_value", whole?.pValue, reference.permutation.between, within: 1e-12))
    #expect(between.agrees("p_value by coin", whole?.pValue, reference.permutation.betweenCoin, within: 1e-12))
    let stratified = PermutationTest(
      treatment: [Array(x[..<4]), Array(x[4...])], control: [Array(y[..<3]), Array(y[3...])], permutations: 1,
      stream: stream, threads: 1)
    #expect(between.agrees("p_value in strata", stratified?.pValue, reference.permutation.stratified, within: 1e-12))
    let within = Compared("mean_change", "permutation_exact", "pairs", by: reference.reference)
    let signs = PermutationTest(
      changes: zip(reference.baseline, reference.followup).map { $1 - $0 }, permutations: 1, stream: stream, threads: 1)
    #expect(within.agrees("p_value", signs?.pValue, reference.permutation.within, within: 1e-12))
  }

  /// Random permutations estimate what counting out gives; 40,000 of them to within four standard errors.
  @Test func randomPermutationsAreUniform() throws {
    let reference = try ResamplingReference.read()
    // Doubled data have too many arrangements to count; their exact p-value is estimated twice, by other streams.
    let x = reference.treatment + reference.treatment.map { $0 + 0.3 }
    let y = reference.control + reference.control.map { $0 - 0.2 }
    let found = (0..<2).compactMap { seed in
      PermutationTest(
        treatment: [x], control: [y], permutations: 200_000, stream: RandomStream(seed: UInt64(seed)), threads: 2)?
        .pValue
    }
    #expect(found.count == 2)
    let error = (2 * found[0] * (1 - found[0]) / 200_000).squareRoot()
    #expect(abs(found[0] - found[1]) < 4 * error)
  }

  /// Sites of one treated and one control subject: their differences are what is drawn, and what changes its sign.
  @Test func sitesOfTwoArePairs() throws {
    let reference = try ResamplingReference.read()
    let (x, y) = (reference.followup, reference.baseline)
    let differences = SampleSummary(zip(x, y).map { $0 - $1 })
    let sites = x.indices.map(Int32.init)
    let units = ResamplingUnits(treatment: x, control: y, sites: (sites, sites, x.count))
    let replicates = BootstrapReplicates(
      ResampledStatistic(.meanDifference), units: units,
      sums: units.replicates(40_000, from: RandomStream(seed: 3), threads: 2), needsInfluence: false)
    // The bootstrap's variance has n where the standard error has n - 1; 40,000 replicates give an SD to 0.35 %.
    let expected = (differences.sumOfSquares / Double(x.count * x.count)).squareRoot()
    #expect(abs((replicates.bootstrapStandardError ?? 0) / expected - 1) < 0.02)
    let within = PermutationTest(
      treatment: x.map { [$0] }, control: y.map { [$0] }, permutations: 1, stream: RandomStream(seed: 1), threads: 1)
    #expect(within?.isExact == true)
    #expect(isClose(within?.pValue, reference.permutation.within, 1e-12))
  }

  /// Whatever cannot be resampled is an empty row with a note, never a made-up number.
  @Test(arguments: [
    [[1.0, 2, 3, 4], [.nan, .nan, .nan, .nan]], [[5, 5, 5, 5], [5, 5, 5, 5]], [[1, .nan, 3, .nan], [2, 5, 4, .nan]],
    [[1e308, -1e308, 1e308, -1e308], [-1e308, 1e308, 1e308, -1e308]], [[1, 2, 3, 4], [2, 3, 4, 5]],
  ]) func nothingToResample(columns: [[Double]]) {
    let trial = Trial.made(arms: ["A", "A", "B", "B"], visits: ["0", "1"], columns: columns)
    for interval in Resampling.Interval.allCases {
      let request = Resampling(bootstrap: 50, interval: interval, permutations: 10)
      for results in [
        Comparison.results(for: trial, resampling: request), Change.results(for: trial, resampling: request),
      ] {
        let made = results.rows.filter { $0.method?.hasPrefix("bootstrap") ?? $0.method?.hasPrefix("perm") ?? false }
        #expect(!made.isEmpty)
        for row in made where row.confidenceLow == nil && row.method?.hasPrefix("bootstrap") ?? false {
          #expect(results.notes.contains { $0.contains("no bootstrap") }, "\(row)")
        }
        for row in made { #expect(row.pValue.map { $0 > 0 && $0 <= 1 } ?? true) }
      }
    }
  }

  /// One of many: there are as many arrangements as subjects, and counting them must not go deep.
  @Test func oneTreatedAmongMany() {
    let y = (0..<50_000).map { Double($0 % 1000) }
    for (treatment, control) in [([999.5], y), (y, [999.5])] {
      let test = PermutationTest(
        treatment: [treatment], control: [control], permutations: 1, stream: RandomStream(seed: 1), threads: 1)
      #expect(test?.isExact == true)
      #expect(isClose(test?.pValue, 1.0 / 50_001, 1e-12))
    }
  }

  @Test(arguments: [1, 2, 5]) func threadsChangeNoDigit(threads: Int) throws {
    let trial = try Trial.beatTheBlues()
    func rows(_ threads: Int) -> [Estimate] {
      let request = Resampling(bootstrap: 1000, permutations: 3000, seed: 7, threads: threads)
      let measures: Set<Measure> = [.meanDifference, .hedgesG]
      return Comparison.results(for: trial, measures: measures, resampling: request).rows
        + Change.results(for: trial, measures: [.meanChange, .dRm], resampling: request).rows
    }
    #expect(rows(threads) == rows(3))
  }

  /// Estimates are those of the closed forms; standard errors of means are near theirs (n where those have n - 1, and an
  /// SD of 4,000 replicates is good to a hundredth).
  @Test func rowsStandBesideTheClosedForms() throws {
    let trial = try Trial.beatTheBlues()
    let request = Resampling(bootstrap: 4000, interval: .studentised, permutations: 4000)
    let rows =
      Comparison.results(for: trial, resampling: request).rows + Change.results(for: trial, resampling: request).rows
    var compared = 0
    for row in rows where row.method?.hasPrefix("bootstrap") ?? false {
      let closed = try #require(
        rows.first {
          $0.measure == row.measure && $0.visit == row.visit && $0.arm == row.arm && $0.contrast == row.contrast
        })
      #expect(isClose(row.estimate, closed.estimate, 1e-12), "\(row.measure)")
      #expect(row.n == closed.n)
      let error = try #require(closed.standardError)
      if [.meanDifference, .meanChange].contains(row.measure) {
        #expect(abs((row.standardError ?? 0) / error - 1) < 0.08, "\(row.measure), arm \(row.arm ?? "")")
      }
      compared += 1
    }
    #expect(compared > 50)
    for row in rows where row.method == "permutation" {
      let closed = try #require(
        rows.first {
          $0.measure == row.measure && $0.visit == row.visit && $0.arm == row.arm && $0.contrast == row.contrast
        })
      #expect(abs((row.pValue ?? 2) - (closed.pValue ?? -1)) < 0.03)
    }
  }
}
