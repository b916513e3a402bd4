extension CompressedTrial {
  /// Degrees of freedom by kept column for the methods that go by the design alone; empty for the others.
  ///
  /// `between-within`, with N rows of n subjects: n − k₁ for a column that is the same in all of a subject's rows, where
  /// k₁ counts those (the intercept too), and N − n − k₂ for one that is not, where k₂ counts those; the intercept itself
  /// gets the latter. This is what mmrm does.
  ///
  /// `containment`: N − rank, since no random effect contains a column.
  func columnDf(_ method: DegreesOfFreedomMethod) -> [Double] {
    switch method {
    case .betweenWithin:
      let kinds = kept.map { columnKinds[$0] }
      let varying = kinds.count { $0 == .within }
      let between = Double(subjects - (rank - varying))
      let within = Double(observations - subjects - varying)
      return kinds.map { $0 == .between ? between : within }
    case .containment: return kept.map { _ in Double(observations - rank) }
    case .kenwardRoger, .kenwardRogerLinear, .satterthwaite, .residual, .normal: return []
    }
  }

  /// SAS's `between-within` for a model with REPEATED and nothing else: the intercept is a column between subjects, and
  /// with an unstructured covariance every column is. SAS divides N − n − k₂ further where several factors vary within
  /// subjects, which is not done here. Sources: SAS/STAT User's Guide on DDFM=BETWITHIN; listings in `sas-fev.json`.
  func columnDfOfSAS(isUnstructured: Bool) -> [Double] {
    let isWithin = kept.map { columnKinds[$0] == .within }
    let varying = isWithin.count { $0 }
    let between = Double(subjects - (rank - varying))
    let within = Double(observations - subjects - varying)
    return isWithin.map { $0 && !isUnstructured ? within : between }
  }
}
