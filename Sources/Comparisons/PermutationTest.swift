package import Distributions

/// Two-sided tests by rearranging what was observed. Documentation/Methods/resampling.md.
package struct PermutationTest: Sendable, Equatable {
  package let pValue: Double
  /// Whether every arrangement was counted.
  package let isExact: Bool

  /// As many arrangements as are always counted out.
  package static let alwaysExact = 100_000

  /// Difference of means between two arms, arms permuted within each stratum: the share of arrangements whose
  /// difference is at least as far from 0. Nil where nothing can be rearranged.
  ///
  /// R: `coin::oneway_test(y ~ arm | block, distribution = "exact")` where a stratum's arms are balanced or there is one
  /// stratum.
  package init?(
    treatment: [[Double]], control: [[Double]], permutations: Int, stream: RandomStream, threads: Int?
  ) {
    let n1 = Double(treatment.reduce(0) { $0 + $1.count })
    let n2 = Double(control.reduce(0) { $0 + $1.count })
    guard n1 > 0, n2 > 0 else { return nil }
    // Centred, so that sums are exact to the values' own size; the smaller arm is the one that is drawn.
    let all = treatment.flatMap { $0 } + control.flatMap { $0 }
    let centre = all.reduce(0, +) / Double(all.count)
    let strata: [Stratum] = zip(treatment, control).compactMap { a, b in
      guard !a.isEmpty, !b.isEmpty else { return nil }
      let values = (a + b).map { $0 - centre }
      return Stratum(values: values, chosen: a.count)
    }
    let fixed = zip(treatment, control).filter { $0.1.isEmpty }.flatMap(\.0).reduce(0) { $0 + $1 - centre }
    let total = all.reduce(0) { $0 + $1 - centre }
    guard !strata.isEmpty else { return nil }
    let scale = all.reduce(0) { $0 + abs($1 - centre) }
    guard scale > 0, scale.isFinite else { return nil }
    @Sendable func difference(_ sum: Double) -> Double { (fixed + sum) / n1 - (total - fixed - sum) / n2 }
    let observed = abs(difference(strata.reduce(0) { $0 + $1.observed }))
    // Arrangements that tie with the observed one must not be lost to rounding.
    let least = observed - 1e-11 * scale / min(n1, n2)

    if let arrangements = Stratum.arrangements(strata, limit: max(permutations, Self.alwaysExact)) {
      var extreme = 0
      Stratum.forEachSum(strata[...], 0) { if abs(difference($0)) >= least { extreme += 1 } }
      pValue = Double(extreme) / Double(arrangements)
      isExact = true
      return
    }
    let pieces = (permutations + replicatesPerPiece - 1) / replicatesPerPiece
    let extreme = mapPieces(pieces, threads: threads) { piece -> Int in
      var draws = IndexDraws(stream.split(UInt64(piece)))
      var shuffled = strata.map(\.values)
      var exchanges = strata.map { [UInt32](repeating: 0, count: $0.drawn) }
      var extreme = 0
      for _ in 0..<min(replicatesPerPiece, permutations - piece * replicatesPerPiece) {
        var sum = 0.0
        for (place, stratum) in strata.enumerated() {
          draws.fillExchanges(&exchanges[place], of: stratum.values.count)
          let part = exchange(&shuffled[place], exchanges[place])
          sum += stratum.drawsChosen ? part : stratum.total - part
        }
        if abs(difference(sum)) >= least { extreme += 1 }
      }
      return extreme
    }
    pValue = Double(1 + extreme.reduce(0, +)) / Double(permutations + 1)
    isExact = false
  }

  /// Mean of changes against 0, their signs changed at random. Nil where there is no change other than 0.
  ///
  /// R: `coin::symmetry_test`, or `coin::oneway_test` in pairs, exact.
  package init?(changes: [Double], permutations: Int, stream: RandomStream, threads: Int?) {
    let sizes = changes.filter { $0 != 0 }.map { abs($0) }
    guard !sizes.isEmpty else { return nil }
    let observed = abs(changes.reduce(0, +))
    let total = sizes.reduce(0, +)
    guard total.isFinite else { return nil }
    let least = observed - 1e-11 * total
    if sizes.count < 60, 1 << sizes.count <= max(permutations, Self.alwaysExact) {
      var extreme = 0
      forEachSignedSum(sizes[...], 0) { if abs($0) >= least { extreme += 1 } }
      pValue = Double(extreme) / Double(1 << sizes.count)
      isExact = true
      return
    }
    let pieces = (permutations + replicatesPerPiece - 1) / replicatesPerPiece
    let extreme = mapPieces(pieces, threads: threads) { piece -> Int in
      var draws = IndexDraws(stream.split(UInt64(piece)))
      var extreme = 0
      for _ in 0..<min(replicatesPerPiece, permutations - piece * replicatesPerPiece) {
        var positive = 0.0
        var start = 0
        while start < sizes.count {
          let bits = draws.bits()
          let end = min(start + 64, sizes.count)
          for i in start..<end where bits >> UInt64(i - start) & 1 == 1 { positive += sizes[i] }
          start = end
        }
        if abs(2 * positive - total) >= least { extreme += 1 }
      }
      return extreme
    }
    pValue = Double(1 + extreme.reduce(0, +)) / Double(permutations + 1)
    isExact = false
  }
}

/// Subjects whose arms may be exchanged among one another.
private struct Stratum: Sendable {
  /// The treatment's, then the control's.
  let values: [Double]
  /// Subjects of the treatment.
  let chosen: Int
  let total: Double
  let observed: Double

  init(values: [Double], chosen: Int) {
    self.values = values
    self.chosen = chosen
    total = values.reduce(0, +)
    observed = values.prefix(chosen).reduce(0, +)
  }

  /// The smaller arm is drawn, the other one is the rest.
  var drawn: Int { min(chosen, values.count - chosen) }
  var drawsChosen: Bool { chosen <= values.count - chosen }

  /// How many ways there are to choose the treated in every stratum; nil above the limit.
  static func arrangements(_ strata: [Stratum], limit: Int) -> Int? {
    var product = 1
    for stratum in strata {
      var ways = 1
      for k in 0..<stratum.drawn {
        // The limit keeps every factor far from overflow.
        ways = ways * (stratum.values.count - k) / (k + 1)
        if ways > limit { return nil }
      }
      let (next, isTooLarge) = product.multipliedReportingOverflow(by: ways)
      if isTooLarge || next > limit { return nil }
      product = next
    }
    return product
  }

  /// The treated subjects' sum in every arrangement.
  static func forEachSum(_ strata: ArraySlice<Stratum>, _ sum: Double, _ body: (Double) -> Void) {
    guard let stratum = strata.first else { return body(sum) }
    // The smaller arm is chosen, so that the recursion stays shallow.
    stratum.choose(0, stratum.drawn, 0) { part in
      forEachSum(strata.dropFirst(), sum + (stratum.drawsChosen ? part : stratum.total - part), body)
    }
  }

  private func choose(_ start: Int, _ count: Int, _ sum: Double, _ body: (Double) -> Void) {
    if count == 0 { return body(sum) }
    for i in start...(values.count - count) { choose(i + 1, count - 1, sum + values[i], body) }
  }
}

private func forEachSignedSum(_ sizes: ArraySlice<Double>, _ sum: Double, _ body: (Double) -> Void) {
  guard let size = sizes.first else { return body(sum) }
  forEachSignedSum(sizes.dropFirst(), sum + size, body)
  forEachSignedSum(sizes.dropFirst(), sum - size, body)
}

/// Brings a random subset to the front; its sum.
private func exchange(_ values: inout [Double], _ exchanges: [UInt32]) -> Double {
  var sum = 0.0
  for i in exchanges.indices {
    let other = Int(exchanges[i])
    let value = values[other]
    values[other] = values[i]
    values[i] = value
    sum += value
  }
  return sum
}
