internal import Distributions
internal import Estimates
internal import Trials

/// F tests of a model's terms in the sense of contrasts of the reference grid: differences of differences of the term's
/// factors, the others averaged with equal weights and numeric covariates at their means; of a numeric covariate its
/// slopes. emmeans: `joint_tests`; SAS: type 3, but for covariates at their means where SAS takes them at 0.
struct JointTests {
  private let model: FittedModel
  private let grid: ReferenceGrid

  init(model: FittedModel, grid: ReferenceGrid) {
    self.model = model
    // A test is of all that the model has: what a term does at a constrained baseline too.
    self.grid = grid.overEveryVisit
  }

  /// A term by its dimensions of the grid and its numeric covariates.
  fileprivate struct Term: Hashable {
    let dimensions: [Int]
    let numbers: [Int]
  }

  func rows(notes: inout [String]) -> [Estimate] {
    terms.compactMap { term in
      let functions = functions(of: term)
      guard functions.contains(where: { $0.contains { $0 != 0 } }) else { return nil }
      let name = name(of: term)
      var row = Estimate(
        outcome: model.outcome.name, term: name, measure: .jointTest,
        method: model.inference?.rowName ?? model.request.rowName, n: model.subjects)
      guard let inference = model.inference else { return row }
      guard let test = inference.joint(functions) else {
        let isEstimable = functions.allSatisfy { inference.keptWeights($0) != nil }
        notes.append(
          "\(model.outcome.name): the joint test of \(name) cannot be computed: "
            + (isEstimable
              ? "its degrees of freedom cannot be approximated by this method."
              : "some of its differences cannot be estimated from these data."))
        return row
      }
      row.term = "\(name) (numerator df \(test.numeratorDf))"
      row.statistic = test.statistic
      row.df = test.denominatorDf.isFinite ? test.denominatorDf : nil
      row.pValue = FDistribution(df1: Double(test.numeratorDf), df2: test.denominatorDf)
        .probability(test.statistic, tail: .upper)
      return row
    }
  }

  /// The formula's terms, and before each what of it is marginal and not written: `arm` of `visit + arm:visit`.
  private var terms: [Term] {
    var found: [Term] = []
    for variables in model.formula.terms {
      let places = variables.compactMap { model.rows.variables.firstIndex(of: $0) }
      let numbers = places.filter { place in !grid.dimensions.contains { $0.variables.contains(place) } }
      let dimensions = places.compactMap { place in grid.dimensions.firstIndex { $0.variables.contains(place) } }
      let distinct = dimensions.enumerated().filter { !dimensions[..<$0].contains($1) }.map(\.element)
      for subset in subsets(distinct) where !(subset.isEmpty && numbers.isEmpty) {
        let term = Term(dimensions: subset, numbers: numbers)
        if !found.contains(where: { Set($0.dimensions) == Set(subset) && $0.numbers == numbers }) { found.append(term) }
      }
    }
    return found.enumerated().sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }.map(\.element)
  }

  /// The set itself last; only the set where there are too many.
  private func subsets(_ elements: [Int]) -> [[Int]] {
    guard elements.count <= 4 else { return [elements] }
    return (0..<(1 << elements.count)).map { mask in
      elements.indices.filter { mask >> $0 & 1 == 1 }.map { elements[$0] }
    }
  }

  private func name(of term: Term) -> String {
    (term.numbers.map { grid.design.variables[$0].name } + term.dimensions.map { grid.dimensions[$0].name })
      .joined(separator: ":")
  }

  private func functions(of term: Term) -> [[Double]] {
    // Products of a covariate's slope are differences in it too.
    let grids = term.numbers.reduce([(1.0, grid)]) { parts, number in
      parts.flatMap { [($0.0, $0.1.shifted(number)), (-$0.0, $0.1)] }
    }
    let corners = term.dimensions.reduce([[Int: Int]]([[:]])) { cells, dimension in
      cells.flatMap { cell in
        grid.present[dimension].map { cell.merging([dimension: $0]) { own, _ in own } }
      }
    }
    var values: [[Int: Int]: [Double]] = [:]
    for corner in corners {
      values[corner] = ReferenceGrid.combined(grids.map { ($0.0, $0.1.equalRow(corner)) })
    }
    // Neighbouring levels' differences, in each factor of the term.
    return differences(term.dimensions[...], [:]) { values[$0] ?? [] }
  }

  private func differences(_ dimensions: ArraySlice<Int>, _ cell: [Int: Int], _ value: ([Int: Int]) -> [Double])
    -> [[Double]]
  {
    guard let dimension = dimensions.first else { return [value(cell)] }
    let each = grid.present[dimension].map { level in
      differences(dimensions.dropFirst(), cell.merging([dimension: level]) { own, _ in own }, value)
    }
    return zip(each.dropFirst(), each).flatMap { high, low in
      zip(high, low).map { zip($0, $1).map { $0 - $1 } }
    }
  }
}

extension JointTests.Term {
  fileprivate var order: Int { dimensions.count + numbers.count }
}
