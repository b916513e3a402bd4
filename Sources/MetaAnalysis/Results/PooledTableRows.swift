internal import EffectSizes
internal import Estimates

/// One common effect from the counts themselves, by the weights of Mantel and Haenszel or by Peto: no study's own effect,
/// and no half added to an empty cell.
enum PooledTableRows {
  static func add(to writer: inout SynthesisWriter) {
    let asked = writer.options.pooledTables
    guard !asked.isEmpty, let measure = writer.table.measure, measure.isOfEvents else { return }
    let tables = writer.table.studies.compactMap { study -> TwoByTwoTable? in
      guard case .events(let events, let n)? = study.treatment, case .events(let others, let m)? = study.control
      else { return nil }
      return TwoByTwoTable(
        treatment: Proportion(successes: events, n: n), control: Proportion(successes: others, n: m))
    }
    let pooled = MantelHaenszel(tables)
    let level = writer.options.level
    for way in SynthesisOptions.PooledTables.allCases where asked.contains(way) {
      let effect: EffectSize?
      switch (way, measure) {
      case (.peto, _): effect = pooled.petoOddsRatio(level: level)
      case (_, .rr): effect = pooled.riskRatio(level: level)
      case (_, .rd): effect = pooled.riskDifference(level: level)
      default: effect = pooled.oddsRatio(level: level)
      }
      guard let effect else {
        writer.notes.add("\(way.title): an arm has no event, or nothing but events, in all studies together")
        continue
      }
      writer.add(
        Estimate(
          measure: .pooled, method: effect.method.rawValue, estimate: effect.estimate,
          standardError: effect.standardError, statistic: effect.statistic, pValue: effect.pValue,
          confidenceLow: effect.confidenceLow, confidenceHigh: effect.confidenceHigh, confidenceLevel: level,
          n: pooled.n))
    }
  }
}
