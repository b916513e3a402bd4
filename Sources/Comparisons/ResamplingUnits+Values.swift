extension ResamplingUnits {
  /// Between two arms: subjects within arms, or, where `sites` gives each subject's, whole sites. `centre` is any value
  /// near the data.
  package init(treatment: [Double], control: [Double], sites: (treatment: [Int32], control: [Int32], count: Int)?) {
    let all = treatment + control
    let centre = all.isEmpty ? 0 : all.reduce(0, +) / Double(all.count)
    func terms(_ value: Double) -> [Double] { [1, value - centre, (value - centre) * (value - centre)] }
    guard let sites else {
      self.init(strata: [
        Stratum(width: 3, offset: 0, values: treatment.flatMap(terms)),
        Stratum(width: 3, offset: 3, values: control.flatMap(terms)),
      ])
      return
    }
    var sums = [Double](repeating: 0, count: 6 * sites.count)
    for (offset, values, places) in [(0, treatment, sites.treatment), (3, control, sites.control)] {
      for (value, site) in zip(values, places) {
        for (k, term) in terms(value).enumerated() { sums[6 * Int(site) + offset + k] += term }
      }
    }
    self.init(strata: [Stratum(width: 6, offset: 0, values: Self.occupied(sums, width: 6))])
  }

  /// Within subjects: complete pairs in their strata (arms, or one), or whole sites. `centre` belongs to the change.
  package init(
    pairs: [[(baseline: Double, followup: Double)]], centre: Double, sites: (codes: [[Int32]], count: Int)?
  ) {
    let all = pairs.flatMap { $0 }
    let size = Double(max(1, all.count))
    let first = all.reduce(0) { $0 + $1.baseline } / size
    let second = all.reduce(0) { $0 + $1.followup } / size
    func terms(_ pair: (baseline: Double, followup: Double)) -> [Double] {
      let c = pair.followup - pair.baseline - centre
      let b = pair.baseline - first
      let f = pair.followup - second
      return [1, c, c * c, b, b * b, f, f * f]
    }
    guard let sites else {
      self.init(strata: pairs.map { Stratum(width: 7, offset: 0, values: $0.flatMap(terms)) }.filter { $0.count > 0 })
      return
    }
    var sums = [Double](repeating: 0, count: 7 * sites.count)
    for (pair, site) in zip(all, sites.codes.flatMap { $0 }) {
      for (k, term) in terms(pair).enumerated() { sums[7 * Int(site) + k] += term }
    }
    self.init(strata: [Stratum(width: 7, offset: 0, values: Self.occupied(sums, width: 7))])
  }

  /// Units without anybody in them are none.
  private static func occupied(_ sums: [Double], width: Int) -> [Double] {
    stride(from: 0, to: sums.count, by: width).flatMap { start -> ArraySlice<Double> in
      let unit = sums[start..<start + width]
      return unit.contains { $0 != 0 } ? unit : []
    }
  }
}
