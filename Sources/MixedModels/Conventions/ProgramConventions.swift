/// The program whose conventions the numbers of a mixed model follow where programs differ.
///
/// All of them maximise one likelihood and agree about estimates and log-likelihood; they differ in what they do where
/// nothing is asked for, and in what they count. Documentation/Methods/conventions.md.
public enum ProgramConventions: String, CaseIterable, Sendable {
  /// Endline's own: Kenward and Roger's method as SAS has it, AIC and BIC by SAS's rule over the analysed subjects.
  case endline
  /// SAS PROC MIXED with a REPEATED statement.
  case sas
  /// The R package mmrm, with emmeans for marginal means.
  case mmrm
  /// The R package lme4, with lmerTest, pbkrtest and emmeans.
  case lme4

  /// As sentences name it.
  public var title: String {
    switch self {
    case .endline: "Endline"
    case .sas: "SAS"
    case .mmrm: "mmrm"
    case .lme4: "lme4"
    }
  }
}

/// What Kenward and Roger's second-order term differentiates the covariance by. The term is not invariant.
package enum SecondOrderTerm: Sendable {
  /// The parameters that are printed: SAS's.
  case printedParameters
  /// mmrm's own: `MmrmParameters`.
  case mmrmParameters
  /// There is none: pbkrtest's covariances are linear in their parameters.
  case absent
}

extension ProgramConventions {
  /// The method where none is asked for.
  package func dfMethod(isMaximumLikelihood: Bool, isRobust: Bool) -> DegreesOfFreedomMethod {
    switch self {
    case .endline: isMaximumLikelihood || isRobust ? .satterthwaite : .kenwardRoger
    case .sas: .betweenWithin
    case .mmrm, .lme4: .satterthwaite
    }
  }

  /// The information where none is asked for: pbkrtest takes the expected one, everybody else the observed one.
  package func information(for method: DegreesOfFreedomMethod) -> CovarianceInformation {
    switch (self, method) {
    case (.lme4, .kenwardRoger), (.lme4, .kenwardRogerLinear): .expected
    default: .observed
    }
  }

  var secondOrderTerm: SecondOrderTerm {
    switch self {
    case .endline, .sas: .printedParameters
    case .mmrm: .mmrmParameters
    case .lme4: .absent
    }
  }

  /// Whether a method's numbers are not those that Endline has under the method's name.
  func differs(in method: DegreesOfFreedomMethod) -> Bool {
    switch (self, method) {
    case (.sas, .betweenWithin), (.mmrm, .kenwardRoger), (.lme4, .kenwardRoger): true
    default: false
    }
  }

  /// Whether a number with two values is a factor of two levels in marginal means, as for emmeans (its `cov.keep`).
  var averagesTwoValuedNumbers: Bool { self == .mmrm || self == .lme4 }

  /// The structures that the program has; the others follow its rules without it having them.
  func has(_ family: CovarianceFamily) -> Bool {
    switch self {
    case .endline: true
    case .sas: family != .ad
    case .mmrm: family != .vc && family != .vch
    case .lme4: family == .cs
    }
  }
}
