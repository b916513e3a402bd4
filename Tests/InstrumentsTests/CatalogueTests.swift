import Diagnostics
import Instruments
import Testing

@Suite struct CatalogueTests {
  /// Reading checks: unknown keys, item numbers, ranges that the items contradict, sources that are not listed.
  @Test(arguments: Catalogue.keys)
  func everyFileIsAnInstrumentOfThatKey(key: String) throws {
    let instrument = try #require(try Catalogue.instrument(key: key))
    #expect(instrument.key == key)
    #expect(instrument.domain != nil && !instrument.abbreviations.isEmpty)
  }

  /// Whatever is a figure says where it was read.
  @Test(arguments: Catalogue.keys)
  func everyFigureHasItsSource(key: String) throws {
    let instrument = try #require(try Catalogue.instrument(key: key))
    func expect(_ sources: [Instrument.Source], _ what: String) {
      #expect(!sources.isEmpty, "\(what) of \(key) has no source")
    }
    let items = instrument.items
    if items.count != nil || items.range != nil || items.reversed != nil || !items.exceptions.isEmpty {
      expect(items.sources, "items")
    }
    expect(instrument.scoring.sources, "score")
    if let missing = instrument.missing { expect(missing.sources, "missing") }
    for subscale in instrument.subscales { expect(subscale.sources, subscale.name) }
    for variant in instrument.variants { expect(variant.sources, variant.name) }
    for figure in instrument.reliabilities { expect(figure.sources, figure.kind.title) }
    for norm in instrument.norms { expect(norm.sources, norm.population) }
    for cutoff in instrument.cutoffs { expect(cutoff.sources, cutoff.meaning) }
    for difference in instrument.differences { expect(difference.sources, difference.kind.title) }
    for remark in instrument.remarks where remark.text.contains(where: \.isNumber) {
      // Numbers of items and formulas repeat what stands in the file; figures name where they were read.
      let isFigure = remark.text.contains("%") || remark.text.contains("print")
      if isFigure { expect(remark.sources, remark.text) }
    }
    for source in instrument.sources { #expect(source.address.hasPrefix("http"), "\(source.name) of \(key)") }
  }

  @Test func namesAreUnambiguous() throws {
    var taken: [String: String] = [:]
    for instrument in try Catalogue.all() {
      for name in Set([instrument.key] + instrument.abbreviations.map { $0.lowercased() }) {
        let squeezed = name.lowercased().filter { $0.isLetter || $0.isNumber }
        let other = taken.updateValue(instrument.key, forKey: squeezed)
        #expect(other == nil || other == instrument.key, "\(name): \(instrument.key) and \(other ?? "")")
      }
    }
  }

  /// The instruments that studies here are about.
  @Test(arguments: [
    "GAF", "GAF-F", "GAF-S", "PSP", "IMRS-client", "IMRS-clinician", "adult-hope", "adult-state-hope", "HHI",
    "miller-hope", "MHRM", "RAS-24", "QPR-15", "PANSS", "BPRS-18", "BPRS-24", "HAM-D6", "HAM-D17", "YMRS", "HoNOS",
    "MANSA", "CORE-OM", "CORE-10", "OQ-45", "PHQ-9", "GAD-7", "WEMWBS", "SWEMWBS", "CSQ-8", "AUDIT", "DUDIT", "AUS",
    "DUS", "WHODAS-12", "RSES", "EQ VAS", "BDI-II", "IMR Fidelity", "GOI", "IT-IS", "GAS", "phq9",
  ])
  func isFoundByTheNameThatPeopleUse(name: String) throws {
    _ = try Catalogue.instrument(named: name)
  }

  @Test func whatIsNearIsSuggested() {
    #expect {
      _ = try Catalogue.instrument(named: "phq-8")
    } throws: { error in
      let error = error as? InstrumentError
      return error?.mend?.hasPrefix("did you mean \"PHQ-9\"?") == true && error?.status == .usage
    }
  }

  @Test func unknownIsSaidAndNotZero() throws {
    let gaf = try Catalogue.instrument(named: "GAF-F")
    #expect(gaf.unknown.contains("range of the score") && gaf.scoreRange(by: .single) == nil)
    let imrs = try Catalogue.instrument(named: "IMRS-client")
    #expect(imrs.scoreRange(by: .total) == 15...75 && imrs.scoreRange(by: .mean) == 1...5)
    #expect(imrs.unknown.contains("norms") && imrs.reliabilities.count == 2)
    let panss = try Catalogue.instrument(named: "PANSS")
    #expect(panss.scoring.percentFloor == 30 && panss.scoring.direction == .lower)
    #expect(panss.subscales.map { $0.items?.count } == [7, 7, 16])
    let core = try Catalogue.instrument(named: "CORE-OM")
    #expect(Set(core.subscales.flatMap { $0.items ?? [] }) == Set(1...34))
  }
}
