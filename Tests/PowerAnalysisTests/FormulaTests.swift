import PowerAnalysis
import TestSupport
import Testing

struct PowerCase: Decodable {
  let design: String
  let difference, alpha, power: Double
  let sides: Int
  let n1: Double
  let n2, sd, sdControl, r, icc, size, cv, margin, control, df: Double?
  let smallest80, smallest90: Double?

  var planned: any PowerDesign {
    get throws {
      var test = PlannedTest(kind: .superiority(sides: sides), alpha: alpha)
      let sd = sd ?? 1
      let means: any MeansDesign =
        switch design {
        case "welch": TwoMeans(sd: sd, controlSD: sdControl)
        case "paired_t": Paired(sd: sd, correlation: try #require(r))
        case "ancova": AncovaDesign(sd: sd, correlation: try #require(r))
        case "cluster_t":
          ClusterDesign(sd: sd, icc: try #require(icc), size: try #require(size), sizeVariation: cv ?? 0)
        case "partially_nested": PartiallyNested(sd: sd, icc: try #require(icc), size: try #require(size))
        default: TwoMeans(sd: sd)
        }
      switch design {
      case "normal", "arcsine", "fisher_exact":
        return ProportionsDesign(
          control: try #require(control), approach: try #require(ProportionsDesign.Approach(rawValue: design)),
          alpha: alpha, sides: sides)
      case "equivalence_student": test.kind = .equivalence(margin: try #require(margin))
      case "non_inferiority_student": test.kind = .nonInferiority(margin: try #require(margin))
      default: break
      }
      return TestOfMeans(means, test: test)
    }
  }

  var sizes: ArmSizes { ArmSizes(treatment: n1, control: n2) }
  var label: String {
    "\(design), difference \(difference), n \(n1), \(n2 ?? 0), alpha \(alpha)"
  }
}

struct PowerFixture: Decodable {
  let cases: [PowerCase]
}

@Suite struct FormulaTests {
  @Test(arguments: [("power.json", 35), ("equivalence.json", 6)])
  func agreesWithTheReference(file: String, count: Int) throws {
    let fixture = try Fixtures.read(PowerFixture.self, file)
    #expect(fixture.cases.count == count)
    for reference in fixture.cases {
      let design = try reference.planned
      let compared = Compared("power", design.method, reference.label, by: fixture.reference)
      let found = try #require(design.power(difference: reference.difference, sizes: reference.sizes))
      // power.t.test's two-sided power has the digits of R's pt with ncp.
      #expect(compared.agrees("power", found.power, reference.power, within: 1e-9), "\(reference.label) \(found)")
      let isAgainstMargin = reference.margin != nil
      #expect(design.method == (reference.sides == 1 && !isAgainstMargin ? "one_sided_" : "") + reference.design)
      if let df = reference.df {
        #expect(compared.agrees("df", found.df, df, within: 1e-12), "\(reference.label) \(found)")
      }
    }
  }

  @Test func sampleSizesAreThoseThatRPowersHave() throws {
    let fixture = try Fixtures.read(PowerFixture.self, "power.json")
    var compared = 0
    for reference in fixture.cases {
      for (power, smallest) in [(0.8, reference.smallest80), (0.9, reference.smallest90)] {
        guard let smallest else { continue }
        let found = try #require(
          try reference.planned.smallest(power: power, difference: reference.difference, allocation: Allocation()))
        #expect(found.sizes.treatment == smallest, "\(reference.label)")
        #expect(found.sizes.control == reference.n2.map { _ in smallest }, "\(reference.label)")
        #expect(found.attained.power >= power)
        compared += 1
      }
    }
    #expect(compared == 28)
  }

  @Test func theDetectableDifferenceHasThePowerAskedFor() throws {
    for file in ["power.json", "equivalence.json"] {
      for reference in try Fixtures.read(PowerFixture.self, file).cases {
        guard reference.margin == nil, reference.difference > 0 else { continue }
        let design = try reference.planned
        let found = try #require(
          design.detectable(power: reference.power, sizes: reference.sizes, unit: reference.sd ?? 1))
        #expect(abs(found.difference - reference.difference) < 1e-7 * reference.difference, "\(reference.label)")
      }
    }
  }

  @Test(arguments: [(1.0, 1.0), (2.0, 1.0), (1.0, 3.0), (2.0, 3.0)])
  func noSmallerTrialInTheRatioWouldDo(a: Double, b: Double) throws {
    let design = TestOfMeans(TwoMeans(sd: 12), test: PlannedTest())
    let allocation = Allocation(treatment: a, control: b)
    let found = try #require(design.smallest(power: 0.8, difference: 6, allocation: allocation))
    let control = try #require(found.sizes.control)
    #expect(abs(found.sizes.treatment * b - control * a) < max(a, b))
    let step = Int(min(found.sizes.treatment, control)) - 1
    let smaller = try #require(
      design.power(difference: 6, sizes: design.sizes(step: step, allocation: allocation)))
    #expect(smaller.power < 0.8)
  }

  @Test func powerKnowsNoUnitsAndNoDirection() throws {
    for reference in try Fixtures.read(PowerFixture.self, "power.json").cases where reference.design == "student" {
      let test = PlannedTest(kind: .superiority(sides: reference.sides), alpha: reference.alpha)
      let plain = TestOfMeans(TwoMeans(sd: reference.sd ?? 1), test: test)
      let scaled = TestOfMeans(TwoMeans(sd: 1000 * (reference.sd ?? 1)), test: test)
      let swapped = ArmSizes(treatment: reference.n2 ?? 0, control: reference.n1)
      let found = plain.power(difference: reference.difference, sizes: reference.sizes)?.power ?? 0
      let others = [
        scaled.power(difference: 1000 * reference.difference, sizes: reference.sizes),
        plain.power(difference: -reference.difference, sizes: reference.sizes),
        plain.power(difference: reference.difference, sizes: swapped),
      ]
      for other in others { #expect(abs((other?.power ?? 0) - found) < 1e-12) }
    }
  }

  @Test func withoutADifferencePowerIsAlpha() throws {
    for alpha in [0.01, 0.05, 0.2] {
      for sides in [1, 2] {
        let test = PlannedTest(kind: .superiority(sides: sides), alpha: alpha)
        let found = TestOfMeans(TwoMeans(sd: 3), test: test)
          .power(difference: 0, sizes: ArmSizes(treatment: 7, control: 9))
        #expect(abs((found?.power ?? 0) - alpha) < 1e-12)
      }
    }
  }

  @Test func fisherAtItsSmallestHasThePowerAndNotOneStepEarlier() throws {
    let design = ProportionsDesign(control: 0.3, approach: .fisherExact)
    let found = try #require(design.smallest(power: 0.8, difference: 0.2, allocation: Allocation()))
    #expect(found.attained.power >= 0.8)
    let before = try #require(
      design.power(
        difference: 0.2, sizes: ArmSizes(treatment: found.sizes.treatment - 1, control: found.sizes.treatment - 1)))
    #expect(before.power < 0.8)
  }

  @Test func whatCannotBeKnownIsNil() {
    let design = TestOfMeans(TwoMeans(sd: 3), test: PlannedTest())
    #expect(design.power(difference: 1, sizes: ArmSizes(treatment: 1, control: 1)) == nil)
    #expect(
      ProportionsDesign(control: 0.9, approach: .normal).power(
        difference: 0.2, sizes: ArmSizes(treatment: 9, control: 9)) == nil)
    let equivalence = TestOfMeans(
      TwoMeans(sd: 10), test: PlannedTest(kind: .equivalence(margin: 1)))
    #expect(equivalence.power(difference: 0, sizes: ArmSizes(treatment: 3, control: 3))?.power ?? 1 < 1e-3)
  }
}
