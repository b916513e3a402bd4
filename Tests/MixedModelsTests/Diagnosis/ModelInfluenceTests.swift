import Estimates
import MixedModels
import TestSupport
import Testing
import Trials

@Suite struct ModelInfluenceTests {
  @Test func beatTheBluesAgrees() throws {
    let fixture = try DiagnosticsFixture.read()
    let influence = try #require(try DiagnosticsFixture.analysis().influences().first)
    #expect(influence.terms.count == 12)
    try #require(influence.subjects.map(\.subject) == fixture.value.influence.map { "\($0.subject)" })
    for (ours, theirs) in zip(influence.subjects, fixture.value.influence) {
      let refit = try #require(ours.refit)
      let compared = Compared("influence", "us", "Beat the Blues without \(ours.subject)", by: fixture.reference)
      #expect(compared.agrees("cooks_distance", refit.cooksDistance, theirs.cooksDistance, within: 1e-6))
      // A square D of a distance in standard errors of θ, which both searches leave ε ≈ 1e-8 away: D changes by 2ε√D.
      let distance = theirs.displacement.squareRoot()
      #expect(
        compared.agrees(
          "likelihood_displacement", refit.likelihoodDisplacement, theirs.displacement, within: 1e-7, unit: distance))
      #expect(compared.agrees("log_likelihood", refit.logLikelihood, theirs.loglik, within: 1e-11))
      for (place, change) in refit.changes.enumerated() {
        #expect(
          compared.agrees(
            "change of \(influence.terms[place])", change, fixture.value.beta[place] - theirs.beta[place], within: 1e-6,
            unit: theirs.stdError[place]))
      }
    }
  }

  /// A refit from moments is the fit on a file without the subject, with groups, gaps and covariates that vary.
  @Test(arguments: ["ar1h(visit | id)", "cs(visit | arm / id)", "us(visit | id)"])
  func aRefitIsTheFitWithoutTheSubject(covariance: String) throws {
    let text = MomentsTrials.simulated(subjects: 40, seed: 11)
    let request = try MomentsTrials.request("y ~ arm*factor(visit) + dose + age + sex + \(covariance)", visit: "visit")
    let whole = try MixedModelAnalysis(MomentsTrials.simulated(text), request: request)
    let influence = try #require(whole.influences().first)
    #expect(influence.subjects.count == 40)
    for place in [0, 7, 22, 39] {
      let subject = influence.subjects[place]
      let without = try MixedModelAnalysis(
        MomentsTrials.simulated(text, where: ["id != \(subject.subject)"]), request: request)
      let refit = try #require(subject.refit)
      guard case .number(let fit?) = without.results.fits.first?["log_likelihood"] else {
        Issue.record("no log-likelihood")
        continue
      }
      #expect(abs(refit.logLikelihood - fit) < 1e-11 * abs(fit))
      for (term, change) in zip(influence.terms, refit.changes) {
        func row(_ analysis: MixedModelAnalysis) throws -> Estimate {
          try #require(analysis.results.rows.first { $0.measure == .coefficient && $0.term == term })
        }
        let (before, after) = (try row(whole), try row(without))
        let difference = try #require(before.estimate) - #require(after.estimate)
        let error = try #require(before.standardError)
        #expect(abs(change - difference) < 1e-7 * error, "\(term): \(change) \(difference)")
      }
    }
  }

  /// Nobody else is of the one's kind: without that subject the model has another column less.
  @Test func whoIsAloneOfAKindHasNoRefit() throws {
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
    let influence = try #require(analysis.influences().first)
    #expect(influence.subjects.count == 20)
    for subject in influence.subjects { #expect((subject.refit == nil) == (subject.subject == "4")) }
    let lines = String(decoding: ModelInfluence.csv([influence]), as: UTF8.self).split(separator: "\n")
    #expect(
      lines[0].hasSuffix(
        ",method,converged,cooks_distance,likelihood_displacement,log_likelihood,change (Intercept),"
          + "change kind[odd],change visit[1],change visit[2]"))
    #expect(lines[4] == "y,4,,3,exact,false,,,,,,,")
  }
}
