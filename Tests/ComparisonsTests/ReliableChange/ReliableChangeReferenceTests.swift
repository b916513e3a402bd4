import Comparisons
import Estimates
import TestSupport
import Testing
import Trials

/// Every method, cut-off and direction against R.
@Suite struct ReliableChangeReferenceTests {
  struct Share: Decodable, Sendable {
    let arm: String?
    let measure: String
    let n: Int
    let estimate, confLow, confHigh: Double
  }

  struct Contrast: Decodable, Sendable {
    let term, measure: String
    let n: Int
    let estimate, confLow, confHigh: Double
  }

  struct Case: Decodable, Sendable {
    let method, direction, cutoff: String
    let reliability, reliabilityFollowup, functionalMean, functionalSd, rciLevel, level: Double
    let arm: [String]
    let baseline, followup, rci: [Double?]
    let `class`: [String?]
    let shares: [Share]
    let contrasts: [Contrast]

    var trial: Trial {
      .made(
        arms: arm, levels: ["IMR", "TAU"], control: "TAU", baseline.map { $0 ?? .nan }, followup.map { $0 ?? .nan })
    }

    var options: ReliableChangeOptions {
      get throws {
        let method = try #require(ReliableChangeMethod(rawValue: method))
        let direction = try #require(ReliableChangeOptions.Direction(rawValue: direction))
        var scale = ReliableChangeOptions.Scale(
          direction: direction, reliability: .known(AssumedReliability(reliability)))
        scale.followupReliability = reliabilityFollowup
        let population = ClinicalCutoff.Population(mean: functionalMean, sd: functionalSd)
        let cutoffs: [String: ClinicalCutoff] = [
          "a": .beyondClinical, "b": .withinFunctional(population), "c": .between(population),
        ]
        let asked: ClinicalCutoff = try #require(cutoffs[cutoff])
        var options = ReliableChangeOptions(criterion: .reliable(method), cutoff: asked, scale: scale)
        options.indexLevel = rciLevel
        return options
      }
    }
  }

  struct Cases: Decodable {
    let cases: [Case]
  }

  private static let closed = 1e-12

  @Test func indicesClassesAndShares() throws {
    let fixture = try Fixtures.read(Cases.self, "reliable-change.json")
    #expect(fixture.cases.count == 18)
    for (number, reference) in fixture.cases.enumerated() {
      let label = "case \(number), \(reference.method), cut-off \(reference.cutoff)"
      let found = ReliableChange(
        of: reference.trial, options: try reference.options, level: reference.level, keepsSubjects: true)
      noteGiven(found.results.rows)
      let expected = reference.class.indices.filter { reference.class[$0] != nil }
      #expect(found.subjects.map { Int($0.subject) } == expected.map { $0 + 1 }, "\(label)")
      for (row, subject) in zip(found.subjects, expected) {
        #expect(row.changeClass.rawValue == reference.class[subject], "\(label), subject \(row.subject)")
        let index = try #require(reference.rci[subject])
        // An index near 0 is the difference of scores, which are near 50.
        let compared = Compared(
          "reliable change index", reference.method, "\(label), subject \(subject)", by: fixture.reference)
        #expect(compared.agrees("rci", row.index, index, within: Self.closed, floor: 1), "\(label), subject \(subject)")
      }
      for share in reference.shares {
        let rows = found.results.rows.filter { $0.measure.rawValue == share.measure && $0.arm == share.arm }
        let row = try #require(rows.filter { $0.contrast == "post - pre" }.first, "\(label), \(share.measure)")
        #expect(row.n == share.n && row.confidenceLevel == reference.level)
        let compared = Compared(
          share.measure, row.method, "\(label), \(share.arm ?? "all")", by: fixture.reference)
        for (field, ours, theirs) in [
          ("estimate", row.estimate, share.estimate), ("conf_low", row.confidenceLow, share.confLow),
          ("conf_high", row.confidenceHigh, share.confHigh),
        ] {
          #expect(compared.agrees(field, ours, theirs, within: Self.closed, floor: 1e-3), "\(label), \(share.measure)")
        }
      }
      for contrast in reference.contrasts {
        let row = try #require(
          found.results.rows.first {
            $0.measure.rawValue == contrast.measure && $0.term == contrast.term && $0.contrast == "IMR - TAU"
          }, "\(label), \(contrast.term)")
        #expect(row.n == contrast.n)
        #expect(isClose(row.estimate, contrast.estimate, Self.closed), "\(label), \(contrast.term)")
        #expect(isClose(row.confidenceLow, contrast.confLow, 1e-11), "\(label), \(contrast.term)")
        #expect(isClose(row.confidenceHigh, contrast.confHigh, 1e-11), "\(label), \(contrast.term)")
      }
    }
  }
}
