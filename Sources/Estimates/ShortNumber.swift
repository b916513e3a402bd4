internal import Glibc

extension Double {
  /// The shortest decimal form, whole numbers without a point.
  package var shortest: String {
    let text = description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The same of the number rounded to six significant digits.
  package var sixDigits: String {
    guard isFinite, magnitude > 1e-290, magnitude < 1e300 else { return shortest }
    let place = Int(log10(magnitude).rounded(.down)) - 5
    // A power of ten that a double holds exactly, or nearly, divides or multiplies, so that no digit is made up.
    let unit = pow(10, Double(abs(place)))
    return (place > 0 ? (self / unit).rounded() * unit : (self * unit).rounded() / unit).shortest
  }
}
