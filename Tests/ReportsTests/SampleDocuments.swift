import Estimates
import Reports

/// Documents of the shape that `change` and `compare` yield. Their numbers are made up by simple rules; nothing here
/// says what a method should compute.
enum SampleDocuments {
  static let input = ResultDocument.Input(
    file: "beat-the-blues.csv", sha256: String(repeating: "0123456789abcdef", count: 4), rows: 280, subjects: 100)

  static func document(
    _ command: String, rows: [Estimate], notes: [String] = [], input: ResultDocument.Input? = input
  ) -> ResultDocument {
    ResultDocument(version: "0.1.0", command: command, input: input, results: Results(rows: rows, notes: notes))
  }

  /// Two arms and all subjects, two follow-ups.
  static let change = document(
    "change", rows: changeRows(arms: ["BtheB", "TAU", nil], visits: ["2m", "3m"]),
    notes: ["15 of 100 subjects have no value at 2m and are left out there.", "Baseline is \"pre\", the first visit."])

  /// One arm, one follow-up.
  static let changeOfOneArm = document("change", rows: changeRows(arms: ["IMR"], visits: ["post"]))

  static let compare = document(
    "compare", rows: compareRows(visits: ["2m", "3m"]), notes: ["Control is \"TAU\", by its name."])

  /// One follow-up, and labels too long for a narrow page.
  static let compareWithLongLabels: ResultDocument = {
    var rows = compareRows(visits: ["end of treatment"])
    for index in rows.indices {
      rows[index].outcome = "gaf_f"
      rows[index].arm = rows[index].arm.map { $0 == "TAU" ? "Treatment as usual" : "Illness Management and Recovery" }
      rows[index].contrast = rows[index].contrast.map { _ in "Illness Management and Recovery - Treatment as usual" }
    }
    return document("compare", rows: rows)
  }()

  static let empty = document("change", rows: [], notes: ["No subject has a baseline value."])

  /// What a hostile or careless file may bring in as labels.
  static let attack: ResultDocument = {
    let labels = [
      "<script>alert(1)</script>", "\"quoted\", and 'single'", "a|b\\|c", "line\nbreak\r\nand\ttab",
      "50% & $x_1^2$ #{~}",
      "Größe 体重 é́ 👩‍⚕️", "\u{1B}[31mred\u{7}\u{202E}txet", "[click](javascript:alert(1)) *b* `c`", "=1+1", "", " outer ",
    ]
    let rows = labels.map { label in
      Estimate(
        outcome: "bdi", arm: label, contrast: "\(label) - b", reference: .visit("b"), visit: label, term: label,
        measure: .meanChange,
        method: "paired_t", estimate: -1.5, standardError: 0.5, pValue: 0.01, confidenceLow: -2.5, confidenceHigh: -0.5,
        confidenceLevel: 0.95, n: 10)
    }
    return document("change", rows: rows, notes: labels, input: .init(file: "<b>\"&'.csv", rows: 1))
  }()

  static func changeRows(arms: [String?], visits: [String], outcome: String = "bdi") -> [Estimate] {
    arms.enumerated().flatMap { a, arm in
      visits.enumerated().flatMap { v, visit -> [Estimate] in
        let n = (arm == nil ? 97 : 52 - 4 * a) - 7 * v
        let shift = Double(a) * 0.731 + Double(v) * 1.137
        let row = { (measure: Measure, estimate: Double?) in
          Estimate(
            outcome: outcome, arm: arm, contrast: "\(visit) - pre", reference: .visit("pre"), visit: visit,
            measure: measure,
            estimate: estimate, n: n)
        }
        let tested = {
          (measure: Measure, method: String, value: Double, error: Double, df: Double?, p: Double?) in
          var row = row(measure, value)
          row.method = method
          row.standardError = error
          row.df = df
          row.statistic = df == nil ? nil : value / error
          row.pValue = p
          row.confidenceLow = value - 2.0078 * error
          row.confidenceHigh = value + 1.9931 * error
          row.confidenceLevel = 0.95
          return row
        }
        let d = -0.8571 + 0.05 * shift
        var signedRank = row(.signedRank, nil)
        signedRank.method = "normal_ties"
        signedRank.statistic = 171.5 + Double(20 * v)
        signedRank.pValue = 0.0000314 * Double(1 + 40 * v * (a + 1))
        return [
          row(.n, Double(n)),
          row(.meanBaseline, 23.5192 - shift), row(.meanFollowup, 15.2692 - shift / 2),
          row(.sdBaseline, 10.8412), row(.sdFollowup, 11.6208 - shift), row(.correlation, 0.6231 - 0.03 * shift),
          row(.sdChange, 9.6257 + shift / 3),
          tested(
            .meanChange, "paired_t", -8.25 + shift, 1.3348 + 0.1 * shift, Double(n - 1), 1.2e-7 * Double(1 + 9000 * v)),
          tested(.dZ, "noncentral_t", d, 0.1627, nil, nil),
          tested(.dAv, "bonett", d + 0.1213, 0.1411, nil, nil),
          tested(.dRm, "bonett", d + 0.0921, 0.1512, nil, nil),
          tested(.dBaseline, "delta", d + 0.0613, 0.1444, nil, nil),
          tested(.gZ, "noncentral_t", d * 0.985, 0.1602, nil, nil),
          tested(.gAv, "bonett", d + 0.13, 0.139, nil, nil),
          signedRank,
          {
            var row = tested(.hodgesLehmann, "signed_rank", -8 + shift, 1.4, nil, nil)
            row.standardError = nil
            return row
          }(),
        ]
      }
    }
  }

  static func compareRows(visits: [String]) -> [Estimate] {
    visits.enumerated().flatMap { v, visit -> [Estimate] in
      let step = Double(v)
      let arms = ["TAU", "BtheB"].enumerated().flatMap { a, arm -> [Estimate] in
        let n: Int = 52 - 4 * a - 7 * v
        let mean: Double = 19.4667 - 4.2 * Double(a) - step
        let row = { (measure: Measure, value: Double) in
          Estimate(outcome: "bdi", arm: arm, visit: visit, measure: measure, estimate: value, n: n)
        }
        return [row(.n, Double(n)), row(.mean, mean), row(.sd, 11.2413 - step / 3)]
      }
      let contrast = {
        (measure: Measure, method: String, value: Double?, error: Double?, df: Double?, statistic: Double?, p: Double?)
        in
        Estimate(
          outcome: "bdi", contrast: "BtheB - TAU", reference: .arm("TAU"), visit: visit, measure: measure,
          method: method, estimate: value,
          standardError: error, df: df, statistic: statistic, pValue: p,
          confidenceLow: value.map { $0 - 1.99 * (error ?? 1) }, confidenceHigh: value.map { $0 + 1.99 * (error ?? 1) },
          confidenceLevel: value == nil ? nil : 0.95, n: 100 - 14 * v)
      }
      let n = 98 - 14 * step
      return arms + [
        contrast(.meanDifference, "welch", -4.2 + step, 2.1931, 95.4321 - step, -1.9151, 0.0585),
        contrast(.meanDifference, "student", -4.2 + step, 2.2014, n, -1.9079, 0.0593),
        contrast(.meanDifference, "change_score", -3.9714 + step, 1.9, n, -2.0902, 0.0392),
        contrast(.meanDifference, "ancova", -4.0213 + step, 1.7312, n - 1, -2.3228, 0.0223),
        contrast(.meanDifference, "ancova_hc3", -4.0213 + step, 1.7744, n - 1, -2.2663, 0.0257),
        contrast(.cohensD, "noncentral_t", -0.3827, 0.2029, n, nil, 0.0593),
        contrast(.hedgesG, "noncentral_t", -0.3797, 0.2029, nil, nil, 0.0593),
        contrast(.glassDelta, "noncentral_t", -0.3736, 0.2052, nil, nil, nil),
        contrast(.rankSum, "normal_ties", nil, nil, nil, 971.5, 0.0412),
        contrast(.probabilityOfSuperiority, "brunner_munzel_logit", 0.3892, 0.0571, 96.2, -1.94, 0.0551),
        contrast(.hodgesLehmann, "rank_sum", -4, nil, nil, nil, 0.0412),
      ]
    }
  }
}
