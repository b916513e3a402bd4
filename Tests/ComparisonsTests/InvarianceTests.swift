import Comparisons
import Distributions
import Estimates
import Tables
import Testing
import Trials

/// Laws that hold whatever the data are, with fixed seeds.
@Suite struct InvarianceTests {
  /// Made-up columns with drop-out, ties (whole scores) or none, two or three arms.
  private struct Data {
    var arms: [String?]
    var columns: [[Double]]

    init(seed: Int) {
      var random = RandomStream(seed: UInt64(seed))
      let count = 30 + 12 * seed
      let names = seed % 2 == 0 ? ["A", "B"] : ["A", "B", "C"]
      arms = (0..<count).map { _ in names[random.integer(below: names.count)] }
      let level = (0..<count).map { _ in 25 + 5 * random.normal() }
      columns = (0..<3).map { visit in
        level.map { value in
          let score = value - 2 * Double(visit) + 4 * random.normal()
          return visit > 0 && random.uniform() < 0.2 ? .nan : seed % 3 == 0 ? score.rounded() : score
        }
      }
    }

    func trial(control: String = "A") -> Trial {
      .made(arms: arms, control: control, visits: ["0", "1", "2"], columns: columns)
    }

    func mapped(_ transform: (Double) -> Double) -> Data {
      var copy = self
      copy.columns = columns.map { $0.map(transform) }
      return copy
    }
  }

  /// How the fields of a row answer to multiplying every value by `factor`.
  private func expect(_ rows: [Estimate], are scaled: [Estimate], times factor: Double) {
    #expect(rows.count == scaled.count)
    let raw: Set<Measure> = [.mean, .meanBaseline, .meanFollowup, .meanChange, .meanDifference, .hodgesLehmann]
    let spreads: Set<Measure> = [.sd, .sdBaseline, .sdFollowup, .sdChange]
    let sign = factor < 0 ? -1.0 : 1.0
    for (row, other) in zip(rows, scaled) {
      let label = "\(row.visit ?? "") \(row.contrast ?? "") \(row.arm ?? "") \(row.measure) \(row.method ?? "")"
      var expected = row
      switch row.measure {
      case .n, .correlation: break
      case _ where spreads.contains(row.measure): expected.estimate = row.estimate.map { $0 * abs(factor) }
      case .signedRank, .rankSum:
        // V and U of mirrored data are the rest of their maximum.
        if factor < 0 { expected.statistic = other.statistic }
      case .probabilityOfSuperiority:
        if factor < 0 { expected = row.mirrored(about: 0.5) }
      default:
        if factor < 0 { expected = row.mirrored(about: 0) }
        if raw.contains(row.measure) {
          expected.estimate = expected.estimate.map { $0 * abs(factor) }
          expected.standardError = expected.standardError.map { $0 * abs(factor) }
          expected.confidenceLow = expected.confidenceLow.map { $0 * abs(factor) }
          expected.confidenceHigh = expected.confidenceHigh.map { $0 * abs(factor) }
        }
        expected.statistic = row.statistic.map { $0 * sign }
      }
      expectClose(other, expected, label)
    }
  }

  private func expectClose(_ a: Estimate, _ b: Estimate, _ label: String) {
    // Differences of means about 25 lose two or three digits of sixteen; p-values a little more.
    let tolerance = 1e-10
    func same(_ x: Double?, _ y: Double?) -> Bool {
      isClose(x, y, tolerance) || (x.map { abs($0) < 1e-10 } ?? false) && (y.map { abs($0) < 1e-10 } ?? false)
    }
    #expect(same(a.estimate, b.estimate), "\(label) estimate")
    #expect(same(a.standardError, b.standardError), "\(label) std_error")
    #expect(same(a.df, b.df), "\(label) df")
    #expect(same(a.statistic, b.statistic), "\(label) statistic")
    #expect(same(a.pValue, b.pValue), "\(label) p_value")
    #expect(same(a.confidenceLow, b.confidenceLow), "\(label) conf_low")
    #expect(same(a.confidenceHigh, b.confidenceHigh), "\(label) conf_high")
    #expect(a.n == b.n && a.method == b.method && a.confidenceLevel == b.confidenceLevel, "\(label)")
  }

  private func both(_ trial: Trial) -> [Estimate] {
    Change.results(for: trial).rows + Comparison.results(for: trial).rows
  }

  /// Powers of two, so that ties stay ties.
  @Test(arguments: 1...6, [4, -1, -0.5]) func followsScale(seed: Int, factor: Double) {
    let data = Data(seed: seed)
    expect(both(data.trial()), are: both(data.mapped { $0 * factor }.trial()), times: factor)
  }

  @Test(arguments: [3, 6, 9]) func shiftMovesMeansOnly(seed: Int) {
    let data = Data(seed: seed)  // whole scores: the shifted ones are exact
    for (row, shifted) in zip(both(data.trial()), both(data.mapped { $0 + 64 }.trial())) {
      var expected = row
      if [.mean, .meanBaseline, .meanFollowup].contains(row.measure) {
        expected.estimate = row.estimate.map { $0 + 64 }
      }
      expectClose(shifted, expected, "\(row.measure)")
    }
  }

  @Test(arguments: 1...4) func theOrderOfSubjectsDoesNotMatter(seed: Int) {
    let data = Data(seed: seed)
    var random = RandomStream(seed: 77, stream: UInt64(seed))
    var order = Array(data.arms.indices)
    order.shuffle(using: &random)
    var shuffled = data
    shuffled.arms = order.map { data.arms[$0] }
    shuffled.columns = data.columns.map { column in order.map { column[$0] } }
    for (row, other) in zip(both(data.trial()), both(shuffled.trial())) { expectClose(other, row, "\(row.measure)") }
  }

  @Test(arguments: [2, 4, 6]) func swappingTheArmsTurnsEverySign(seed: Int) {
    let data = Data(seed: seed)
    let rows = Comparison.results(for: data.trial()).rows.filter { $0.contrast != nil }
    let swapped = Comparison.results(for: data.trial(control: "B")).rows.filter { $0.contrast != nil }
    #expect(rows.count == swapped.count)
    for (row, other) in zip(rows, swapped) {
      #expect(row.contrast == "B - A" && other.contrast == "A - B")
      let label = "\(row.measure) \(row.method ?? "")"
      switch row.measure {
      case .glassDelta: break  // another SD in the denominator
      case .rankSum:
        let sizes = Comparison.results(for: data.trial(), measures: [.n]).rows.filter { $0.visit == row.visit }
        let pairs = sizes.compactMap(\.estimate).reduce(1, *)
        #expect(other.statistic == row.statistic.map { pairs - $0 })
        #expect(other.pValue == row.pValue)
      case .probabilityOfSuperiority:
        var expected = row.mirrored(about: 0.5)
        expected.statistic = row.statistic.map { -$0 }
        expectClose(other, expected, label)
      default:
        var expected = row.mirrored(about: 0)
        expected.statistic = row.statistic.map { -$0 }
        expectClose(other, expected, label)
      }
    }
  }

  /// An absent row and an empty cell are the same thing.
  @Test func implicitAndExplicitMissingAgree() throws {
    let explicit =
      "id,arm,visit,y\n1,A,0,5\n1,A,1,4\n2,A,0,7\n2,A,1,\n3,B,0,6\n3,B,1,2\n4,B,0,9\n4,B,1,3\n5,A,0,3\n5,A,1,5\n6,B,0,\n6,B,1,4\n"
    let implicit = explicit.split(separator: "\n").filter { !$0.hasSuffix(",") }.joined(separator: "\n") + "\n"
    var plan = StudyPlan()
    plan.subject = "id"
    plan.arm = "arm"
    plan.visit = "visit"
    plan.outcomes = ["y"]
    plan.control = "A"
    let trials = try [explicit, implicit].map {
      try Trial(reading: .bytes(Array($0.utf8), name: "y.csv"), plan: plan, options: .init())
    }
    #expect(both(trials[0]) == both(trials[1]))
    #expect(Change.results(for: trials[0]).notes == Change.results(for: trials[1]).notes)
    #expect(both(trials[0]).contains { $0.pValue != nil })
  }
}

extension Estimate {
  /// The row with estimate and limits reflected.
  fileprivate func mirrored(about centre: Double) -> Estimate {
    var row = self
    row.estimate = estimate.map { 2 * centre - $0 }
    row.statistic = statistic.map { -$0 }
    row.confidenceLow = confidenceHigh.map { 2 * centre - $0 }
    row.confidenceHigh = confidenceLow.map { 2 * centre - $0 }
    return row
  }
}
