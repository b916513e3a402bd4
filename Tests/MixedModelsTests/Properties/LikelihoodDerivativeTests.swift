import Distributions
import LinearAlgebra
import MixedModels
import Testing

/// Score and observed information against differences of the log-likelihood and of the score, away from the top.
struct LikelihoodDerivativeTests {
  private func surface(
    _ family: CovarianceFamily, isGrouped: Bool, isRestricted: Bool
  ) throws -> (FreeSurface, [Double]) {
    let trial = RandomTrial(seed: 31, subjects: 45)
    let term = isGrouped ? "\(family.rawValue)(visit | arm / id)" : "\(family.rawValue)(visit | id)"
    let rows = try AnalysedRows(
      trial.trial, outcome: 0, formula: ModelFormula(parsing: "y ~ before + dose + arm * factor(visit) + \(term)"),
      visitColumn: "visit")
    let structure = try family.structure(order: 4, times: [1, 2, 3.5, 6])
    let surface = try FreeSurface(rows.compressed(), structure: structure, isRestricted: isRestricted)
    var random = RandomStream(seed: 32)
    return (surface, surface.start.map { $0 + 0.2 * random.normal() })
  }

  /// Richardson's combination of two central differences: an error of the fourth order.
  private func slope(at free: [Double], along place: Int, _ function: ([Double]) throws -> Double) rethrows -> Double {
    func central(_ step: Double) throws -> Double {
      var (up, down) = (free, free)
      up[place] += step
      down[place] -= step
      return (try function(up) - function(down)) / (2 * step)
    }
    let step = 2e-3
    let (wide, narrow) = (try central(step), try central(step / 2))
    return (4 * narrow - wide) / 3
  }

  @Test(arguments: CovarianceFamily.allCases, [true, false])
  func scoreAndInformationAreTheDerivatives(family: CovarianceFamily, isRestricted: Bool) throws {
    for isGrouped in [false, true] {
      let (surface, free) = try surface(family, isGrouped: isGrouped, isRestricted: isRestricted)
      let (score, information) = try #require(surface.quadratic(at: free))
      // Not at the top, or the check would be of zeros.
      #expect(score.contains { abs($0) > 1 })
      let size = (0..<free.count).map { max(1, abs(information[$0, $0])).squareRoot() }
      for i in free.indices {
        let expected = try slope(at: free, along: i) { try #require(surface.value(at: $0)) }
        #expect(abs(score[i] - expected) < 1e-8 * size[i] * size[i], "\(family) \(i): \(score[i]) \(expected)")
        for j in free.indices {
          let second = try -slope(at: free, along: i) { try #require(surface.quadratic(at: $0)).slope[j] }
          #expect(
            abs(information[j, i] - second) < 1e-8 * size[i] * size[j],
            "\(family) \(i) \(j): \(information[j, i]) \(second)")
        }
      }
    }
  }
}
