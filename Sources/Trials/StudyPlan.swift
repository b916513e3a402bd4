import Diagnostics
public import Instruments
public import Tables

/// Everything that says which column plays which role: from options, from a study description, or both (an option on
/// the line wins). Empty or nil means "not said".
public struct StudyPlan: Sendable, Equatable {
  public var title: String?
  /// Path of the data; from a study description, relative paths are taken from the description's folder.
  public var data: String?
  public var subject: String?
  public var visit: String?
  public var arm: String?
  public var site: String?
  public var group: String?
  /// Columns in long format, names of `wide` outcomes in wide format.
  public var outcomes: [String] = []
  /// The outcomes as one list with ranges, in place of `outcomes`.
  public var outcomeList: OutcomeList?
  /// What the outcome columns hold. A description's word on it is `describedKind()`, for analyses that know more than
  /// one kind.
  public var kind = OutcomeKind.continuous
  /// As given, with the suffixes `:numeric` and `:factor`.
  public var covariates: [String] = []
  public var baseline: String?
  /// False: no visit is the baseline, and the first is not taken for one.
  public var hasBaselineVisit = true
  public var baselineColumn: String?
  /// Levels and visits that the plan names and the data do not have stay levels and visits, so that the parts of a study
  /// that several sites hold have one order of levels.
  public var keepsAbsentLevels = false
  /// Whether every row counts as a subject of its own where no column is the subject: for models whose rows are told
  /// apart by nothing.
  public var rowsAreUnits = false
  /// `COL=A,B,C`, each as given.
  public var levels: [String] = []
  /// `A,B,C` as given.
  public var visits: String?
  public var control: String?
  /// Whether the analysis compares arms, so that a control arm that nobody named is worth a note.
  public var comparesArms = true
  /// `outcome=column:visit,…`, each as given.
  public var wide: [String] = []
  public var instrumentColumn: String?
  /// `COL == VALUE`, each as given.
  public var filters: [String] = []
  /// As given: tokens parted by commas.
  public var missing: String?
  public var decimal: String?
  public var encoding: String?
  /// What a study description says of an outcome beyond its column, by column.
  public var outcomeDetails: [String: OutcomeDetails] = [:]
  /// Long names of arms, by the label in the data. Results carry the data's labels; pages may print these.
  public var armLabels: [String: String] = [:]
  /// Months since baseline, by visit label.
  public var visitMonths: [String: Double] = [:]
  /// The visit that the primary comparison is about; nil: the last.
  public var primaryVisit: String?
  /// What a study description says of participants that no data file holds.
  public var flow: ParticipantFlow?

  /// What is known of an outcome beside its column.
  public struct OutcomeDetails: Sendable, Equatable {
    /// What results call the outcome; nil: as its column.
    public var name: String?
    /// The instrument as the description names it: a key or an abbreviation of the catalogue, or the path of a file.
    public var instrument: String?
    /// Which of the instrument's ways of scoring the column holds, where several are in print.
    public var method: Instrument.Method?
    /// Which of the instrument's variants, where there are some.
    public var variant: String?
    /// The items whose score the outcome is; nil: a column holds it.
    public var scale: ScaleRequest?
    public var primary = false
    /// What pages for people call the outcome; nil: as results do.
    public var label: String?
    /// Whether a higher value is the better one; nil: not said.
    public var higherIsBetter: Bool?
    /// Points that matter to those concerned, for the better and (nil: as many) for the worse; above 0.
    public var importantDifference: Double?
    public var importantDeterioration: Double?
    /// How reliable the scores are, above 0 and below 1; nil: not said.
    public var reliability: Double?
    /// Past which score a subject belongs to those without the disorder; nil: not said.
    public var cutoff: Double?
    /// What the column holds.
    public var kind = OutcomeKind.continuous

    public init() {}
  }

  /// Outcomes named in one list, which may hold ranges in the order of the file: `A,B,C`, `A-O`.
  public struct OutcomeList: Sendable, Equatable {
    /// `--items`, for messages.
    public var option: String
    /// As given.
    public var text: String
    /// What one of them is, for messages: `an item`.
    public var role: String

    public init(option: String, text: String, role: String) {
      self.option = option
      self.text = text
      self.role = role
    }
  }

  public init() {}

  /// The scales that the outcomes are computed from, in their order.
  public var scales: [ScaleRequest] { outcomes.compactMap { outcomeDetails[$0]?.scale } }

  /// This plan, as options gave it, filled up with what `description` says where this one is silent.
  ///
  /// A list that this plan gives replaces the description's, `levels` column by column. What the description says about
  /// a column goes when this plan gives its role to another: `--arm` drops the description's control and arm labels,
  /// `--visit` its order, baseline and months. `--visit` and `--wide` each drop the other format's words.
  public func merged(over description: StudyPlan) -> StudyPlan {
    var base = description
    if let arm, arm != base.arm {
      base.control = nil
      base.armLabels = [:]
    }
    if !wide.isEmpty {
      base.visit = nil
      base.instrumentColumn = nil
      base.outcomes = []
      base.visits = nil
      base.baseline = nil
      base.baselineColumn = nil
      base.visitMonths = [:]
      base.primaryVisit = nil
    }
    if let visit, visit != base.visit {
      base.visits = nil
      base.baseline = nil
      base.visitMonths = [:]
      base.primaryVisit = nil
    }
    if visit != nil || instrumentColumn != nil { base.wide = [] }
    if baseline != nil { base.baselineColumn = nil }
    if baselineColumn != nil { base.baseline = nil }
    var plan = self
    func fill<Value>(_ path: WritableKeyPath<StudyPlan, Value?>) {
      if plan[keyPath: path] == nil { plan[keyPath: path] = base[keyPath: path] }
    }
    func fill<Value>(list path: WritableKeyPath<StudyPlan, [Value]>) {
      if plan[keyPath: path].isEmpty { plan[keyPath: path] = base[keyPath: path] }
    }
    func fill<Value>(named path: WritableKeyPath<StudyPlan, [String: Value]>) {
      plan[keyPath: path].merge(base[keyPath: path]) { own, _ in own }
    }
    for path in [
      \StudyPlan.title, \.data, \.subject, \.visit, \.arm, \.site, \.group, \.baseline, \.baselineColumn, \.visits,
      \.control, \.instrumentColumn, \.missing, \.decimal, \.encoding, \.primaryVisit,
    ] {
      fill(path)
    }
    for path in [\StudyPlan.outcomes, \.covariates, \.wide, \.filters] { fill(list: path) }
    if plan.flow == nil { plan.flow = base.flow }
    fill(named: \.armLabels)
    fill(named: \.outcomeDetails)
    fill(named: \.visitMonths)
    let ownColumns = levels.compactMap { try? ListGrammar.levels($0, option: "--levels").column }
    plan.levels += base.levels.filter { list in
      guard let column = try? ListGrammar.levels(list, option: "--levels").column else { return true }
      return !ownColumns.contains(column)
    }
    return plan
  }

  /// How to read the file: `options`, filled up with what this plan says of missing values, decimal mark and encoding.
  public func readOptions(_ options: ReadOptions = ReadOptions()) throws(TrialError) -> ReadOptions {
    var options = options
    if options.missingTokens == nil, let missing {
      options.missingTokens = try ListGrammar.tokens(missing, option: "--na")
    }
    if options.decimalMark == nil, let decimal {
      guard let mark = DecimalMark(rawValue: decimal) else {
        throw .unknownSetting(option: "--decimal", value: decimal, choices: DecimalMark.allCases.map(\.rawValue))
      }
      options.decimalMark = mark
    }
    if options.encoding == nil, let encoding {
      guard let known = TextEncoding.allCases.first(where: { $0.rawValue == encoding.lowercased() }) else {
        throw .unknownSetting(option: "--encoding", value: encoding, choices: TextEncoding.allCases.map(\.rawValue))
      }
      options.encoding = known
    }
    return options
  }
}
