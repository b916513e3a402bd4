import ArgumentParser
import Endline

/// `change --csc`: who changed by more than the error of measurement, and who recovered.
struct ReliableChangeArguments: ParsableArguments {
  @Flag(help: "Reliable and clinically significant change: who recovered, improved, stayed, deteriorated.")
  var csc = false
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Which way is better (default: the study description's or the instrument's).", valueName: "higher|lower"))
  var direction: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How reliable the scores are, such as 0.85, or with its interval, \"0.85 [0.80, 0.89]\" (default: the instrument's).",
      valueName: "r"))
  var reliability: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Subjects behind --reliability, a correlation: gives its interval, by Fisher's z.", valueName: "n"))
  var reliabilityN: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Instead of --reliability: two visits between which nothing changed, whose correlation it is.",
      valueName: "a,b"))
  var reliabilityVisits: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of the scores at follow-up, for nunnally-kotsch (default: that at baseline).", valueName: "r"))
  var reliabilityFollowup: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How: \(ReliableChangeMethod.allCases.map(\.rawValue).joined(separator: ", ")) "
        + "(default: \(ReliableChangeMethod.jacobsonTruax.rawValue)).", valueName: "method"))
  var cscMethod: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Level at which a change is reliable, which is not --level (default: 0.95).", valueName: "level")
  )
  var rciLevel: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Past which a subject has recovered (default: c with a functional population, else a; with --mid and --percent "
        + "none).", valueName: "a|b|c|x"))
  var cutoff: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Mean of the functional population, for cut-offs b and c.", valueName: "x"))
  var functionalMean: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Its standard deviation.", valueName: "x"))
  var functionalSd: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Instead of reliable change: improved is a change of X points, a minimal important difference, or more; study: as the "
        + "study description has it of each outcome (mid, mid_deterioration).",
      valueName: "x|study"))
  var mid: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same of deterioration (default: as --mid).", valueName: "x"))
  var midDeterioration: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Instead of reliable change: improved is a change of X percent of the baseline or more.", valueName: "x"))
  var percent: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Lowest score of the scale, which --percent subtracts (default: 0).", valueName: "x"))
  var percentFloor: String?
  @Flag(help: "Subjects without baseline or follow-up count as unchanged, so that everybody is the denominator.")
  var missingAsUnchanged = false
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Write every subject's change, index and class, as CSV.", valueName: "file"))
  var classes: String?
}

extension ReliableChangeArguments {
  /// What is given, by option.
  private var given: [String] {
    let values: [(String, String?)] = [
      ("--direction", direction), ("--reliability", reliability), ("--reliability-n", reliabilityN),
      ("--reliability-visits", reliabilityVisits), ("--reliability-followup", reliabilityFollowup),
      ("--csc-method", cscMethod), ("--rci-level", rciLevel), ("--cutoff", cutoff),
      ("--functional-mean", functionalMean), ("--functional-sd", functionalSd), ("--mid", mid),
      ("--mid-deterioration", midDeterioration), ("--percent", percent), ("--percent-floor", percentFloor),
      ("--classes", classes),
    ]
    return values.compactMap { option, value in value == nil ? nil : option }
      + (missingAsUnchanged ? ["--missing-as-unchanged"] : [])
  }

  /// Whether reliable change is asked for; its options mean nothing without it.
  func isAsked() throws(ReliableChangeUsageError) -> Bool {
    if !csc, let option = given.first { throw .notAsked(option) }
    return csc
  }

  /// What was asked for, checked against itself. Visits are found when the trial is read.
  func options() throws -> ReliableChangeOptions {
    // Where the line does not say it, the study description or the catalogue has to: `complete`.
    let way =
      try direction.map { try choice($0, option: "--direction", among: ReliableChangeOptions.Direction.self) }
      ?? .higher
    var options = ReliableChangeOptions(
      criterion: try criterion(), scale: ReliableChangeOptions.Scale(direction: way))
    options.cutoff = try clinicalCutoff(isReliable: options.isReliable)
    options.countsMissingAsUnchanged = missingAsUnchanged
    if let rciLevel {
      guard let level = Double(rciLevel), level > 0, level < 1 else {
        throw ReliableChangeUsageError.notALevel(rciLevel)
      }
      options.indexLevel = level
    }
    if let percentFloor {
      guard percent != nil else { throw ReliableChangeUsageError.without("--percent-floor", "--percent") }
      options.scale.percentFloor = try number(percentFloor, of: "--percent-floor")
    }
    if let midDeterioration {
      guard mid != nil else { throw ReliableChangeUsageError.without("--mid-deterioration", "--mid") }
      _ = try size(midDeterioration, of: "--mid-deterioration")
    }
    if let mid, mid != Self.ofStudy {
      options.scale.importantDifference = .init(
        try size(mid, of: "--mid"), deterioration: try midDeterioration.map { try size($0, of: "--mid-deterioration") })
    }
    if case .reliable(let method) = options.criterion, !method.needsReliability,
      let idle = given.first(where: { $0.hasPrefix("--reliability") })
    {
      throw UsageError.exclude("--csc-method \(method.rawValue)", idle)
    }
    if let reliabilityFollowup {
      guard options.criterion == .reliable(.nunnallyKotsch) else {
        throw ReliableChangeUsageError.without("--reliability-followup", "--csc-method nunnally-kotsch")
      }
      options.scale.followupReliability = try Self.share(reliabilityFollowup, of: "--reliability-followup")
    }
    return options
  }

  private func criterion() throws -> ReliableChangeOptions.Criterion {
    let others = [("--mid", mid), ("--percent", percent)].compactMap { option, value in value.map { (option, $0) } }
    guard let (option, text) = others.first else {
      return .reliable(
        try cscMethod.map { try choice($0, option: "--csc-method", among: ReliableChangeMethod.self) } ?? .jacobsonTruax
      )
    }
    if others.count > 1 { throw UsageError.exclude("--mid", "--percent") }
    let ofIndex = ["--csc-method", "--rci-level"] + given.filter { $0.hasPrefix("--reliability") }
    if let idle = given.first(where: ofIndex.contains) { throw UsageError.exclude(option, idle) }
    return option == "--mid" ? .importantDifference : .percent(try size(text, of: option))
  }

  /// `--mid study`.
  static let ofStudy = "study"

  func size(_ text: String, of option: String) throws(ReliableChangeUsageError) -> Double {
    let size = try number(text, of: option)
    guard size > 0 else { throw .notAThreshold(option, text) }
    return size
  }

  private func clinicalCutoff(isReliable: Bool) throws -> ClinicalCutoff? {
    let population = try functionalPopulation()
    switch cutoff {
    case "b"?, "c"?:
      guard let population else { throw ReliableChangeUsageError.noFunctional(cutoff ?? "") }
      return cutoff == "b" ? .withinFunctional(population) : .between(population)
    case nil:
      if let population { return .between(population) }
      return isReliable ? .beyondClinical : nil
    case let text?:
      if population != nil { throw UsageError.exclude("--cutoff \(text)", "--functional-mean") }
      if text == "a" { return .beyondClinical }
      guard let score = Double(text), score.isFinite else { throw ReliableChangeUsageError.notACutoff(text) }
      return .score(score)
    }
  }

  private func functionalPopulation() throws -> ClinicalCutoff.Population? {
    guard functionalMean != nil || functionalSd != nil else { return nil }
    guard let functionalMean else { throw ReliableChangeUsageError.without("--functional-sd", "--functional-mean") }
    guard let functionalSd else { throw ReliableChangeUsageError.without("--functional-mean", "--functional-sd") }
    let sd = try number(functionalSd, of: "--functional-sd")
    guard sd > 0 else { throw ReliableChangeUsageError.notAThreshold("--functional-sd", functionalSd) }
    return ClinicalCutoff.Population(mean: try number(functionalMean, of: "--functional-mean"), sd: sd)
  }

  private func number(_ text: String, of option: String) throws(ReliableChangeUsageError) -> Double {
    guard let number = Double(text), number.isFinite else { throw .notANumber(option, text) }
    return number
  }

  /// Where the reliability comes from, as far as the line says; nil where no criterion needs one.
  ///
  /// - Parameter level: of the interval that `--reliability-n` asks for.
  func reliabilitySource(level: Double) throws -> ReliableChangeOptions.ReliabilitySource? {
    if mid != nil || percent != nil { return nil }
    if let reliabilityVisits {
      if reliability != nil { throw UsageError.exclude("--reliability", "--reliability-visits") }
      if reliabilityN != nil { throw UsageError.exclude("--reliability-visits", "--reliability-n") }
      let names = try ListGrammar.names(reliabilityVisits, option: "--reliability-visits")
      guard names.count == 2, names[0] != names[1] else {
        throw ReliableChangeUsageError.notTwoVisits(reliabilityVisits)
      }
      return nil
    }
    guard let reliability else {
      if reliabilityN != nil { throw ReliableChangeUsageError.without("--reliability-n", "--reliability") }
      return nil
    }
    let known = try Self.reliabilityWithLimits(reliability)
    guard let reliabilityN else { return .known(known) }
    if known.limits != nil { throw UsageError.exclude("--reliability with an interval", "--reliability-n") }
    guard let subjects = Int(reliabilityN), subjects > 3, subjects <= 1_000_000_000 else {
      throw ReliableChangeUsageError.notASampleSize(reliabilityN)
    }
    return .known(AssumedReliability(known.value, subjects: subjects, level: level))
  }

  /// Refuses courses where there is no time or too few visits.
  func checkCourse(_ options: ReliableChangeOptions, of trial: Trial) throws(ReliableChangeUsageError) {
    guard options.isOfCourse else { return }
    let method = cscMethod ?? ""
    let visits = trial.visits.suffix(from: trial.baselineVisit ?? 0).count + (trial.baselineVisit == nil ? 1 : 0)
    guard visits > 2 else { throw .tooFewVisits(method, visits) }
    guard options.times(in: trial) != nil else {
      let known = { (label: String) in options.visitTimes.isEmpty ? Double(label) : options.visitTimes[label] }
      throw .noTimes(method, visit: trial.visits.compactMap { $0 }.first { known($0) == nil })
    }
  }

  /// The visits of `--reliability-visits` by their places.
  func visits(in trial: Trial) throws -> ReliableChangeOptions.ReliabilitySource? {
    guard let reliabilityVisits else { return nil }
    let names = try ListGrammar.names(reliabilityVisits, option: "--reliability-visits")
    let places = try names.map { (name) throws(ReliableChangeUsageError) in
      guard let place = trial.visits.firstIndex(of: name) else {
        throw .noSuchVisit(name, known: trial.visits.compactMap { $0 })
      }
      return place
    }
    return .visits(places[0], places[1])
  }

  private static func share(_ text: String, of option: String) throws(ReliableChangeUsageError) -> Double {
    guard let value = Double(text), value > 0, value < 1 else { throw .notAReliability(option, text) }
    return value
  }

  /// `0.85` or `0.85 [0.80, 0.89]`.
  private static func reliabilityWithLimits(_ text: String) throws(ReliableChangeUsageError) -> AssumedReliability {
    let parts = text.filter { $0 != " " }.split(separator: "[", maxSplits: 1, omittingEmptySubsequences: false)
    let value = try share(String(parts[0]), of: "--reliability")
    guard parts.count == 2 else { return AssumedReliability(value) }
    let limits = parts[1].dropLast().split(separator: ",", omittingEmptySubsequences: false)
    guard parts[1].hasSuffix("]"), limits.count == 2 else { throw .notAnInterval(text) }
    let low = try share(String(limits[0]), of: "--reliability")
    let high = try share(String(limits[1]), of: "--reliability")
    guard low <= value, value <= high else { throw .notAnInterval(text) }
    return AssumedReliability(value, limits: low...high)
  }

  /// Refuses measures that what was asked for has not.
  func check(
    _ measures: Set<Measure>?, against options: ReliableChangeOptions
  ) throws(ReliableChangeUsageError) {
    if measures?.contains(.recovered) ?? false, options.cutoff == nil { throw .noCutoffForRecovery }
    if measures?.contains(.reliablyImproved) ?? false, !options.isReliable { throw .noIndexForReliable }
  }

  /// Refuses comparisons of arms where there are none.
  func check(_ measures: Set<Measure>?, hasArms: Bool) throws(ReliableChangeUsageError) {
    guard !hasArms, let needy = ReliableChange.contrasts.first(where: (measures ?? []).contains) else { return }
    throw .noArm(needy.rawValue)
  }

  /// What `--classes` would write over.
  func checkClasses(output: String?, plot: String?, inputs: [String]) throws {
    guard let classes else { return }
    if classes.isEmpty || classes == "-" { throw DiagnosisUsageError.noFile("--classes") }
    if classes == output, classes != "/dev/null" { throw DiagnosisUsageError.sameFile("-o", "--classes", classes) }
    if classes == plot { throw DiagnosisUsageError.sameFile("--classes", "--plot", classes) }
    try OutputTarget.file(classes, inputs: inputs).check()
  }

  /// Writes the subjects' classes where they are asked for; what there is to say of it.
  func save(_ subjects: [ClassifiedSubject], inputs: [String]) throws -> [String] {
    guard let classes else { return [] }
    guard !subjects.isEmpty else { return ["\(classes): not written, since nobody could be classified"] }
    try OutputTarget.file(classes, inputs: inputs).write(ClassifiedSubject.csv(subjects))
    return ["\(classes): the classes of \(counted(subjects.count, "change"))"]
  }
}

extension ReliableChangeOptions {
  /// Whether what counts as change goes by how certain it is.
  var isReliable: Bool {
    if case .reliable = criterion { return true }
    return false
  }

  var needsReliability: Bool {
    if case .reliable(let method) = criterion { return method.needsReliability }
    return false
  }

  /// Whether a mixed model judges the course over all visits.
  var isOfCourse: Bool { isReliable && !needsReliability }
}
