import TestSupport
import Trials

/// The made-up trial of `compare-three-arms.json` and R's rows for it.
struct ThreeArms: Decodable {
  struct Data: Decodable {
    let treatment, sex, rare: [String]
    let earlier, stress1, stress2, y1: [Double]
    let age, doubled, y2: [Double?]
  }
  let data: Data
  let rows: [ReferenceRow]

  /// The covariates of a model, by name.
  func covariates(_ names: [String]) -> [Covariate] {
    let missing = { (values: [Double?]) in values.map { $0 ?? .nan } }
    func factor(_ name: String, _ values: [String], _ levels: [String]) -> Covariate {
      Covariate(
        name: name, values: .factor(levels: levels, codes: [values.map { Int32(levels.firstIndex(of: $0) ?? -1) }]),
        varies: false)
    }
    return names.map { name in
      switch name {
      case "age": Covariate(name: name, values: .numeric([missing(data.age)]), varies: false)
      case "doubled": Covariate(name: name, values: .numeric([missing(data.doubled)]), varies: false)
      case "stress": Covariate(name: name, values: .numeric([data.stress1, data.stress2]), varies: true)
      case "sex": factor(name, data.sex, ["f", "m", "x"])
      default: factor(name, data.rare, ["a", "b", "only"])
      }
    }
  }

  func trial(_ names: [String]) -> Trial {
    .made(
      name: "bdi", arms: data.treatment, levels: ["low", "placebo", "high"], control: "placebo", visits: ["1", "2"],
      baselineVisit: nil, baselineColumn: data.earlier, covariates: covariates(names),
      columns: [data.y1, data.y2.map { $0 ?? .nan }])
  }
}

extension Trial {
  static func threeArms(_ covariates: [String] = []) throws -> Trial {
    try Fixtures.read(ThreeArms.self, "compare-three-arms.json").value.trial(covariates)
  }
}
