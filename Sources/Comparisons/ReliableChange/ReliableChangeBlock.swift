internal import EffectSizes
internal import Estimates
internal import Trials

/// One outcome at one follow-up.
struct ReliableChangeBlock {
  let trial: Trial
  let pairs: PairedValues
  let options: ReliableChangeOptions
  let scale: ReliableChangeOptions.Scale
  let reliability: AssumedReliability?
  /// nil where the method needs no mixed model.
  let courses: CourseIndices?
  let level: Double
  let clinical: SampleSummary
  private let rule: Result<ChangeRule, MissingIndex>
  /// The rule where the reliability is at a limit of its interval.
  private let limits: [(reliability: Double, rule: Result<ChangeRule, MissingIndex>)]

  init(
    trial: Trial, pairs: PairedValues, options: ReliableChangeOptions, scale: ReliableChangeOptions.Scale,
    reliability: AssumedReliability?, courses: CourseIndices? = nil, level: Double, hasSquares: Bool
  ) {
    self.trial = trial
    self.pairs = pairs
    self.options = options
    self.scale = scale
    self.reliability = reliability
    self.courses = courses
    self.level = level
    let clinical = SampleSummary(pairs.baseline.filter { !$0.isNaN })
    let both = pairs.baseline.indices.filter { !pairs.baseline[$0].isNaN && !pairs.followup[$0].isNaN }
    let followup = SampleSummary(both.map { pairs.followup[$0] })
    let change = SampleSummary(both.map { pairs.followup[$0] - pairs.baseline[$0] })
    func rule(_ reliability: Double?) -> Result<ChangeRule, MissingIndex> {
      let sample = reliability.map {
        ChangeSample(
          baseline: clinical, followup: followup, change: change, reliability: $0,
          followupReliability: scale.followupReliability ?? $0)
      }
      return Result { () throws(MissingIndex) in
        // Without a note, for there is one already: of the outcome's reliability, or of values that cannot be squared.
        let needsReliability = options.method?.needsReliability ?? false
        if !hasSquares || (needsReliability && sample == nil) { throw MissingIndex(cause: "") }
        return try options.rule(scale: scale, clinical: clinical, sample: sample, courses: courses)
      }
    }
    self.clinical = clinical
    self.rule = rule(reliability?.value)
    limits =
      (reliability?.limits).map { [$0.lowerBound, $0.upperBound] }?.map { (reliability: $0, rule: rule($0)) } ?? []
  }

  /// Adds all rows and notes.
  func write(to writer: inout RowWriter, contrast: Contrast) {
    let classes = classes(by: rule)
    note(classes, in: &writer)
    let atLimits = limits.map { (reliability: $0.reliability, rule: $0.rule, classes: self.classes(by: $0.rule)) }
    let armCount = trial.arm?.levels.count ?? 0
    for group in 0...armCount {
      let arm = group < armCount ? group : nil
      let label = arm.flatMap { trial.arm?.levels[$0] }
      let place = writer.place(label.map { "arm \($0)" } ?? (armCount > 0 ? "all arms" : nil))
      let tally = ChangeTally(classes, armCodes: pairs.armCodes, arm: arm)
      writer.add([Estimate(measure: .n, estimate: Double(tally.n), n: tally.n)], arm: label, contrast: contrast)
      writer.add(rows(tally, isKnown: rule.isKnown), arm: label, contrast: contrast)
      for limit in atLimits {
        let tally = ChangeTally(limit.classes, armCodes: pairs.armCodes, arm: arm)
        let term = "reliability \(limit.reliability.sixDigits)"
        writer.add(rows(tally, isKnown: limit.rule.isKnown, term: term), arm: label, contrast: contrast)
      }
      if tally.n == 0, writer.wants(anyOf: ReliableChange.shares) {
        writer.notes.add("No complete pair of baseline and follow-up, so only n is given", at: place)
      }
      if !writer.wants(.deteriorated), rule.isKnown, tally.n > 0 {
        writer.notes.add("Deteriorated", at: "\(place): \(tally.deteriorated) of \(tally.n)")
      }
    }
    if let arm = trial.arm {
      writeContrasts(classes, of: arm, to: &writer)
      Change.noteUnknownArms(arm, pairs: pairs, in: &writer)
    }
  }

  private func rows(_ tally: ChangeTally, isKnown: Bool, term: String? = nil) -> [Estimate] {
    let method = options.rowMethod
    return options.shares.map { measure in
      guard isKnown else { return Estimate(term: term, measure: measure, method: method, n: tally.n) }
      let share = tally.proportion(measure)
      let interval = share.wilson(level: level)
      return Estimate(
        term: term, measure: measure, method: method, estimate: share.estimate, confidenceLow: interval?.low,
        confidenceHigh: interval?.high, confidenceLevel: level, n: share.n)
    }
  }

  private func writeContrasts(_ classes: [ChangeClass?], of arm: Factor, to writer: inout RowWriter) {
    let compared = ReliableChange.contrasts.filter(writer.wants)
    guard !compared.isEmpty else { return }
    let tallies = arm.levels.indices.map { level in
      ChangeTally(rule.isKnown ? classes : [], armCodes: pairs.armCodes, arm: level)
    }
    for treatment in arm.levels.indices where treatment != arm.reference {
      let contrast = Contrast(of: arm, treatment: treatment, control: arm.reference)
      for measure in options.shares where ReliableChange.compared.contains(measure) {
        let block = BinaryBlock(
          table: TwoByTwoTable(
            treatment: tallies[treatment].proportion(measure), control: tallies[arm.reference].proportion(measure)),
          strata: nil, level: level, interval: .newcombe, eventIsGood: measure != .deteriorated)
        for var row in block.rows(adjusted: nil) where compared.contains(row.measure) {
          row.term = ([measure.rawValue] + [row.term].compactMap { $0 }).joined(separator: ", ")
          writer.add(row, contrast: contrast)
        }
        guard rule.isKnown else { continue }
        for cause in block.causes(where: compared.contains) {
          writer.notes.add(cause, at: writer.place("\(contrast.label), \(measure.rawValue)"))
        }
      }
    }
  }

  /// By subject; nil for who is in no class.
  private func classes(by rule: Result<ChangeRule, MissingIndex>) -> [ChangeClass?] {
    let judged = judgements(by: rule)
    return judged.map { $0?.changeClass ?? (options.countsMissingAsUnchanged ? .unchanged : nil) }
  }

  private func judgements(
    by rule: Result<ChangeRule, MissingIndex>
  ) -> [(changeClass: ChangeClass, index: Double?)?] {
    pairs.baseline.indices.map { subject in
      let (baseline, followup) = (pairs.baseline[subject], pairs.followup[subject])
      guard case .success(let rule) = rule else {
        // No class is known, but the pair is there to be counted.
        return baseline.isNaN || followup.isNaN ? nil : (.unchanged, nil)
      }
      return rule.judge(subject, baseline: baseline, followup: followup)
    }
  }

  /// What changes are judged by; nil where they cannot be.
  func threshold(outcome: String, visit: String?) -> ReliableChange.Threshold? {
    guard case .success(let rule) = rule else { return nil }
    let isPlain = rule.index.map { type(of: $0).isPlainChange } ?? false
    return ReliableChange.Threshold(
      outcome: outcome, visit: visit, reliability: reliability,
      change: isPlain ? rule.index.map { rule.critical * $0.standardError } : nil, cutoff: rule.cutoff,
      cutoffKind: options.cutoff, baselineMean: clinical.mean, baselineSD: clinical.sd, baselines: clinical.count)
  }

  func subjects(outcome: String, visit: String?) -> [ClassifiedSubject] {
    guard rule.isKnown else { return [] }
    return judgements(by: rule).enumerated().compactMap { subject, judged in
      guard let changeClass = judged?.changeClass ?? (options.countsMissingAsUnchanged ? .unchanged : nil) else {
        return nil
      }
      func known(_ value: Double) -> Double? { value.isNaN ? nil : value }
      let code = trial.arm.map { Int($0.codes[subject]) } ?? -1
      return ClassifiedSubject(
        outcome: outcome, subject: trial.subjectLabel(subject), arm: code < 0 ? nil : trial.arm?.levels[code],
        visit: visit, baseline: known(pairs.baseline[subject]), followup: known(pairs.followup[subject]),
        change: known(pairs.followup[subject] - pairs.baseline[subject]), index: judged?.index,
        changeClass: changeClass)
    }
  }
}

extension ReliableChangeBlock {
  /// What subjects were judged by; nil where nobody was.
  func limits(outcome: String, visit: String?) -> ReliableChange.Limits? {
    guard case .success(let rule) = rule else { return nil }
    var points: (fall: Double, rise: Double)?
    if let sizes = rule.importantDifference {
      points =
        scale.direction == .higher
        ? (fall: sizes.deterioration, rise: sizes.improvement) : (fall: sizes.improvement, rise: sizes.deterioration)
    } else if let index = rule.index, type(of: index).isPlainChange {
      let size = rule.critical * index.standardError
      points = (fall: size, rise: size)
    }
    return ReliableChange.Limits(
      outcome: outcome, visit: visit, direction: scale.direction, points: points,
      countsLimit: rule.importantDifference != nil, cutoff: rule.cutoff)
  }
}

// MARK: Notes

extension ReliableChangeBlock {
  private func note(_ classes: [ChangeClass?], in writer: inout RowWriter) {
    let outcome = writer.outcome ?? ""
    let place = writer.place(nil)
    writer.notes.add("Improvement is a score that \(scale.direction == .higher ? "rises" : "falls")", once: outcome)
    let rule: ChangeRule
    switch self.rule {
    case .failure(let missing):
      if !missing.cause.isEmpty { writer.notes.add(missing.cause + ", and nobody is classified", at: place) }
      return
    case .success(let known): rule = known
    }
    noteCriterion(rule, in: &writer)
    if let cutoff = rule.cutoff {
      let letter = options.cutoff?.letter.map { "cut-off \($0)" } ?? "cut-off"
      let at = rule.index.map { type(of: $0).usesFollowup } ?? false ? place : outcome
      writer.notes.add(
        "Recovered is who improved and ended past the cut-off",
        once: "\(at): \(letter) \(cutoff.sixDigits)\(populations)")
      let functional = pairs.baseline.indices.count {
        classes[$0] != nil && !pairs.baseline[$0].isNaN && rule.isFunctional(pairs.baseline[$0])
      }
      if functional > 0 {
        writer.notes.add(
          "Subjects whose baseline is at the cut-off or past it already, who count as recovered where they improve",
          at: "\(place): \(functional)")
      }
    } else {
      writer.notes.add("There is no cut-off, so nobody is said to have recovered (--cutoff)")
    }
    for limit in limits {
      guard case .failure(let missing) = limit.rule else { continue }
      writer.notes.add(missing.cause, at: "\(place): reliability \(limit.reliability.sixDigits)")
    }
    noteMissing(classes, rule: rule, in: &writer)
  }

  private var populations: String {
    let baseline = "baseline mean \(clinical.mean.sixDigits), SD \((clinical.sd ?? 0).sixDigits)"
    switch options.cutoff {
    case .beyondClinical?: return " (\(baseline))"
    case .withinFunctional(let functional)?:
      return " (functional mean \(functional.mean.sixDigits), SD \(functional.sd.sixDigits))"
    case .between(let functional)?:
      return " (\(baseline); functional mean \(functional.mean.sixDigits), SD \(functional.sd.sixDigits))"
    case .score?, nil: return ""
    }
  }

  private func noteCriterion(_ rule: ChangeRule, in writer: inout RowWriter) {
    let outcome = writer.outcome ?? ""
    switch options.criterion {
    case .importantDifference:
      guard let points = rule.importantDifference else { return }
      let (better, worse) = (points.improvement.sixDigits, points.deterioration.sixDigits)
      writer.notes.add(
        better == worse
          ? "Improved or deteriorated is a change of \(better) points or more"
          : "Improved is a change of \(better) points or more for the better, deteriorated one of \(worse) or more for the worse",
        once: outcome)
    case .percent(let percent):
      let floor = scale.percentFloor == 0 ? "" : " above \(scale.percentFloor.sixDigits)"
      writer.notes.add("Improved or deteriorated is a change of \(percent.sixDigits) % of the baseline\(floor) or more")
    case .reliable(let method):
      if let courses { courses.note(method, critical: rule.critical, level: options.indexLevel, in: &writer) }
      guard let index = rule.index, let reliability else { return }
      let kind = type(of: index)
      let side = kind.isOneSided ? ", a risk of error on one side" : ""
      let plain =
        kind.isPlainChange ? ", a change of more than \((rule.critical * index.standardError).sixDigits)" : ""
      writer.notes.add(
        "Reliable is an index (\(method.title)) above \(rule.critical.sixDigits) or below -\(rule.critical.sixDigits) "
          + "(--rci-level \(options.indexLevel.sixDigits)\(side))",
        once: (kind.usesFollowup ? writer.place(nil) : outcome)
          + ": \(reliability.description), SD \((clinical.sd ?? 0).sixDigits) of \(clinical.count) baselines, standard error "
          + index.standardError.sixDigits + plain)
      if reliability.limits != nil {
        writer.notes.add(
          "Rows whose term is a reliability are what it would be at a limit of the reliability's interval")
      }
    }
  }

  private func noteMissing(_ classes: [ChangeClass?], rule: ChangeRule, in writer: inout RowWriter) {
    let place = writer.place(nil)
    let observed = pairs.baseline.indices.count { !pairs.baseline[$0].isNaN && !pairs.followup[$0].isNaN }
    let missing = pairs.baseline.count - observed
    let unclear = pairs.baseline.indices.count {
      !pairs.baseline[$0].isNaN && !pairs.followup[$0].isNaN
        && rule.judge($0, baseline: pairs.baseline[$0], followup: pairs.followup[$0]) == nil
    }
    let become = options.countsMissingAsUnchanged ? "count as unchanged" : "are left out"
    if unclear > 0 {
      writer.notes.add(
        "Subjects whose baseline is not above the floor of the scale, of which no percentage is taken, \(become)",
        at: "\(place): \(unclear)")
    }
    if missing > 0 {
      let mend = options.countsMissingAsUnchanged ? "" : " (--missing-as-unchanged counts them)"
      writer.notes.add(
        "Subjects without a complete pair of baseline and follow-up \(become)\(mend)", at: "\(place): \(missing)")
    }
  }
}

extension Result {
  fileprivate var isKnown: Bool {
    if case .success = self { return true }
    return false
  }
}

extension ReliableChange {
  /// The classes that arms are compared in.
  static let compared: [Measure] = [.recovered, .improvedTotal, .deteriorated]
}

extension ReliableChangeOptions {
  /// Nobody recovers without a cut-off, and only an index says what is reliable.
  var shares: [Measure] {
    ReliableChange.shares.filter { measure in
      switch measure {
      case .recovered: cutoff != nil
      case .reliablyImproved: method != nil
      default: true
      }
    }
  }
}
