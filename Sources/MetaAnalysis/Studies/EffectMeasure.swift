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
  /// Standardized mean change: later minus earlier over the SD before, with the small-sample correction.
  case smcr
  /// Mean change.
  case mc

  /// Whether it is pooled as its logarithm.
  public var isRatio: Bool { self == .rom || self == .or || self == .rr }

  /// Whether it is made of events and sizes, not of means.
  public var isOfEvents: Bool { self == .or || self == .rr || self == .rd }

  /// Whether it is a change within one arm.
  public var isOfChange: Bool { self == .smcr || self == .mc }

  public var title: String {
    switch self {
    case .smd: "Standardized mean difference (Hedges' g)"
    case .md: "Mean difference"
    case .rom: "Ratio of means"
    case .or: "Odds ratio"
    case .rr: "Risk ratio"
    case .rd: "Risk difference"
    case .smcr: "Standardized mean change"
    case .mc: "Mean change"
    }
  }
}
