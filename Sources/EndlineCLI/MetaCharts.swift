import Endline

/// What `meta` draws: the studies with what they give together, and the effects against their standard errors.
struct MetaCharts {
  static let kinds: [PlotKind] = [.forest, .funnel]

  let table: EffectTable
  let options: SynthesisOptions

  static func words(_ kind: PlotKind) -> String {
    kind == .funnel ? "effects against their standard errors" : "studies one below another"
  }

  func charts(_ kind: PlotKind) -> [any Chart] {
    var plain = options
    (plain.cumulation, plain.leavesOneOut, plain.showsInfluence) = (nil, false, false)
    let rows = Synthesis.results(for: table, options: plain).rows
    return kind == .funnel ? funnel() : [forest(rows)]
  }

  private var heading: String {
    table.effectName + (table.arms.map { ", \($0.treatment) \(table.isRatio ? "/" : "-") \($0.control)" } ?? "")
  }

  private var subtitle: String {
    let variance = options.estimator == .fixed ? "common effect" : "random effects (\(options.estimator.title))"
    let test = options.test == .wald ? "" : ", Knapp-Hartung"
    return "\(table.studies.count) studies, \(variance)\(test)"
  }

  // MARK: - Forest

  private func forest(_ rows: [Estimate]) -> ForestChart {
    let weights = rows.filter { $0.measure == .weight }
    let effects = rows.filter { $0.measure == .study }
    var drawn: [ForestChart.Row] = []
    func add(_ places: [Int]) {
      for place in places {
        let weight = place < weights.count ? weights[place].estimate : nil
        let row = effects[place]
        drawn.append(
          ForestChart.Row(
            label: table.studies[place].label,
            interval: Interval(row.estimate, low: row.confidenceLow, high: row.confidenceHigh), weight: weight,
            before: cells(table.studies[place]), after: hasWeights ? [weight.map(percent) ?? ""] : []))
      }
    }
    if case .categories(let codes, let levels)? = table.subgroup?.values, let name = table.subgroup?.name {
      for (level, label) in levels.enumerated() {
        drawn.append(ForestChart.Row(label: "\(name): \(label)", interval: Interval(nil), kind: .heading))
        add(codes.indices.filter { codes[$0] == level })
        drawn += pooled(rows, term: "\(name)[\(label)]", label: "Subgroup")
      }
      let others = codes.indices.filter { codes[$0] == nil }
      if !others.isEmpty {
        drawn.append(ForestChart.Row(label: "\(name) missing", interval: Interval(nil), kind: .heading))
        add(others)
      }
      drawn.append(ForestChart.Row(label: "All", interval: Interval(nil), kind: .heading))
    } else {
      add(Array(table.studies.indices))
    }
    drawn += pooled(rows, term: nil, label: "Pooled")
    return ForestChart(
      title: heading, subtitle: subtitle, axisName: table.effectName, rows: drawn, isLogarithmic: table.isRatio,
      reference: table.isRatio ? 1 : table.measure == nil ? nil : 0,
      sides: table.arms.map { ("lower in \($0.treatment)", "higher in \($0.treatment)") },
      heads: .init(
        label: "Study", before: heads, after: hasWeights ? ["Weight"] : [],
        numbers: "Effect (\(percent(100 * options.level)) CI)"),
      footnotes: footnotes(rows))
  }

  private func percent(_ value: Double) -> String {
    let tenths = (10 * value).rounded() / 10
    return tenths == tenths.rounded() && value == tenths ? "\(tenths.shortest)%" : "\(fixed(tenths, 1))%"
  }

  private func fixed(_ value: Double, _ decimals: Int) -> String { NumberFormat.fixed(value, decimals: decimals) }

  /// Weights belong to one mean; under moderators there is none.
  private var hasWeights: Bool { table.moderators.isEmpty }

  private var heads: [String] {
    guard let arms = table.arms, table.studies.allSatisfy({ $0.treatment != nil && $0.control != nil }) else {
      return []
    }
    return [arms.treatment, arms.control]
  }

  private func cells(_ study: EffectTable.Study) -> [String] {
    heads.isEmpty ? [] : [study.treatment, study.control].compactMap { $0 }.map(Self.cell)
  }

  /// Of means the size, of events how many of how many.
  private static func cell(_ arm: EffectTable.Arm) -> String {
    switch arm {
    case .means(let n, _, _): "\(n)"
    case .events(let events, let n): "\(events)/\(n)"
    }
  }

  private func pooled(_ rows: [Estimate], term: String?, label: String) -> [ForestChart.Row] {
    var drawn: [ForestChart.Row] = []
    for row in rows where row.term == term && row.study == nil {
      let interval = Interval(row.estimate, low: row.confidenceLow, high: row.confidenceHigh)
      if row.measure == .pooled { drawn.append(.init(label: label, interval: interval, kind: .pooled)) }
      if row.measure == .prediction, row.confidenceLow != nil {
        drawn.append(.init(label: "Prediction", interval: interval, kind: .prediction))
      }
    }
    return drawn
  }

  /// `Heterogeneity: tau² 0.030 (0.000 to 0.277), I² 44%; Q 16.64, df 9, p 0.055`.
  private func footnotes(_ rows: [Estimate]) -> [String] {
    let term = table.moderators.isEmpty ? nil : "residual"
    func row(_ measure: Measure) -> Estimate? {
      rows.first { $0.measure == measure && $0.term == term && $0.study == nil }
    }
    var parts: [String] = []
    if let tau2 = row(.tau2), let value = tau2.estimate {
      parts.append(
        "\u{3C4}\u{B2} \(value.threeDigits)"
          + (tau2.confidenceLow.flatMap { low in
            tau2.confidenceHigh.map { " (\(low.threeDigits) to \($0.threeDigits))" }
          } ?? ""))
    }
    if let i2 = row(.i2)?.estimate { parts.append("I\u{B2} \(fixed(i2, 0))%") }
    if let q = row(.q), let statistic = q.statistic, let df = q.df, let p = q.pValue {
      parts.append("Q \(fixed(statistic, 2)), df \(fixed(df, 0)), p \(NumberFormat.pValue(p))")
    }
    return parts.isEmpty ? [] : ["Heterogeneity: " + parts.joined(separator: ", ")]
  }

  // MARK: - Funnel

  private func funnel() -> [any Chart] {
    let values = table.studies.map(\.effect)
    guard
      let model = RandomEffectsModel(
        values: values, variances: table.studies.map(\.variance), estimator: options.estimator)
    else { return [] }
    let levels = [options.level, 0.99].filter { $0 >= options.level }
    return [
      EffectFunnelChart(
        title: heading, subtitle: subtitle, effectName: table.effectName, center: model.coefficients[0],
        studies: table.studies.map {
          .init(label: $0.label, effect: $0.effect, standardError: $0.variance.squareRoot())
        },
        limits: (levels.count == 2 && levels[0] == levels[1] ? [levels[0]] : levels).map { level in
          .init(
            label: "Pseudo \(percent(100 * level)) limits",
            reach: Normal().quantile((1 - level) / 2, tail: .upper))
        }, isLogarithmic: table.isRatio)
    ]
  }
}

extension Double {
  /// Three significant digits.
  fileprivate var threeDigits: String {
    self == 0 ? "0" : NumberFormat.fixed(self, decimals: NumberFormat.decimals(significant: 3, of: self) ?? 3)
  }
}
