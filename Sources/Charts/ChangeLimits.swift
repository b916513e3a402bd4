/// How much a value has to fall or rise for the change to count.
public struct ChangeLimits: Sendable, Equatable {
  /// Sizes, not below 0, in units of the outcome.
  public let fall: Double
  public let rise: Double
  /// What a smaller change is not: `reliable`, `important`.
  public let quality: String
  /// Whether a change of exactly that size counts.
  public let countsLimit: Bool

  /// Nil unless both are finite.
  public init?(fall: Double, rise: Double, quality: String = "reliable", countsLimit: Bool = false) {
    guard fall.isFinite, rise.isFinite else { return nil }
    self.fall = abs(fall)
    self.rise = abs(rise)
    self.quality = quality
    self.countsLimit = countsLimit
  }

  /// More than `size`, either way.
  init?(_ size: Double?) {
    guard let size else { return nil }
    self.init(fall: size, rise: size)
  }

  var areEqual: Bool { fall == rise }

  /// What counts, but for the rounding of decimals, which a limit that counts forgives.
  func isFall(_ change: Double) -> Bool { countsLimit ? -change >= fall * (1 - 1e-12) : -change > fall }
  func isRise(_ change: Double) -> Bool { countsLimit ? change >= rise * (1 - 1e-12) : change > rise }

  /// `by more than 5`, `by 5 or more`.
  func phrase(_ size: Double) -> String {
    countsLimit ? "by \(TickText.exact(size)) or more" : "by more than \(TickText.exact(size))"
  }

  /// What counts, in words.
  var larger: String {
    areEqual ? "Change \(phrase(fall)), either way" : "A fall \(phrase(fall)), or a rise \(phrase(rise))"
  }

  /// What does not.
  var smaller: String {
    if !areEqual {
      return
        "A fall by less than \(TickText.exact(fall)) or a rise by less than \(TickText.exact(rise)), not \(quality)"
    }
    return "Change by \(countsLimit ? "less than" : "at most") \(TickText.exact(fall)), not \(quality)"
  }
}
