/// Whether whole numbers of a range have a given sum and sum of squares.
package enum Reachability {
  /// They do; the numbers, where they had to be found for that.
  case reachable([Int: Int]?)
  case unreachable
  case undecided

  /// Parity and bounds first; then the theorem where the range is idle; then a sample that looks like data; then every
  /// sample there is.
  package static func of(_ squares: Int, _ samples: IntegerSamples, budget: inout Int) -> Reachability {
    guard samples.allows(squares) else { return .unreachable }
    if squares == samples.leastSquares || squares == samples.greatestSquares { return .reachable(nil) }
    // From five numbers on, any sum of squares of the right parity from the least one on is reached.
    if samples.count >= 5, samples.isRangeIdle(at: squares) { return .reachable(nil) }
    if samples.count >= 5, let sample = SmoothSample.make(samples, squares: squares) { return .reachable(sample) }
    return switch SampleTree.search(samples, squares: squares, budget: &budget) {
    case .found(let sample): .reachable(sample)
    case .none: .unreachable
    case .undecided: .undecided
    }
  }

  package static func sample(_ squares: Int, _ samples: IntegerSamples) -> [Int: Int]? {
    if let sample = SmoothSample.make(samples, squares: squares) { return sample }
    var budget = 100_000
    guard case .found(let sample) = SampleTree.search(samples, squares: squares, budget: &budget) else { return nil }
    return sample
  }
}
