import MixedModels
import TestSupport
import Testing

/// Random designs with their data: two to five arms, gaps of all kinds, covariates within and between subjects, every
/// structure. `Fixtures/mixed-designs.R`.
struct RandomDesignTests {
  struct Designs: Decodable {
    let designs: [Design]
  }
  struct Design: Decodable {
    struct Inference: Decodable {
      let stdError, df: [Double]
      let positive: Bool
    }
    let seed: Int
    let formula, covariance, method: String
    let rows, subjects: Int
    let columns, aliased: [String]
    let loglik, aic, bic: Double
    let matrix: [[Double]]?
    let beta, stdError, satterthwaite, betweenWithin: [Double]
    let kenwardRoger, kenwardRogerLinear, kenwardRogerExpected, kenwardRogerLinearExpected: Inference?
    let joint: ReferenceModel.Joint?
    let data: DesignData

    func expected(_ method: DegreesOfFreedomMethod, _ information: CovarianceInformation) -> Inference? {
      switch (method, information) {
      case (.satterthwaite, .observed): Inference(stdError: stdError, df: satterthwaite, positive: true)
      case (.betweenWithin, _): Inference(stdError: stdError, df: betweenWithin, positive: true)
      case (.kenwardRoger, .observed): kenwardRoger
      case (.kenwardRoger, .expected): kenwardRogerExpected
      case (.kenwardRogerLinear, .observed): kenwardRogerLinear
      case (.kenwardRogerLinear, .expected): kenwardRogerLinearExpected
      default: nil
      }
    }
  }
  static let fixture = Result { try Fixtures.read(Designs.self, "mixed-designs.json") }
  static let places = ((try? fixture.get())?.designs ?? []).indices

  @Test func thereAreDesigns() throws {
    let designs = try Self.fixture.get().designs
    #expect(designs.count == 49)
    #expect(Set(designs.map(\.covariance)).count == 12)
  }

  @Test(arguments: places) func agreesWithTheDenseReference(place: Int) throws {
    let fixture = try Self.fixture.get()
    let design = fixture.designs[place]
    let label = "design \(design.seed), \(design.covariance) \(design.method)"
    let fitted = try design.data.fitted(design.formula, design.covariance, isRestricted: design.method == "reml")
    let fit = fitted.fit
    #expect(fit.proof.holds, "\(label)")
    #expect(fitted.data.observations == design.rows)
    #expect(fitted.data.subjects == design.subjects)
    #expect(fitted.data.aliased.count == design.aliased.count, "\(label)")
    let whole = Compared("log_likelihood", design.covariance, label, by: fixture.reference)
    #expect(
      whole.agrees("log_likelihood", fit.logLikelihood, design.loglik, within: Closeness.logLikelihood),
      "\(label): \(fit.logLikelihood) \(design.loglik)")
    if let matrix = design.matrix {
      try fitted.compareCovariance(matrix, group: 0, label, by: fixture.reference)
    }
    for (method, information) in FittedCase.methods(isRestricted: fit.isRestricted) {
      let inference = try fitted.inference(method, information)
      if let expected = design.expected(method, information) {
        for (column, name) in design.columns.enumerated() {
          let test = inference.test(kept: design.columns.indices.map { $0 == column ? 1 : 0 })
          fitted.compare(
            test, design.beta[column], .init(stdError: expected.stdError[column], df: expected.df[column]), method,
            "\(label), \(information), \(name)", by: fixture.reference)
        }
      }
      if let joint = design.joint, let expected = joint.expected(method, information) {
        let functions = (1...Int(expected.df1)).map { column in
          fitted.spread(design.columns.indices.map { $0 == column ? 1 : 0 })
        }
        let test = try #require(inference.joint(functions))
        fitted.compare(test, expected, method, "\(label), \(information), \(joint.name)", by: fixture.reference)
      }
    }
  }
}
