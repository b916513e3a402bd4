extension Distribution {
  /// The quantile of a distribution on 0, 1, …, `last` by its definition: the first integer with P(X ≤ k) ≥ p, or for
  /// `.upper` with P(X > k) ≤ p.
  ///
  /// Searched by doubling from `start` and then by halving; Boost's own discrete quantiles are not used, since near a step
  /// they may answer one off. So that k is the quantile of its own probability, p may miss by 64 units of its last place, as
  /// in R.
  func integerQuantile(_ p: Double, tail: Tail, last: Double, start: Double) -> Double {
    let slack = 64 * Double.ulpOfOne
    func reaches(_ k: Double) -> Bool {
      switch tail {
      case .lower: probability(k, tail: .lower) >= p * (1 - slack)
      case .upper: probability(k, tail: .upper) <= p * (1 + slack)
      }
    }
    // `below` does not reach p (or is −1), `above` does (or is the end of the support).
    var below = -1.0
    var above = min(max(0, start.rounded(.down)), last)
    var width = 1.0
    if reaches(above) {
      while above > 0 {
        let next = max(0, above - width)
        guard reaches(next) else {
          below = next
          break
        }
        above = next
        width *= 2
      }
    } else {
      repeat {
        below = above
        above = min(above + width, last)
        width *= 2
        // Past 2⁵³ neighbouring doubles are no longer neighbouring integers, and the search ends where it stands.
      } while above < last && above < 0x1p53 && !reaches(above)
    }
    while above - below > 1 {
      let middle = ((above + below) / 2).rounded(.down)
      guard middle > below, middle < above else { break }
      if reaches(middle) { above = middle } else { below = middle }
    }
    return above
  }

  /// Where to look first: the normal approximation to a quantile.
  func normalGuess(_ p: Double, tail: Tail, mean: Double, variance: Double) -> Double {
    mean + Normal().quantile(p, tail: tail) * variance.squareRoot()
  }
}
