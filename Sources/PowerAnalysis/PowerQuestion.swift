public import Estimates

/// What is known of a planned trial and what is asked.
public enum PowerQuestion: Sendable, Equatable {
  case sampleSize(power: Double, difference: Double)
  /// Sizes are those that are randomised.
  case power(sizes: ArmSizes, difference: Double)
  case difference(power: Double, sizes: ArmSizes)
}

/// One line of a planning table: a design by one or several formulas, and the question.
public struct PowerScenario: Sendable {
  /// What tells it from the others of the table: `difference 5`.
  public var label: String?
  public var designs: [any PowerDesign]
  public var question: PowerQuestion
  public var allocation: Allocation
  /// Share of subjects who are randomised and not analysed; where arms' sizes are numbers of clusters, and of designs that
  /// have their own retention, 0.
  public var attrition: Double
  /// The outcome's standard deviation, or what else a difference is large or small beside.
  public var unit: Double
  /// Randomised subjects of a cluster, where arms' sizes are numbers of clusters.
  public var subjectsOfCluster: Double?
  /// Of them, those who are analysed.
  public var analysedOfCluster: Double?

  public init(
    label: String? = nil, designs: [any PowerDesign], question: PowerQuestion, allocation: Allocation = Allocation(),
    attrition: Double = 0, unit: Double, subjectsOfCluster: Double? = nil,
    analysedOfCluster: Double? = nil
  ) {
    self.label = label
    self.designs = designs
    self.question = question
    self.allocation = allocation
    self.attrition = attrition
    self.unit = unit
    self.subjectsOfCluster = subjectsOfCluster
    self.analysedOfCluster = analysedOfCluster ?? subjectsOfCluster
  }
}

extension PowerScenario {
  /// Whole subjects who are analysed of those randomised.
  public func analysed(_ randomised: ArmSizes) -> ArmSizes {
    guard attrition > 0 else { return randomised }
    let share = { (count: Double) in (count * (1 - attrition) + 1e-9).rounded(.down) }
    return ArmSizes(treatment: share(randomised.treatment), control: randomised.control.map(share))
  }

  /// Whole subjects to randomise so that so many are analysed.
  public func randomised(_ analysed: ArmSizes) -> ArmSizes {
    guard attrition > 0 else { return analysed }
    let enough = { (count: Double) in (count / (1 - attrition) - 1e-9).rounded(.up) }
    return ArmSizes(treatment: enough(analysed.treatment), control: analysed.control.map(enough))
  }

  /// The answer by one of the formulas, its sizes those analysed.
  public func solution(_ design: any PowerDesign) -> PowerSolution? {
    switch question {
    case .sampleSize(let power, let difference):
      design.smallest(power: power, difference: difference, allocation: allocation)
    case .power(let sizes, let difference):
      design.power(difference: difference, sizes: analysed(sizes)).map {
        PowerSolution(sizes: analysed(sizes), difference: difference, attained: $0)
      }
    case .difference(let power, let sizes):
      design.detectable(power: power, sizes: analysed(sizes), unit: unit)
    }
  }
}

extension PowerScenario {
  /// The rows that answer it: of a sample size those of each arm and in all, and the power that whole subjects attain.
  public func results() -> Results {
    var results = Results()
    var ledger = NoteLedger()
    for design in designs {
      guard let solution = solution(design) else {
        results.rows.append(
          Estimate(term: label, measure: measure, method: design.method, n: subjects(knownSizes)))
        ledger.add(reason, at: place(design))
        continue
      }
      switch question {
      case .sampleSize:
        results.rows += sizeRows(solution, design)
        results.rows.append(row(.power, solution.attained.power, solution, design))
      case .power: results.rows.append(row(.power, solution.attained.power, solution, design))
      case .difference: results.rows.append(row(.detectableDifference, solution.difference, solution, design))
      }
    }
    results.notes = ledger.notes
    return results
  }

  private var measure: Measure {
    switch question {
    case .sampleSize: .sampleSize
    case .power: .power
    case .difference: .detectableDifference
    }
  }

  private var knownSizes: ArmSizes? {
    switch question {
    case .sampleSize: nil
    case .power(let sizes, _), .difference(_, let sizes): analysed(sizes)
    }
  }

  private var reason: String {
    switch question {
    case .sampleSize: "No sample size that could be computed has the power"
    case .power: "No power: the sizes leave no degrees of freedom, or are too large for an exact test"
    case .difference: "No difference has the power with these sizes, or they are too large for an exact test"
    }
  }

  private func place(_ design: any PowerDesign) -> String {
    (label.map { $0 + ", " } ?? "")
      + design.method.replacing("non_inferiority", with: "non-inferiority").replacing("_", with: " ")
  }

  private func row(_ measure: Measure, _ value: Double, _ solution: PowerSolution, _ design: any PowerDesign)
    -> Estimate
  {
    Estimate(
      term: label, measure: measure, method: design.method, estimate: value, df: solution.attained.df,
      n: subjects(solution.sizes))
  }

  /// Analysed subjects in all.
  private func subjects(_ sizes: ArmSizes?) -> Int? {
    sizes.map { Int(($0.total * (analysedOfCluster ?? 1) + 1e-9).rounded(.down)) }
  }

  private func sizeRows(_ solution: PowerSolution, _ design: any PowerDesign) -> [Estimate] {
    if let size = subjectsOfCluster {
      let subjects = ArmSizes(
        treatment: (solution.sizes.treatment * size - 1e-9).rounded(.up),
        control: solution.sizes.control.map { ($0 * size - 1e-9).rounded(.up) })
      return arms(solution.sizes, "clusters", design) + arms(subjects, "subjects", design)
    }
    guard attrition > 0 else { return arms(solution.sizes, nil, design) }
    // Of a therapy group whose analysed are no whole number, whole subjects.
    let whole = ArmSizes(
      treatment: (solution.sizes.treatment + 1e-9).rounded(.down),
      control: solution.sizes.control.map { ($0 + 1e-9).rounded(.down) })
    return arms(whole, "analysed", design) + arms(randomised(solution.sizes), "randomised", design)
  }

  private func arms(_ sizes: ArmSizes, _ what: String?, _ design: any PowerDesign) -> [Estimate] {
    let term = [label, what].compactMap { $0 }.joined(separator: ", ")
    func row(_ arm: String?, _ count: Double) -> Estimate {
      Estimate(
        arm: arm, term: term.isEmpty ? nil : term, measure: .sampleSize, method: design.method, estimate: count)
    }
    guard let control = sizes.control else { return [row(nil, sizes.treatment)] }
    return [row("treatment", sizes.treatment), row("control", control), row(nil, sizes.total)]
  }
}
