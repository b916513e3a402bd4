import Comparisons
import Estimates
import Reports
import Trials

/// What a reader is told about the study that stands in no row of results.
struct StudyFacts {
  struct Arm {
    /// As in the data and in tables.
    let label: String
    /// As in sentences.
    let name: String
    let isControl: Bool
    let size: Int
  }

  struct OutcomeFacts {
    /// As in rows of results.
    let name: String
    /// As in sentences and headings.
    let title: String
    let instrument: String?
    let isPrimary: Bool
    let higherIsBetter: Bool?

    /// At the beginning of a sentence: words get a capital, a column's name stays as it is.
    var start: String { title == name ? title : title.prefix(1).uppercased() + title.dropFirst() }
  }

  let title: String
  let subjects: Int
  let arms: [Arm]
  /// Labels of all visits in order.
  let visits: [String]
  let baseline: String?
  let hasBaseline: Bool
  /// The visit that the summary and the forest plot are about; nil where the data have no visits.
  let primaryVisit: String?
  let isPrimaryVisitNamed: Bool
  let outcomes: [OutcomeFacts]
  let covariates: [String]
  let flow: ParticipantFlow?
  let level: Double
  private let visitName: String
  private let months: [String: Double]

  init(_ data: StudyData, level: Double) {
    let (trial, plan) = (data.trial, data.plan)
    title = plan.title ?? "Study report"
    subjects = trial.subjectCount
    arms = (trial.arm?.levels ?? []).enumerated().map { place, label in
      Arm(
        label: label, name: plan.armLabels[label] ?? label, isControl: place == trial.arm?.reference,
        size: trial.arm?.codes.count { $0 == Int32(place) } ?? 0)
    }
    visits = trial.visits.compactMap { $0 }
    baseline = trial.baselineVisit.flatMap { trial.visits[$0] }
    hasBaseline = trial.outcomes.contains { $0.baseline != nil }
    primaryVisit =
      plan.primaryVisit ?? visits.last { $0 != trial.baselineVisit.flatMap { trial.visits[$0] } } ?? visits.last
    isPrimaryVisitNamed = plan.primaryVisit != nil
    outcomes = trial.outcomes.map { outcome in
      let details = plan.details(ofOutcome: outcome.name)
      return OutcomeFacts(
        name: outcome.name, title: details.label ?? outcome.name, instrument: details.instrument,
        isPrimary: details.primary, higherIsBetter: Self.higherIsBetter(details))
    }
    covariates = trial.covariates.map(\.name)
    flow = plan.flow
    self.level = level
    visitName = plan.visit ?? "visit"
    months = plan.visitMonths
  }

  /// The primary outcome, else the first: the one that the flow is about.
  var leading: OutcomeFacts? { outcomes.first(where: \.isPrimary) ?? outcomes.first }
  /// As the study description says, else as the instrument's own page in the catalogue does.
  private static func higherIsBetter(_ details: StudyPlan.OutcomeDetails) -> Bool? {
    details.higherIsBetter ?? (try? DescribedScale(details, level: 0.95))?.direction.map { $0 == .higher }
  }

  var percent: String { NumberFormat.percentage(level) }
  var hasContrasts: Bool { arms.count > 1 }
  var followups: [String] {
    guard let baseline, let place = visits.firstIndex(of: baseline) else { return visits }
    return Array(visits[(place + 1)...])
  }

  /// An outcome by its name in results, as a sentence calls it.
  func title(ofOutcome name: String) -> String { outcomes.first { $0.name == name }?.title ?? name }

  /// The same at the beginning of a sentence.
  func start(ofOutcome name: String) -> String { outcomes.first { $0.name == name }?.start ?? name }

  /// An arm by its label, as a sentence calls it.
  func armName(_ label: String) -> String { arms.first { $0.label == label }?.name ?? label }

  /// `month 8`, `followup (21 months)`: a label that is a number goes by the column's name.
  func visitPhrase(_ label: String) -> String {
    let number = Double(label)
    let phrase = number == nil ? label : "\(visitName) \(label)"
    guard let month = months[label], visitName.lowercased() != "month" || month != number else { return phrase }
    return "\(phrase) (\(month.shortest) \(month == 1 ? "month" : "months"))"
  }

  /// The two arms of a row's contrast, as labels.
  func arms(of row: Estimate) -> (treatment: String, control: String)? {
    guard let contrast = row.contrast else { return nil }
    for control in arms where contrast.hasSuffix(" - " + control.label) {
      let treatment = String(contrast.dropLast(control.label.count + 3))
      if arms.contains(where: { $0.label == treatment }) { return (treatment, control.label) }
    }
    return nil
  }
}

extension StudyPlan {
  /// What the description says of an outcome, by the name that results have for it.
  func details(ofOutcome name: String) -> OutcomeDetails {
    outcomeDetails[name] ?? outcomeDetails.values.first { $0.name == name } ?? OutcomeDetails()
  }
}
