/// Jacobson & Truax (1991), with the error of a difference of Christensen & Mendoza (1986): the change over
/// √2 S√(1 − R). R: `clinicalsignificance::cs_distribution(rci_method = "JT")`.
struct JacobsonTruaxIndex: ReliableIndex {
  let standardError: Double

  init(_ sample: ChangeSample) throws(MissingIndex) {
    standardError = 2.0.squareRoot() * sample.errorOfMeasurement
  }

  static var isPlainChange: Bool { true }

  func index(baseline: Double, followup: Double) -> Double { (followup - baseline) / standardError }
}
