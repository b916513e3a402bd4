import Endline

/// What the options of `power` ask for: one scenario for each combination of values.
struct PowerPlan {
  /// Values that a table may run over, one of each.
  struct Values {
    var difference: Double?
    var power: Double?
    var sd: Double?
    var r: Double?
    var icc: Double?
    var attrition = 0.0
  }

  let options: PowerOptions
  let name: PowerDesignName
  let test: PowerTestName
  let alpha: Double
  let sides: Int
  let allocation: Allocation
  let margin: Double?
  /// As randomised; nil where it is to be found.
  let sizes: ArmSizes?
  let scenarios: [(scenario: PowerScenario, values: Values)]
  /// Of `mmrm`.
  let visitPlan: VisitPlan?

  init(_ options: PowerOptions) throws {
    self.options = options
    let (name, namedTest) = try Self.design(options.design)
    self.name = name
    if let stray = options.own.first(where: { $0.value != nil && !$0.designs.contains(name) }) {
      throw PowerUsageError.notOfDesign(option: stray.option, design: name, others: stray.designs)
    }
    let alpha = try options.alpha.map { try PowerNumbers.one($0, "--alpha", .alpha) } ?? 0.05
    let sides = Int(try options.sides.map { try PowerNumbers.one($0, "--sides", .sides) } ?? 2)
    let allocation = try options.ratio.map(PowerNumbers.allocation) ?? Allocation()
    let test =
      try options.test.map { try choice($0, option: "--test", among: PowerTestName.self) } ?? namedTest ?? .superiority
    let margin = try options.margin.map { try PowerNumbers.one($0, "--margin", .margin) }
    let planned = try Self.plannedTest(test, margin: margin, sides: sides, alpha: alpha, options)
    let sizes =
      try options.n.map { text in
        name == .paired
          ? ArmSizes(treatment: try PowerNumbers.one(text, "--n", .count), control: nil)
          : try Self.sizes(text, allocation, isGiven: options.ratio != nil)
      }
    let visitPlan = name == .mmrm ? try Self.visitPlan(options) : nil
    let lists = try Self.lists(options, name, isAgainstMargin: test != .superiority)
    try Self.checkQuestion(options, isAgainstMargin: test != .superiority)
    scenarios = try Self.combinations(lists).map { values, label in
      let designs = try Self.designs(
        options, name, values, planned, visitPlan, sizes, sides: sides, alpha: alpha)
      try Self.check(values, difference: options.difference, alpha: alpha, test: planned, sizes)
      let size =
        name == .cluster ? try options.clusterSize.map { try PowerNumbers.one($0, "--cluster-size", .size) } : nil
      let scenario = PowerScenario(
        label: label, designs: designs, question: Self.question(values, sizes), allocation: allocation,
        attrition: name == .cluster ? 0 : values.attrition, unit: try Self.unit(options, values, visitPlan),
        subjectsOfCluster: size, analysedOfCluster: size.map { $0 * (1 - values.attrition) })
      return (scenario, values)
    }
    (self.alpha, self.sides, self.allocation, self.margin) = (alpha, sides, allocation, margin)
    (self.sizes, self.visitPlan, self.test) = (sizes, visitPlan, test)
  }
}

extension PowerPlan {
  /// A design by its name; two means under the name of their test against a margin.
  private static func design(_ text: String?) throws -> (PowerDesignName, PowerTestName?) {
    if let text, let test = PowerTestName(rawValue: text), test != .superiority { return (.twoMeans, test) }
    return (try text.map { try choice($0, option: "--design", among: PowerDesignName.self) } ?? .twoMeans, nil)
  }

  private static func plannedTest(
    _ test: PowerTestName, margin: Double?, sides: Int, alpha: Double, _ options: PowerOptions
  ) throws -> PlannedTest {
    guard test != .superiority else {
      if margin != nil { throw PowerUsageError.marginWithoutTest }
      return PlannedTest(kind: .superiority(sides: sides), alpha: alpha)
    }
    guard let margin else { throw PowerUsageError.needsMargin(test: test.rawValue) }
    if options.sides != nil { throw PowerUsageError.notForTest(option: "--sides", test: test.rawValue) }
    return PlannedTest(
      kind: test == .equivalence ? .equivalence(margin: margin) : .nonInferiority(margin: margin), alpha: alpha)
  }

  /// What is left to find, of values that `checkQuestion` has passed.
  private static func question(_ values: Values, _ sizes: ArmSizes?) -> PowerQuestion {
    guard let sizes else { return .sampleSize(power: values.power ?? 0, difference: values.difference ?? 0) }
    return values.difference.map { .power(sizes: sizes, difference: $0) }
      ?? .difference(power: values.power ?? 0, sizes: sizes)
  }

  private static func sizes(_ text: String, _ allocation: Allocation, isGiven: Bool) throws -> ArmSizes {
    let numbers = try PowerNumbers.list(text, "--n", .count)
    switch numbers.count {
    case 2:
      if isGiven { throw UsageError.exclude("--n TREATMENT,CONTROL", "--ratio") }
      return ArmSizes(treatment: numbers[0], control: numbers[1])
    case 1: return allocation.sizes(total: numbers[0])
    default:
      throw PowerUsageError.notANumber(
        option: "--n", value: text, what: PowerNumbers.Kind.count.what, mend: PowerNumbers.Kind.count.mend)
    }
  }

  /// Exactly one of n, power and difference is missing; against a margin the difference is 0 where it is not given.
  private static func checkQuestion(_ options: PowerOptions, isAgainstMargin: Bool) throws {
    var parts = [("--n", options.n), ("--power", options.power)]
    if !isAgainstMargin { parts.append(("--difference", options.difference)) }
    let missing = parts.filter { $0.1 == nil }.map(\.0)
    if missing.isEmpty { throw PowerUsageError.nothingToFind(given: parts.map(\.0)) }
    if missing.count > 1 { throw PowerUsageError.severalToFind(missing: missing) }
  }

  private typealias List = (name: String, values: [Double], set: (inout Values, Double) -> Void)

  private static func lists(
    _ options: PowerOptions, _ name: PowerDesignName, isAgainstMargin: Bool
  ) throws -> [List] {
    var lists: [List] = []
    func add(
      _ title: String, _ option: String, _ text: String?, _ kind: PowerNumbers.Kind,
      _ set: @escaping (inout Values, Double) -> Void
    ) throws {
      guard let text else { return }
      lists.append((title, try PowerNumbers.list(text, option, kind), set))
    }
    try add("difference", "--difference", options.difference ?? (isAgainstMargin ? "0" : nil), .difference) {
      $0.difference = $1
    }
    if name != .mmrm {
      try add("SD", "--sd", options.sd, .spread) { $0.sd = $1 }
      try add("r", "--r", options.r, .correlation) { $0.r = $1 }
    }
    try add("ICC", "--icc", options.icc, .icc) { $0.icc = $1 }
    try add("attrition", "--attrition", options.attrition, .attrition) { $0.attrition = $1 }
    try add("power", "--power", options.power, .power) { $0.power = $1 }
    return lists
  }

  private static func combinations(_ lists: [List]) throws -> [(Values, String?)] {
    let count = lists.reduce(1) { $0 * $1.values.count }
    if count > 500 { throw PowerUsageError.tooMany(count) }
    var found: [(Values, [String])] = [(Values(), [])]
    for list in lists {
      found = found.flatMap { values, label in
        list.values.map { value in
          var values = values
          list.set(&values, value)
          return (values, list.values.count > 1 ? label + ["\(list.name) \(value.shortest)"] : label)
        }
      }
    }
    return found.map { ($0.0, $0.1.isEmpty ? nil : $0.1.joined(separator: ", ")) }
  }

  private static func check(
    _ values: Values, difference: String?, alpha: Double, test: PlannedTest, _ sizes: ArmSizes?
  ) throws {
    if let power = values.power, power <= alpha {
      throw PowerUsageError.powerNotAboveAlpha(power: power, alpha: alpha)
    }
    switch test.kind {
    case .superiority:
      if sizes == nil, values.difference == 0 {
        throw PowerUsageError.noDifference(decimal: difference.flatMap(PowerNumbers.withPoint))
      }
    case .nonInferiority(let margin):
      if let difference = values.difference, sizes == nil, difference <= -margin {
        throw PowerUsageError.outsideMargin(difference: difference, margin: margin)
      }
    case .equivalence(let margin):
      if let difference = values.difference, abs(difference) >= margin {
        throw PowerUsageError.outsideMargin(difference: difference, margin: margin)
      }
    }
  }

  private static func unit(_ options: PowerOptions, _ values: Values, _ plan: VisitPlan?) throws -> Double {
    if let plan {
      let last = plan.visitCount - 1
      return plan.covariance[last, last].squareRoot()
    }
    if let change = options.sdChange { return try PowerNumbers.one(change, "--sd-change", .spread) }
    return values.sd ?? 1
  }
}

extension PowerPlan {
  private static func designs(
    _ options: PowerOptions, _ name: PowerDesignName, _ values: Values, _ test: PlannedTest, _ plan: VisitPlan?,
    _ sizes: ArmSizes?, sides: Int, alpha: Double
  ) throws -> [any PowerDesign] {
    func needed(_ value: Double?, _ option: String) throws -> Double {
      guard let value else { throw PowerUsageError.missing(option: option, design: name) }
      return value
    }
    func sd() throws -> Double { try needed(values.sd, "--sd") }
    func groups() throws -> (icc: Double, size: Double) {
      guard let size = options.clusterSize else {
        throw PowerUsageError.missing(option: "--cluster-size", design: name)
      }
      let whole = try PowerNumbers.one(size, "--cluster-size", .size)
      return (try needed(values.icc, "--icc"), whole)
    }
    func means(_ design: any MeansDesign) -> [any PowerDesign] { [TestOfMeans(design, test: test)] }
    switch name {
    case .twoMeans:
      let control = try options.sdControl.map { try PowerNumbers.one($0, "--sd-control", .spread) }
      return means(TwoMeans(sd: try sd(), controlSD: control))
    case .paired:
      if let change = options.sdChange {
        if options.sd != nil { throw UsageError.exclude("--sd-change", "--sd") }
        if options.r != nil { throw UsageError.exclude("--sd-change", "--r") }
        return means(Paired(changeSD: try PowerNumbers.one(change, "--sd-change", .spread)))
      }
      return means(Paired(sd: try sd(), correlation: try needed(values.r, "--r")))
    case .ancova: return means(AncovaDesign(sd: try sd(), correlation: try needed(values.r, "--r")))
    case .cluster:
      let (icc, size) = try groups()
      let variation = try options.clusterCv.map { try PowerNumbers.one($0, "--cluster-cv", .variation) } ?? 0
      return means(
        ClusterDesign(sd: try sd(), icc: icc, size: size * (1 - values.attrition), sizeVariation: variation))
    case .partiallyNested:
      let (icc, size) = try groups()
      return means(PartiallyNested(sd: try sd(), icc: icc, size: size * (1 - values.attrition)))
    case .proportions:
      return try proportions(options, values, sizes, sides: sides, alpha: alpha)
    case .mmrm:
      guard let plan else { return [] }
      return [true, false].map { TestOfMeans(RepeatedMeasuresDesign(plan, isAsymptotic: $0), test: test) }
    }
  }

  private static func proportions(
    _ options: PowerOptions, _ values: Values, _ sizes: ArmSizes?, sides: Int, alpha: Double
  ) throws -> [any PowerDesign] {
    guard let text = options.controlProportion else {
      throw PowerUsageError.missing(option: "--control-proportion", design: .proportions)
    }
    let control = try PowerNumbers.one(text, "--control-proportion", .share)
    if let difference = values.difference, !(0...1).contains(control + difference) {
      throw PowerUsageError.shareOutside(control: control, difference: difference)
    }
    let approaches =
      try options.approach.map { [try choice($0, option: "--approach", among: ProportionsDesign.Approach.self)] }
      ?? ProportionsDesign.Approach.allCases
    if options.approach != nil, approaches == [.fisherExact], let sizes, !ProportionsDesign.canBeExact(sizes) {
      throw PowerUsageError.tooLargeForExact
    }
    return approaches.map { ProportionsDesign(control: control, approach: $0, alpha: alpha, sides: sides) }
  }

  private static func visitPlan(_ options: PowerOptions) throws -> VisitPlan {
    guard let visits = options.visits else { throw PowerUsageError.missing(option: "--visits", design: .mmrm) }
    let count = Int(try PowerNumbers.one(visits, "--visits", .visits))
    guard let sd = options.sd else { throw PowerUsageError.missing(option: "--sd", design: .mmrm) }
    guard let correlation = options.correlation else {
      throw PowerUsageError.missing(option: "--correlation", design: .mmrm)
    }
    func byVisit(_ text: String, _ option: String, _ kind: PowerNumbers.Kind, canRepeat: Bool) throws -> [Double] {
      let numbers = try PowerNumbers.list(text, option, kind)
      if numbers.count == 1, canRepeat { return [Double](repeating: numbers[0], count: count) }
      guard numbers.count == count else {
        throw PowerUsageError.notAsMany(option: option, count: numbers.count, visits: count)
      }
      return numbers
    }
    func retention(_ text: String, _ option: String) throws -> [Double] {
      let shares = try byVisit(text, option, .retention, canRepeat: false)
      for visit in shares.indices.dropFirst() where shares[visit] > shares[visit - 1] {
        throw PowerUsageError.risingRetention(
          option: option, visit: visit + 1, from: shares[visit - 1], to: shares[visit])
      }
      return shares
    }
    let baseline = try options.r.map { try byVisit($0, "--r", .correlation, canRepeat: true) }
    let stays =
      try options.retention.map { try retention($0, "--retention") } ?? [Double](repeating: 1, count: count)
    guard
      let plan = VisitPlan(
        sds: try byVisit(sd, "--sd", .spread, canRepeat: true),
        correlation: try PowerNumbers.correlation(correlation, visits: count), baseline: baseline, retention: stays,
        controlRetention: try options.retentionControl.map { try retention($0, "--retention-control") })
    else { throw PowerUsageError.notPositiveDefinite(withBaseline: baseline != nil) }
    return plan
  }
}
