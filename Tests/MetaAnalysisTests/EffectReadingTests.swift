import Estimates
import MetaAnalysis
import PublishedNumbers
import Tables
import TestSupport
import Testing

/// A table of print from text.
func published(_ text: String, name: String = "studies.csv") throws -> PublishedTable {
  try PublishedTable(reading: .bytes(Array(text.utf8), name: name))
}

@Suite struct EffectReadingTests {
  private func request(_ columns: Int, _ measure: EffectMeasure?) -> EffectRequest {
    func arm(_ label: String, _ suffix: Int) -> EffectRequest.ArmColumns {
      .init(label: label, columns: (columns == 3 ? ["n", "m", "s"] : ["x", "n"]).map { "\($0)\(suffix)" })
    }
    return EffectRequest(source: .arms(treatment: arm("A", 1), control: arm("B", 2)), measure: measure)
  }

  @Test func effectsOfArmsAreThoseOfEscalc() throws {
    let fixture = try MetaFixture.read()
    for data in fixture.arms {
      let header = data.arms.count == 6 ? "n1,m1,s1,n2,m2,s2" : "x1,n1,x2,n2"
      let lines = data.effects.indices.map { row in
        data.arms.map { column in
          column[row].map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" } ?? "NA"
        }.joined(separator: ",")
      }
      let file = try published(([header] + lines).joined(separator: "\n") + "\n")
      let measure = try #require(EffectMeasure(rawValue: data.measure))
      let table = try EffectTable(reading: file, request: request(data.arms.count / 2, measure))
      let expected = data.effects.indices.filter { data.effects[$0] != nil }
      #expect(table.studies.count == expected.count)
      for (study, place) in zip(table.studies, expected) {
        let compared = Compared("study", data.measure, "\(data.name) \(place)", by: fixture.reference)
        let theirs = try #require(data.variances[place])
        #expect(compared.agrees("effect", study.effect, data.effects[place], within: 1e-12, floor: theirs.squareRoot()))
        #expect(compared.agrees("variance", study.variance, theirs, within: 1e-12))
      }
    }
  }

  @Test func limitsGiveTheStandardErrorOfTheirLevel() throws {
    let file = try published("study,g,lo,hi\na,0.5,0.108007203,0.891992797\nb,0.2,-0.2,0.6\n")
    let table = try EffectTable(
      reading: file, request: EffectRequest(source: .limits(effect: "g", low: "lo", high: "hi", level: 0.95)))
    #expect(abs(table.studies[0].variance - 0.04) < 1e-9)
    let ratios = try published("study,or,lo,hi\na,2,1,4\n")
    let logs = try EffectTable(
      reading: ratios,
      request: EffectRequest(source: .limits(effect: "or", low: "lo", high: "hi", level: 0.9), measure: .or))
    // log 2 and (log 4 − log 1)/(2 × 1.6448536…).
    #expect(abs(logs.studies[0].effect - 0.693147180559945) < 1e-14)
    #expect(abs(logs.studies[0].variance.squareRoot() - 1.386294361119891 / (2 * 1.644853626951473)) < 1e-14)
  }

  @Test func missingFiguresAreNamedAndRepeatedStudiesToo() throws {
    let file = try published("study,yi,vi\na,1,0.1\nb,,0.2\na,0.5,0.2\nc,0.3,NA\n")
    let table = try EffectTable(
      reading: file, request: EffectRequest(source: .variance(effect: "yi", variance: "vi")))
    #expect(table.studies.map(\.label) == ["a", "a"])
    #expect(table.studies.map(\.line) == [2, 4])
    #expect(
      table.notes == [
        "Left out, since a figure is missing: 2 of 4 studies (b, c)",
        "Several rows of one study are taken for independent, which effects on the same people are not, and make "
          + "intervals too narrow: a (2)",
      ])
  }

  @Test func rowsAreNumberedWithoutAColumnOfNames() throws {
    let file = try published("yi,vi\n1,0.1\n2,0.1\n")
    let table = try EffectTable(
      reading: file, request: EffectRequest(source: .variance(effect: "yi", variance: "vi")))
    #expect(table.studies.map(\.label) == ["row 1", "row 2"])
  }

  @Test func filtersAndModerators() throws {
    let file = try published("study,yi,vi,year,kind\na,1,0.1,2001,x\nb,2,0.1,2002,y\nc,3,0.1,,x\nd,4,0.2,2004,\n")
    var request = EffectRequest(source: .variance(effect: "yi", variance: "vi"))
    request.filters = ["year >= 2002"]
    request.moderators = ["year", "kind"]
    let table = try EffectTable(reading: file, request: request)
    #expect(table.studies.map(\.label) == ["b", "d"])
    #expect(table.notes == ["--where \"year >= 2002\": 2 of 4 rows dropped, 1 of them without a value"])
    guard case .numbers(let years) = table.moderators[0].values,
      case .categories(let codes, let levels) = table.moderators[1].values
    else { return #expect(Bool(false)) }
    #expect(years == [2002, 2004])
    #expect(codes == [0, nil] && levels == ["y"])
  }

  /// Changes within one arm for a known correlation, and the band over those that nobody printed.
  @Test func changesAreThoseOfEscalc() throws {
    let fixture = try MetaFixture.read()
    for theirs in fixture.prePost {
      let lines = theirs.effects.indices.map { row in
        let it = theirs.studies
        return "\(Int(it.n[row])),\(it.pre[row]),\(it.sdPre[row]),\(it.post[row]),\(it.sdPost[row])"
      }
      let file = try published((["n,m1,s1,m2,s2"] + lines).joined(separator: "\n") + "\n")
      let measure = try #require(EffectMeasure(rawValue: theirs.measure))
      func read(_ r: Double) throws -> EffectTable {
        try EffectTable(
          reading: file,
          request: EffectRequest(
            source: .prePost(columns: ["n", "m1", "s1", "m2", "s2"], correlation: r), measure: measure))
      }
      let table = try read(theirs.r)
      let compared = Compared("study", theirs.measure, "r = \(theirs.r)", by: fixture.reference)
      for (place, study) in table.studies.enumerated() {
        #expect(compared.agrees("effect \(place)", study.effect, theirs.effects[place], within: 1e-12))
        #expect(compared.agrees("variance \(place)", study.variance, theirs.variances[place], within: 1e-12))
      }
      let band = try CorrelationBand.results(for: CorrelationBand.correlations.map(read))
      func row(_ measure: Measure) -> Estimate? {
        band.rows.first { $0.term == "r = \(theirs.r)" && $0.measure == measure }
      }
      #expect(compared.agrees("pooled", row(.pooled)?.estimate, theirs.estimate, within: 1e-8))
      #expect(compared.agrees("pooled std_error", row(.pooled)?.standardError, theirs.stdError, within: 1e-8))
      #expect(compared.agrees("tau2", row(.tau2)?.estimate, theirs.tau2, within: 1e-8, floor: 0.01))
      #expect(band.notes.contains { $0.hasPrefix("No correlation of before and after is given") })
    }
  }
}
