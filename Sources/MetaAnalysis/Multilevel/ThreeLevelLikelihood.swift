internal import Glibc
internal import LinearAlgebra
internal import Optimization

/// The restricted likelihood of `ThreeLevelModel`, study by study: with aⱼ = 1/(vⱼ + σ²₍effect₎) and A = Σ aⱼ a study's
/// M⁻¹ is diag a − c aa', c = σ²₍study₎/(1 + σ²₍study₎A), so that no matrix of the order of the effects is formed.
struct ThreeLevelLikelihood {
  typealias Components = ThreeLevelModel.Components

  let values: [Double]
  let variances: [Double]
  let columns: [[Double]]
  /// The effects of each study.
  let blocks: [[Int]]

  init(values: [Double], variances: [Double], studies: [Int], columns: [[Double]]) {
    self.values = values
    self.variances = variances
    self.columns = columns
    blocks = Dictionary(grouping: studies.indices, by: { studies[$0] }).sorted { $0.key < $1.key }.map(\.value)
  }

  struct Fit {
    let components: Components
    let coefficients: [Double]
    /// (X'M⁻¹X)⁻¹.
    let covariance: Matrix
    let residuals: [Double]
    /// log|M| + log|X'M⁻¹X| + r'M⁻¹r.
    let deviance: Double
  }

  private func weights(_ block: [Int], _ effect: Double) -> [Double] { block.map { 1 / (variances[$0] + effect) } }

  /// M⁻¹x of one study.
  func solve(_ block: [Int], _ x: [Double], _ components: Components) -> [Double] {
    let a = weights(block, components.effect)
    let shrink = components.study / (1 + components.study * a.reduce(0, +))
    let sum = zip(a, x).reduce(0) { $0 + $1.0 * $1.1 }
    return zip(a, x).map { $0 * ($1 - shrink * sum) }
  }

  func part(_ block: [Int], _ list: [Double]) -> [Double] { block.map { list[$0] } }

  /// Generalized least squares at given variances; nil where X'M⁻¹X has no inverse.
  func fit(_ components: Components) -> Fit? {
    var information = Matrix(rows: columns.count, columns: columns.count)
    var right = [Double](repeating: 0, count: columns.count)
    var logDeterminant = 0.0
    for block in blocks {
      let a = weights(block, components.effect)
      logDeterminant += log(1 + components.study * a.reduce(0, +)) - a.reduce(0) { $0 + log($1) }
      let y = part(block, values)
      for (i, column) in columns.enumerated() {
        let solved = solve(block, part(block, column), components)
        right[i] += dot(solved, y)
        for j in 0...i { information[i, j] += dot(solved, part(block, columns[j])) }
      }
    }
    for i in columns.indices { for j in 0..<i { information[j, i] = information[i, j] } }
    guard let factor = try? Cholesky(of: information) else { return nil }
    let coefficients = factor.solve(right)
    let residuals = values.indices.map { row in
      values[row] - columns.indices.reduce(0) { $0 + columns[$1][row] * coefficients[$1] }
    }
    let squares = blocks.reduce(0) { sum, block in
      let r = part(block, residuals)
      return sum + dot(r, solve(block, r, components))
    }
    return Fit(
      components: components, coefficients: coefficients, covariance: factor.inverse, residuals: residuals,
      deviance: logDeterminant + factor.logDeterminant + squares)
  }

  /// The slope of the deviance in both variances: tr P Mₖ − r'M⁻¹MₖM⁻¹r, Mₖ a block of ones or the identity.
  func slopes(_ fit: Fit) -> Components {
    var (study, effect) = (0.0, 0.0)
    for block in blocks {
      let a = weights(block, fit.components.effect)
      let shrink = fit.components.study / (1 + fit.components.study * a.reduce(0, +))
      let total = a.reduce(0, +)
      // 1'M⁻¹1 and tr M⁻¹.
      study += total - shrink * total * total
      effect += total - shrink * dot(a, a)
      let solved = columns.map { solve(block, part(block, $0), fit.components) }
      let sums = solved.map { $0.reduce(0, +) }
      for i in columns.indices {
        for j in columns.indices {
          study -= fit.covariance[i, j] * sums[i] * sums[j]
          effect -= fit.covariance[i, j] * dot(solved[i], solved[j])
        }
      }
      let r = solve(block, part(block, fit.residuals), fit.components)
      let sum = r.reduce(0, +)
      study -= sum * sum
      effect -= dot(r, r)
    }
    return Components(study: study, effect: effect)
  }

  /// The log-likelihood with all its constants.
  func logLikelihood(_ fit: Fit) -> Double {
    let constant = Double(values.count - columns.count) * log(2 * Double.pi)
    return (2 * QR(Matrix(columns: columns)).logAbsoluteDeterminant - constant - fit.deviance) / 2
  }

  // MARK: - The maximum

  /// The lowest deviance over both variances: for each σ²₍study₎ of a grid the best σ²₍effect₎, then every valley of that
  /// profile to its bottom. Ends of the grid and 0 are among the candidates.
  func maximum() -> Components? {
    let spread = values.reduce(0) { max($0, abs($1 - values[0])) }
    let scale = max(spread * spread, variances.reduce(0, max))
    let grid = [0] + (-52...6).map { scale * exp2(Double($0) / 1.5) }
    let profile = grid.map { (study: $0, fit: best(study: $0, grid: grid)) }
    guard profile.allSatisfy({ $0.fit != nil }) else { return nil }
    var candidates = profile.compactMap(\.fit)
    for (below, above) in zip(profile, profile.dropFirst()) {
      guard let low = below.fit, let high = above.fit, slopes(low).study < 0, slopes(high).study > 0 else { continue }
      let root = findRoot(in: below.study...above.study) { study in
        best(study: study, grid: grid).map { slopes($0).study } ?? .nan
      }
      if let root, let fit = best(study: root, grid: grid) { candidates.append(fit) }
    }
    return candidates.min { $0.deviance < $1.deviance }?.components
  }

  /// The best σ²₍effect₎ at a σ²₍study₎: every sign change of the slope from minus to plus, and 0.
  func best(study: Double, grid: [Double]) -> Fit? {
    guard let atZero = fit(Components(study: study, effect: 0)) else { return nil }
    var best = atZero
    var last = (effect: 0.0, slope: slopes(atZero).effect)
    for effect in grid.dropFirst() {
      guard let here = fit(Components(study: study, effect: effect)) else { return nil }
      let slope = slopes(here).effect
      if last.slope < 0, slope >= 0 {
        let root = findRoot(in: last.effect...effect) { effect in
          fit(Components(study: study, effect: effect)).map { slopes($0).effect } ?? .nan
        }
        if let root, let fit = fit(Components(study: study, effect: root)), fit.deviance < best.deviance { best = fit }
      }
      last = (effect, slope)
    }
    return best
  }

  /// |slope| × standard error of each variance above 0, the curvature by differences of slopes.
  func relativeSlopes(at components: Components) -> [Double] {
    guard let fit = fit(components) else { return [] }
    let slope = slopes(fit)
    func share(_ value: Double, _ slope: Double, _ moved: (Double) -> Double?) -> Double? {
      guard value > 0 else { return nil }
      let step = value * 1e-4
      guard let above = moved(value + step), let below = moved(value - step) else { return nil }
      let curvature = (above - below) / (2 * step)
      return curvature > 0 ? abs(slope) / curvature.squareRoot() : nil
    }
    return [
      share(components.study, slope.study) {
        self.fit(Components(study: $0, effect: components.effect)).map { slopes($0).study }
      },
      share(components.effect, slope.effect) {
        self.fit(Components(study: components.study, effect: $0)).map { slopes($0).effect }
      },
    ].compactMap { $0 }
  }
}

func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
