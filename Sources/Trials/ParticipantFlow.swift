/// What a study description says of the participants' way through the trial that no data file holds: who was assessed
/// and not randomised, who received what was allotted, who was lost and why. Nil means "not supplied".
public struct ParticipantFlow: Sendable, Equatable {
  /// A number of people, parted by reason where reasons are given.
  public struct Tally: Sendable, Equatable {
    public struct Reason: Sendable, Equatable {
      public let words: String
      public let count: Int

      package init(words: String, count: Int) {
        self.words = words
        self.count = count
      }
    }

    /// The sum of the reasons where there are any.
    public let total: Int
    public let reasons: [Reason]

    package init(total: Int) {
      self.total = total
      reasons = []
    }

    package init(reasons: [Reason]) {
      total = reasons.reduce(0) { $0 + $1.count }
      self.reasons = reasons
    }
  }

  /// Numbers of people by arm, or of all together.
  public enum Tallies: Sendable, Equatable {
    case all(Tally)
    /// By the arm's label in the data, in the order of the description.
    case byArm([(arm: String, tally: Tally)])

    public static func == (a: Tallies, b: Tallies) -> Bool {
      switch (a, b) {
      case (.all(let a), .all(let b)): a == b
      case (.byArm(let a), .byArm(let b)):
        a.count == b.count && zip(a, b).allSatisfy { $0.arm == $1.arm && $0.tally == $1.tally }
      default: false
      }
    }

    /// Nil where the arm has none of its own.
    public subscript(arm: String) -> Tally? {
      if case .byArm(let tallies) = self { tallies.first { $0.arm == arm }?.tally } else { nil }
    }

    /// Everybody.
    public var total: Int {
      switch self {
      case .all(let tally): tally.total
      case .byArm(let tallies): tallies.reduce(0) { $0 + $1.tally.total }
      }
    }

    public var arms: [String] {
      if case .byArm(let tallies) = self { tallies.map(\.arm) } else { [] }
    }
  }

  public var assessed: Int?
  public var excluded: Tally?
  public var randomised: Tallies?
  public var received: Tallies?
  public var notReceived: Tallies?
  public var lost: Tallies?
  public var discontinued: Tallies?
  public var analysed: Tallies?

  public init() {}

  /// Labels of all arms that are named anywhere, each once.
  public var arms: [String] {
    var arms: [String] = []
    for tallies in [randomised, received, notReceived, lost, discontinued, analysed] {
      for arm in tallies?.arms ?? [] where !arms.contains(arm) { arms.append(arm) }
    }
    return arms
  }
}
