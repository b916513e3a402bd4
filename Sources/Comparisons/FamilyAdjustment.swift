internal import Distributions
internal import Estimates
internal import Inference
internal import Trials

/// Adjusts the rows of the contrasts of one outcome and visit for their number: one family for each measure and method.
/// Documentation/Methods/multiplicity.md.
struct FamilyAdjustment {
  let adjustment: MultiplicityAdjustment
  let level: Double
  /// Each arm's values at the visit.
  let summaries: [SampleSummary]
  /// nil where there is no baseline.
  let adjusted: VisitValues.Adjusted?

  /// The measures that test; all others are given for each contrast alone, without a p-value.
  private static let tests: [Measure] = [.meanDifference, .rankSum, .probabilityOfSuperiority]

  /// Adds notes that hold for every outcome and visit: without places, save the methods that one of them concerns.
  func apply(to contrasts: inout [ContrastRows], notes: inout NoteLedger) {
    guard contrasts.count > 1 else {
      return notes.add("There is one contrast in each family, so --adjust \(adjustment.rawValue) changes nothing")
    }
    let pairs = contrasts.map { ($0.treatment, $0.control) }
    var unsuited: [String] = []
    var withoutLoadings = false
    var lostIntervals = false
    // Every contrast has the same rows in the same order.
    for place in contrasts[0].rows.indices {
      var family = contrasts.map { $0.rows[place] }
      let first = family[0]
      if !Self.tests.contains(first.measure) {
        for index in family.indices { family[index].pValue = nil }
      } else if adjustment.needsOnlyPValues {
        let intervals = family.count { $0.confidenceLevel != nil }
        adjustByPValues(&family)
        lostIntervals = lostIntervals || family.count { $0.confidenceLevel != nil } < intervals
      } else if let method = first.method, let pooled = simultaneous(method, first.measure, pairs) {
        family = pooled.rows
        withoutLoadings = withoutLoadings || pooled.isInexact
      } else {
        for index in family.indices { family[index] = family[index].untested() }
        unsuited.append(first.measure == .meanDifference ? first.method ?? "" : first.measure.rawValue)
      }
      for index in contrasts.indices { contrasts[index].rows[place] = family[index] }
    }
    if lostIntervals {
      notes.add(
        "\(adjustment.rawValue) adjusts p-values alone, and no interval goes with them (--adjust bonferroni, dunnett and "
          + "tukey give intervals; without --adjust there is that of one contrast)")
    }
    let bayes = BayesRows.measures
    if contrasts[0].rows.contains(where: { bayes.contains($0.measure) }) {
      notes.add("--adjust changes no Bayes factor and no posterior")
    }
    if contrasts[0].rows.contains(where: {
      !Self.tests.contains($0.measure) && !bayes.contains($0.measure) && $0.confidenceLow != nil
    }) {
      notes.add(
        "--adjust concerns tests of differences; effect sizes and hodges_lehmann keep the interval of one contrast, "
          + "without a p-value")
    }
    for method in unsuited {
      notes.add(
        "\(adjustment.rawValue) needs one variance for all arms, so there is no adjusted test by some methods (--adjust "
          + "holm serves every test)", once: method)
    }
    if withoutLoadings {
      notes.add(
        "The correlations of these ANCOVA contrasts are not of the kind for which dunnett is computed exactly, so there "
          + "is no adjusted test by ancova (--adjust holm serves every test)")
    }
  }

  // MARK: From p-values

  private func adjustByPValues(_ family: inout [Estimate]) {
    let known = family.indices.filter { family[$0].pValue != nil }
    let pValues = adjustment.adjusted(known.compactMap { family[$0].pValue })
    for (place, index) in known.enumerated() {
      var row = family[index]
      if known.count > 1 {
        row = adjustment == .bonferroni ? row.widened(count: known.count, level: level) : row.withoutInterval()
      }
      row.pValue = pValues[place]
      family[index] = row
    }
    for index in family.indices {
      family[index].method = family[index].method.map { "\($0)_\(adjustment.rawValue)" }
    }
  }

  // MARK: Tukey and Dunnett

  private struct Simultaneous {
    var rows: [Estimate]
    /// Whether there should be a test, but its probabilities are not computed.
    var isInexact = false
  }

  /// The family by the method's simultaneous form, with one variance for all arms; nil where the method has none.
  private func simultaneous(_ method: String, _ measure: Measure, _ pairs: [(Int, Int)]) -> Simultaneous? {
    guard measure == .meanDifference else { return nil }
    switch method {
    case "student": return pooled("student_all_arms", summaries, pairs)
    case "change_score": return adjusted.map { pooled("change_score_all_arms", $0.changeSummaries, pairs) }
    case "ancova": return adjusted.map { ancova($0.ancova, pairs) }
    default: return nil
    }
  }

  /// Contrasts of means over the variance pooled over all arms with values, df N − k; n counts the subjects of all.
  private func pooled(_ method: String, _ arms: [SampleSummary], _ pairs: [(Int, Int)]) -> Simultaneous {
    let name = "\(method)_\(adjustment.rawValue)"
    let present = arms.indices.filter { arms[$0].count > 0 }
    let n = present.reduce(0) { $0 + arms[$1].count }
    let df = Double(n - present.count)
    let variance = df > 0 ? present.reduce(0) { $0 + arms[$1].sumOfSquares } / df : 0
    let magnitude = present.reduce(0) { max($0, abs(arms[$1].mean)) }
    let known = pairs.filter { arms[$0.0].count > 0 && arms[$0.1].count > 0 }
    let standard: Standard? =
      switch adjustment {
      case .tukey: .range(StudentizedRange(groups: present.count, df: df))
      default:
        .modulus(
          MaximumModulus(
            loadings: known.map { treatment, control in
              let ratio = Double(arms[treatment].count) / Double(arms[treatment].count + arms[control].count)
              return known.count > 1 ? ratio.squareRoot() : 0
            }, df: df))
      }
    let critical = standard?.critical(level)
    let rows = pairs.map { treatment, control in
      let (a, b) = (arms[treatment], arms[control])
      guard a.count > 0, b.count > 0 else { return Estimate(measure: .meanDifference, method: name, n: n) }
      let row = Estimate(measure: .meanDifference, method: name, estimate: a.difference(minus: b), n: n)
      let standardError = (variance * (1 / Double(a.count) + 1 / Double(b.count))).squareRoot()
      guard df > 0, !isConstant(sd: standardError, magnitude: magnitude) else { return row }
      return row.simultaneous(standard, critical, standardError: standardError, df: df, level: level)
    }
    return Simultaneous(rows: rows)
  }

  private func ancova(_ model: Ancova, _ pairs: [(Int, Int)]) -> Simultaneous {
    let plain = pairs.map { model.rows(treatment: $0.0, control: $0.1, level: level)[0] }
    let known = pairs.indices.filter { plain[$0].standardError != nil }
    var standard: Standard?
    if let df = known.first.flatMap({ plain[$0].df }) {
      switch adjustment {
      case .tukey:
        let arms = Set(known.flatMap { [pairs[$0].0, pairs[$0].1] })
        standard = .range(StudentizedRange(groups: arms.count, df: df))
      default:
        let loadings = MaximumModulus.loadings(count: known.count) { i, j in
          model.correlation(of: pairs[known[i]], and: pairs[known[j]]) ?? .nan
        }
        standard = loadings.map { .modulus(MaximumModulus(loadings: $0, df: df)) }
      }
    }
    let critical = standard?.critical(level)
    let rows = plain.map { plain in
      var row = plain.untested()
      row.method = "ancova_\(adjustment.rawValue)"
      guard let standardError = plain.standardError, let df = plain.df else { return row }
      return row.simultaneous(standard, critical, standardError: standardError, df: df, level: level)
    }
    return Simultaneous(rows: rows, isInexact: !known.isEmpty && standard == nil)
  }
}

/// What a whole family's largest |t| is compared with.
private enum Standard {
  case range(StudentizedRange)
  case modulus(MaximumModulus)

  func pValue(_ t: Double) -> Double {
    switch self {
    case .range(let range): range.probability(abs(t) * 2.0.squareRoot(), tail: .upper)
    case .modulus(let modulus): modulus.probability(abs(t), tail: .upper)
    }
  }

  /// |t| that the family exceeds with probability 1 − level.
  func critical(_ level: Double) -> Double {
    switch self {
    case .range(let range): range.quantile(1 - level, tail: .upper) / 2.0.squareRoot()
    case .modulus(let modulus): modulus.quantile(1 - level, tail: .upper)
    }
  }
}

extension VisitValues.Adjusted {
  /// The changes of each arm.
  fileprivate var changeSummaries: [SampleSummary] { changes.dropLast().map(\.summary) }
}

extension Estimate {
  fileprivate func withoutInterval() -> Estimate {
    var row = self
    row.confidenceLow = nil
    row.confidenceHigh = nil
    row.confidenceLevel = nil
    return row
  }

  fileprivate func untested() -> Estimate {
    var row = withoutInterval()
    row.pValue = nil
    return row
  }

  /// The interval at 1 − (1 − level)/count, which is what Bonferroni's p-value inverts; its level is the family's.
  fileprivate func widened(count: Int, level: Double) -> Estimate {
    guard let estimate, let standardError, let df, confidenceLevel != nil else { return self }
    let quantile = StudentT(df: df).quantile((1 - level) / (2 * Double(count)), tail: .upper)
    var row = self
    if measure == .probabilityOfSuperiority {
      let logit = Logit(estimate, 1 - estimate)
      let reach = quantile * standardError / (estimate * (1 - estimate))
      row.confidenceLow = Logit.inverse(logit.value - reach)
      row.confidenceHigh = Logit.inverse(logit.value + reach)
    } else {
      row.confidenceLow = estimate - quantile * standardError
      row.confidenceHigh = estimate + quantile * standardError
    }
    return row
  }

  fileprivate func simultaneous(
    _ standard: Standard?, _ critical: Double?, standardError: Double, df: Double, level: Double
  ) -> Estimate {
    guard let estimate else { return self }
    var row = self
    row.standardError = standardError
    row.df = df
    row.statistic = estimate / standardError
    guard let standard, let critical else { return row }
    row.pValue = standard.pValue(estimate / standardError)
    row.confidenceLow = estimate - critical * standardError
    row.confidenceHigh = estimate + critical * standardError
    row.confidenceLevel = level
    return row
  }
}
