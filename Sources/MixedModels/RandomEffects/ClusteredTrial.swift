internal import LinearAlgebra

/// Rows of one subject (or of whatever the innermost groups are) by which their covariance goes: the design of the
/// random terms within it, the visits or times of its rows, its covariance group.
struct BlockPattern: Sendable, Hashable {
  let rows: Int
  /// By inner term its design, rows × q, by column.
  let designs: [[Double]]
  let visits: [Int]
  let times: [Double]
  /// Index of the covariance group.
  let group: Int
}

/// Blocks of one pattern with the same effects of outer groups: vectors with the sums of products of theirs.
struct BlockCell: Sendable {
  let pattern: Int
  /// m × r(k + 1), as in `VisitPattern`.
  let rows: Matrix
  /// What each vector has of a 1 that every block has: 1 for a block itself.
  let ones: [Double]
  /// Indices of the outer effects, and the design of each: m × w.
  let outerIndices: [Int]
  let outer: Matrix
  /// Number of blocks.
  let blocks: Int
  /// Which blocks these are.
  let members: [Int]

  var rank: Int { ones.count }
}

/// The data of a model with random effects, as its likelihood needs them.
///
/// V = blockdiag(Σₛ) + W H W': Σₛ holds the residual covariance and the random terms whose groups are the blocks
/// themselves, W the effects of every other group, which cross or contain the blocks.
struct ClusteredTrial: Sendable {
  struct Term: Sendable {
    let covariance: RandomCovariance
    /// Number of groups.
    let levels: Int
    let place: Place
    enum Place: Sendable, Equatable {
      /// Within blocks; the place among `BlockPattern.designs`.
      case inner(Int)
      /// Where its effects begin among the outer ones: level after level, q each.
      case outer(Int)
    }
  }

  /// Design and outcome: a block is a pattern of its own there.
  let data: CompressedTrial
  let terms: [Term]
  let residual: ResidualCovariance
  let patterns: [BlockPattern]
  /// Blocks of each pattern.
  let counts: [Int]
  let cells: [BlockCell]
  /// Number of outer effects, u.
  let outerCount: Int
  /// By block its rows, as places among the analysed ones: subject by subject, visit by visit.
  let blockRows: [[Int]]

  /// Where each term's θ begin; the residual's stand behind them.
  var starts: [Int] {
    var starts: [Int] = []
    var next = 0
    for term in terms {
      starts.append(next)
      next += term.covariance.parameterCount
    }
    return starts + [next]
  }

  var parameterCount: Int { starts[terms.count] + residual.parameterCount }
}
