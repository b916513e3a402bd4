import Diagnostics
import MixedModels
import Testing

@Suite struct CovarianceFamilyTests {
  @Test func namesAndCounts() throws {
    let counts = try everyCovarianceStructure(4).map { "\($0.0.rawValue) \($0.1.parameterCount)" }
    #expect(
      counts == [
        "us 10", "cs 2", "csh 5", "ar1 2", "ar1h 5", "toep 4", "toeph 7", "ad 4", "adh 7", "vc 1", "vch 4", "sp_exp 2",
      ])
    for family in CovarianceFamily.allCases {
      #expect(CovarianceFamily(named: family.rawValue) == family)
      #expect(family.names.first == family.rawValue)
    }
    #expect(CovarianceFamily(named: "un") == .us)
    #expect(CovarianceFamily(named: "arh") == nil)
    #expect(Set(CovarianceFamily.allCases.map(\.title)).count == CovarianceFamily.allCases.count)
    #expect(CovarianceFamily.ar1h.title == "heterogeneous first-order autoregressive")
  }

  @Test func parameterNames() throws {
    let names = try everyCovarianceStructure(3).map { $0.1.parameterNames.joined(separator: " ") }
    let variances = "variance[1] variance[2] variance[3]"
    #expect(
      names == [
        "variance[1] covariance[2,1] variance[2] covariance[3,1] covariance[3,2] variance[3]",
        "covariance residual",
        variances + " correlation",
        "variance correlation",
        variances + " correlation",
        "variance covariance[1] covariance[2]",
        variances + " correlation[1] correlation[2]",
        "variance correlation[2,1] correlation[3,2]",
        variances + " correlation[2,1] correlation[3,2]",
        "variance",
        variances,
        "variance range",
      ])
  }

  @Test func oneVisitIsOneVariance() throws {
    for (_, structure) in try everyCovarianceStructure(1) {
      #expect(structure.parameterNames == ["variance"])
      #expect(structure.covariance(parameters: structure.parameters(free: structure.start(near: [4]))) == [4])
    }
  }

  @Test func timesThatDoNotServe() throws {
    for times in [nil, [0, .nan, 2], [0, .infinity, 2]] as [[Double]?] {
      #expect(throws: CovarianceFamilyError.timesMissing(.spExp)) {
        try CovarianceFamily.spExp.structure(order: 3, times: times)
      }
    }
    #expect(throws: CovarianceFamilyError.timeRepeated(.spExp, 2)) {
      try CovarianceFamily.spExp.structure(order: 3, times: [2, 0, 2])
    }
    #expect(try CovarianceFamily.ar1.structure(order: 3, times: [2, 0, 2]).order == 3)
    #expect(
      CovarianceFamilyError.timesMissing(.spExp).description == """
        covariance sp_exp: visits need times that are numbers, since correlations decay with time
        mend: give each visit its time, or ask for ar1, whose correlations decay with every visit
        """)
    #expect(
      CovarianceFamilyError.timeRepeated(.spExp, 2).description == """
        covariance sp_exp: two visits are at time 2; each needs a time of its own
        mend: give each visit its own time
        """)
  }
}
