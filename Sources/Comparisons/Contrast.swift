internal import Estimates
internal import Trials

/// What a row contrasts: `A - B`, and what B is.
package struct Contrast {
  let label: String
  let reference: Estimate.Reference

  /// `TREATMENT - CONTROL`, by the arms' places.
  init(of arm: Factor, treatment: Int, control: Int) {
    label = "\(arm.levels[treatment]) - \(arm.levels[control])"
    reference = .arm(arm.levels[control])
  }

  /// `FOLLOWUP - BASELINE`.
  init(later: String, earlier: String) {
    label = "\(later) - \(earlier)"
    reference = .visit(earlier)
  }
}
