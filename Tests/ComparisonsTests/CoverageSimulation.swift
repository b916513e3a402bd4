import Comparisons
import Distributions
import EffectSizes
import Estimates
import Foundation
import Testing
import Trials

/// Coverage of the intervals that are approximate, as printed in Documentation/Methods. Not part of a test run:
///
///     ENDLINE_SIMULATE=1 swift test -c release --filter CoverageSimulation
///
/// prints the Markdown tables. The seed is fixed, a stream for each replicate.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["ENDLINE_SIMULATE"] != nil))
struct CoverageSimulation {
  static let replicates = 5000
  static let sizes = [10, 20, 50]
  static let truths = [0.0, 0.5, 1.0]
  static let level = 0.95

  /// How often intervals held the truth, and how often there was none.
  struct Count {
    var covered = 0
    var empty = 0

    mutating func add(_ low: Double?, _ high: Double?, _ truth: Double) {
      guard let low, let high else {
        empty += 1
        return
      }
      if low <= truth, truth <= high { covered += 1 }
    }

    /// Percent of the intervals that exist; `*n` where n replicates had none.
    var text: String {
      let percent = 100 * Double(covered) / Double(replicates - empty)
      return String(format: "%.1f", percent) + (empty > 0 ? " (\(empty) without)" : "")
    }
  }

  /// One line for each label and size, one column for each true value.
  private func table(
    _ title: String, _ labels: [String], _ simulate: (Int, Double, inout RandomStream) -> [(Double?, Double?, Double)]
  ) {
    var lines = [
      "", "\(title): coverage in percent, \(Self.replicates) replicates, nominal 95", "",
      "| interval | n | d = 0 | d = 0.5 | d = 1 |", "|---|--:|--:|--:|--:|",
    ]
    var counts: [[[Count]]] = labels.map { _ in Self.sizes.map { _ in Self.truths.map { _ in Count() } } }
    for (i, size) in Self.sizes.enumerated() {
      for (j, truth) in Self.truths.enumerated() {
        let cell = RandomStream(seed: 20_261_121, stream: UInt64(10 * i + j))
        for replicate in 0..<Self.replicates {
          var random = cell.split(UInt64(replicate))
          for (place, interval) in simulate(size, truth, &random).enumerated() {
            counts[place][i][j].add(interval.0, interval.1, interval.2)
          }
        }
      }
    }
    for (place, label) in labels.enumerated() {
      for (i, size) in Self.sizes.enumerated() {
        lines.append("| \(label) | \(size) | " + counts[place][i].map(\.text).joined(separator: " | ") + " |")
      }
    }
    print(lines.joined(separator: "\n"))
  }

  /// d is the mean change in baseline SDs; correlation ½.
  @Test(arguments: [1.0, 1.5]) func meanChange(sdFollowup: Double) {
    let correlation = 0.5
    let sdChange = (1 + sdFollowup * sdFollowup - 2 * correlation * sdFollowup).squareRoot()
    let sdMean = ((1 + sdFollowup * sdFollowup) / 2).squareRoot()
    table(
      "Paired, SD at baseline 1, at follow-up \(sdFollowup), correlation \(correlation)",
      ["d_z", "d_av", "d_rm", "d_baseline", "g_z", "g_av"]
    ) { size, truth, random in
      var earlier: [Double] = []
      var later: [Double] = []
      for _ in 0..<size {
        let z = random.normal()
        earlier.append(z)
        later.append(
          truth + sdFollowup * (correlation * z + (1 - correlation * correlation).squareRoot() * random.normal()))
      }
      let first = SampleSummary(earlier)
      let second = SampleSummary(later)
      let change = SampleSummary(zip(later, earlier).map { $0 - $1 })
      guard let sd0 = first.sd, let sd1 = second.sd, let sdOfChange = change.sd else { return [] }
      let r = (sd0 * sd0 + sd1 * sd1 - sdOfChange * sdOfChange) / (2 * sd0 * sd1)
      let effect = StandardizedMeanChange(
        n: size, meanChange: change.mean, sdBaseline: sd0, sdFollowup: sd1, sdChange: sdOfChange, correlation: r)
      guard let dZ = effect.dZ(level: Self.level), let dAv = effect.dAv(level: Self.level) else { return [] }
      let effects: [(EffectSize?, Double)] = [
        (dZ, truth / sdChange), (dAv, truth / sdMean),
        (effect.dRm(scaling: dZ), truth / sdChange * (2 * (1 - correlation)).squareRoot()),
        (effect.dBaseline(level: Self.level), truth), (effect.gZ(correcting: dZ), truth / sdChange),
        (effect.gAv(correcting: dAv), truth / sdMean),
      ]
      return effects.map { ($0.0?.confidenceLow, $0.0?.confidenceHigh, $0.1) }
    }
  }

  /// d is the difference of means in control SDs; n in each arm. The population value of cohens_d and hedges_g is over
  /// the root of the mean variance.
  @Test(arguments: [1.0, 1.5]) func meanDifference(sdTreatment: Double) {
    let pooled = ((1 + sdTreatment * sdTreatment) / 2).squareRoot()
    table(
      "Two arms of n, SD of control 1, of treatment \(sdTreatment)",
      ["cohens_d", "hedges_g", "glass_delta", "probability_of_superiority"]
    ) { size, truth, random in
      let treatment = (0..<size).map { _ in truth + sdTreatment * random.normal() }.sorted()
      let control = (0..<size).map { _ in random.normal() }.sorted()
      let x = SampleSummary(treatment)
      let y = SampleSummary(control)
      let effect = StandardizedMeanDifference(
        treatment: .init(n: size, mean: x.mean, sd: x.sd), control: .init(n: size, mean: y.mean, sd: y.sd))
      let d = effect.cohensD(level: Self.level)
      let g = d.flatMap(effect.hedgesG(correcting:))
      let delta = effect.glassDelta(level: Self.level)
      let superiority = RankSum(sortedTreatment: treatment, sortedControl: control).superiorityRow(level: Self.level)
      let probability = Normal().probability(truth / (1 + sdTreatment * sdTreatment).squareRoot())
      return [
        (d?.confidenceLow, d?.confidenceHigh, truth / pooled), (g?.confidenceLow, g?.confidenceHigh, truth / pooled),
        (delta?.confidenceLow, delta?.confidenceHigh, truth),
        (superiority.confidenceLow, superiority.confidenceHigh, probability),
      ]
    }
  }

  /// Normal differences or arms with SD 1, as they are (exact below 50) or rounded to half an SD (ties: normal).
  @Test(arguments: [0.0, 0.5]) func hodgesLehmann(grain: Double) {
    func draw(_ size: Int, _ mean: Double, _ random: inout RandomStream) -> [Double] {
      (0..<size).map { _ in
        let value = random.normal()
        return mean + (grain > 0 ? (value / grain).rounded() * grain : value)
      }
    }
    table(
      grain > 0 ? "Hodges-Lehmann, values rounded to \(grain) SD" : "Hodges-Lehmann, no ties",
      ["paired (n pairs)", "two arms of n"]
    ) { size, truth, random in
      let paired = SignedRank(draw(size, truth, &random))
      let one = paired.hodgesLehmannRow(paired.exactDistribution(), level: Self.level)
      let arms = RankSum(
        sortedTreatment: draw(size, truth, &random).sorted(), sortedControl: draw(size, 0, &random).sorted())
      let two = arms.hodgesLehmannRow(arms.exactDistribution(), level: Self.level)
      return [(one.confidenceLow, one.confidenceHigh, truth), (two.confidenceLow, two.confidenceHigh, truth)]
    }
  }

  /// Not coverage but time: nothing here may grow with the square of the subjects.
  @Test func twoMillionSubjects() throws {
    var random = RandomStream(seed: 1)
    let x = (0..<1_000_000).map { _ in (100 * random.normal()).rounded() / 10 }
    let y = (0..<1_000_000).map { _ in random.normal() }
    let clock = ContinuousClock()
    let paired = clock.measure {
      let test = SignedRank(zip(x, y).map { $0 - $1 })
      _ = (test.testRow(nil), test.hodgesLehmannRow(nil, level: 0.95))
    }
    let arms = clock.measure {
      let test = RankSum(sortedTreatment: x.sorted(), sortedControl: y.sorted())
      _ = (test.testRow(nil), test.superiorityRow(level: 0.95), test.hodgesLehmannRow(nil, level: 0.95))
    }
    print("one million pairs \(paired), two arms of one million \(arms)")
    #expect(paired < .seconds(20) && arms < .seconds(20))
  }

  /// Seconds of the library's own part, reading excluded.
  @Test func wholeCommands() throws {
    let small = try Trial.beatTheBlues(covariates: true)
    var random = RandomStream(seed: 2)
    let count = 400_000
    let columns = (0..<5).map { _ in (0..<count).map { _ in (10 * random.normal()).rounded() } }
    let large = Trial.made(
      arms: (0..<count).map { $0 % 2 == 0 ? "A" : "B" }, visits: ["0", "1", "2", "3", "4"], columns: columns)
    let clock = ContinuousClock()
    func time(_ label: String, _ work: () -> Results) { print(label, clock.measure { _ = work() }) }
    time("change, Beat the Blues, first") { Change.results(for: small) }
    time("change, Beat the Blues, again") { Change.results(for: small) }
    time("compare, Beat the Blues") { Comparison.results(for: small) }
    time("change mean_change, 400,000 × 5") { Change.results(for: large, measures: [.meanChange]) }
    time("compare n,mean,sd, 400,000 × 5") { Comparison.results(for: large, measures: [.n, .mean, .sd]) }
    time("change, 400,000 × 5") { Change.results(for: large) }
    time("compare, 400,000 × 5") { Comparison.results(for: large) }
  }
}
