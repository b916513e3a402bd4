/// A variable of the fixed effects, with its values by visit and subject.
struct ModelVariable: Sendable {
  enum Values: Sendable {
    /// The same for all subjects at a visit.
    case visitLevel
    case visitNumber([Double])
    /// `[visit][subject]`, or one inner array where constant within subjects; NaN missing.
    case numeric([[Double]])
    /// Shaped alike; -1 missing.
    case factor([[Int32]])
  }
  /// As printed in terms: the column's name.
  let name: String
  let values: Values
  /// Levels of a categorical variable in order, and which is the reference; empty for numbers.
  let levels: [String]
  let reference: Int

  var isCategorical: Bool { !levels.isEmpty }

  /// Whether the value differs between subjects in any way but through the visit.
  var isOfVisit: Bool {
    switch values {
    case .visitLevel, .visitNumber: true
    case .numeric, .factor: false
    }
  }

  /// Whether the value differs within a subject in any way but through the visit.
  var varies: Bool {
    switch values {
    case .visitLevel, .visitNumber: false
    case .numeric(let values): values.count > 1
    case .factor(let codes): codes.count > 1
    }
  }

  /// Whether it is known for a subject at a visit.
  func isKnown(_ subject: Int, _ visit: Int) -> Bool {
    switch values {
    case .visitLevel, .visitNumber: true
    case .numeric(let values): values[values.count > 1 ? visit : 0][subject].isFinite
    case .factor(let codes): codes[codes.count > 1 ? visit : 0][subject] >= 0
    }
  }

  /// A number's value, or 1 and 0 for a level.
  func value(_ level: Int?, subject: Int, visit: Int) -> Double {
    switch values {
    case .visitLevel: level == visit ? 1 : 0
    case .visitNumber(let numbers): numbers[visit]
    case .numeric(let values): values[values.count > 1 ? visit : 0][subject]
    case .factor(let codes): Int(codes[codes.count > 1 ? visit : 0][subject]) == level ? 1 : 0
    }
  }
}

/// One factor of a design column: a number, or the indicator of a level.
struct DesignAtom: Sendable, Hashable {
  /// Index of the variable.
  let variable: Int
  /// Nil for a number.
  let level: Int?
}

/// One column of the fixed-effects design: the product of its atoms (none: the intercept).
package struct DesignColumn: Sendable, Equatable {
  package let name: String
  let atoms: [DesignAtom]
}
