internal import Distributions
internal import Estimates
internal import Trials

/// The rows that resampling adds to one block (an outcome, a visit, and a contrast or an arm), all from the same
/// resamples, and why some are empty.
struct ResampledRows {
  let resampling: Resampling
  let level: Double
  /// Number of the block, which picks its stream: the same resamples whatever else is asked for.
  let block: UInt64

  private var stream: RandomStream { RandomStream(seed: resampling.seed).split(block) }

  /// The same for one block among those that share a number.
  func of(block number: UInt64) -> ResampledRows {
    ResampledRows(resampling: resampling, level: level, block: block + number)
  }

  /// The method's name: `bootstrap_bca`, `bootstrap_bca_by_site`.
  private var method: String {
    "bootstrap_\(resampling.interval.rawValue)\(resampling.bySite ? "_by_site" : "")"
  }

  /// A row for each of the measures that are wanted.
  func bootstrapRows(
    _ measures: [Measure], units: ResamplingUnits, centre: Double = 0, n: Int, notes: (String) -> Void
  ) -> [Estimate] {
    guard let count = resampling.bootstrap, !measures.isEmpty else { return [] }
    let empty = measures.map { Estimate(measure: $0, method: method, n: n) }
    guard !units.strata.isEmpty, units.strata.allSatisfy({ $0.count > 1 }) else {
      notes("Fewer than two \(resampling.bySite ? "sites" : "subjects of an arm") to resample, so no bootstrap")
      return empty
    }
    if resampling.bySite, resampling.interval == .studentised {
      notes("The standard error of a replicate does not know of sites, so no studentised bootstrap by site")
      return empty
    }
    let sums = units.replicates(count, from: stream.split(0), threads: resampling.threads)
    var undefined = 0
    let rows = measures.map { measure -> Estimate in
      let replicates = BootstrapReplicates(
        ResampledStatistic(measure, centre: centre), units: units, sums: sums,
        needsInfluence: resampling.interval == .bca)
      undefined = max(undefined, replicates.undefined)
      var row = Estimate(measure: measure, method: method, n: n)
      guard replicates.estimate.isFinite else {
        notes("What is to be resampled does not vary, or is too large, so no bootstrap")
        return row
      }
      row.estimate = replicates.estimate
      guard replicates.replicates.count > 1 else {
        notes("Fewer than two resamples in which an estimate is defined, so no bootstrap interval")
        return row
      }
      // Replicates that are all alike are no distribution.
      guard let error = replicates.bootstrapStandardError,
        !isConstant(sd: error, magnitude: replicates.replicates.reduce(0) { max($0, abs($1)) })
      else {
        notes("Every resample gives the same value, so no bootstrap interval")
        return row
      }
      row.standardError = error
      guard let limits = replicates.limits(resampling.interval, level: level) else {
        notes("No replicate lies on one side of the estimate, or too few are defined, so no bootstrap interval")
        return row
      }
      row.confidenceLow = limits.low
      row.confidenceHigh = limits.high
      row.confidenceLevel = level
      return row
    }
    if undefined > 0 { notes("Resamples in which an estimate is not defined are left out (\(undefined) at most)") }
    if Double(count + 1) * (1 - level) / 2 < 1, rows.contains(where: { $0.confidenceLow != nil }) {
      notes("So few resamples do not reach the level: the limits are the extreme replicates")
    }
    return rows
  }

  private func row(
    _ measure: Measure, _ test: PermutationTest?, withinSite: Bool, estimate: Double?, n: Int
  ) -> Estimate {
    let name = (test?.isExact ?? false) ? "permutation_exact" : "permutation"
    return Estimate(
      measure: measure, method: name + (withinSite ? "_within_site" : ""), estimate: estimate,
      pValue: test?.pValue, n: n)
  }

  /// Treatment and control by stratum.
  func permutationRow(treatment: [[Double]], control: [[Double]], notes: (String) -> Void) -> Estimate? {
    guard let count = resampling.permutations else { return nil }
    let test = PermutationTest(
      treatment: treatment, control: control, permutations: count, stream: stream.split(1), threads: resampling.threads)
    if test == nil { notes("There is nothing to permute, so no permutation test") }
    let a = SampleSummary(treatment.flatMap { $0 })
    let b = SampleSummary(control.flatMap { $0 })
    return row(
      .meanDifference, test, withinSite: resampling.bySite,
      estimate: a.count > 0 && b.count > 0 ? a.mean - b.mean : nil, n: a.count + b.count)
  }

  func signRow(changes: [Double], notes: (String) -> Void) -> Estimate? {
    guard let count = resampling.permutations else { return nil }
    let test = PermutationTest(
      changes: changes, permutations: count, stream: stream.split(1), threads: resampling.threads)
    if test == nil { notes("There is no change other than 0, so no permutation test") }
    return row(
      .meanChange, test, withinSite: false, estimate: changes.isEmpty ? nil : SampleSummary(changes).mean,
      n: changes.count)
  }
}

extension [Estimate] {
  /// The rows with others put in, each behind the last row of its measure.
  func joined(by others: [Estimate]) -> [Estimate] {
    var rows = self
    for row in others {
      let place = rows.lastIndex { $0.measure == row.measure } ?? rows.endIndex - 1
      rows.insert(row, at: place + 1)
    }
    return rows
  }
}

extension VisitValues {
  /// What resampling adds to a contrast with the control arm.
  func resampled(
    _ treatment: Int, _ request: ResampledRows, wants: (Measure) -> Bool, notes: inout [String]
  ) -> [Estimate] {
    let values = outcome.values[visit]
    let site = request.resampling.bySite ? trial.site : nil
    func subjects(_ level: Int) -> [Int] {
      values.indices.filter { subject in
        arm.codes[subject] == Int32(level) && !values[subject].isNaN && (site.map { $0.codes[subject] >= 0 } ?? true)
      }
    }
    let treated = subjects(treatment)
    let controls = subjects(arm.reference)
    let n = treated.count + controls.count
    var said: [String] = []
    let units = ResamplingUnits(
      treatment: treated.map { values[$0] }, control: controls.map { values[$0] },
      sites: site.map { site in
        (treated.map { site.codes[$0] }, controls.map { site.codes[$0] }, site.levels.count)
      })
    var rows = request.bootstrapRows(
      ResampledStatistic.betweenArms.filter(wants), units: units, n: n, notes: { said.append($0) })
    if wants(.meanDifference) {
      func byStratum(_ subjects: [Int]) -> [[Double]] {
        guard let site else { return [subjects.map { values[$0] }] }
        return site.levels.indices.map { level in
          subjects.filter { site.codes[$0] == Int32(level) }.map { values[$0] }
        }
      }
      if let row = request.permutationRow(
        treatment: byStratum(treated), control: byStratum(controls), notes: { said.append($0) })
      {
        rows.append(row)
      }
    }
    notes += said
    return rows
  }
}

extension PairedValues {
  /// What resampling adds to the change of an arm, or of all subjects (nil), who are resampled within their arms.
  func resampled(
    arm: Int?, site: Factor?, _ request: ResampledRows, wants: (Measure) -> Bool, notes: inout [String]
  ) -> [Estimate] {
    let site = request.resampling.bySite ? site : nil
    let complete = baseline.indices.filter { subject in
      !baseline[subject].isNaN && !followup[subject].isNaN
        && (arm.map { armCodes?[subject] == Int32($0) } ?? true) && (site.map { $0.codes[subject] >= 0 } ?? true)
    }
    let changes = complete.map { followup[$0] - baseline[$0] }
    let centre = SampleSummary(changes).mean
    let codes = Set(complete.map { armCodes?[$0] ?? -1 }).sorted()
    let strata = codes.map { code in complete.filter { (armCodes?[$0] ?? -1) == code } }
    let units = ResamplingUnits(
      pairs: strata.map { $0.map { (baseline[$0], followup[$0]) } }, centre: centre,
      sites: site.map { site in (strata.map { $0.map { site.codes[$0] } }, site.levels.count) })
    var said: [String] = []
    var rows = request.bootstrapRows(
      ResampledStatistic.withinSubjects.filter(wants), units: units, centre: centre, n: complete.count,
      notes: { said.append($0) })
    if wants(.meanChange), let row = request.signRow(changes: changes, notes: { said.append($0) }) { rows.append(row) }
    notes += said
    return rows
  }
}
