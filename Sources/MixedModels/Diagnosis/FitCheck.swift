internal import Estimates
internal import LinearAlgebra
internal import Trials

/// What was observed beside what a model says of the same rows: means and standard deviations by visit and arm, covariances
/// and correlations by pair of visits, means by dropout pattern. Documentation/Methods/mmrm.md (16) to (18).
struct FitCheck {
  static let measures: [Measure] = [
    .observedMean, .observedSD, .modelledMean, .modelledSD, .meanMisfit, .observedCovariance, .modelledCovariance,
    .covarianceMisfit, .observedCorrelation, .modelledCorrelation, .correlationMisfit, .patternSubjects,
  ]

  let model: FittedModel
  let fit: RepeatedMeasuresFit
  /// x'β̂, `[visit][subject]`; NaN where the row is not analysed.
  let fitted: [[Double]]
  /// y − x'β̂, shaped alike.
  let residuals: [[Double]]
  /// The subjects of each arm; of all where the trial has no arms.
  let arms: [SubjectSet]

  /// Some of the trial's subjects, with what their rows have in the fields of labels.
  struct SubjectSet {
    var arm: String?
    /// `drug[Yes]`, where it is a covariance group and no arm.
    var factor: String?
    let members: [Int]
  }

  /// Nothing, and a note, where the model has more than a covariance of the repeated measures.
  static func rows(of model: FittedModel, notes: inout [String]) -> [Estimate] {
    guard let fit = model.repeated else {
      notes.append(
        "\(model.outcome.name): --diagnostics adds nothing: observed is not set against modelled with random effects or "
          + "individual times.")
      return []
    }
    return FitCheck(model, fit).rows(notes: &notes)
  }

  private init(_ model: FittedModel, _ fit: RepeatedMeasuresFit) {
    self.model = model
    self.fit = fit
    let missing = [Double](repeating: .nan, count: model.rows.subjectCount)
    var fitted = [[Double]](repeating: missing, count: model.rows.design.visits.count)
    var residuals = fitted
    model.rows.forEachSubject(columns: fit.data.kept) { subject in
      let means = subject.design * fit.coefficients
      for (place, visit) in subject.visits.enumerated() {
        fitted[visit][subject.subject] = means[place]
        residuals[visit][subject.subject] = subject.outcome[place] - means[place]
      }
    }
    self.fitted = fitted
    self.residuals = residuals
    let everybody = 0..<model.rows.subjectCount
    arms =
      model.trial.arm.map { arm in
        arm.levels.indices.map { level in
          SubjectSet(arm: arm.levels[level], members: everybody.filter { Int(arm.codes[$0]) == level })
        }
      } ?? [SubjectSet(members: Array(everybody))]
  }

  private func rows(notes: inout [String]) -> [Estimate] {
    let found = meanRows(notes: &notes) + pairRows(notes: &notes)
    let patterns = patternRows
    if !patterns.isEmpty {
      notes.append(
        "\(model.outcome.name): means by dropout pattern tell whether those who left differed while they were observed; "
          + "what they would have been later is not in the data, so nothing here can test that values are missing at "
          + "random.")
    }
    return found + patterns
  }

  var visits: [String] { model.rows.design.visits }

  func row(_ measure: Measure, _ set: SubjectSet, visit: Int?, term: String?, _ value: Double?, n: Int) -> Estimate {
    let isOfModel = [.modelledMean, .modelledSD, .modelledCovariance, .modelledCorrelation].contains(measure)
    return Estimate(
      outcome: model.outcome.name, arm: set.arm, visit: visit.flatMap { visits[$0].isEmpty ? nil : visits[$0] },
      term: term, measure: measure, method: isOfModel ? model.family.rawValue : nil, estimate: value, n: n)
  }

  /// `BtheB at visit 8`, for notes.
  func place(_ set: SubjectSet, _ visits: [Int]) -> String {
    let who = set.arm ?? set.factor
    let labels = visits.map { self.visits[$0] }.filter { !$0.isEmpty }
    let when = labels.isEmpty ? nil : "visit\(labels.count > 1 ? "s" : "") " + labels.joined(separator: " and ")
    let parts = [who, when].compactMap { $0 }
    return parts.isEmpty ? "the trial" : parts.joined(separator: " at ")
  }
}

extension FitCheck {
  /// By arm and visit.
  private func meanRows(notes: inout [String]) -> [Estimate] {
    var rows: [Estimate] = []
    var (nobody, alone): ([String], [String]) = ([], [])
    for set in arms {
      for visit in visits.indices {
        let members = set.members.filter { !fitted[visit][$0].isNaN }
        if members.isEmpty { nobody.append(place(set, [visit])) }
        if members.count == 1 { alone.append(place(set, [visit])) }
        rows += meanRows(set, members, visit: visit, term: nil)
        let observed = SampleMoments(members.map { model.rows.outcome[visit][$0] })
        let means = SampleMoments(members.map { fitted[visit][$0] })
        let around = compensatedSum(members.map { variance(of: $0, at: visit) }) / Double(max(1, members.count))
        let modelled = means.variance.map { ($0 + around).squareRoot() }
        rows.append(
          row(.observedSD, set, visit: visit, term: nil, observed.variance?.squareRoot(), n: members.count))
        rows.append(row(.modelledSD, set, visit: visit, term: nil, modelled, n: members.count))
      }
    }
    let name = model.outcome.name
    if !nobody.isEmpty { notes.append("\(name): no analysed value, and so no mean: \(MixedModel.listed(nobody)).") }
    if !alone.isEmpty { notes.append("\(name): one analysed value, and so no SD: \(MixedModel.listed(alone)).") }
    return rows
  }

  /// The mean of the outcome, that of x'β̂ over the same rows, and the former minus the latter.
  private func meanRows(_ set: SubjectSet, _ members: [Int], visit: Int, term: String?) -> [Estimate] {
    let values: [(Measure, [Double])] = [
      (.observedMean, model.rows.outcome[visit]), (.modelledMean, fitted[visit]), (.meanMisfit, residuals[visit]),
    ]
    return values.map { measure, column in
      let mean = SampleMoments(members.map { column[$0] }).mean
      return row(measure, set, visit: visit, term: term, mean, n: members.count)
    }
  }

  /// Σₜₜ of the subject's covariance group.
  private func variance(of subject: Int, at visit: Int) -> Double {
    fit.covariance[model.rows.groups.map { Int($0[subject]) } ?? 0][packedIndex(visit, visit)]
  }

  /// Means by the last visit of those without a gap before it, and of those with one; by arm.
  private var patternRows: [Estimate] {
    guard visits.count > 1 else { return [] }
    return (visits.indices.map { DropoutPattern.lastVisit($0) } + [.intermittent]).flatMap { pattern in
      arms.flatMap { set -> [Estimate] in
        let members = set.members.filter { self.pattern(of: $0) == pattern }
        guard !members.isEmpty else { return [] }
        let analysed = set.members.count { self.pattern(of: $0) != nil }
        let term = pattern.name(visits: visits)
        let size = row(.patternSubjects, set, visit: nil, term: term, Double(members.count), n: analysed)
        return [size]
          + visits.indices.flatMap { visit -> [Estimate] in
            let present = members.filter { !fitted[visit][$0].isNaN }
            return present.isEmpty ? [] : meanRows(set, present, visit: visit, term: term)
          }
      }
    }
  }

  /// Nil without an analysed value.
  private func pattern(of subject: Int) -> DropoutPattern? {
    guard let last = visits.indices.last(where: { !fitted[$0][subject].isNaN }) else { return nil }
    return fitted[..<last].contains { $0[subject].isNaN } ? .intermittent : .lastVisit(last)
  }
}

/// When a subject was there.
enum DropoutPattern: Equatable {
  /// At each visit up to this one and at none after it.
  case lastVisit(Int)
  /// A visit was missed before the last.
  case intermittent

  func name(visits: [String]) -> String {
    switch self {
    case .lastVisit(let visit): visit == visits.count - 1 ? "every visit" : "last visit \(visits[visit])"
    case .intermittent: "intermittent"
    }
  }
}
