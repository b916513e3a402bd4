internal import Diagnostics
internal import Trials

/// Every subject's course in one outcome as a straight line over time: `outcome ~ time + (1 + time | subject)` by REML,
/// the arms together, all values of all visits.
package struct SubjectSlopes: Sendable {
  /// What the model says of one subject, in the outcome's units per unit of time.
  package struct Slope: Sendable {
    /// Empirical-Bayes (best linear unbiased) prediction of the subject's own slope: the mean slope and the deviation.
    package let own: Double
    /// From the mean slope. R: lme4's `ranef`.
    package let deviation: Double
    /// Root of the posterior variance, the coefficients and variances known. R: lme4's `condVar`.
    package let posteriorSD: Double
  }

  /// By subject; nil for who has no value, and for all where the model gives none.
  package let slopes: [Slope?]
  /// Why there are none: a sentence without its full stop.
  package let missing: String?
  /// What the fit has to say, without the outcome's name.
  package let notes: [String]
  /// The mean slope.
  package let mean: Double?
  package let valueCount: Int

  /// - Parameters:
  ///   - values: `[time][subject]`, NaN missing.
  ///   - times: of each of `values`, in any one unit.
  package init(of values: [[Double]], at times: [Double], outcome: String, source: String) {
    let subjects = values.first?.count ?? 0
    let isObserved = values.map { $0.contains { !$0.isNaN } }
    let seen = values.indices.filter { isObserved[$0] }
    valueCount = values.reduce(0) { $0 + $1.count { !$0.isNaN } }
    func nothing(_ reason: String) -> (slopes: [Slope?], mean: Double?, notes: [String], missing: String?) {
      ([Slope?](repeating: nil, count: subjects), nil, [], reason)
    }
    let found: (slopes: [Slope?], mean: Double?, notes: [String], missing: String?)
    if seen.count < 3 {
      found = nothing("Values at fewer than three visits do not tell a slope from chance")
    } else {
      do {
        let time = Covariate(
          name: Self.timeName,
          values: .numeric(seen.map { [Double](repeating: times[$0], count: subjects) }), varies: true)
        let trial = Trial(
          source: source, rowCount: valueCount, sha256: nil, subjectCount: subjects, arm: nil, site: nil,
          visits: seen.map { "\($0)" }, baselineVisit: nil,
          outcomes: [Outcome(name: outcome, values: seen.map { values[$0] }, baseline: nil)], covariates: [time],
          notes: [])
        var request = MixedModelRequest()
        request.formula = try ModelFormula(
          parsing: "y ~ \(Self.timeName) + (1 + \(Self.timeName) | \(Self.subjectName))")
        request.df = .normal
        request.subjectColumn = Self.subjectName
        let fitted = try MixedModel.fitted(trial, outcome: 0, request: request)
        let notes = fitted.notes.map { note in
          note.hasPrefix("\(outcome): ") ? String(note.dropFirst(outcome.count + 2)) : note
        }
        if let model = fitted.model {
          let (slopes, mean) = Self.slopes(model.groupPredictions, subjects: subjects)
          // A slope's variance on the boundary leaves rounding.
          let known = values.joined().filter { !$0.isNaN }
          let least = 1e-9 * ((known.max() ?? 0) - (known.min() ?? 0))
          let span = (times.max() ?? 0) - (times.min() ?? 0)
          let isKnown = slopes.contains { ($0?.posteriorSD ?? 0) * span > least }
          found = (
            slopes, mean, notes,
            isKnown ? nil : "The slopes are estimated not to vary between subjects, so no slope is anybody's own"
          )
        } else {
          found = nothing("The mixed model has no estimate (\(notes.joined(separator: " ")))")
        }
      } catch let error as any Diagnosis {
        found = nothing("There is no mixed model (\(error.problems.joined(separator: "; ")))")
      } catch {
        found = nothing("There is no mixed model")
      }
    }
    (slopes, mean, notes, missing) = (found.slopes, found.mean, found.notes, found.missing)
  }

  private static let timeName = "time"
  private static let subjectName = "subject"

  private static func slopes(_ predictions: [GroupPrediction], subjects: Int) -> (slopes: [Slope?], mean: Double?) {
    var slopes = [Slope?](repeating: nil, count: subjects)
    var mean: Double?
    for prediction in predictions where prediction.effect == timeName {
      // The trial above numbers its subjects from 1.
      guard let fixed = prediction.fixed, let number = Int(prediction.level) else { continue }
      mean = fixed
      slopes[number - 1] = Slope(
        own: fixed + prediction.estimate, deviation: prediction.estimate, posteriorSD: prediction.conditionalSD)
    }
    return (slopes, mean)
  }
}
