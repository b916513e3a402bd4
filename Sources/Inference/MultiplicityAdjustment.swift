/// How p-values of one family of contrasts are adjusted for their number. Documentation/Methods/multiplicity.md.
public enum MultiplicityAdjustment: String, Sendable, CaseIterable {
  case none
  case bonferroni
  case holm
  case hochberg
  case hommel
  /// Benjamini & Hochberg's: bounds the false discovery rate, not the chance of any false rejection.
  case bh
  /// Tukey's, with Kramer's standard errors: all pairs of arms, by the studentized range.
  case tukey
  /// Dunnett's: each arm against the control, by the multivariate t.
  case dunnett

  /// Whether it needs nothing but the p-values, so that it serves any test.
  package var needsOnlyPValues: Bool { self != .tukey && self != .dunnett }

  /// The adjusted p-values of one family, in the order given; `tukey` and `dunnett` cannot be had from p-values and
  /// return them as they are. R: `p.adjust`.
  ///
  /// With p₍₁₎ ≤ … ≤ p₍ₖ₎:
  /// * bonferroni: min(1, k pᵢ)
  /// * holm: max over j ≤ i of (k − j + 1) p₍ⱼ₎, at most 1 (Holm 1979)
  /// * hochberg: min over j ≥ i of (k − j + 1) p₍ⱼ₎ (Hochberg 1988)
  /// * bh: min over j ≥ i of k p₍ⱼ₎/j (Benjamini & Hochberg 1995)
  /// * hommel: the largest Simes p-value of any subset of the family with i in it (Hommel 1988)
  package func adjusted(_ pValues: [Double]) -> [Double] {
    let count = pValues.count
    let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
    let ascending = order.map { pValues[$0] }
    func running(_ values: [Double], _ better: (Double, Double) -> Double) -> [Double] {
      var best: Double?
      return values.map { value in
        let now = best.map { better($0, value) } ?? value
        best = now
        return now
      }
    }
    let sorted: [Double]
    switch self {
    case .none, .tukey, .dunnett: return pValues
    case .bonferroni: return pValues.map { min(1, Double(count) * $0) }
    case .holm: sorted = running(ascending.enumerated().map { Double(count - $0) * $1 }, max).map { min(1, $0) }
    case .hochberg:
      sorted = running(ascending.enumerated().reversed().map { Double(count - $0) * $1 }, min).reversed()
    case .bh:
      sorted = running(ascending.enumerated().reversed().map { Double(count) / Double($0 + 1) * $1 }, min).reversed()
    case .hommel: sorted = ascending.indices.map { Self.hommel(ascending, $0) }
    }
    var result = pValues
    for (place, index) in order.enumerated() { result[index] = sorted[place] }
    return result
  }

  /// Of the subsets of one size that hold p₍ᵢ₎, the one with the largest other p-values has the largest Simes p-value.
  private static func hommel(_ ascending: [Double], _ place: Int) -> Double {
    var others = ascending
    let own = others.remove(at: place)
    return (1...ascending.count).map { size in
      let subset = (others.suffix(size - 1) + [own]).sorted()
      let simes = subset.enumerated().map { Double(size) / Double($0 + 1) * $1 }.min()
      return simes ?? own
    }.max() ?? own
  }
}
