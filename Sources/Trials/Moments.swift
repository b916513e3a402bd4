import Dispatch
import Glibc
import Synchronization

/// Sufficient statistics of one outcome of a trial: per cell (arm × site × pattern of observed variables) the count,
/// the mean vector and the centred cross-products of what is observed there.
///
/// Everything that is a function of sums over subjects is a function of these, and they merge exactly, so cost no longer
/// grows with the number of subjects. Documentation/Methods/moments.md.
public struct Moments: Sendable, Equatable {
  /// What is measured once for each subject.
  public enum Variable: Sendable, Hashable {
    /// The outcome at baseline, where that is a column of its own.
    case baselineColumn
    /// The outcome at a visit, by its index in the trial.
    case visit(Int)
    /// A numeric covariate, by its index in the trial.
    case covariate(Int)
    /// 1 where a categorical covariate has this level (never the first, which is the reference), else 0.
    case level(covariate: Int, Int)
  }

  /// The variables in order: the baseline column where there is one, the visits, then covariates as asked for, a
  /// categorical one as a dummy variable for each level but the first.
  public let variables: [Variable]
  let cells: MomentCells

  /// Moments of an outcome at baseline and every visit, without covariates, on as many threads as there are processors.
  public init(of trial: Trial, outcome: Int) {
    self.init(of: trial, outcome: outcome, covariates: [])
  }

  /// Moments of an outcome and of some covariates, given by their indices.
  ///
  /// The number of threads (nil: as many as there are processors) changes no bit of the result. Nobody is left out: a
  /// missing covariate is part of a subject's pattern, as a missing visit is. A covariate that varies over visits has
  /// no single value and must not be asked for.
  public init(of trial: Trial, outcome: Int, covariates: [Int], threads: Int? = nil) {
    let measured = trial.outcomes[outcome]
    var variables: [Variable] = []
    var columns: [[Double]] = []
    if trial.baselineVisit == nil, let baseline = measured.baseline {
      variables.append(.baselineColumn)
      columns.append(baseline)
    }
    for (visit, values) in measured.values.enumerated() {
      variables.append(.visit(visit))
      columns.append(values)
    }
    for index in covariates {
      let covariate = trial.covariates[index]
      precondition(!covariate.varies, "covariate \"\(covariate.name)\" varies over visits")
      switch covariate.values {
      case .numeric(let values):
        variables.append(.covariate(index))
        columns.append(values[0])
      case .factor(let levels, let codes):
        for level in levels.indices.dropFirst() {
          variables.append(.level(covariate: index, level))
          columns.append(codes[0].map { $0 < 0 ? .nan : Int($0) == level ? 1 : 0 })
        }
      }
    }
    self.variables = variables
    cells = Self.cells(
      of: MomentColumns(
        variables: columns, arms: trial.arm?.codes, sites: trial.site?.codes,
        armCount: trial.arm?.levels.count ?? 0, siteCount: trial.site?.levels.count ?? 0,
        subjectCount: trial.subjectCount),
      threads: threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  private init(variables: [Variable], cells: MomentCells) {
    self.variables = variables
    self.cells = cells
  }

  static func cells(of columns: MomentColumns, threads: Int) -> MomentCells {
    let blocks = (columns.subjectCount + MomentColumns.blockSize - 1) / MomentColumns.blockSize
    let workers = min(threads, blocks)
    guard workers > 1 else { return .merged((0..<blocks).map { columns.cells(block: $0) }) }
    let results = Mutex([MomentCells](repeating: MomentCells(), count: blocks))
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for block in stride(from: worker, to: blocks, by: workers) {
        let cells = columns.cells(block: block)
        results.withLock { $0[block] = cells }
      }
    }
    return .merged(results.withLock { $0 })
  }

  /// The moments of both sets of subjects, which must not overlap, over the same variables, arms and sites.
  public func merged(with other: Moments) -> Moments {
    precondition(variables == other.variables, "moments of \(variables) cannot merge with those of \(other.variables)")
    return Moments(variables: variables, cells: cells.merged(with: other.cells))
  }

  /// Subjects of `arm` (nil: all subjects, those of unknown arm included) observed at every one of `visits` (indices
  /// into the trial's visits; the value -1 stands for a baseline column), summarised in that order.
  ///
  /// Complete cases on these visits, whatever else a subject misses. Cells merge in the order of their keys: the same
  /// bits each time. Nobody observed: count 0, means 0.
  public func summary(arm: Int?, visits: [Int]) -> MomentSummary {
    summary(arm: arm, of: visits.map { $0 < 0 ? .baselineColumn : .visit($0) })
  }

  /// The same for any of the variables.
  public func summary(arm: Int?, of wanted: [Variable]) -> MomentSummary {
    let places = wanted.map { variable in
      guard let place = variables.firstIndex(of: variable) else {
        preconditionFailure("\(variable) is none of the variables \(variables)")
      }
      return place
    }
    var total = PackedMoments(order: wanted.count)
    for (cell, key) in cells.keys.enumerated() {
      if let arm, Int(key.arm) != arm { continue }
      guard places.allSatisfy({ key.pattern.contains($0) }) else { continue }
      let moments = cells.moments(cell)
      let local = places.map { key.pattern.place(of: $0) }
      var chosen = local.map { moments.numbers[$0] } + local.map { moments.numbers[moments.order + $0] }
      for j in local.indices {
        for i in 0...j {
          let (low, high) = (min(local[i], local[j]), max(local[i], local[j]))
          chosen.append(moments.numbers[PackedMoments.place(low, high, order: moments.order)])
        }
      }
      total.merge(with: PackedMoments(count: moments.count, order: wanted.count, numbers: chosen))
    }
    return total.summary
  }

  /// Every cell with its summary over the variables observed there, in the order of the keys.
  package var cellSummaries: [(key: MomentCellKey, summary: MomentSummary)] {
    cells.keys.indices.map { (cells.keys[$0], cells.moments($0).summary) }
  }
}
