import Estimates
import Foundation
import TestSupport
import Testing

/// A row that R made; the fields are those of the contract.
struct ReferenceRow: Decodable, Sendable {
  let arm, contrast: String?
  let visit, measure: String
  let method: String?
  let covariates: [String]?
  let estimate, stdError, df, statistic, pValue, confLow, confHigh: Double?
  let n: Int

  var label: String { "\(visit) \(arm ?? contrast ?? "all") \(measure) \(method ?? "")" }
}

/// A fixture of nothing but rows.
struct ReferenceRows: Decodable {
  let rows: [ReferenceRow]

  static func read(_ name: String) throws -> Referenced<ReferenceRows> { try Fixtures.read(ReferenceRows.self, name) }
}

func isClose(_ a: Double?, _ b: Double?, _ tolerance: Double) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return a == b || abs(a - b) <= tolerance * max(abs(a), abs(b))
}

/// The reference's name for what a row of ours is, nil for rows that only the reference has (other definitions, kept
/// beside for comparison).
func ourMethod(_ row: ReferenceRow) -> String? {
  switch (row.measure, row.method) {
  case ("correlation", "r_cor_test"), ("signed_rank", "coin_pratt"), ("signed_rank", "coin_wilcoxon"),
    ("hodges_lehmann", "order_statistics_normal_untied"), ("hodges_lehmann", "r_wilcox_asymptotic"),
    ("probability_of_superiority", "brunner_munzel"):
    nil
  case ("g_z", _), ("hedges_g", _): "noncentral_t_scaled"
  case ("g_av", _): "bonett_scaled"
  case (_, "bonett_2008"): "bonett"
  case (_, "normal_continuity_ties"): "normal"
  default: row.method ?? ""
  }
}

/// Leaves word of what an analysis gave, so that the page can say what of it is not compared.
func noteGiven(_ rows: [Estimate]) {
  for row in rows { Records.add(.given(measure: row.measure.rawValue, method: row.method ?? "")) }
}

/// Finds the row of ours and compares every field that the reference has; estimate, p-value and limits that it lacks
/// must be lacking.
func expect(_ rows: [Estimate], contain reference: ReferenceRow, by program: Reference) {
  guard let method = ourMethod(reference) else { return }
  let found = rows.filter {
    $0.arm == reference.arm && (reference.contrast == nil || $0.contrast == reference.contrast)
      && $0.visit == reference.visit && $0.measure.rawValue == reference.measure && ($0.method ?? "") == method
  }
  #expect(found.count == 1, "\(reference.label)")
  guard let row = found.first else { return }
  // A limit near 0 is the difference of two numbers as large as the standard error.
  let closed = 1e-12
  // The reference finds exact noncentral limits by root finding.
  let limits = method.hasPrefix("noncentral_t") ? 1e-10 : closed
  let compared = Compared(reference.measure, method, reference.label, by: program)
  func check(_ ours: Double?, _ theirs: Double?, _ tolerance: Double, _ field: String) {
    guard theirs != nil else { return }
    let floor = field.hasPrefix("conf") ? (reference.stdError ?? 0) * closed / tolerance : 0
    #expect(
      compared.agrees(field, ours, theirs, within: tolerance, floor: floor),
      "\(reference.label) \(field): \(ours as Any) where the reference has \(theirs as Any)")
  }
  check(row.estimate, reference.estimate, closed, "estimate")
  check(row.standardError, reference.stdError, closed, "std_error")
  check(row.df, reference.df, closed, "df")
  check(row.statistic, reference.statistic, closed, "statistic")
  check(row.pValue, reference.pValue, closed, "p_value")
  check(row.confidenceLow, reference.confLow, limits, "conf_low")
  check(row.confidenceHigh, reference.confHigh, limits, "conf_high")
  #expect(row.n == reference.n, "\(reference.label)")
  #expect(row.outcome == "bdi")
  if reference.estimate == nil { #expect(row.estimate == nil, "\(reference.label)") }
  if reference.pValue == nil { #expect(row.pValue == nil, "\(reference.label)") }
  if reference.confLow == nil { #expect(row.confidenceLow == nil && row.confidenceLevel == nil, "\(reference.label)") }
}
