extension ModelFormula {
  /// For each term, for each of its variables: whether a categorical variable there is coded by treatment contrasts
  /// (reference left out) or by an indicator for every level. True for numeric variables, which it does not concern.
  ///
  /// Contrasts exactly where what the term is without that variable lies within the terms before it already: within
  /// the intercept, or within an earlier term that has all of those variables and no other numeric ones. So
  /// `y ~ arm*visit` has contrasts throughout, `y ~ x:arm` a slope for every arm, and `y ~ 0 + arm + visit` an
  /// indicator for every arm and contrasts of visits. The columns then span what the terms say, in whatever order
  /// they are written.
  ///
  /// This is R's rule with two corrections. R also accepts an earlier term with further numeric variables, which does
  /// not hold the margin: its columns for `y ~ x:visit + arm:visit` leave out the visits' own means, while those for
  /// `y ~ arm:visit + x:visit` have them; here both do. And where there is no intercept R gives every level to the
  /// first factor even where that only makes a column twice, as in `y ~ 0 + x + x:arm`; here that one has contrasts.
  public func usesContrasts(categorical: (FormulaVariable) -> Bool) -> [[Bool]] {
    Self.usesContrasts(terms, hasIntercept: hasIntercept, categorical: categorical)
  }

  /// The same for any list of terms.
  static func usesContrasts(
    _ terms: [[FormulaVariable]], hasIntercept: Bool, categorical: (FormulaVariable) -> Bool
  ) -> [[Bool]] {
    var places: [FormulaVariable: VariableSet] = [:]
    var numeric = VariableSet()
    for variable in terms.joined() where places[variable] == nil {
      // The parser lets no more variables in than a set holds.
      let place = VariableSet(place: places.count)
      places[variable] = place
      if !categorical(variable) { numeric = numeric.union(place) }
    }
    let sets = terms.map { $0.reduce(VariableSet()) { $0.union(places[$1] ?? VariableSet()) } }
    return terms.indices.map { i in
      terms[i].map { variable in
        let place = places[variable] ?? VariableSet()
        if place.isSubset(of: numeric) { return true }
        let margin = sets[i].subtracting(place)
        if margin.isEmpty, hasIntercept { return true }
        return sets[..<i].contains { earlier in
          margin.isSubset(of: earlier) && earlier.intersection(numeric) == margin.intersection(numeric)
        }
      }
    }
  }
}
