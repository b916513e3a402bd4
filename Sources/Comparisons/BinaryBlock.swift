package import EffectSizes
package import Estimates

/// The rows of one outcome, visit and contrast of a binary outcome.
package struct BinaryBlock {
  let table: TwoByTwoTable
  /// By site; nil where the trial has none.
  let strata: MantelHaenszel?
  let level: Double
  let interval: TwoByTwoTable.DifferenceInterval
  let eventIsGood: Bool

  package init(
    table: TwoByTwoTable, strata: MantelHaenszel?, level: Double, interval: TwoByTwoTable.DifferenceInterval,
    eventIsGood: Bool
  ) {
    self.table = table
    self.strata = strata
    self.level = level
    self.interval = interval
    self.eventIsGood = eventIsGood
  }

  private var difference: EffectSize? { table.riskDifference(by: interval, level: level) }

  /// The method of the risk difference's interval, also where there is none.
  private var intervalMethod: String {
    switch interval {
    case .newcombe: EffectSize.IntervalMethod.newcombe.rawValue
    case .miettinenNurminen: EffectSize.IntervalMethod.miettinenNurminen.rawValue
    }
  }

  /// - Parameter adjusted: the risk difference by g-computation, where there is a model.
  package func rows(adjusted: Estimate?) -> [Estimate] {
    let method = EffectSize.IntervalMethod.self
    var rows = [effect(.riskDifference, intervalMethod, difference)]
    if let strata { rows.append(pooled(.riskDifference, strata.riskDifference(level: level), strata)) }
    if let adjusted { rows.append(adjusted) }
    rows.append(effect(.riskRatio, method.katzLog.rawValue, table.riskRatio(level: level)))
    if let strata { rows.append(pooled(.riskRatio, strata.riskRatio(level: level), strata)) }
    rows.append(effect(.oddsRatio, method.woolfLog.rawValue, table.oddsRatio(level: level)))
    if let strata { rows.append(pooled(.oddsRatio, strata.oddsRatio(level: level), strata)) }
    rows += numberNeededToTreat
    rows.append(test(.fisherExact, .exact, table.fisherExact, n: table.n))
    rows.append(test(.chiSquared, .pearson, table.pearson, n: table.n))
    if let strata {
      rows.append(test(.cochranMantelHaenszel, .chiSquared, strata.test, n: strata.n))
      rows.append(test(.breslowDay, .tarone, strata.homogeneity, n: strata.n))
    }
    return rows
  }

  private func effect(_ measure: Measure, _ method: String, _ effect: EffectSize?) -> Estimate {
    effect?.row(measure, n: table.n, level: level) ?? Estimate(measure: measure, method: method, n: table.n)
  }

  private func pooled(_ measure: Measure, _ effect: EffectSize?, _ strata: MantelHaenszel) -> Estimate {
    effect?.row(measure, n: strata.n, level: level)
      ?? Estimate(measure: measure, method: EffectSize.IntervalMethod.mantelHaenszel.rawValue, n: strata.n)
  }

  private func test(_ measure: Measure, _ method: CountTest.Method, _ test: CountTest?, n: Int) -> Estimate {
    (test ?? CountTest.absent(method)).row(measure, n: n)
  }

  /// Benefit, then harm.
  private var numberNeededToTreat: [Estimate] {
    let number = difference.map { NumberNeededToTreat(of: $0) }
    let sides = eventIsGood ? [number?.more, number?.fewer] : [number?.fewer, number?.more]
    let method = intervalMethod + (number?.isThroughInfinity ?? false ? "_through_infinity" : "")
    return zip(["benefit", "harm"], sides).map { term, side in
      let hasLimit = side?.confidenceLow != nil || side?.confidenceHigh != nil
      return Estimate(
        term: term, measure: .numberNeededToTreat, method: method, estimate: side?.estimate,
        confidenceLow: side?.confidenceLow, confidenceHigh: side?.confidenceHigh,
        confidenceLevel: hasLimit ? level : nil, n: table.n)
    }
  }

  /// Why wanted rows are empty or not quite what was asked for, one sentence for each cause.
  package func causes(where wants: (Measure) -> Bool) -> [String] {
    func wanted(_ measures: Measure...) -> Bool { measures.contains(where: wants) }
    let contrasts = BinaryComparison.measures.filter { ![.n, .events, .proportion].contains($0) }
    guard table.isComparable else {
      return contrasts.contains(where: wants) ? ["No value in one of the two arms, so nothing is compared"] : []
    }
    var causes: [String] = []
    if table.hasEmptyCell, wanted(.riskRatio, .oddsRatio) {
      causes.append(
        "An arm has no event, or nothing but events, so 0.5 is added to each of the four counts for risk_ratio (katz_log) "
          + "and odds_ratio (woolf_log)")
    }
    if difference?.estimate == 0, wanted(.numberNeededToTreat) {
      causes.append("The risks are the same, so the number needed to treat has no estimate")
    }
    if table.pearson == nil, wanted(.chiSquared) {
      causes.append("All subjects have the event or none has, so there is no chi-squared test")
    }
    if let strata { causes += pooledCauses(strata, wanted) }
    return causes
  }

  private func pooledCauses(_ strata: MantelHaenszel, _ wanted: (Measure...) -> Bool) -> [String] {
    guard !strata.strata.isEmpty else {
      return wanted(.riskDifference, .riskRatio, .oddsRatio, .cochranMantelHaenszel, .breslowDay)
        ? ["No site has both arms, so nothing is pooled over sites"] : []
    }
    var causes: [String] = []
    let difference = strata.riskDifference(level: level)
    if wanted(.riskDifference), difference?.standardError == nil {
      causes.append("The pooled risk difference has a variance of 0, so no interval and no test")
    }
    if wanted(.riskRatio), strata.riskRatio(level: level)?.standardError == nil {
      causes.append(
        "An arm has no event in any site or every subject has one, so no pooled risk ratio or no test of it")
    }
    if wanted(.oddsRatio), strata.oddsRatio(level: level)?.standardError == nil {
      causes.append("The pooled odds ratio is 0 or infinite, so it is not given")
    }
    if wanted(.cochranMantelHaenszel), strata.test == nil {
      causes.append("No site has subjects with and without the event, so no Cochran-Mantel-Haenszel test")
    }
    if wanted(.breslowDay), strata.homogeneity == nil {
      causes.append(
        "Fewer than two sites have both arms and subjects with and without the event, or the pooled odds ratio does not "
          + "exist, so no Breslow-Day test")
    }
    return causes
  }
}

extension CountTest {
  /// As a row of results.
  func row(_ measure: Measure, n: Int) -> Estimate {
    Estimate(measure: measure, method: method.rawValue, df: df, statistic: statistic, pValue: pValue, n: n)
  }
}
