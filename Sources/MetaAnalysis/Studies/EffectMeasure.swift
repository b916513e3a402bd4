/// What a study's effect is; the raw value is what `--measure` takes.
public enum EffectMeasure: String, Sendable, CaseIterable {
  /// Standardized mean difference: Hedges's g.
  case smd
  /// Mean difference.
  case md
  /// Ratio of means.
  case rom
  /// Odds ratio.
  case or
  /// Risk ratio.
  case rr
  /// Risk difference.
  case rd

  /// Whether it is pooled as its logarithm.
  public var isRatio: Bool { self == .rom || self == .or || self == .rr }

  /// Whether it is made of events and sizes, not of means.
  public var isOfEvents: Bool { self == .or || self == .rr || self == .rd }

  public var title: String {
    switch self {
    case .smd: "Standardized mean difference (Hedges' g)"
    case .md: "Mean difference"
    case .rom: "Ratio of means"
    case .or: "Odds ratio"
    case .rr: "Risk ratio"
    case .rd: "Risk difference"
    }
  }
}
