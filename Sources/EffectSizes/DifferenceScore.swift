internal import Optimization

/// The score statistic of a risk difference Δ, and where it meets a critical value.
struct DifferenceScore {
  let table: TwoByTwoTable

  private var n1: Double { Double(table.treatment.n) }
  private var n2: Double { Double(table.control.n) }

  /// Variance of p₁ − p₂ under a true difference Δ, with the factor N/(N − 1).
  func variance(_ delta: Double) -> Double {
    let p2 = constrainedControlRisk(delta)
    let p1 = min(max(p2 + delta, 0), 1)
    let total = n1 + n2
    return (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * total / (total - 1)
  }

  /// The control group's risk that makes the likelihood largest among all pairs (p₂ + Δ, p₂). The log-likelihood is
  /// concave in p₂, so its slope has one sign change or none; a root of the slope keeps its digits where the closed form
  /// of the cubic that it leads to cancels.
  private func constrainedControlRisk(_ delta: Double) -> Double {
    let x = table.cells
    let low = max(0, -delta)
    let high = min(1, 1 - delta)
    guard low < high else { return low }
    func slope(_ p2: Double) -> Double {
      // A count of 0 has no term, even where its risk is 0.
      func term(_ count: Double, _ risk: Double) -> Double { count > 0 ? count / max(risk, 0) : 0 }
      return term(x.a, p2 + delta) + term(x.c, p2) - term(x.b, 1 - delta - p2) - term(x.d, 1 - p2)
    }
    if slope(low) <= 0 { return low }
    if slope(high) >= 0 { return high }
    return findRoot(in: low...high, slope) ?? low
  }

  /// Between −1/2 and 1/2, 0 where |z(Δ)| is the critical value: bounded, so that a variance of 0 does no harm.
  private func excess(_ delta: Double, _ difference: Double, _ critical: Double) -> Double {
    let distance = difference - delta
    guard distance != 0 else { return -0.5 }
    let square = distance * distance
    return square / (square + critical * critical * variance(delta)) - 0.5
  }

  func limit(below difference: Double, critical: Double) -> Double {
    guard difference > -1 else { return -1 }
    return findRoot(in: -1...difference) { excess($0, difference, critical) } ?? -1
  }

  func limit(above difference: Double, critical: Double) -> Double {
    guard difference < 1 else { return 1 }
    return findRoot(in: difference...1) { excess($0, difference, critical) } ?? 1
  }
}
