internal import EffectSizes
internal import Estimates

/// The row of `d_ppc2`: two arms' changes in units of their baseline SD.
struct PretestPosttestBlock {
  let treatment: PairedValues.Change
  let control: PairedValues.Change
  let treatmentPair: MomentPair
  let controlPair: MomentPair

  private var n: Int { treatment.summary.count + control.summary.count }

  /// Σ over the arms of baseline × follow-up over the roots of their Σ of squares: one correlation for both arms.
  private var correlation: Double? {
    let squares0 = treatmentPair.baseline.sumOfSquares + controlPair.baseline.sumOfSquares
    let squares1 = treatmentPair.followup.sumOfSquares + controlPair.followup.sumOfSquares
    guard squares0 > 0, squares1 > 0 else { return nil }
    let ratio =
      (treatmentPair.crossProduct + controlPair.crossProduct) / (squares0.squareRoot() * squares1.squareRoot())
    return ratio > 1 ? 1 : ratio
  }

  private var hasSpread: Bool {
    [treatmentPair, controlPair].contains { pair in
      pair.baseline.sd.map { !isConstant(sd: $0, magnitude: abs(pair.baseline.mean)) } ?? false
    }
  }

  func row(level: Double) -> Estimate {
    func arm(_ change: PairedValues.Change, _ pair: MomentPair) -> PretestPosttestDifference.Arm {
      .init(n: change.summary.count, meanChange: change.summary.mean, sdBaseline: pair.baseline.sd)
    }
    let difference = PretestPosttestDifference(
      treatment: arm(treatment, treatmentPair), control: arm(control, controlPair), correlation: correlation)
    let effect = hasSpread ? difference.dPpc2(level: level) : nil
    return effect?.row(.dPpc2, n: n, level: level)
      ?? Estimate(measure: .dPpc2, method: EffectSize.IntervalMethod.morris.rawValue, n: n)
  }

  /// Why the row is empty, or not quite what was asked for.
  func cause(of row: Estimate) -> String? {
    guard row.standardError == nil else { return nil }
    if treatment.summary.count == 0 || control.summary.count == 0 {
      return "No complete pair of baseline and follow-up in one of the two arms, so no d_ppc2"
    }
    if !hasSpread { return "The baseline does not vary within the arms, so no d_ppc2" }
    if row.estimate == nil { return "Fewer than four complete pairs, so no d_ppc2" }
    if n < 5 { return "Fewer than five complete pairs, so no interval of d_ppc2" }
    return "Baseline and follow-up have no correlation below 1, so no interval of d_ppc2"
  }
}

extension PairedValues {
  /// Baseline and follow-up of an arm's complete pairs.
  func moments(arm: Int) -> MomentPair {
    var earlier: [Double] = []
    var later: [Double] = []
    for subject in baseline.indices where armCodes?[subject] == Int32(arm) {
      guard !baseline[subject].isNaN, !followup[subject].isNaN else { continue }
      earlier.append(baseline[subject])
      later.append(followup[subject])
    }
    return MomentPair(baseline: earlier, followup: later)
  }
}
