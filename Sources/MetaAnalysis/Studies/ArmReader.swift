internal import EffectSizes

/// Effects from what is printed of two arms.
struct ArmReader {
  let treatment: EffectRequest.ArmColumns
  let control: EffectRequest.ArmColumns
  let measure: EffectMeasure

  /// Nil where the effects are printed.
  init?(_ request: EffectRequest) throws(MetaAnalysisError) {
    guard case .arms(let treatment, let control) = request.source else { return nil }
    for arm in [treatment, control] where !(2...3).contains(arm.columns.count) {
      throw .armColumns(label: arm.label, count: arm.columns.count)
    }
    guard treatment.columns.count == control.columns.count else { throw .unlikeArms }
    let hasEvents = treatment.columns.count == 2
    let measure = request.measure ?? (hasEvents ? .or : .smd)
    guard measure.isOfEvents == hasEvents else {
      throw .measureOfOthers(measure, columns: treatment.columns + control.columns)
    }
    self.treatment = treatment
    self.control = control
    self.measure = measure
  }

  typealias Effect = (estimate: Double, variance: Double)

  func effect(
    _ reader: EffectReader, _ row: Int, label: String, oddities: inout NoteCounts
  ) throws(MetaAnalysisError) -> (Effect, (EffectTable.Arm, EffectTable.Arm)) {
    measure.isOfEvents
      ? try fromEvents(reader, row, label: label, oddities: &oddities) : try fromMeans(reader, row)
  }

  // MARK: - Means

  private func fromMeans(_ reader: EffectReader, _ row: Int) throws(MetaAnalysisError) -> (
    Effect, (EffectTable.Arm, EffectTable.Arm)
  ) {
    let groups = (try group(reader, row, treatment), try group(reader, row, control))
    let summary = StandardizedMeanDifference(treatment: groups.0, control: groups.1)
    let effect: Effect?
    switch measure {
    case .md: effect = summary.meanDifference
    case .rom: effect = summary.logRatioOfMeans
    default: effect = summary.pooledHedgesG
    }
    guard let effect, effect.variance > 0, effect.variance.isFinite, effect.estimate.isFinite else {
      throw reader.bad(
        row, treatment.columns[1], "the effect of this study is beyond double precision", "correct its figures")
    }
    func arm(_ group: StandardizedMeanDifference.Group) -> EffectTable.Arm {
      .means(n: group.n, mean: group.mean, sd: group.sd ?? 0)
    }
    return (effect, (arm(groups.0), arm(groups.1)))
  }

  private func group(
    _ reader: EffectReader, _ row: Int, _ arm: EffectRequest.ArmColumns
  ) throws(MetaAnalysisError) -> StandardizedMeanDifference.Group {
    let n = try reader.count(row, arm.columns[0], order: "n, mean, SD")
    guard n > 1 else {
      throw reader.bad(
        row, arm.columns[0], "an arm of \(n) has no SD", "correct it, or leave it empty, which leaves the study out")
    }
    let mean = try reader.number(row, arm.columns[1])
    guard measure != .rom || mean > 0 else {
      throw reader.bad(
        row, arm.columns[1], "a ratio of means needs means above 0, not \(reader.text(row, arm.columns[1]))",
        "take --measure md or smd, or leave the study out with --where")
    }
    return StandardizedMeanDifference.Group(
      n: n, mean: mean, sd: try reader.positive(row, arm.columns[2], "an SD"))
  }

  // MARK: - Events

  private func fromEvents(
    _ reader: EffectReader, _ row: Int, label: String, oddities: inout NoteCounts
  ) throws(MetaAnalysisError) -> (Effect, (EffectTable.Arm, EffectTable.Arm)) {
    let first = try proportion(reader, row, treatment)
    let second = try proportion(reader, row, control)
    let table = TwoByTwoTable(treatment: first, control: second)
    if table.hasEmptyCell { oddities.add("0.5 is added to the four cells of studies with an empty one", label) }
    if table.events == 0 || table.events == table.n {
      oddities.add("Nobody, or everybody, of both arms has the event, which says little of the effect", label)
    }
    let effect: Effect?
    switch measure {
    case .rr: effect = table.logRiskRatio
    case .rd: effect = table.waldRiskDifference
    default: effect = table.logOddsRatio
    }
    guard let effect else {
      throw reader.bad(row, treatment.columns[1], "an arm is empty", "correct it, or leave it empty")
    }
    return (effect, (.events(first.successes, n: first.n), .events(second.successes, n: second.n)))
  }

  private func proportion(
    _ reader: EffectReader, _ row: Int, _ arm: EffectRequest.ArmColumns
  ) throws(MetaAnalysisError) -> Proportion {
    let events = try reader.count(row, arm.columns[0], order: "events, n")
    let n = try reader.count(row, arm.columns[1], order: "events, n")
    guard n > 0 else {
      throw reader.bad(
        row, arm.columns[1], "an arm of 0 has no events", "correct it, or leave it empty, which leaves the study out")
    }
    guard events <= n else {
      throw reader.bad(
        row, arm.columns[0], "\(events) events among \(n) subjects",
        "give the columns in the order events, n")
    }
    return Proportion(successes: events, n: n)
  }
}
