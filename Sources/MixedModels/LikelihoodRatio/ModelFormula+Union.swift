extension ModelFormula {
  /// Everything that this formula or another of the same outcome names: what a trial has to be read with for both.
  ///
  /// Its text is this formula's.
  ///
  /// - Throws: where outcome, subject or visit of the two are not the same.
  public func union(_ other: ModelFormula) throws(ModelComparisonError) -> ModelFormula {
    if other.response != response {
      throw .otherResponse(other.text, response: response, other: other.response)
    }
    if let own = residual, let theirs = other.residual {
      if own.subject != theirs.subject { throw .otherRole("the subject", own.subject, other: theirs.subject) }
      if own.visit != theirs.visit { throw .otherRole("the visit", own.visit, other: theirs.visit) }
    }
    return ModelFormula(joining: self, other)
  }

  private init(joining first: ModelFormula, _ second: ModelFormula) {
    text = first.text
    response = first.response
    hasIntercept = first.hasIntercept || second.hasIntercept
    terms = first.terms + second.terms.filter { !first.terms.contains($0) }
    residual = first.residual?.group == nil ? second.residual ?? first.residual : first.residual
    randomTerms = first.randomTerms + second.randomTerms.filter { !first.randomTerms.contains($0) }
  }
}
