internal import EffectSizes
public import Estimates
internal import Inference
public import Trials

/// Differences between arms at each visit: treatment minus control.
///
/// Documentation/Methods: mean-difference, ancova, effect-sizes, rank-sum, probability-of-superiority, hodges-lehmann,
/// equivalence, multiplicity, bayes.
public enum Comparison {
  /// Every measure that `results` knows without a margin and a prior, in the order of its rows.
  public static let measures: [Measure] =
    [.n, .mean, .sd] + ContrastBlock.means + [.dPpc2] + ContrastBlock.ranks

  /// The measures that need a margin.
  public static let marginMeasures: [Measure] = MarginTests.measures

  /// The measures of a Bayesian second look.
  public static let bayesMeasures: [Measure] = BayesRows.measures

  /// For each outcome and visit: n, mean and SD of each arm in level order, then each contrast `TREATMENT - CONTROL`.
  /// Two arms enter a contrast, except for ANCOVA, whose one model has all arms, and for Tukey's and Dunnett's tests.
  ///
  /// At visits after the baseline (every visit, where baseline is a column of its own) the mean difference is also
  /// given by change score and by ANCOVA with the trial's covariates, and `d_ppc2` is.
  ///
  /// - Parameters:
  ///   - measures: what is computed and given; nil for all. Nothing is sorted unless a rank measure is asked for.
  ///   - level: confidence level of every interval; with a margin, one minus the level of the one-sided tests.
  ///   - options: pairs of arms, adjustment for their number, margin, priors.
  ///   - resampling: rows to be added by bootstrap and permutation, each behind the last row of its measure; for the
  ///     contrasts with the control arm, without adjustment and margin.
  /// - Returns: rows, and this analysis's own notes (the trial's are not repeated). A quantity that cannot be
  ///   estimated is nil, and a note says why. Without an arm there are no rows; with one arm no contrasts.
  public static func results(
    for trial: Trial, measures: Set<Measure>? = nil, level: Double = 0.95, options: ComparisonOptions = .init(),
    resampling: Resampling? = nil
  ) -> Results {
    guard let arm = trial.arm else { return Results(notes: ["There is no arm, so nothing is compared."]) }
    var writer = RowWriter(measures: measures)
    if arm.levels.count < 2 {
      writer.notes.add("There is one arm only (\(arm.levels.first ?? "none")), so nothing is compared")
    }
    let idle = resampling?.idleNotes(
      bootstrapped: ResampledStatistic.betweenArms, permuted: .meanDifference, wants: writer.wants)
    for note in idle ?? [] { writer.notes.add(note) }
    let unknown = arm.codes.count { $0 < 0 }
    if unknown > 0 {
      writer.notes.add("Subjects whose arm is unknown are left out of every comparison", at: "\(unknown)")
    }
    for (index, outcome) in trial.outcomes.enumerated() {
      writer.outcome = outcome.name
      let needsMeans = writer.wants(
        anyOf: [.n, .mean, .sd] + ContrastBlock.means + marginMeasures + bayesMeasures)
      let moments = needsMeans ? Moments(of: trial, outcome: index) : nil
      for visit in trial.visits.indices {
        writer.visit = trial.visits[visit]
        let columns = [outcome.values[visit]] + (outcome.baseline.map { [$0] } ?? [])
        writer.hasSquares = SquareRange.holds(columns, arm: arm)
        let values = VisitValues(trial: trial, arm: arm, outcome: outcome, visit: visit, moments: moments)
        for level in arm.levels.indices { writer.add(values.armRows(level), arm: arm.levels[level]) }
        let blocks = UInt64(index * trial.visits.count + visit) << 32
        writeContrasts(
          values, level: level, options: options,
          resampling: resampling.map { ResampledRows(resampling: $0, level: level, block: blocks) },
          isBaseline: visit == trial.baselineVisit, to: &writer)
      }
    }
    return Results(rows: writer.rows, notes: writer.notes.notes)
  }

  private static func writeContrasts(
    _ values: VisitValues, level: Double, options: ComparisonOptions, resampling: ResampledRows?,
    isBaseline: Bool, to writer: inout RowWriter
  ) {
    let arm = values.arm
    let pairs = options.contrasts(of: arm)
    guard !pairs.isEmpty else { return }
    let wantsMargin = options.margin != nil && writer.wants(anyOf: marginMeasures)
    let bayes = options.bayes.map { BayesRows(options: $0, level: level) }
    let wantsBayes = bayes != nil && writer.wants(anyOf: bayesMeasures)
    let wantsMeans =
      writer.wants(.meanDifference) || wantsMargin || (wantsBayes && writer.wants(anyOf: BayesRows.posteriors))
    let wants = { [writer] (measure: Measure) in measure == .meanDifference ? wantsMeans : writer.wants(measure) }
    let adjusted = wantsMeans || wants(.dPpc2) ? values.adjusted(withPairs: wants(.dPpc2)) : nil
    if values.outcome.baseline == nil, wantsMeans || wants(.dPpc2) {
      writer.notes.add("There is no baseline, so no change_score, no ANCOVA and no d_ppc2", at: values.outcome.name)
    }
    // A column of values that are all missing is no baseline either.
    let hasBaseline = values.outcome.baseline?.contains { !$0.isNaN } ?? false
    if adjusted != nil, !hasBaseline {
      writer.notes.add(
        "Nobody has a value at baseline, so change_score, ANCOVA and d_ppc2 have no estimate", once: values.outcome.name
      )
    } else if let adjusted, wantsMeans {
      writer.notes.add(adjustment(values.trial.covariates))
      note(adjusted.ancova, in: &writer)
    }
    let sorted = writer.wants(anyOf: ContrastBlock.ranks) ? arm.levels.indices.map(values.sorted) : []
    var contrasts: [ContrastRows] = []
    for (treatment, control) in pairs {
      let contrast = Contrast(of: arm, treatment: treatment, control: control)
      let block = ContrastBlock(
        treatment: values.summary(treatment), control: values.summary(control),
        sortedTreatment: sorted.isEmpty ? [] : sorted[treatment],
        sortedControl: sorted.isEmpty ? [] : sorted[control], level: level)
      var rows = block.meanRows(where: wants)
      if let adjusted, wantsMeans {
        rows += adjusted.rows(treatment, control, level: level)
        let causes =
          !hasBaseline
          ? []
          : adjusted.ancova.causes(treatment: treatment, control: control)
            + adjusted.interaction.causes(treatment: treatment, control: control)
            + adjusted.changeCauses(treatment, control)
        writer.add(causes: causes, at: writer.place(contrast.label))
      }
      if let margin = options.margin, wantsMargin {
        rows += rows.flatMap(MarginTests(margin: margin, level: level).rows(of:))
      }
      rows += block.effectRows(where: wants)
      if let pretestPosttest = adjusted?.pretestPosttest(treatment, control) {
        let row = pretestPosttest.row(level: level)
        rows.append(row)
        if hasBaseline {
          writer.add(causes: pretestPosttest.cause(of: row).map { [$0] } ?? [], at: writer.place(contrast.label))
        }
      }
      rows += block.rankRows(where: wants)
      if control == arm.reference, let resampling = resampling?.of(block: UInt64(treatment)) {
        var notes: [String] = []
        rows = rows.joined(by: values.resampled(treatment, resampling, wants: writer.wants, notes: &notes))
        writer.add(causes: notes, at: writer.place(contrast.label))
      }
      if let bayes, wantsBayes {
        let found = block.bayesRows(bayes, differences: rows).filter { writer.wants($0.measure) }
        for note in bayes.priors(of: found, effect: "the difference in means over the SD") { writer.notes.add(note) }
        writer.add(causes: bayes.causes(in: found), at: writer.place(contrast.label))
        rows += found
      }
      writer.add(causes: block.causes(in: rows, where: wants), at: writer.place(contrast.label))
      // Only what is wanted, so that every contrast has the same rows in the same order.
      contrasts.append(
        ContrastRows(
          treatment: treatment, control: control, contrast: contrast, rows: rows.filter { writer.wants($0.measure) }))
    }
    if isBaseline, contrasts.contains(where: { $0.rows.contains { $0.pValue != nil } }) {
      writer.notes.add(
        "Between randomised arms a difference at the baseline visit is chance, whatever its p: it is given to be seen, and a "
          + "test of it says nothing", at: writer.place(nil))
    }
    if options.adjustment != .none {
      let family = FamilyAdjustment(
        adjustment: options.adjustment, level: level, summaries: arm.levels.indices.map(values.summary),
        adjusted: adjusted)
      family.apply(to: &contrasts, notes: &writer.notes)
    }
    for contrast in contrasts { writer.add(contrast.rows, contrast: contrast.contrast) }
  }

  /// What the ANCOVA rows are adjusted for, in words: two pages with different covariates must not look alike.
  private static func adjustment(_ covariates: [Covariate]) -> String {
    "ANCOVA adjusts for \((["the baseline value"] + covariates.map(\.inWords)).joined(separator: ", "))"
  }

  private static func note(_ ancova: Ancova, in writer: inout RowWriter) {
    if ancova.withoutCovariates > 0 {
      writer.notes.add(
        "Subjects left out of ANCOVA because a covariate is missing",
        at: writer.place("\(ancova.withoutCovariates) of them"))
    }
    for column in ancova.aliased {
      writer.notes.add(
        "ANCOVA leaves out a column that follows from the others", at: writer.place(column))
    }
  }
}

extension Covariate {
  /// Its name, and what it is taken for: `age (a number)`, `sex (f, m)`.
  package var inWords: String {
    switch values {
    case .numeric: "\(name) (a number)"
    case .factor(let levels, _): "\(name) (\(levels.joined(separator: ", ")))"
    }
  }
}

/// The rows of one contrast before they are written.
struct ContrastRows {
  let treatment: Int
  let control: Int
  let contrast: Contrast
  var rows: [Estimate]
}
