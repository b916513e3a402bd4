/// How a number was made, step by step, with the numbers in the formulas: what `endline effect --explain` shows.
public struct Derivation: Sendable, Equatable {
  public struct Step: Sendable, Equatable {
    /// What the step yields: `Pooled SD`.
    public var name: String
    /// The formula with its numbers and the result.
    public var text: String

    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// What it is of; nil where there is one only.
  public var title: String?
  public var steps: [Step]

  public init(title: String? = nil, steps: [Step]) {
    self.title = title
    self.steps = steps
  }
}
