/// One variable of a formula. `visit` and `factor(visit)` are different variables, as they are in R.
public enum FormulaVariable: Hashable, Sendable {
  /// A column, numeric or categorical as its data say.
  case column(String)
  /// `factor(COL)`: a column that is categorical in any case.
  case factor(String)
  /// `baseline(OUTCOME)`, reserved: the subject's value of the response at the baseline visit.
  case baseline(String)
}

extension FormulaVariable {
  /// As it is written: `arm`, `factor(visit)`, `baseline(y)`.
  package var label: String {
    switch self {
    case .column(let name): name
    case .factor(let name): "factor(\(name))"
    case .baseline(let name): "baseline(\(name))"
    }
  }
}
