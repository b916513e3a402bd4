internal import LinearAlgebra

/// The information about θ of a model with random effects: minus the second derivatives of the log-likelihood (observed)
/// and their expectation.
///
/// With Vᵢ = ∂V/∂θᵢ and e = V⁻¹(y − Xβ̂):
///
///     expected   ½ tr(P Vᵢ P Vⱼ)
///     observed   e'VᵢPVⱼe − ½ tr(P Vᵢ P Vⱼ) − Σ weights · ∂²Σ/∂θᵢ∂θⱼ
///
/// For ML with V⁻¹ for P in the traces. Every term is a product of matrices of order k + u.
struct ClusteredInformation {
  let expected: Matrix
  let observed: Matrix
  /// k² × θ: X'V⁻¹VᵢV⁻¹X of each θ by column, in turned coordinates.
  let designDerivatives: Matrix
}

extension ClusteredDerivatives {
  func information() -> ClusteredInformation {
    let traces = traceProducts()
    return ClusteredInformation(
      expected: 0.5 * traces, observed: observed(traces: traces), designDerivatives: designDerivatives())
  }

  /// The observed information alone, for a Newton step.
  func observedInformation() -> Matrix { observed(traces: traceProducts()) }

  /// ½ e'VᵢPVⱼe: between the observed and the expected information, positive definite, and without a product of matrices
  /// of the order of the outer effects.
  func averageInformation() -> Matrix { 0.5 * errorProducts() }

  private func observed(traces: Matrix) -> Matrix {
    var observed = errorProducts() - 0.5 * traces
    for place in patterns.indices where point.covariance.isCurved {
      var curvature = Matrix(rows: observed.rows, columns: observed.rows)
      point.covariance.addCurvature(
        of: likelihood.condensed.patterns[place].shape, weight: weight(place), to: &curvature)
      observed = observed - curvature
    }
    return observed
  }

  /// Parameters of inner terms and of the residual, by index of θ.
  private var innerParameters: [Int] { Set(patterns.flatMap { $0.slopes.map(\.parameter) }).sorted() }

  /// The index of the residual's variance where it is one.
  private var residualParameter: Int { trial.parameterCount - 1 }

  private var outerTerms: [(start: Int, term: ClusteredTrial.Term)] {
    let starts = trial.starts
    return trial.terms.indices.compactMap { index in
      guard case .outer = trial.terms[index].place else { return nil }
      return (starts[index], trial.terms[index])
    }
  }

  /// tr(P Vᵢ P Vⱼ).
  func traceProducts() -> Matrix {
    let count = trial.parameterCount
    var result = Matrix(rows: count, columns: count)
    for (place, pattern) in patterns.enumerated() {
      let whole = Double(likelihood.condensed.patterns[place].blocks)
      let solved = pattern.slopes.map { pattern.inverse * $0.matrix }
      let projected = pattern.slopes.map { pattern.designProducts * $0.matrix }
      for i in solved.indices {
        for j in 0...i {
          let plain = Self.traceOfProduct(solved[i], solved[j])
          let crossed = Self.traceOfProduct(projected[i], solved[j]) + Self.traceOfProduct(solved[i], projected[j])
          let value = whole * plain - crossed
          let (a, b) = (pattern.slopes[i].parameter, pattern.slopes[j].parameter)
          result[a, b] += value
          if i != j { result[b, a] += value }
        }
      }
    }
    if let within {
      let variance = point.covariance.residualVariance
      result[residualParameter, residualParameter] +=
        Double(withinCount) / (variance * variance) - 2 * within.trace / variance
    }
    let order = trial.data.rank + trial.outerCount
    // V is linear in θ then, and Σ θⱼ tr(PVᵢPVⱼ) = tr(PVᵢ).
    let residual = likelihood.isLarge && within != nil ? residualParameter : nil
    let inner = innerParameters.filter { $0 != residual }
    if likelihood.isRestricted || trial.outerCount > 0 {
      let turned = inner.map { innerProducts($0) }
      let inverse = inverse
      let solved = turned.map { inverse * $0 }
      for i in inner.indices {
        for j in 0...i {
          let value = Self.traceOfProduct(solved[i], solved[j])
          result[inner[i], inner[j]] += value
          if i != j { result[inner[j], inner[i]] += value }
        }
      }
      if trial.outerCount > 0 {
        addOuterTraces(inner: inner, innerProducts: turned, order: order, to: &result)
      }
      if let residual { fillResidual(residual, in: &result) }
    }
    return result
  }

  /// The row and column of the residual's variance from all others.
  private func fillResidual(_ residual: Int, in result: inout Matrix) {
    let traces = self.traces
    let theta = point.theta
    for i in 0..<residual {
      let others = (0..<residual).reduce(0.0) { $0 + theta[$1] * result[i, $1] }
      result[i, residual] = (traces[i] - others) / theta[residual]
      result[residual, i] = result[i, residual]
    }
    let others = (0..<residual).reduce(0.0) { $0 + theta[$1] * result[residual, $1] }
    result[residual, residual] = (traces[residual] - others) / theta[residual]
  }

  /// tr(PVᵢ).
  private var traces: [Double] {
    var result = [Double](repeating: 0, count: trial.parameterCount)
    for (pattern, shape) in zip(patterns, likelihood.condensed.patterns) {
      let weight = Double(shape.blocks) * pattern.inverse - pattern.designProducts
      for (parameter, slope) in pattern.slopes { result[parameter] += Self.dot(weight, slope) }
    }
    if let within {
      result[residualParameter] += Double(withinCount) / point.covariance.residualVariance - within.trace
    }
    let projection = trial.outerCount > 0 ? outerProjection : Matrix(rows: 0, columns: 0)
    for (start, term) in outerTerms {
      for (offset, value) in Self.traces(projection, term).enumerated() { result[start + offset] = value }
    }
    return result
  }

  private func addOuterTraces(inner: [Int], innerProducts: [Matrix], order: Int, to result: inout Matrix) {
    let (k, u) = (trial.data.rank, trial.outerCount)
    // J = (I − BA)[:, w]: PW = STJ.
    var joint = Matrix(rows: order, columns: u)
    let remainder = outerRemainder
    let shift = likelihood.isRestricted ? point.gain * point.crossOuter.transposed * outerDesign.transposed : nil
    for j in 0..<u {
      if likelihood.isRestricted { for i in 0..<k { joint[i, j] = -outerDesign[j, i] } }
      for i in 0..<u { joint[k + i, j] = remainder[i, j] + (shift?[i, j] ?? 0) }
    }
    for (place, parameter) in inner.enumerated() {
      let turned = innerProducts[place] * joint
      for (start, term) in outerTerms {
        for (offset, value) in Self.traces(joint, turned, term).enumerated() {
          result[parameter, start + offset] += value
          result[start + offset, parameter] += value
        }
      }
    }
    let projection = outerProjection
    for (index, first) in outerTerms.enumerated() {
      for second in outerTerms[...index] {
        let values = Self.pairedTraces(projection, first.term, second.term)
        for a in 0..<values.rows {
          for b in 0..<values.columns {
            result[first.start + a, second.start + b] = values[a, b]
            result[second.start + b, first.start + a] = values[a, b]
          }
        }
      }
    }
  }

  /// `traces` of A'B, of which the blocks alone are needed.
  private static func traces(_ left: Matrix, _ right: Matrix, _ term: ClusteredTrial.Term) -> [Double] {
    guard case .outer(let start) = term.place else { return [] }
    let q = term.covariance.size
    func product(_ i: Int, _ j: Int) -> Double {
      left.withColumn(i) { a in
        right.withColumn(j) { b in
          var sum = 0.0
          for row in a.indices { sum += a[row] * b[row] }
          return sum
        }
      }
    }
    return term.covariance.pairs.map { a, b in
      (0..<term.levels).reduce(0.0) { sum, level in
        let base = start + level * q
        let value = product(base + a, base + b)
        return sum + (a == b ? value : value + product(base + b, base + a))
      }
    }
  }

  /// tr(F Eᵢ F Eⱼ) of the θ of two outer terms.
  private static func pairedTraces(
    _ f: Matrix, _ first: ClusteredTrial.Term, _ second: ClusteredTrial.Term
  ) -> Matrix {
    guard case .outer(let start) = first.place, case .outer(let other) = second.place else {
      return Matrix(rows: 0, columns: 0)
    }
    let (p, q) = (first.covariance.size, second.covariance.size)
    let (left, right) = (first.covariance.pairs, second.covariance.pairs)
    var result = Matrix(rows: left.count, columns: right.count)
    for level in 0..<first.levels {
      let x = start + level * p
      for mate in 0..<second.levels {
        let y = other + mate * q
        for (i, (a, b)) in left.enumerated() {
          for (j, (c, d)) in right.enumerated() {
            let value = f[x + a, y + d] * f[x + b, y + c] + f[x + a, y + c] * f[x + b, y + d]
            let factor = (a == b ? 0.5 : 1.0) * (c == d ? 0.5 : 1.0)
            result[i, j] += 2 * factor * value
          }
        }
      }
    }
    return result
  }

  /// T'S Vᵢ S T of an inner parameter, (k + u)².
  private func innerProducts(_ parameter: Int) -> Matrix {
    let (k, u) = (trial.data.rank, trial.outerCount)
    var design = Matrix(rows: k, columns: k)
    var side = Matrix(rows: k, columns: u)
    var outer = Matrix(rows: u, columns: u)
    for (pattern, shape) in zip(patterns, likelihood.condensed.patterns) {
      guard let slope = pattern.slopes.first(where: { $0.parameter == parameter })?.matrix else { continue }
      design += pattern.design.stacked(columns: k).crossProduct(with: (slope * pattern.design).stacked(columns: k))
      let carried = slope * pattern.outer
      shape.addSide(pattern.design, columns: k, carried, to: &side)
      shape.addSquares(pattern.outer, carried, to: &outer)
    }
    outer.mirrorLowerTriangle()
    if parameter == residualParameter, let within, let own = likelihood.condensed.within {
      let variance = point.covariance.residualVariance
      design += within.design
      side += within.side
      outer += (1 / (variance * variance)) * own.outer
    }
    var result = Matrix(rows: k + u, columns: k + u)
    for j in 0..<k { for i in 0..<k { result[i, j] = design[i, j] } }
    for j in 0..<u {
      for i in 0..<k {
        result[i, k + j] = side[i, j]
        result[k + j, i] = side[i, j]
      }
      for i in 0..<u { result[k + i, k + j] = outer[i, j] }
    }
    return result
  }

  /// e'VᵢPVⱼe, twice the average information.
  func errorProducts() -> Matrix {
    let count = trial.parameterCount
    let (k, u) = (trial.data.rank, trial.outerCount)
    var result = Matrix(rows: count, columns: count)
    for pattern in patterns {
      let turned = pattern.slopes.map { $0.matrix * pattern.errorProducts }
      let solved = pattern.slopes.map { pattern.inverse * $0.matrix }
      for i in turned.indices {
        for j in 0...i {
          // tr(G Vᵢ S Vⱼ).
          let value = Self.traceOfProduct(turned[i], solved[j].transposed)
          let (a, b) = (pattern.slopes[i].parameter, pattern.slopes[j].parameter)
          result[a, b] += value
          if i != j { result[b, a] += value }
        }
      }
    }
    // h: T'S Vᵢ e of each θ, and for outer ones ω = E W'e.
    var carried = Matrix(rows: k + u, columns: count)
    func add(_ design: [Double], _ outer: [Double], to parameter: Int) {
      for i in 0..<k { carried[i, parameter] += design[i] }
      for i in 0..<u { carried[k + i, parameter] += outer[i] }
    }
    for parameter in innerParameters {
      var design = [Double](repeating: 0, count: k)
      var side = Matrix(rows: 1, columns: u)
      for (pattern, shape) in zip(patterns, likelihood.condensed.patterns) {
        guard let slope = pattern.slopes.first(where: { $0.parameter == parameter })?.matrix else { continue }
        let turned = slope * pattern.errors
        let own = pattern.design.stacked(columns: k).crossProduct(with: turned.elements)
        for i in 0..<k { design[i] += own[i] }
        shape.addSide(turned, columns: 1, pattern.outer, to: &side)
      }
      add(design, side.elements, to: parameter)
    }
    if let within {
      result[residualParameter, residualParameter] += within.errorSquares / point.covariance.residualVariance
      add(within.designErrors, within.outerErrors, to: residualParameter)
    }
    var weights: [Int: [Double]] = [:]
    for (start, term) in outerTerms {
      for (offset, turned) in turned(outerErrors, term).enumerated() {
        weights[start + offset] = turned
        // T'STE: of the columns of the outer effects alone.
        for (i, value) in (point.crossOuter * turned).enumerated() { carried[i, start + offset] = value }
        for (i, value) in (point.outer * turned).enumerated() { carried[k + i, start + offset] = value }
      }
    }
    for (parameter, own) in weights {
      for other in 0..<count {
        // ω'(W'S Vⱼe): for another outer one W'SWω of that one is in its column already.
        var value = 0.0
        for i in 0..<u { value += own[i] * carried[k + i, other] }
        if weights[other] == nil {
          result[parameter, other] += value
          result[other, parameter] += value
        } else {
          result[parameter, other] += value
        }
      }
    }
    let quadratic = carried.crossProduct(with: fullInverse(times: carried))
    return result - 0.5 * (quadratic + quadratic.transposed)
  }

  /// X'V⁻¹VᵢV⁻¹X of each θ by column, k² × θ.
  func designDerivatives() -> Matrix {
    let k = trial.data.rank
    var result = Matrix(rows: k * k, columns: trial.parameterCount)
    func add(_ matrix: Matrix, to parameter: Int) {
      for j in 0..<k { for i in 0..<k { result[i + k * j, parameter] += matrix[i, j] } }
    }
    for pattern in patterns {
      for (parameter, slope) in pattern.slopes {
        let turned = (slope * pattern.adjusted).stacked(columns: k)
        add(pattern.adjusted.stacked(columns: k).crossProduct(with: turned), to: parameter)
      }
    }
    if let within { add(within.adjusted, to: residualParameter) }
    for (start, term) in outerTerms {
      for offset in term.covariance.pairs.indices {
        add(outerDesign.crossProduct(with: turnedDesign(term, offset)), to: start + offset)
      }
    }
    return result
  }

  /// EΓ for one θ of an outer term, u × k.
  private func turnedDesign(_ term: ClusteredTrial.Term, _ offset: Int) -> Matrix {
    guard case .outer(let start) = term.place else { return outerDesign }
    let q = term.covariance.size
    let (a, b) = term.covariance.pairs[offset]
    var result = Matrix(rows: outerDesign.rows, columns: outerDesign.columns)
    for j in 0..<result.columns {
      for level in 0..<term.levels {
        let base = start + level * q
        result[base + a, j] = outerDesign[base + b, j]
        result[base + b, j] = outerDesign[base + a, j]
      }
    }
    return result
  }

  /// Σ Uᵢⱼ X'V⁻¹VᵢV⁻¹VⱼV⁻¹X in turned coordinates.
  func weightedProducts(_ covariance: Matrix) -> Matrix {
    let (k, u) = (trial.data.rank, trial.outerCount)
    var result = Matrix(rows: k, columns: k)
    let count = trial.parameterCount
    // (W'S Vᵢ V⁻¹X)' (inner), k × u each.
    var sides = (0..<count).map { _ in Matrix(rows: 0, columns: 0) }
    for parameter in innerParameters where u > 0 { sides[parameter] = Matrix(rows: k, columns: u) }
    for (pattern, shape) in zip(patterns, likelihood.condensed.patterns) {
      let turned = pattern.slopes.map { $0.matrix * pattern.adjusted }
      for (i, slope) in pattern.slopes.enumerated() {
        var sum = Matrix(rows: pattern.adjusted.rows, columns: pattern.adjusted.columns)
        for (j, other) in pattern.slopes.enumerated() {
          sum += covariance[slope.parameter, other.parameter] * turned[j]
        }
        let solved = pattern.inverse * sum
        result += turned[i].stacked(columns: k).crossProduct(with: solved.stacked(columns: k))
        if u > 0 { shape.addSide(turned[i], columns: k, pattern.outer, to: &sides[slope.parameter]) }
      }
    }
    if let within {
      let own = covariance[residualParameter, residualParameter]
      result += (own / point.covariance.residualVariance) * within.adjusted
      if u > 0 { sides[residualParameter] += within.adjustedSide.transposed }
    }
    guard u > 0 else { return result }
    let gain = point.gain
    let plain = outerPrecision
    var turned = sides.map(\.transposed)
    for (start, term) in outerTerms {
      for offset in term.covariance.pairs.indices { turned[start + offset] = turnedDesign(term, offset) }
    }
    let isOuter = (0..<count).map { index in
      outerTerms.contains { $0.start <= index && index < $0.start + $0.term.covariance.parameterCount }
    }
    let carried = outerRemainder
    for i in 0..<count where turned[i].rows == u {
      // Everything to the right of Vᵢ V⁻¹X, by kind of j.
      var innerSum = Matrix(rows: u, columns: k)
      var outerSum = Matrix(rows: u, columns: k)
      for j in 0..<count where turned[j].rows == u {
        if isOuter[j] { outerSum += covariance[i, j] * turned[j] } else { innerSum += covariance[i, j] * turned[j] }
      }
      if isOuter[i] {
        // EᵢΓ' (W'V⁻¹W) EⱼΓ and EᵢΓ' (I − A_wwK) Rⱼ.
        result += turned[i].crossProduct(with: plain * outerSum + carried.transposed * innerSum)
      } else {
        // Rᵢ'(I − KA_ww)EⱼΓ − Rᵢ'K Rⱼ.
        result += turned[i].crossProduct(with: carried * outerSum - gain * innerSum)
      }
    }
    return result
  }

  /// Σ Uᵢⱼ X'V⁻¹ (∂²V/∂θᵢ∂θⱼ) V⁻¹X in turned coordinates; nil where V is linear in θ.
  func weightedCurvature(_ covariance: Matrix) -> Matrix? {
    guard point.covariance.isCurved else { return nil }
    let k = trial.data.rank
    var result = Matrix(rows: k, columns: k)
    for (pattern, shape) in zip(patterns, likelihood.condensed.patterns) {
      let middle = point.covariance.secondDerivative(of: shape.shape, weighting: covariance)
      let turned = (middle * pattern.adjusted).stacked(columns: k)
      result += pattern.adjusted.stacked(columns: k).crossProduct(with: turned)
    }
    return result
  }

  /// tr(AB).
  static func traceOfProduct(_ left: Matrix, _ right: Matrix) -> Double {
    let n = left.rows
    return left.withSpan { a in
      right.withSpan { b in
        var sum = 0.0
        for j in 0..<n { for i in 0..<n { sum += a[i + n * j] * b[j + n * i] } }
        return sum
      }
    }
  }
}
