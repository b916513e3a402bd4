import Endline

/// The chart of power that is asked for.
struct PowerPlot {
  private let file: String

  init?(file: String?, besides output: String?) throws {
    guard let file else { return nil }
    let name = file.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard name.lowercased().hasSuffix(".svg"), name.count > 4 else { throw PlotUsageError.notSVG(file) }
    if let output, output == file { throw DiagnosisUsageError.sameFile("-o", "--plot", file) }
    self.file = file
    try OutputTarget.file(file, inputs: []).check()
  }

  func save(_ plan: PowerPlan) throws -> [String] {
    let lines = plan.scenarios.flatMap { scenario, _ in scenario.designs.map { (scenario, $0) } }
    guard lines.count <= Self.mostCurves else { throw PowerUsageError.tooManyCurves(lines.count, Self.mostCurves) }
    // All curves end at one place.
    let ends = lines.compactMap { scenario, design in
      scenario.solution(design).map { scenario.runsAlongDifferences ? $0.difference : $0.sizes.total }
    }
    let end = ends.max().map { 2 * $0 }
    let curves = lines.map { scenario, design in
      let curve = scenario.curve(design, upTo: end)
      return PowerChart.Curve(label: label(scenario, design), points: curve.points, mark: curve.mark)
    }
    let targets = Set(plan.scenarios.compactMap(\.values.power)).sorted()
    let along = plan.scenarios.first?.scenario.runsAlongDifferences == true
    let chart = PowerChart(
      title: title(plan), subtitle: subtitle(plan),
      xName: along ? "Difference" : plan.unitName, curves: curves, targets: targets)
    try OutputTarget.file(file, inputs: []).write(SVGDocument.text(of: [chart]))
    return ["\(file): power against \(along ? "the difference" : "the size of the trial")"]
  }

  private static let mostCurves = 12

  private func label(_ scenario: PowerScenario, _ design: any PowerDesign) -> String {
    let method = scenario.designs.count > 1 || scenario.label == nil ? methodTitle(design.method) : nil
    return [scenario.label, method].compactMap { $0 }.joined(separator: ", ")
  }

  private func title(_ plan: PowerPlan) -> String {
    let test = plan.test == .superiority ? "" : ", \(plan.test.rawValue)"
    return "Power: \(plan.name.words)\(test)"
  }

  /// What is the same for all curves.
  private func subtitle(_ plan: PowerPlan) -> String {
    let options = plan.options
    let given = [
      ("difference", options.difference), ("margin", options.margin), ("SD", options.sd),
      ("SD of control", options.sdControl), ("SD of change", options.sdChange), ("r", options.r),
      ("control proportion", options.controlProportion), ("ICC", options.icc), ("group size", options.clusterSize),
      ("correlation", options.correlation), ("retention", options.retention), ("n", options.n),
    ]
    let parts = given.compactMap { name, value in
      value.map { "\(name) \($0.replacing(",", with: ", "))" }
    }
    return (parts + ["alpha \(plan.alpha.shortest)"]).joined(separator: "; ")
  }
}

extension PowerPlan {
  /// What sizes are counted in.
  var unitName: String {
    switch name {
    case .cluster: "Clusters in all"
    case .paired: "Analysed pairs"
    case .mmrm: "Randomised subjects in all"
    default: "Analysed subjects in all"
    }
  }
}
