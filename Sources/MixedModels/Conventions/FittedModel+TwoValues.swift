extension FittedModel {
  /// Of a number with two analysed values their middle, by variable, where the conventions average over such a number as
  /// over a factor and nothing else was asked for.
  var middlesOfTwoValues: [Int: Double] {
    let means = request.means
    guard request.conventions.averagesTwoValuedNumbers, means.covariateMean == nil, means.weights == .equal,
      rows.givenCells == nil
    else { return [:] }
    var middles: [Int: Double] = [:]
    for (index, variable) in rows.design.variables.enumerated() {
      if let (low, high) = rows.twoValues(of: variable) { middles[index] = low + (high - low) / 2 }
    }
    return middles
  }
}

extension AnalysedRows {
  /// The values of a number that has two in the analysed rows; nil where it has more or fewer.
  func twoValues(of variable: ModelVariable) -> (Double, Double)? {
    guard case .numeric(let values) = variable.values else { return nil }
    var found: [Double] = []
    for visit in outcome.indices {
      let column = values[values.count > 1 ? visit : 0]
      for subject in 0..<subjectCount where !outcome[visit][subject].isNaN && !found.contains(column[subject]) {
        found.append(column[subject])
        if found.count > 2 { return nil }
      }
    }
    return found.count == 2 ? (found[0], found[1]) : nil
  }
}
