internal import Estimates
internal import Glibc

/// Tries covariance structures in a declared order and keeps the first that converges, with the reason against each of
/// the others.
package struct CovarianceLadder {
  package struct Rung {
    package let family: CovarianceFamily
    package let fit: RepeatedMeasuresFit?
    /// Why it is not used; nil for the one that is.
    package let reason: String?
  }
  package let rungs: [Rung]

  /// Structures that were tried elsewhere, in their order.
  init(rungs: [Rung]) { self.rungs = rungs }

  /// The rung in use; nil where none holds.
  package var chosen: Rung? { rungs.last { $0.reason == nil } }

  /// - Parameters:
  ///   - times: when each visit is, for families that ask.
  ///   - visits: labels of the visits, for the reasons.
  package init(
    _ families: [CovarianceFamily], data: CompressedTrial, times: [Double]?, isRestricted: Bool, visits: [String] = []
  ) {
    var rungs: [Rung] = []
    for family in families {
      let structure: any CovarianceStructure
      do {
        structure = try family.structure(order: data.visitCount, times: times)
      } catch {
        rungs.append(Rung(family: family, fit: nil, reason: error.problems.joined(separator: "; ")))
        continue
      }
      guard let fit = RepeatedMeasuresFit(data, structure: structure, isRestricted: isRestricted) else {
        rungs.append(Rung(family: family, fit: nil, reason: "its likelihood cannot be computed"))
        continue
      }
      if fit.proof.holds {
        rungs.append(Rung(family: family, fit: fit, reason: nil))
        break
      }
      rungs.append(Rung(family: family, fit: fit, reason: fit.proof.failure(visits: visits)))
    }
    self.rungs = rungs
  }
}

extension ConvergenceProof {
  /// What is missing, in words.
  package func failure(visits: [String]) -> String {
    if unexplained.share < FreeSurface.singular {
      let visit = visits.indices.contains(unexplained.visit) ? "visit \(visits[unexplained.visit])" : "a visit"
      return
        "the search found no maximum: the likelihood rises on towards a covariance matrix in which \(visit) follows "
        + "from the other visits"
    }
    if hasVanishingVariance {
      let visit = visits.indices.contains(unexplained.smallest) ? "visit \(visits[unexplained.smallest])" : "a visit"
      return "the search found no maximum: the likelihood rises on towards a variance of 0 at \(visit)"
    }
    if smallestEigenvalue <= 1e-10 {
      return "the data do not determine it: its likelihood is flat, or rises towards a variance of 0 or a correlation "
        + "of 1 or -1"
    }
    return
      "the search for its best values did not end (slope \(relativeGradient.rounded(digits: 2)) of its standard error)"
  }
}

extension Double {
  /// To a few significant digits, for messages.
  func rounded(digits: Int) -> String {
    guard isFinite, self != 0 else { return "\(self)" }
    let power = pow(10, Double(digits) - 1 - log10(magnitude).rounded(.down))
    return power.isFinite && power > 0 ? "\((self * power).rounded() / power)" : "\(self)"
  }
}
