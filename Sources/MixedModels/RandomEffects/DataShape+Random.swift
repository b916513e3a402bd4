internal import Trials

extension DataShape {
  /// Why a model with random effects or individual times could not be estimated.
  func notes(on search: ClusteredSearch, support: RandomSupport, residual: ResidualTerm?) -> [String] {
    if !search.absorbed.isEmpty {
      return search.absorbed.map { index in
        let term = support.terms[index]
        return
          "\(outcome): not estimated, since the fixed effects say everything about the levels of \(term.title), so that "
          + "the data cannot show how much these vary; take \(term.written) or those effects out of the formula."
      }
    }
    let family = search.ladder.rungs.first?.family
    let reasons = support.reasons(residual: family, subject: residual?.subject)
    let lead = "\(outcome): not estimated; coefficients and tests stay empty"
    var notes = [search.failure.map { "\(lead), since \($0)." } ?? "\(lead), since no covariance could be estimated."]
    notes += reasons.map { "\(outcome): \($0)." }
    if reasons.isEmpty {
      notes.append(
        search.ladder.rungs.count == 1 && search.ladder.rungs[0].family != .cs
          ? "\(outcome): a covariance with fewer parameters may do: --covariance "
            + "\(search.ladder.rungs[0].family.rawValue),cs, decided before the results are seen."
          : "\(outcome): a formula with fewer random effects asks less of the data.")
    }
    return notes
  }
}
