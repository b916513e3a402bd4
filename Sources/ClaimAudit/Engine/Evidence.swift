import PublishedNumbers

/// All claims and arm summaries that are held against one another, and which arms a claim is about.
public struct Evidence: Sendable {
  public let claims: [PublishedClaim]
  public let arms: [ArmSummary]
  /// Studies that are reports of one trial: the claims of the one are held against the arms of the other too.
  private let sameStudies: [String: String]
  private let pairs: [String: [ArmPair]]
  let instruments: InstrumentScales

  public init(claims: [PublishedClaim], arms: [ArmSummary], sameStudies: [String: String] = [:]) {
    self.claims = claims
    self.arms = arms
    self.sameStudies = sameStudies
    pairs = Dictionary(grouping: ArmPair.all(of: arms)) { $0.first.study ?? "" }
    instruments = InstrumentScales(of: arms)
  }

  /// Names of the studies, in the order in which they first appear.
  public var studies: [String] {
    var seen: Set<String> = []
    return (claims.map(\.study) + arms.map(\.study)).compactMap { $0 }.filter { seen.insert($0).inserted }
  }

  /// The pairs of arms that the claim is about: of its study, named in its outcome, of its sizes. Several where print
  /// does not tell them apart; then the claim agrees if it agrees with one of them.
  func pairs(for claim: PublishedClaim, _ kind: ArmPair.Kind) -> [ArmPair] {
    guard let outcome = claim.outcome, !pairs.isEmpty else { return [] }
    let studies = [claim.study ?? "", sameStudies[claim.study ?? ""]].compactMap { $0 }
    let candidates = studies.flatMap { pairs[$0] ?? [] }.filter { $0.kind == kind }
    guard !candidates.isEmpty else { return [] }
    let words = OutcomeWords(outcome)
    let named = candidates.filter { $0.isNamed(in: words) && $0.hasSizes(of: claim) }
    // Words about the time and the analysis choose among what is left, where any has them.
    let shared = named.map { $0.sharedWords(with: words) }
    let most = shared.max() ?? 0
    return zip(named, shared).filter { $0.1 == most }.map { $0.0.ordered(by: claim, words) }
  }
}

/// Two arms at one time, or one arm at two times.
struct ArmPair: Sendable {
  enum Kind: Sendable {
    case betweenArms
    case overTime
  }

  let kind: Kind
  let first: ArmSummary
  let second: ArmSummary
  private let instrumentWords: OutcomeWords
  private let outcomeWords: OutcomeWords
  private let circumstances: OutcomeWords

  private init(_ kind: Kind, _ first: ArmSummary, _ second: ArmSummary) {
    self.kind = kind
    self.first = first
    self.second = second
    instrumentWords = OutcomeWords(first.instrument ?? "")
    outcomeWords = OutcomeWords(first.outcome ?? "")
    circumstances = OutcomeWords(
      (first.analysis ?? "") + " " + (kind == .betweenArms ? first.timepoint ?? "" : second.timepoint ?? ""))
  }

  /// Every two arms of one study, outcome, instrument and analysis that differ in the arm or in the time alone.
  static func all(of arms: [ArmSummary]) -> [ArmPair] {
    var groups: [[String?]: [ArmSummary]] = [:]
    var keys: [[String?]] = []
    for arm in arms where arm.mean != nil {
      let key = [arm.study, arm.outcome, arm.instrument, arm.analysis]
      if groups[key] == nil { keys.append(key) }
      groups[key, default: []].append(arm)
    }
    return keys.flatMap { key -> [ArmPair] in
      let group = groups[key] ?? []
      // A matrix of raw ratings is no set of arms.
      guard group.count <= 12 else { return [] }
      return group.indices.flatMap { i in
        group[(i + 1)...].compactMap { other -> ArmPair? in
          let one = group[i]
          if one.arm != other.arm, one.timepoint == other.timepoint { return ArmPair(.betweenArms, one, other) }
          if one.arm == other.arm, one.timepoint != other.timepoint { return ArmPair(.overTime, one, other) }
          return nil
        }
      }
    }
  }

  func isNamed(in words: OutcomeWords) -> Bool {
    words.contains(instrumentWords) || words.contains(outcomeWords) || outcomeWords.contains(words)
  }

  func hasSizes(of claim: PublishedClaim) -> Bool {
    switch kind {
    case .betweenArms:
      guard let n1 = claim.n1, let n2 = claim.n2 else { return true }
      return (first.n == n1 && second.n == n2) || (first.n == n2 && second.n == n1)
    case .overTime: return claim.n1 == nil || (first.n == claim.n1 && second.n == claim.n1)
    }
  }

  func sharedWords(with words: OutcomeWords) -> Int { words.count(of: circumstances) }

  /// The arm that the claim names or counts first comes first.
  func ordered(by claim: PublishedClaim, _ words: OutcomeWords) -> ArmPair {
    guard kind == .betweenArms else { return self }
    if let a = first.arm, let b = second.arm, words.contains(OutcomeWords("\(b) minus \(a)")) { return swapped }
    if claim.n1 != nil, first.n != claim.n1, second.n == claim.n1 { return swapped }
    return self
  }

  private var swapped: ArmPair { ArmPair(kind, second, first) }

  /// `IMR 50.6, TAU 49.8`.
  var words: String {
    func one(_ arm: ArmSummary) -> String {
      let spread = arm.sd.map { " (SD \($0.text))" } ?? arm.se.map { " (SE \($0.text))" } ?? ""
      return [(kind == .betweenArms ? arm.arm : arm.timepoint) ?? "", (arm.mean?.text ?? "") + spread]
        .filter { !$0.isEmpty }.joined(separator: " ")
    }
    return "\(one(first)) and \(one(second))"
  }
}

/// The words of an outcome's name in one spelling, so that `one-year follow-up` is `followup_12m`.
struct OutcomeWords: Sendable {
  private let words: [Substring]

  init(_ text: String) {
    var spelled = String(text.lowercased().map { $0.isLetter || $0.isNumber ? $0 : " " })
    for (phrase, word) in Self.spellings where spelled.contains(phrase) {
      spelled = spelled.replacing(phrase, with: word)
    }
    words = spelled.split(separator: " ")
  }

  private static let spellings: [(String, String)] = [
    ("follow up", "followup"), ("one year", "12m"), ("1 year", "12m"), ("12 months", "12m"), ("12 month", "12m"),
    ("18 months", "18m"), ("18 month", "18m"), ("complete cases", "complete case"), ("completers", "complete case"),
    ("intention to treat", "itt"),
  ]

  /// Whether the other's words stand in these, one after another.
  func contains(_ other: OutcomeWords) -> Bool {
    guard !other.words.isEmpty, other.words.count <= words.count else { return false }
    return (0...(words.count - other.words.count)).contains { start in
      zip(words[start...], other.words).allSatisfy { $0 == $1 }
    }
  }

  func count(of other: OutcomeWords) -> Int { other.words.count { words.contains($0) } }
}
