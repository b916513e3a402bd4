internal import Distributions
internal import Glibc
internal import LinearAlgebra

/// Pearson's correlation of the same subjects at two visits, with Fisher's interval: tanh(artanh r ± z/√(n − 3)).
public enum RetestCorrelation {
  /// - Returns: no estimate for fewer than two pairs or where a visit does not vary; no interval below four pairs and
  ///   where r is 1 or −1.
  public static func pearson(_ first: [Double], _ second: [Double], level: Double) -> Coefficient {
    guard let moments = ItemMoments([first, second]) else {
      return .absent("Fewer than two subjects have both visits, so there is no correlation")
    }
    let variances = moments.covariance.diagonal
    guard variances[0] > 0, variances[1] > 0 else {
      return .absent("A visit at which all values are the same has no correlation")
    }
    let r = moments.covariance[0, 1] / (variances[0].squareRoot() * variances[1].squareRoot())
    // Two points always lie on a line.
    guard abs(r) < 1 - 1e-14 else {
      return Coefficient(estimate: r < 0 ? -1 : 1, cause: "A correlation of 1 or -1 has no interval")
    }
    guard moments.n > 3 else {
      return Coefficient(estimate: r, cause: "Fisher's interval of a correlation needs four subjects")
    }
    let half = Normal().quantile((1 - level) / 2, tail: .upper) / Double(moments.n - 3).squareRoot()
    let z = atanh(r)
    return Coefficient(estimate: r, low: tanh(z - half), high: tanh(z + half))
  }
}
