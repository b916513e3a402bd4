import MixedModels
import TestSupport
import Testing
import Trials

@Suite struct OneStepInfluenceTests {
  @Test func beatTheBluesAgrees() throws {
    let fixture = try DiagnosticsFixture.read()
    let influence = try #require(try DiagnosticsFixture.analysis().influences(by: .oneStep).first)
    #expect(influence.method == .oneStep && influence.terms.count == 12)
    try #require(influence.subjects.map(\.subject) == fixture.value.influence.map { "\($0.subject)" })
    for (ours, theirs) in zip(influence.subjects, fixture.value.influence) {
      let refit = try #require(ours.refit)
      let compared = Compared("influence", "one_step", "Beat the Blues without \(ours.subject)", by: fixture.reference)
      #expect(compared.agrees("cooks_distance", refit.cooksDistance, theirs.held.cooksDistance, within: 1e-8))
      #expect(compared.agrees("log_likelihood", refit.logLikelihood, theirs.held.loglik, within: 1e-11))
      #expect(refit.likelihoodDisplacement == nil)
      for (place, change) in refit.changes.enumerated() {
        #expect(
          compared.agrees(
            "change of \(influence.terms[place])", change,
            fixture.value.beta[place] - theirs.betaAtFittedCovariance[place], within: 1e-8, unit: theirs.stdError[place]
          ))
      }
    }
  }

  /// A covariance for each arm, REML and ML.
  @Test func aCovarianceOfEachArmAgrees() throws {
    let fixture = try DiagnosticsFixture.read()
    #expect(fixture.value.byArm.map(\.reml) == [true, false])
    for theirs in fixture.value.byArm {
      let analysis = try DiagnosticsFixture.analysis(
        covariance: " + cs(month | treatment / subject)", isMaximumLikelihood: !theirs.reml)
      let influence = try #require(analysis.influences(by: .oneStep).first)
      try #require(influence.subjects.map(\.subject) == theirs.influence.map { "\($0.subject)" })
      for (ours, other) in zip(influence.subjects, theirs.influence) {
        let refit = try #require(ours.refit)
        let compared = Compared(
          "influence", "one_step", "Beat the Blues, cs by arm, \(theirs.reml ? "REML" : "ML"), without \(ours.subject)",
          by: fixture.reference)
        #expect(compared.agrees("cooks_distance", refit.cooksDistance, other.cooksDistance, within: 1e-7))
        #expect(compared.agrees("log_likelihood", refit.logLikelihood, other.loglik, within: 1e-11))
        for (place, change) in refit.changes.enumerated() {
          let size = abs(theirs.beta[place])
          #expect(
            compared.agrees(
              "change of \(influence.terms[place])", change, theirs.beta[place] - other.beta[place], within: 1e-8,
              unit: max(size, 1)))
        }
      }
    }
  }

  /// Gaps, three arms and covariates that vary: the exact version differs by the covariance alone, and little.
  @Test func itIsNearTheExactOne() throws {
    let trial = try MomentsTrials.simulated(MomentsTrials.simulated(subjects: 300, seed: 3))
    let request = try MomentsTrials.request("y ~ arm*factor(visit) + dose + age + us(visit | id)", visit: "visit")
    let analysis = try MixedModelAnalysis(trial, request: request)
    let (exact, held) = (
      try #require(analysis.influences().first), try #require(analysis.influences(by: .oneStep).first)
    )
    #expect(exact.method == .exact && exact.terms == held.terms)
    #expect(exact.subjects.map(\.subject) == held.subjects.map(\.subject))
    #expect(exact.subjects.map(\.values) == held.subjects.map(\.values))
    for (one, other) in zip(exact.subjects, held.subjects) {
      let (refit, step) = (try #require(one.refit), try #require(other.refit))
      #expect(abs(refit.cooksDistance.squareRoot() - step.cooksDistance.squareRoot()) < 0.02)
      // The optimum of the others is above what they have at the covariance of all.
      #expect(refit.logLikelihood > step.logLikelihood && refit.logLikelihood < step.logLikelihood + 2)
    }
  }

  /// Nobody else is of the one's kind.
  @Test func whoIsAloneOfAKindHasNone() throws {
    var text = "id,visit,kind,y\n"
    for subject in 1...20 {
      for visit in 0..<3 {
        text +=
          "\(subject),\(visit),\(subject == 4 ? "odd" : "even"),\((subject * 7 + visit * visit * 5 + subject * visit * 3) % 11)\n"
      }
    }
    let trial = try MomentsTrials.trial(text, covariates: ["kind"])
    let analysis = try MixedModelAnalysis(
      trial, request: MomentsTrials.request("y ~ kind + factor(visit) + cs(visit | id)", visit: "visit"))
    let influence = try #require(analysis.influences(by: .oneStep).first)
    for subject in influence.subjects { #expect((subject.refit == nil) == (subject.subject == "4")) }
    let lines = String(decoding: ModelInfluence.csv([influence]), as: UTF8.self).split(separator: "\n")
    let exact = String(decoding: ModelInfluence.csv(analysis.influences()), as: UTF8.self).split(separator: "\n")
    #expect(lines[0] == exact[0] && lines[4] == "y,4,,3,one_step,false,,,,,,,")
    #expect(lines.dropFirst().allSatisfy { $0.contains(",one_step,") })
    #expect(exact.dropFirst().allSatisfy { $0.contains(",exact,") })
  }
}
