import Foundation
import TestSupport
import Trials

extension Trial {
  /// A trial from columns, NaN and nil missing. `values` holds a column for each visit.
  static func made(
    arms: [String?]? = nil, levels: [String]? = nil, control: String? = nil, visits: [String?] = ["pre", "post"],
    baselineVisit: Int? = 0, baselineColumn: [Double]? = nil, site: Factor? = nil, covariates: [Covariate] = [],
    _ values: [Double]...
  ) -> Trial {
    made(
      arms: arms, levels: levels, control: control, visits: visits, baselineVisit: baselineVisit,
      baselineColumn: baselineColumn, site: site, covariates: covariates, columns: values)
  }

  static func made(
    name: String = "y", arms: [String?]? = nil, levels: [String]? = nil, control: String? = nil, visits: [String?],
    baselineVisit: Int? = 0, baselineColumn: [Double]? = nil, site: Factor? = nil, covariates: [Covariate] = [],
    columns: [[Double]]
  ) -> Trial {
    let known = levels ?? Array(Set((arms ?? []).compactMap { $0 })).sorted()
    let arm = arms.map { labels in
      Factor(
        name: "arm", levels: known,
        codes: labels.map { label in label.flatMap(known.firstIndex).map(Int32.init) ?? -1 },
        reference: control.flatMap(known.firstIndex) ?? 0)
    }
    return Trial(
      source: "made.csv", rowCount: columns[0].count * visits.count, sha256: nil, subjectCount: columns[0].count,
      arm: arm, site: site, visits: visits, baselineVisit: baselineVisit,
      outcomes: [
        Outcome(name: name, values: columns, baseline: baselineColumn ?? baselineVisit.map { columns[$0] })
      ],
      covariates: covariates, notes: [])
  }

  /// Beat the Blues, read from the wide file.
  static func beatTheBlues(covariates: Bool = false) throws -> Trial {
    let file = Fixtures.root.appending(path: "Datasets/beat-the-blues/beat-the-blues-wide.csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    let rows = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    func factor(_ name: String, _ place: Int, _ levels: [String]) -> Covariate {
      Covariate(
        name: name,
        values: .factor(levels: levels, codes: [rows.map { levels.firstIndex(of: $0[place]).map(Int32.init) ?? -1 }]),
        varies: false)
    }
    return .made(
      name: "bdi", arms: rows.map { $0[1] }, levels: ["TAU", "BtheB"], visits: ["0", "2", "3", "5", "8"],
      covariates: covariates ? [factor("drug", 2, ["No", "Yes"]), factor("length", 3, ["<6m", ">6m"])] : [],
      columns: (4...8).map { column in rows.map { Double($0[column]) ?? .nan } })
  }
}
