/// How a test of a contrast gets its standard error and degrees of freedom.
public enum DegreesOfFreedomMethod: String, CaseIterable, Sendable {
  /// Kenward and Roger (1997) with the second-order term, as SAS.
  case kenwardRoger = "kenward-roger"
  /// The same without the second-order term.
  case kenwardRogerLinear = "kenward-roger-linear"
  case satterthwaite
  case betweenWithin = "between-within"
  case containment
  case residual
  /// The standard normal distribution: infinitely many.
  case normal

  /// As rows have it: `kenward_roger`.
  public var rowName: String { String(rawValue.map { $0 == "-" ? "_" : $0 }) }

  /// The same, `kenward_roger_mmrm` where a program means something else by the method.
  func rowName(as conventions: ProgramConventions) -> String {
    conventions.differs(in: self) ? "\(rowName)_\(conventions.rawValue)" : rowName
  }
}

/// Which information about the covariance parameters their covariance is taken from.
public enum CovarianceInformation: String, CaseIterable, Sendable {
  /// Minus the second derivatives at the optimum, as SAS, mmrm and lmerTest.
  case observed
  /// Their expectation, as pbkrtest.
  case expected
}
