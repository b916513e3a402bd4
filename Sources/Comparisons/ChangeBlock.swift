internal import EffectSizes
internal import Estimates

/// The rows of one outcome, follow-up and arm.
struct ChangeBlock {
  let change: PairedValues.Change
  /// Baseline and follow-up together; nil where no measure needs them.
  let pair: MomentPair?
  /// Later − earlier of each pair; nil where no rank measure is wanted.
  let differences: [Double]?
  let level: Double

  private var n: Int { change.summary.count }

  /// SD of the changes; 0 outright where they differ by nothing but rounding.
  private var sdChange: Double? { change.isConstant ? 0 : change.summary.sd }

  /// In the order of the contract; `wants` spares what takes time.
  func rows(where wants: (Measure) -> Bool) -> [Estimate] {
    func plain(_ measure: Measure, _ estimate: Double?, method: String? = nil) -> Estimate {
      Estimate(measure: measure, method: method, estimate: estimate, n: n)
    }
    let some = n > 0
    return [
      plain(.n, Double(n)),
      plain(.meanBaseline, some ? pair?.baseline.mean : nil),
      plain(.meanFollowup, some ? pair?.followup.mean : nil),
      plain(.sdBaseline, pair?.baseline.sd),
      plain(.sdFollowup, pair?.followup.sd),
      plain(.correlation, pair?.correlation, method: "pearson"),
      meanChange,
      plain(.sdChange, sdChange),
    ] + effects(where: wants) + ranks(where: wants)
  }

  /// Paired t test.
  private var meanChange: Estimate {
    let row = Estimate(
      measure: .meanChange, method: "paired_t", estimate: n > 0 ? change.summary.mean : nil, n: n)
    guard let sdChange, sdChange > 0 else { return row }
    return row.tested(standardError: sdChange / Double(n).squareRoot(), df: Double(n - 1), level: level)
  }

  private func effects(where wants: (Measure) -> Bool) -> [Estimate] {
    let standardized = StandardizedMeanChange(
      n: n, meanChange: change.summary.mean, sdBaseline: pair?.baseline.sd ?? 0, sdFollowup: pair?.followup.sd ?? 0,
      sdChange: sdChange ?? 0, correlation: pair?.correlation)
    let dZ = [.dZ, .dRm, .gZ].contains(where: wants) ? standardized.dZ(level: level) : nil
    let dAv = [.dAv, .gAv].contains(where: wants) && hasSpread ? standardized.dAv(level: level) : nil
    let effects: [(Measure, EffectSize.IntervalMethod, EffectSize?)] = [
      (.dZ, .noncentralT, dZ),
      (.dAv, .bonett, dAv),
      (.dRm, .noncentralTScaled, dZ.flatMap(standardized.dRm(scaling:))),
      (.dBaseline, .bonett, hasBaselineSpread && wants(.dBaseline) ? standardized.dBaseline(level: level) : nil),
      (.gZ, .noncentralTScaled, dZ.flatMap(standardized.gZ(correcting:))),
      (.gAv, .bonettScaled, dAv.flatMap(standardized.gAv(correcting:))),
    ]
    return effects.map { measure, method, effect in
      effect?.row(measure, n: n, level: level) ?? Estimate(measure: measure, method: method.rawValue, n: n)
    }
  }

  private var hasBaselineSpread: Bool {
    pair.flatMap { pair in pair.baseline.sd.map { !isConstant(sd: $0, magnitude: abs(pair.baseline.mean)) } } ?? false
  }

  private var hasFollowupSpread: Bool {
    pair.flatMap { pair in pair.followup.sd.map { !isConstant(sd: $0, magnitude: abs(pair.followup.mean)) } } ?? false
  }

  private var hasSpread: Bool { hasBaselineSpread || hasFollowupSpread }

  private func ranks(where wants: (Measure) -> Bool) -> [Estimate] {
    guard let differences, n > 0 else {
      return [.signedRank, .hodgesLehmann].map { Estimate(measure: $0, n: n) }
    }
    let signedRank = SignedRank(differences)
    let distribution = signedRank.exactDistribution()
    return [signedRank.testRow(distribution)]
      + (wants(.hodgesLehmann) ? [signedRank.hodgesLehmannRow(distribution, level: level)] : [])
  }

  /// Why wanted ones among `rows` are empty, one sentence for each cause.
  func causes(in rows: [Estimate], where wants: (Measure) -> Bool) -> [String] {
    func wanted(_ measures: Measure...) -> Bool { measures.contains(where: wants) }
    if n == 0 {
      return Change.measures.contains { $0 != .n && wants($0) }
        ? ["No complete pair of baseline and follow-up, so only n is given"] : []
    }
    var causes: [String] = []
    if n == 1 {
      if Change.measures.contains(where: { ![.n, .meanBaseline, .meanFollowup, .signedRank].contains($0) && wants($0) })
      {
        causes.append("One complete pair only, so no SD, no correlation, and no interval or test")
      }
      return causes
    }
    if sdChange == 0, wanted(.meanChange, .dZ, .dRm, .gZ) {
      causes.append("The change is the same in every pair, so no t test of it and no d_z, d_rm, g_z")
    }
    if pair != nil {
      if !hasBaselineSpread, wanted(.correlation, .dRm, .dBaseline) {
        causes.append("The baseline is the same in every pair, so no correlation, d_rm, d_baseline")
      } else if !hasFollowupSpread, wanted(.correlation, .dRm) {
        causes.append("The follow-up is the same in every pair, so no correlation and no d_rm")
      } else if (pair?.correlation).map({ $0 >= 1 - 8 * Double.ulpOfOne }) ?? false, sdChange != 0, wanted(.dRm) {
        causes.append("The correlation is 1, so no d_rm")
      }
      if !hasSpread, wanted(.dAv, .gAv) {
        causes.append("Neither baseline nor follow-up varies, so no d_av, g_av")
      }
    }
    if n == 2, wanted(.gZ, .gAv) {
      causes.append("Two complete pairs only, for which the small-sample correction is not defined, so no g_z, g_av")
    }
    if let differences, !differences.isEmpty {
      if wanted(.signedRank), differences.allSatisfy({ $0 == 0 }) {
        causes.append("Every change is zero, so the signed-rank test has no p-value")
      }
    }
    if wanted(.hodgesLehmann) { causes += rows.compactMap { HodgesLehmann.cause(of: $0, level: level) } }
    return causes
  }
}
