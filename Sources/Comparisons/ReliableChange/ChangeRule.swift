internal import Distributions

/// What a subject's change is.
public enum ChangeClass: String, Sendable, CaseIterable {
  /// Improved, and past the cut-off.
  case recovered
  /// Improved reliably, and not recovered.
  case reliablyImproved = "reliably_improved"
  /// Improved by another criterion than reliable change, and not recovered.
  case improved
  case unchanged
  case deteriorated

  var isImprovement: Bool { [.recovered, .reliablyImproved, .improved].contains(self) }
}

/// The one place that sorts changes into classes: for one outcome at one follow-up.
struct ChangeRule {
  let criterion: ReliableChangeOptions.Criterion
  let sign: Double
  let percentFloor: Double
  /// nil for other criteria.
  let importantDifference: ReliableChangeOptions.ImportantDifference?
  /// nil for criteria without an error of measurement.
  let index: (any ReliableIndex)?
  /// Every subject's index, where it is of a course and not of two scores.
  let courses: [Double?]?
  /// What an index has to exceed.
  let critical: Double
  /// nil: nobody recovers.
  let cutoff: Double?

  /// nil where a value is missing and where the criterion cannot tell. The index is nil for criteria without one.
  func judge(_ subject: Int, baseline: Double, followup: Double) -> (changeClass: ChangeClass, index: Double?)? {
    guard !baseline.isNaN, !followup.isNaN else { return nil }
    let found = courses?[subject] ?? index?.index(baseline: baseline, followup: followup)
    guard let way = found.map({ step(index: sign * $0) }) ?? step(baseline: baseline, followup: followup) else {
      return nil
    }
    switch way {
    case 1 where isPast(followup): return (.recovered, found)
    case 1: return (found == nil ? .improved : .reliablyImproved, found)
    case -1: return (.deteriorated, found)
    default: return (.unchanged, found)
    }
  }

  /// Whether a baseline is at the cut-off or past it already.
  func isFunctional(_ baseline: Double) -> Bool { cutoff.map { sign * (baseline - $0) >= 0 } ?? false }

  private func isPast(_ followup: Double) -> Bool {
    guard let cutoff else { return false }
    return index?.isPast(cutoff, followup: followup, sign: sign, critical: critical) ?? (sign * (followup - cutoff) > 0)
  }

  /// 1 better, −1 worse, 0 neither; the index counts up where the score gets better.
  private func step(index: Double) -> Int { index > critical ? 1 : index < -critical ? -1 : 0 }

  /// By points or percent; what misses the threshold by the rounding of decimals alone reaches it.
  private func step(baseline: Double, followup: Double) -> Int? {
    let change = sign * (followup - baseline)
    let rounding = 8 * Double.ulpOfOne * max(abs(baseline), abs(followup), abs(percentFloor))
    let better: Double
    let worse: Double
    switch criterion {
    case .reliable: return nil
    case .importantDifference:
      guard let importantDifference else { return nil }
      (better, worse) = (importantDifference.improvement, importantDifference.deterioration)
    case .percent(let percent):
      guard baseline > percentFloor else { return nil }
      better = percent / 100 * (baseline - percentFloor)
      worse = better
    }
    return change >= better - rounding ? 1 : change <= rounding - worse ? -1 : 0
  }
}

extension ReliableChangeOptions {
  /// What an index has to exceed for reliable change.
  var criticalValue: Double {
    let tail = 1 - indexLevel
    // A one-sided level of a half or less asks for no more than the direction.
    return max(0, Normal().quantile(method?.index?.isOneSided ?? false ? tail : tail / 2, tail: .upper))
  }

  /// The rule for one outcome at one follow-up.
  ///
  /// - Parameters:
  ///   - sample: nil where the criterion needs no reliability.
  ///   - courses: nil where it needs no mixed model.
  func rule(
    scale: Scale, clinical: SampleSummary, sample: ChangeSample?, courses: CourseIndices?
  ) throws(MissingIndex) -> ChangeRule {
    if criterion == .importantDifference, scale.importantDifference == nil {
      throw MissingIndex(cause: "No minimal important difference is known")
    }
    let needsSpread = sample != nil || cutoff == .beyondClinical || cutoff?.isBetween ?? false
    let sd = clinical.sd ?? 0
    if needsSpread, isConstant(sd: sd, magnitude: abs(clinical.mean)) {
      throw MissingIndex(cause: "The baseline does not vary, so there is no SD to judge a change by")
    }
    var index: (any ReliableIndex)?
    if let sample, let kind = method?.index { index = try kind.init(sample) }
    let population = ClinicalCutoff.Population(mean: clinical.mean, sd: sd)
    var score: Double?
    if let cutoff {
      score = try cutoff.score(clinical: population, sign: scale.direction.sign, index: index)
    }
    return ChangeRule(
      criterion: criterion, sign: scale.direction.sign, percentFloor: scale.percentFloor,
      importantDifference: criterion == .importantDifference ? scale.importantDifference : nil, index: index,
      courses: try courses?.known(), critical: criticalValue, cutoff: score)
  }
}

extension ClinicalCutoff {
  fileprivate var isBetween: Bool {
    if case .between = self { return true }
    return false
  }
}
