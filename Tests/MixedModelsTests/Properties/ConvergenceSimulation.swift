import Distributions
import Foundation
import MixedModels
import Testing
import Trials

/// How often a fit ends with its proof. Not part of a test run:
///
///     ENDLINE_SIMULATE=1 swift test -c release --filter ConvergenceSimulation
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["ENDLINE_SIMULATE"] != nil))
struct ConvergenceSimulation {
  private func ladder(_ trial: Trial, _ families: [CovarianceFamily], formula: String) throws -> CovarianceLadder {
    let rows = try AnalysedRows(
      trial, outcome: 0, formula: ModelFormula(parsing: formula), visitColumn: "visit")
    return try CovarianceLadder(families, data: rows.compressed(), times: nil, isRestricted: true)
  }

  private func describe(_ ladder: CovarianceLadder) -> String {
    ladder.rungs.map { rung in
      let fit = rung.fit
      return "\(rung.family.rawValue) \(fit?.iterations ?? -1) steps, log-likelihood "
        + "\(fit?.logLikelihood ?? .nan), eigenvalue \(fit?.proof.smallestEigenvalue ?? .nan), gradient "
        + "\(fit?.proof.relativeGradient ?? .nan)" + (rung.reason.map { ": \($0)" } ?? "")
    }.joined(separator: "; ")
  }

  /// The review's forty sets, and twenty times as many of the same kind.
  @Test func theReviewsSets() throws {
    for missingness in VisualAcuityTrial.Missingness.allCases {
      var (converged, answered, steps) = (0, 0, 0)
      let count = 10
      for replicate in 0..<count {
        var random = RandomStream(seed: 20_261_121, stream: UInt64(replicate))
          .split(UInt64(VisualAcuityTrial.Missingness.allCases.firstIndex(of: missingness)!))
        let trial = VisualAcuityTrial.made(&random, missingness: missingness)
        let ladder = try ladder(trial, [.us, .toeph, .ar1h, .csh, .cs], formula: VisualAcuityTrial.formula)
        if ladder.rungs[0].reason == nil { converged += 1 }
        if ladder.chosen != nil { answered += 1 }
        steps = max(steps, ladder.rungs[0].fit?.iterations ?? 0)
        if ladder.rungs[0].reason != nil { print("\(missingness) \(replicate): \(describe(ladder))") }
      }
      print("\(missingness): us \(converged) of \(count), ladder \(answered), at most \(steps) steps")
      #expect(answered == count)
    }
  }

  /// Few subjects, many gaps, steep correlations: every set has an answer, and most of them the unstructured one.
  @Test func harderSets() throws {
    var used: [String: Int] = [:]
    var (unanswered, steps, stepsOfProven) = (0, 0, [Int]())
    let count = 1000
    for replicate in 0..<count {
      var random = RandomStream(seed: 20_261_122, stream: UInt64(replicate))
      let missingness = VisualAcuityTrial.Missingness.allCases[replicate % 4]
      let subjects = 25 + random.integer(below: 60)
      let visits = 4 + random.integer(below: 7)
      let trial = VisualAcuityTrial.made(
        &random, subjects: subjects, visits: visits, missingness: missingness,
        covariance: replicate % 2 == 0 ? VisualAcuityTrial.covariance : VisualAcuityTrial.steepCovariance)
      let ladder = try ladder(
        trial, [.us, .toeph, .ar1h, .csh, .cs], formula: "change ~ baseline + arm + factor(visit)")
      used[ladder.chosen?.family.rawValue ?? "none", default: 0] += 1
      steps = max(steps, ladder.rungs.map { $0.fit?.iterations ?? 0 }.max() ?? 0)
      if let fit = ladder.chosen?.fit { stepsOfProven.append(fit.iterations) }
      if ladder.rungs[0].reason != nil {
        print("\(replicate) \(missingness) \(subjects) x \(visits): \(describe(ladder))")
      }
      if ladder.chosen == nil { unanswered += 1 }
    }
    print(
      "harder sets: \(used.sorted { $0.key < $1.key }), at most \(steps) steps, most of those with proof: "
        + "\(stepsOfProven.sorted().suffix(10))")
    #expect(unanswered == 0)
  }
}
