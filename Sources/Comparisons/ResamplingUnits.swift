package import Distributions

/// What is drawn with replacement, as sums that add up to what a statistic is a function of.
///
/// A unit is a subject, or a site with all its subjects; the units of a stratum (an arm) are drawn as often as there
/// are units in it. Values are centred, so that sums of squares lose nothing.
package struct ResamplingUnits: Sendable {
  package struct Stratum: Sendable {
    /// Numbers that one unit adds to the sums from `offset` on.
    let width: Int
    let offset: Int
    /// Unit by unit.
    let values: [Double]
    var count: Int { values.count / width }

    package init(width: Int, offset: Int, values: [Double]) {
      self.width = width
      self.offset = offset
      self.values = values
    }
  }

  package let strata: [Stratum]
  /// Numbers in a vector of sums.
  package let width: Int

  package init(strata: [Stratum]) {
    self.strata = strata
    width = strata.reduce(0) { max($0, $1.offset + $1.width) }
  }

  /// Sums over all units as they are.
  package var observed: [Double] {
    var sums = [Double](repeating: 0, count: width)
    for stratum in strata {
      for i in stratum.values.indices { sums[stratum.offset + i % stratum.width] += stratum.values[i] }
    }
    return sums
  }

  /// Sums without each unit in turn, by stratum.
  package func leavingOneOut() -> [[[Double]]] {
    let all = observed
    return strata.map { stratum in
      (0..<stratum.count).map { unit in
        var sums = all
        for k in 0..<stratum.width { sums[stratum.offset + k] -= stratum.values[unit * stratum.width + k] }
        return sums
      }
    }
  }

  /// Adds the units of a stratum that a draw has chosen.
  private func add(_ stratum: Stratum, _ indices: [UInt32], to sums: inout [Double], at start: Int) {
    let base = start + stratum.offset
    if stratum.width == 3 {
      var a = 0.0
      var b = 0.0
      var c = 0.0
      stratum.values.withSpan { values in
        for index in indices {
          let place = 3 &* Int(index)
          a += values[place]
          b += values[place &+ 1]
          c += values[place &+ 2]
        }
      }
      sums[base] += a
      sums[base + 1] += b
      sums[base + 2] += c
      return
    }
    for index in indices {
      let place = stratum.width * Int(index)
      for k in 0..<stratum.width { sums[base + k] += stratum.values[place + k] }
    }
  }

  /// Sums of resamples, `width` numbers each, one after the other: 256 from each stream, in order.
  package func replicates(_ count: Int, from stream: RandomStream, threads: Int?) -> [Double] {
    let pieces = (count + replicatesPerPiece - 1) / replicatesPerPiece
    let made = mapPieces(pieces, threads: threads) { piece -> [Double] in
      let here = min(replicatesPerPiece, count - piece * replicatesPerPiece)
      var draws = IndexDraws(stream.split(UInt64(piece)))
      var sums = [Double](repeating: 0, count: here * width)
      var indices = strata.map { [UInt32](repeating: 0, count: $0.count) }
      for replicate in 0..<here {
        for (place, stratum) in strata.enumerated() where stratum.count > 0 {
          draws.fill(&indices[place], below: stratum.count)
          add(stratum, indices[place], to: &sums, at: replicate * width)
        }
      }
      return sums
    }
    return made.flatMap { $0 }
  }

  /// Sums of resamples whose units are given, by replicate and stratum: for checks against other programs.
  package func replicates(taking indices: [[[UInt32]]]) -> [Double] {
    var sums = [Double](repeating: 0, count: indices.count * width)
    for (replicate, chosen) in indices.enumerated() {
      for (stratum, units) in zip(strata, chosen) { add(stratum, units, to: &sums, at: replicate * width) }
    }
    return sums
  }
}

extension Array where Element == Double {
  fileprivate func withSpan<Result>(_ body: (Span<Double>) -> Result) -> Result { body(span) }
}
