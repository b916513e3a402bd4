import Instruments

/// The instruments of the arms that the catalogue knows, looked up once.
struct InstrumentScales: Sendable {
  private let known: [String: Instrument]

  init(of arms: [ArmSummary]) {
    var known: [String: Instrument] = [:]
    for name in Set(arms.compactMap(\.instrument)) where !Catalogue.isFile(name) {
      // What the catalogue does not know cannot be checked, and is no error.
      if let instrument = try? Catalogue.instrument(named: name) { known[name] = instrument }
    }
    self.known = known
  }

  func instrument(of arm: ArmSummary) -> Instrument? { arm.instrument.flatMap { known[$0] } }
}
