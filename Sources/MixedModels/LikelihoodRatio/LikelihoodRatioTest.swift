internal import Distributions
internal import Glibc
internal import LinearAlgebra
internal import Trials

/// A likelihood-ratio test of two models, one of which contains the other.
///
///     statistic = 2 (log L of the larger − log L of the smaller)
///
/// The smaller model's parameters are values that the larger one's may have. Where all of these lie inside of their
/// range, the statistic has a χ² distribution with as many degrees of freedom as there are parameters more, D. A variance
/// is zero at the edge of its range: of one effect more the distribution is ½χ²(D − 1) + ½χ²(D) (Self & Liang 1987; Stram
/// & Lee 1994). Of several, or where the smaller model's own fit lies on an edge, χ²(D) is an upper bound of it. Where variances may be
/// negative, zero is no edge.
package struct LikelihoodRatioTest {
  package enum Reference: Equatable, Sendable {
    case chiSquared
    /// ½χ²(D − 1) + ½χ²(D).
    case mixture
    /// χ²(D), whose p-value is too large.
    case conservative
  }
  package let statistic: Double
  /// D.
  package let df: Int
  package let reference: Reference

  package var pValue: Double {
    let upper = Self.upperTail(statistic, df)
    return reference == .mixture ? 0.5 * (Self.upperTail(statistic, df - 1) + upper) : upper
  }

  /// P(X ≥ x), of χ²(0) at 0 alone.
  private static func upperTail(_ x: Double, _ df: Int) -> Double {
    df == 0 ? (x <= 0 ? 1 : 0) : x <= 0 ? 1 : ChiSquared(df: Double(df)).probability(x, tail: .upper)
  }

  /// - Returns: nil where the larger model's search ended below the smaller one's maximum.
  init?(_ pair: NestedModels) {
    let gain = 2 * (pair.larger.fit.logLikelihoodOfSpan - pair.smaller.fit.logLikelihoodOfSpan)
    // What is left of two equal maxima is rounding.
    let nothing = 1e-9 * (1 + abs(pair.smaller.fit.logLikelihood))
    guard gain > -1e-5 else { return nil }
    statistic = gain < nothing ? 0 : gain
    df = pair.df
    let isOnEdge = pair.smaller.clustered?.isOnBoundary ?? false
    if pair.larger.request.allowsNegativeVariances {
      // Zero is no edge then.
      reference = .chiSquared
    } else {
      reference =
        pair.zeroVariances == 0 && !isOnEdge
        ? .chiSquared : pair.zeroVariances == 1 && !isOnEdge ? .mixture : .conservative
    }
  }
}

extension CoefficientFit {
  /// The log-likelihood as far as the columns' coding has no part in it: that of REML over an orthonormal basis.
  var logLikelihoodOfSpan: Double {
    logLikelihood + (isRestricted ? data.upper.diagonal.reduce(0) { $0 + log(abs($1)) } : 0)
  }
}

/// Two fitted models of the same rows, one of which contains the other.
struct NestedModels {
  let smaller: FittedModel
  let larger: FittedModel
  /// How many parameters the larger has more.
  let df: Int
  /// Random effects of the larger model whose variances are zero in the smaller.
  let zeroVariances: Int

  /// - Parameters:
  ///   - model: what was fitted.
  ///   - other: what it is held against, smaller or larger.
  init(_ model: FittedModel, against other: FittedModel) throws(ModelComparisonError) {
    try Self.checkSameRows(model, other)
    let fixed = FixedPart(model, other)
    if fixed != .same, model.fit.isRestricted { throw .fixedEffectsOfREML(other.formula.text) }
    let (own, theirs) = (CovarianceShape(model), CovarianceShape(other))
    let more = own.effectsBeyond(theirs)
    let fewer = theirs.effectsBeyond(own)
    if more != nil, fewer != nil, fixed == .same { throw .sameModel(other.formula.text) }
    if let more, fixed == .same || fixed == .contains {
      (smaller, larger, zeroVariances) = (other, model, more)
    } else if let fewer, fixed == .same || fixed == .isContained {
      (smaller, larger, zeroVariances) = (model, other, fewer)
    } else {
      throw .notNested(model.formula.text, other.formula.text)
    }
    df =
      larger.fit.covarianceCount + larger.fit.data.rank - smaller.fit.covarianceCount - smaller.fit.data.rank
    if df < 1 { throw .sameModel(other.formula.text) }
  }

  private static func checkSameRows(_ model: FittedModel, _ other: FittedModel) throws(ModelComparisonError) {
    let (own, theirs) = (model.rows.analysed, other.rows.analysed)
    let common = own.intersection(theirs).count
    guard common < own.count || common < theirs.count else { return }
    throw .otherRows(
      source: model.trial.source, formula: other.formula.text, rows: own.count, others: theirs.count, common: common)
  }
}

extension AnalysedRows {
  /// Visit and subject of each analysed row, as one number.
  fileprivate var analysed: Set<Int> {
    var found: Set<Int> = []
    for (place, visit) in visits.enumerated() {
      for subject in 0..<subjectCount where !outcome[place][subject].isNaN {
        found.insert(visit * subjectCount + subject)
      }
    }
    return found
  }
}
