/// Published studies with one effect each, ready to be pooled.
///
/// A study that appears in several rows has several effects here; nothing but a note tells them from different studies.
public struct EffectTable: Sendable {
  public struct Study: Sendable {
    /// As in the file; the row's number where no column names the studies.
    public var label: String
    /// yᵢ on the scale on which it is pooled: the logarithm of a ratio.
    public var effect: Double
    /// vᵢ, above 0.
    public var variance: Double
    public var treatment: Arm?
    public var control: Arm?
    /// The line of the file that it stands on.
    public var line: Int?

    public init(
      label: String, effect: Double, variance: Double, treatment: Arm? = nil, control: Arm? = nil, line: Int? = nil
    ) {
      self.label = label
      self.effect = effect
      self.variance = variance
      self.treatment = treatment
      self.control = control
      self.line = line
    }

    /// Subjects of both arms, where they are known.
    public var n: Int? {
      guard let treatment, let control else { return nil }
      return treatment.n + control.n
    }
  }

  /// One arm as printed.
  public enum Arm: Sendable, Equatable {
    case means(n: Int, mean: Double, sd: Double)
    case events(Int, n: Int)

    public var n: Int {
      switch self {
      case .means(let n, _, _), .events(_, let n): n
      }
    }
  }

  /// A property of the studies, by study.
  public struct Moderator: Sendable {
    public enum Values: Sendable {
      /// Nil where missing.
      case numbers([Double?])
      /// Each study's place in `levels`, whose first is the reference; nil where missing.
      case categories([Int?], levels: [String])
    }
    public let name: String
    public let values: Values

    public init(name: String, values: Values) {
      self.name = name
      self.values = values
    }

    fileprivate func selecting(_ chosen: [Int]) -> Moderator {
      switch values {
      case .numbers(let numbers): Moderator(name: name, values: .numbers(chosen.map { numbers[$0] }))
      case .categories(let codes, let levels):
        Moderator(name: name, values: .categories(chosen.map { codes[$0] }, levels: levels))
      }
    }

    /// Whether a study has a value.
    package func isKnown(_ study: Int) -> Bool {
      switch values {
      case .numbers(let numbers): numbers[study] != nil
      case .categories(let codes, _): codes[study] != nil
      }
    }
  }

  /// What results call the effect.
  public var effectName: String
  public var measure: EffectMeasure?
  /// The arms' labels, treatment first.
  public var arms: (treatment: String, control: String)?
  public var studies: [Study]
  public var moderators: [Moderator]
  /// What parts the studies; categories.
  public var subgroup: Moderator?
  /// What orders the studies.
  public var ordering: Moderator?
  /// What was left out, or done to the figures, while they were read.
  public var notes: [String]

  public init(
    effectName: String = "effect", measure: EffectMeasure? = nil, arms: (treatment: String, control: String)? = nil,
    studies: [Study], moderators: [Moderator] = [], subgroup: Moderator? = nil, ordering: Moderator? = nil,
    notes: [String] = []
  ) {
    self.effectName = effectName
    self.measure = measure
    self.arms = arms
    self.studies = studies
    self.moderators = moderators
    self.subgroup = subgroup
    self.ordering = ordering
    self.notes = notes
  }

  public var isRatio: Bool { measure?.isRatio ?? false }
  package var values: [Double] { studies.map(\.effect) }
  package var variances: [Double] { studies.map(\.variance) }

  /// The table with these studies alone, in this order.
  package func selecting(_ chosen: [Int]) -> EffectTable {
    var table = self
    table.studies = chosen.map { studies[$0] }
    table.moderators = moderators.map { $0.selecting(chosen) }
    table.subgroup = subgroup?.selecting(chosen)
    table.ordering = ordering?.selecting(chosen)
    return table
  }
}
