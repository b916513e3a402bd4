internal import Estimates
internal import LinearAlgebra
internal import Trials

// What a statistician would try next, and why.
extension ModelExplanation {
  var advice: [String] {
    guard let model else { return adviceWithoutFit }
    var sentences: [String] = []
    if let fit = model.clustered {
      for (index, term) in support.terms.enumerated() { sentences += advice(fit, index, term) }
    }
    sentences += ladderAdvice
    let (parameters, subjects) = (model.fit.covarianceCount, model.subjects)
    if support.terms.isEmpty, parameters * 3 > subjects {
      sentences.append(
        "\(counted(subjects, "subject")) are few for \(counted(parameters, "covariance parameter")). A statistician would "
          + "see whether the conclusions stay with a covariance that has fewer, such as --covariance toeph or cs, since a "
          + "matrix that is known badly makes the tests uncertain.")
    }
    if !model.fit.isRestricted {
      sentences.append(
        "By maximum likelihood variances come out too small where there are few levels or subjects. For the estimates "
          + "leave --ml out; it is for comparing models with different means.")
    }
    if sentences.isEmpty {
      return [
        "Nothing in the fit asks for another model: the search ended at a maximum, and no variance lies on its boundary. "
          + "Whether the assumptions hold the fit alone does not say; look at residuals and at who was lost."
      ]
    }
    return sentences
  }

  private var adviceWithoutFit: [String] {
    let reasons =
      support.terms.isEmpty ? [] : support.reasons(residual: fittedFamily, subject: formula.residual?.subject)
    var sentences = ["There are no estimates: the data do not determine this model, and the notes say what they lack."]
    sentences += reasons.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
    if support.terms.isEmpty {
      sentences.append(
        "A statistician would declare simpler covariances to fall back on before seeing results, such as --covariance "
          + "us,toeph,cs, or ask for fewer visits or terms.")
    } else if reasons.isEmpty {
      sentences.append(
        "A statistician would take out the random effect of which the data show least, slopes before levels, and see "
          + "whether the rest can be estimated.")
    }
    return sentences
  }

  private func advice(_ fit: RandomEffectsFit, _ index: Int, _ term: RandomSupport.Term) -> [String] {
    var sentences: [String] = []
    let matrix = fit.randomCovariance(index)
    let zero = (0..<matrix.rows).filter { matrix[$0, $0] <= 0 }
    if fit.negativeTerms.contains(index) {
      let isOwn = (0..<matrix.rows).contains { matrix[$0, $0] < 0 }
      sentences.append(
        (isOwn
          ? "\(term.written) has a negative variance: values of one level of \(term.title) are less alike than values of "
            + "different levels, as where places are shared out or people compete."
          : "\(term.written) has a negative variance in some combination of its effects, by chance or because values of one "
            + "level go together in another way than it says.")
          + " A statistician would say so, and see whether the conclusions stay without --negative-variances.")
      return sentences
    }
    if fit.boundarySlopes[index] != nil {
      if zero.count == matrix.rows {
        sentences.append(
          "The levels of \(term.title) seem not to differ: their variance is estimated as 0, which is an estimate and no "
            + "proof that it is 0. A statistician would keep \(term.written) where the design calls for it (estimates are "
            + "those of the model without it), or leave it out and say so.")
      } else if !zero.isEmpty {
        sentences.append(
          "Levels of \(term.title) seem not to differ in \(MixedModel.listed(zero.map { term.effects[$0] })): a "
            + "statistician would fit the model without that effect and see whether the conclusions stay.")
      } else {
        sentences.append(
          "The effects of \(term.title) are estimated as perfectly correlated: the data show fewer ways to differ than "
            + "\(term.written) has. A statistician would fit \(term.uncorrelated), or leave out the effect that matters "
            + "less, and see whether the conclusions stay.")
      }
    } else if term.term.isCorrelated, let most = strongest(matrix), abs(most) > 0.95 {
      sentences.append(
        "The effects of \(term.title) have a correlation of \(NumberFormat.fixed(most, decimals: 2)), near the end of "
          + "what is possible: a statistician would see whether the conclusions stay with \(term.uncorrelated).")
    }
    if term.levels <= 5 {
      sentences.append(
        "How much levels of \(term.title) vary is judged from \(term.levels) of them, which is little. A statistician "
          + "would also fit the model with \(term.path.last ?? term.group) among the fixed effects in place of "
          + "\(term.written).")
    }
    return sentences
  }

  /// The correlation of two effects that is nearest to ±1.
  private func strongest(_ matrix: Matrix) -> Double? {
    (0..<matrix.rows).flatMap { a in
      (0..<a).compactMap { b in
        let product = matrix[a, a].squareRoot() * matrix[b, b].squareRoot()
        return product > 0 ? matrix[a, b] / product : nil
      }
    }
    .max { abs($0) < abs($1) }
  }

  private var ladderAdvice: [String] {
    guard case .list(let rungs)? = fit["ladder"], rungs.count > 1 else { return [] }
    let names = rungs.compactMap { rung -> String? in
      guard case .object(let entries) = rung, case .text(let name)? = FitSummary(entries)["covariance"] else {
        return nil
      }
      return name
    }
    guard let used = names.last else { return [] }
    return [
      "Of the covariances that were declared, \(MixedModel.listed(Array(names.dropLast()))) could not be estimated and "
        + "\(used) answers: a report says so, and names the order that was declared."
    ]
  }
}

extension RandomSupport.Term {
  /// The same term with unrelated effects.
  fileprivate var uncorrelated: String { written.replacing(" | ", with: " || ") }
}
