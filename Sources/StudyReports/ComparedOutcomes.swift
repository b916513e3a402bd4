import Estimates
import Inference

/// The comparisons of all outcomes at the primary visit, each with its p-value and, where it is one of several, with Holm's.
struct ComparedOutcomes {
  struct Line {
    let outcome: StudyFacts.OutcomeFacts
    let row: Estimate
    /// Nil where the comparison is a family of its own.
    let holm: Double?
    /// Comparisons of its family.
    let familySize: Int
  }

  let lines: [Line]
  /// Whether the study has a primary outcome at all.
  let hasPrimary: Bool

  init(_ report: StudyReport) {
    let facts = report.facts
    let rows = report.analyses.models.flatMap(\.rows).filter {
      $0.measure == .standardizedContrast && $0.term == nil && $0.visit == facts.primaryVisit
    }
    let members = facts.outcomes.flatMap { outcome in
      rows.filter { $0.outcome == outcome.name }.map { (outcome: outcome, row: $0) }
    }
    hasPrimary = facts.outcomes.contains(where: \.isPrimary)
    var holm = [Double?](repeating: nil, count: members.count)
    var sizes = [Int](repeating: 1, count: members.count)
    for isPrimary in [true, false] {
      let family = members.indices.filter {
        members[$0].outcome.isPrimary == isPrimary && members[$0].row.pValue != nil
      }
      guard family.count > 1 else { continue }
      let adjusted = MultiplicityAdjustment.holm.adjusted(family.compactMap { members[$0].row.pValue })
      for (place, index) in family.enumerated() {
        holm[index] = adjusted[place]
        sizes[index] = family.count
      }
    }
    lines = members.indices.map {
      Line(outcome: members[$0].outcome, row: members[$0].row, holm: holm[$0], familySize: sizes[$0])
    }
  }

  /// The line of the same comparison as a modelled difference at the primary visit.
  func line(of contrast: Estimate) -> Line? {
    lines.first {
      $0.row.outcome == contrast.outcome && $0.row.contrast == contrast.contrast && $0.row.visit == contrast.visit
    }
  }

  /// What is adjusted for how many comparisons there are.
  var families: String {
    guard lines.count > 1 else { return "There is one comparison, so nothing is adjusted for their number." }
    guard hasPrimary else {
      return "No outcome is named as the primary one: p-values are adjusted by Holm's method over all of them."
    }
    let primary = lines.count { $0.outcome.isPrimary }
    return
      (primary == 1
      ? "The primary comparison is tested alone, unadjusted; "
      : "The \(primary) primary comparisons are one family by Holm's method; ")
      + "the p-values of the others are adjusted for their number by Holm's method. Intervals are not adjusted."
  }

  /// The rows, and behind each one that has it the same comparison with Holm's p-value and without the interval.
  var rows: [Estimate] {
    lines.flatMap { line -> [Estimate] in
      guard let holm = line.holm else { return [line.row] }
      var adjusted = line.row
      adjusted.method = adjusted.method.map { $0 + "_holm" } ?? "holm"
      adjusted.pValue = holm
      adjusted.confidenceLow = nil
      adjusted.confidenceHigh = nil
      adjusted.confidenceLevel = nil
      return [line.row, adjusted]
    }
  }
}
