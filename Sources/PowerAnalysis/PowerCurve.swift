/// Power along sizes or along differences, for a chart.
public struct PowerCurve: Sendable {
  /// Rising in x: analysed subjects in all (clusters, where the design is made of them), or the difference.
  public let points: [(x: Double, power: Double)]
  /// The plan that was given or found.
  public let mark: (x: Double, power: Double)?
}

extension PowerScenario {
  /// Whether the curve runs along differences: where the difference is what was asked for.
  public var runsAlongDifferences: Bool { if case .difference = question { true } else { false } }

  /// The curve of one of the scenario's formulas.
  ///
  /// - Parameters:
  ///   - end: where x ends; nil for twice the plan that was found, or four times the standard deviation.
  ///   - count: how many points at most.
  public func curve(_ design: any PowerDesign, upTo end: Double? = nil, count: Int = 60) -> PowerCurve {
    let found = solution(design)
    var points: [(x: Double, power: Double)] = []
    switch question {
    case .difference(_, let sizes):
      let last = min(end ?? 2 * (found?.difference ?? 2 * unit), design.largestDifference)
      for place in 0...count {
        let difference = last * Double(place) / Double(count)
        if let power = design.power(difference: difference, sizes: analysed(sizes))?.power {
          points.append((difference, power))
        }
      }
      return PowerCurve(points: points, mark: found.map { ($0.difference, $0.attained.power) })
    case .sampleSize(_, let difference), .power(_, let difference):
      let total = end ?? 2 * (found?.sizes.total ?? 100)
      // Steps by the total that one step adds.
      let unitStep = max(1, design.sizes(step: 100, allocation: curveAllocation).total / 100)
      let steps = max(2, total / unitStep)
      let stride = max(1, (steps / Double(count)).rounded())
      var step = 1.0
      while step <= steps + 1e-9 {
        let sizes = design.sizes(step: Int(step), allocation: curveAllocation)
        if let power = design.power(difference: difference, sizes: sizes)?.power { points.append((sizes.total, power)) }
        step += step < stride ? 1 : stride
      }
      return PowerCurve(points: points, mark: found.map { ($0.sizes.total, $0.attained.power) })
    }
  }

  /// The ratio of the sizes that were given.
  private var curveAllocation: Allocation {
    if case .power(let sizes, _) = question, let control = sizes.control {
      return Allocation(treatment: sizes.treatment, control: control)
    }
    return allocation
  }
}
