internal import Estimates
internal import LinearAlgebra
internal import Trials

// What the model found, in the outcome's units, with intervals and denominators.
extension ModelExplanation {
  /// As many estimates as a reader takes in.
  private static let most = 8

  func estimateSentences(_ model: FittedModel) -> [String] {
    let contrasts = estimates.filter { $0.measure == .contrast && $0.estimate != nil }
    let own = coefficients
    var sentences = contrasts.isEmpty && own.isEmpty ? [] : ["Numbers are in units of \(outcome)."]
    sentences += contrasts.prefix(Self.most).map(sentence(contrast:))
    if contrasts.count > Self.most {
      sentences.append("\(contrasts.count - Self.most) more contrasts stand in the table.")
    }
    sentences += own.prefix(Self.most).map(sentence(coefficient:))
    if own.count > Self.most { sentences.append("\(own.count - Self.most) more coefficients stand in the table.") }
    if (contrasts + own.map(\.row)).contains(where: { row in
      guard row.term != "(Intercept)", let low = row.confidenceLow, let high = row.confidenceHigh else { return false }
      return low <= 0 && high >= 0
    }) {
      sentences.append(
        "Where an interval includes 0, the data agree with no difference, and as well with every other value in it.")
    }
    return sentences + variation(model)
  }

  private func sentence(contrast row: Estimate) -> String {
    let place = row.visit.map { " at visit \($0)" } ?? ""
    let term = row.term.map { ", \($0)" } ?? ""
    if let arm,
      let names = arm.levels.lazy.compactMap({ a in
        arm.levels.first { "\(a) - \($0)" == row.contrast }.map { (a, $0) }
      }).first
    {
      return
        "The mean of \(outcome)\(place)\(term) under \(names.0) is estimated \(difference(row)) than under \(names.1)"
        + "\(whereNumbersAre)\(interval(row, signed: false))."
    }
    let name = row.contrast ?? row.term ?? ""
    return "\(name)\(place) is estimated at \(value(row))\(interval(row, signed: true))."
  }

  /// A difference between arms that a number changes holds at one value of it.
  private var whereNumbersAre: String {
    let numbers = design.variables.indices.filter { index in
      guard case .numeric = design.variables[index].values else { return false }
      return design.columns.contains { column in
        column.atoms.contains { $0.variable == index }
          && column.atoms.contains { design.variables[$0.variable].name == arm?.name }
      }
    }
    guard !numbers.isEmpty else { return "" }
    return ", where \(MixedModel.listed(numbers.map { design.variables[$0].name })) "
      + (numbers.count == 1 ? "has its mean" : "have their means") + " over the analysed rows"
  }

  /// The coefficients that can be read alone: of columns that no product takes up, and of arms by a number.
  private var coefficients: [(row: Estimate, column: DesignColumn)] {
    let columns = design.columns
    let contrasted = Set(estimates.filter { $0.measure == .contrast }.isEmpty ? [] : [arm?.name].compactMap { $0 })
    return columns.compactMap { column in
      guard let row = estimates.first(where: { $0.measure == .coefficient && $0.term == column.name }),
        row.estimate != nil
      else { return nil }
      let names = Set(column.atoms.map { design.variables[$0.variable].name })
      let isAlone = !columns.contains { other in
        other.atoms.count > column.atoms.count
          && names.isSubset(of: Set(other.atoms.map { design.variables[$0.variable].name }))
      }
      guard isAlone else { return nil }
      switch column.atoms.count {
      case 0: return columns.count == 1 ? (row, column) : nil
      case 1: return contrasted.isDisjoint(with: names) && !isOfVisitLevels(column) ? (row, column) : nil
      case 2: return slopeByArm(column) != nil ? (row, column) : nil
      default: return nil
      }
    }
  }

  private func isOfVisitLevels(_ column: DesignColumn) -> Bool {
    column.atoms.contains { if case .visitLevel = design.variables[$0.variable].values { true } else { false } }
  }

  /// The number and the arm whose product a column is.
  private func slopeByArm(_ column: DesignColumn) -> (number: String, level: String)? {
    guard let arm, let level = column.atoms.first(where: { design.variables[$0.variable].name == arm.name })?.level,
      let number = column.atoms.first(where: { !design.variables[$0.variable].isCategorical })
    else { return nil }
    return (design.variables[number.variable].name, arm.levels[level])
  }

  private func sentence(coefficient found: (row: Estimate, column: DesignColumn)) -> String {
    let (row, column) = found
    if let slope = slopeByArm(column), column.atoms.count == 2, let arm {
      return "The slope of \(outcome) over \(slope.number) is \(difference(row)) under \(slope.level) than under "
        + "\(arm.levels[arm.reference])\(interval(row, signed: false))."
    }
    guard let atom = column.atoms.first else {
      return "The mean of \(outcome) is estimated at \(value(row))\(interval(row, signed: true))."
    }
    let variable = design.variables[atom.variable]
    guard let level = atom.level else {
      return "Per unit of \(variable.name), the mean of \(outcome) is \(difference(row))"
        + "\(interval(row, signed: false))."
    }
    let reference =
      variable.levels.indices.contains(variable.reference) && formula.hasIntercept
      ? " than at \(variable.levels[variable.reference])" : ""
    if reference.isEmpty {
      return "The mean of \(outcome) at \(variable.name) \(variable.levels[level]) is estimated at \(value(row))"
        + "\(interval(row, signed: true))."
    }
    return "The mean of \(outcome) at \(variable.name) \(variable.levels[level]) is \(difference(row))\(reference)"
      + "\(interval(row, signed: false))."
  }

  private func decimals(_ row: Estimate) -> Int {
    row.standardError.flatMap { NumberFormat.decimals(scale: $0) }
      ?? row.estimate.flatMap { NumberFormat.decimals(significant: 3, of: $0) } ?? 2
  }

  private func value(_ row: Estimate) -> String {
    row.estimate.map { NumberFormat.fixed($0, decimals: decimals(row)) } ?? "NA"
  }

  /// `3.95 lower`, in the outcome's units.
  private func difference(_ row: Estimate) -> String {
    guard let estimate = row.estimate else { return "NA" }
    return Self.sided(estimate, decimals: decimals(row))
  }

  private static func sided(_ value: Double, decimals: Int) -> String {
    NumberFormat.fixed(abs(value), decimals: decimals) + (value < 0 ? " lower" : " higher")
  }

  /// ` (95% interval from 7.34 lower to 0.57 lower; 97 subjects)`.
  private func interval(_ row: Estimate, signed: Bool) -> String {
    var parts: [String] = []
    if let low = row.confidenceLow, let high = row.confidenceHigh, let level = row.confidenceLevel {
      let digits = decimals(row)
      let limits = [low, high].map {
        signed ? NumberFormat.fixed($0, decimals: digits) : Self.sided($0, decimals: digits)
      }
      parts.append("\(NumberFormat.percentage(level)) interval from \(limits[0]) to \(limits[1])")
    }
    if let n = row.n {
      let most = support.terms.max { $0.levels < $1.levels }
      parts.append(
        isCountedBySubjects ? counted(n, "subject") : counted(n, "level") + (most.map { " of \($0.title)" } ?? ""))
    }
    return parts.isEmpty ? "" : " (" + parts.joined(separator: "; ") + ")"
  }
}

// How values vary around the mean.
extension ModelExplanation {
  private func variation(_ model: FittedModel) -> [String] {
    guard let fit = model.clustered else { return [visits(model.repeated?.covariance ?? [])].compactMap { $0 } }
    var sentences = support.terms.enumerated().map {
      sentence(fit.randomCovariance($0), of: $1, isNegative: isNegative($0))
    }
    switch fit.trial.residual {
    case .independent:
      let residual = fit.residualParameters[0]
      sentences.append("Residuals have a standard deviation of \(Self.brief(residual.squareRoot())).")
      sentences += [shares(fit, residual: residual)].compactMap { $0 }
    case .times:
      let parameters = fit.residualParameters
      sentences.append(
        "What is left has a standard deviation of \(Self.brief(parameters[0].squareRoot())), and over a time of "
          + "\(Self.brief(parameters[1])) its correlation falls to 0.37.")
    case .visits(let structure, let groups):
      sentences += [visits((0..<groups).map { fit.residualCovariance(structure, group: $0) })].compactMap { $0 }
    }
    return sentences
  }

  private func sentence(_ matrix: Matrix, of term: RandomSupport.Term, isNegative: Bool) -> String {
    if (0..<matrix.rows).contains(where: { matrix[$0, $0] < 0 }) {
      return
        "Values of one level of \(term.title) are less alike than values of different levels: the variance between its "
        + "\(counted(term.levels, "level")) is estimated below 0."
    }
    if isNegative {
      return
        "Some combination of the effects of \(term.title) has a variance that is estimated below 0, so that none of them "
        + "is an effect of its \(counted(term.levels, "level")): the variances and the covariance stand in the rows."
    }
    let parts = term.effects.indices.map { index -> String in
      let deviation = Self.brief(max(matrix[index, index], 0).squareRoot())
      let name = term.effects[index]
      if name != "(Intercept)" { return "in their effect of \(name) with one of \(deviation)" }
      let others = term.effects.filter { $0 != name }
      return "with a standard deviation of \(deviation)"
        + (others.isEmpty ? "" : " where \(MixedModel.listed(others)) \(others.count == 1 ? "is" : "are") 0")
    }
    var text =
      "The \(counted(term.levels, "level")) of \(term.title) differ around the mean \(MixedModel.listed(parts))"
    if !term.term.hasIntercept {
      text = text.replacing("with one of", with: "with a standard deviation of", maxReplacements: 1)
    }
    if term.effects.count == 2, term.term.isCorrelated {
      let product = matrix[0, 0].squareRoot() * matrix[1, 1].squareRoot()
      if product > 0 {
        let correlation = max(-1, min(1, matrix[1, 0] / product))
        text += "; the correlation of the two is \(NumberFormat.fixed(correlation, decimals: 2))"
      }
    }
    return text + "."
  }

  /// Where every level adds one amount, variances add up.
  private func shares(_ fit: RandomEffectsFit, residual: Double) -> String? {
    guard support.terms.allSatisfy({ $0.effects == ["(Intercept)"] }) else { return nil }
    let between = support.terms.indices.map { fit.randomCovariance($0)[0, 0] }
    let total = between.reduce(residual, +)
    guard total > 0, fit.negativeTerms.isEmpty else { return nil }
    let parts = zip(support.terms, between).map {
      "an estimated \(NumberFormat.percentage(($1 / total * 100).rounded() / 100)) lies between levels of \($0.title)"
    }
    return "Of the variance around the mean, \(MixedModel.listed(parts)); the rest is residual."
  }

  /// Standard deviations and correlations of the visits.
  private func visits(_ packed: [[Double]]) -> String? {
    let labels = design.visits
    guard !packed.isEmpty else { return nil }
    let deviations = packed.flatMap { matrix in
      labels.indices.map { (matrix[packedIndex($0, $0)].squareRoot(), labels[$0]) }
    }
    guard let least = deviations.min(by: { $0.0 < $1.0 }), let largest = deviations.max(by: { $0.0 < $1.0 }) else {
      return nil
    }
    let around = support.terms.isEmpty ? "the mean" : "the mean and the random effects"
    var text = "Around \(around), values have a standard deviation of \(Self.brief(least.0))"
    if Self.brief(least.0) != Self.brief(largest.0) {
      text += " (visit \(least.1)) to \(Self.brief(largest.0)) (visit \(largest.1))"
    }
    let correlations = packed.flatMap { matrix in
      labels.indices.flatMap { a in
        (0..<a).map {
          matrix[packedIndex(a, $0)] / matrix[packedIndex(a, a)].squareRoot() / matrix[packedIndex($0, $0)].squareRoot()
        }
      }
    }
    if let low = correlations.min(), let high = correlations.max() {
      let limits = [low, high].map { NumberFormat.fixed($0, decimals: 2) }
      text +=
        limits[0] == limits[1]
        ? "; two visits of a subject have a correlation of \(limits[0])"
        : "; two visits of a subject have correlations of \(limits[0]) to \(limits[1])"
    }
    return text + "."
  }

  /// Three significant digits.
  private static func brief(_ value: Double) -> String {
    NumberFormat.fixed(value, decimals: NumberFormat.decimals(significant: 3, of: value) ?? 0)
  }
}
