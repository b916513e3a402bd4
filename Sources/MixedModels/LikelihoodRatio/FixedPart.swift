internal import LinearAlgebra

/// How the columns of two models' fixed effects lie to one another.
enum FixedPart: Equatable {
  /// They span the same space, whatever their coding.
  case same
  case contains
  case isContained
  case neither

  /// - Parameters: two models of the same rows.
  init(_ model: FittedModel, _ other: FittedModel) {
    let (own, theirs) = (Self.names(model), Self.names(other))
    if own == theirs {
      self = .same
    } else if own.isSuperset(of: theirs) {
      self = .contains
    } else if own.isSubset(of: theirs) {
      self = .isContained
    } else {
      self.init(spanOf: model, other)
    }
  }

  private init(spanOf model: FittedModel, _ other: FittedModel) {
    let (own, theirs) = (Self.columns(model), Self.columns(other))
    let whole = QR(Matrix(columns: own + theirs)).rank
    switch (whole == own.count, whole == theirs.count) {
    case (true, true): self = .same
    case (true, false): self = .contains
    case (false, true): self = .isContained
    case (false, false): self = .neither
    }
  }

  private static func names(_ model: FittedModel) -> Set<String> {
    Set(model.fit.data.kept.map { model.rows.design.columns[$0].name })
  }

  /// The kept columns over the analysed rows.
  private static func columns(_ model: FittedModel) -> [[Double]] {
    let rows = model.rows
    var columns = [[Double]](repeating: [], count: model.fit.data.kept.count)
    for visit in rows.outcome.indices {
      for subject in 0..<rows.subjectCount where !rows.outcome[visit][subject].isNaN {
        for (place, column) in model.fit.data.kept.enumerated() {
          columns[place].append(rows.design.value(rows.design.columns[column], subject: subject, visit: visit))
        }
      }
    }
    return columns
  }
}
