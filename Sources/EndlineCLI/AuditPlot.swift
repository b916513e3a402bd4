import Endline

/// The chart of the intervals that do not have their estimate in the middle: each as printed, and with the signs of its
/// limits turned where that mends it.
struct AuditPlot {
  private let file: String

  init?(file: String?, besides output: String?, inputs: [String]) throws {
    guard let file else { return nil }
    let name = file.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard name.lowercased().hasSuffix(".svg"), name.count > 4 else { throw PlotUsageError.notSVG(file) }
    if let output, output == file { throw DiagnosisUsageError.sameFile("-o", "--plot", file) }
    self.file = file
    try OutputTarget.file(file, inputs: inputs).check()
  }

  func save(_ audit: Audit, inputs: [String]) throws -> [String] {
    let found = audit.entries.filter { $0.finding.check == "interval_centre" && $0.finding.verdict == .inconsistent }
    let claims = found.compactMap { entry -> (PublishedClaim, Finding)? in
      if case .claim(let claim) = entry.subject { (claim, entry.finding) } else { nil }
    }
    let charts = [false, true].compactMap { ratio in
      Self.chart(claims.filter { ($0.0.type?.isRatio ?? false) == ratio }, isRatio: ratio)
    }
    guard !charts.isEmpty else {
      return ["\(file) is not written: no interval was found that does not have its estimate in the middle"]
    }
    try OutputTarget.file(file, inputs: inputs).write(SVGDocument.text(of: charts))
    return ["\(file): intervals that do not have their estimate in the middle"]
  }

  private static func chart(_ claims: [(claim: PublishedClaim, finding: Finding)], isRatio: Bool) -> ForestChart? {
    guard !claims.isEmpty else { return nil }
    var rows: [ForestChart.Row] = []
    for (claim, finding) in claims {
      guard let estimate = claim.estimate, let interval = claim.interval else { continue }
      let name = [claim.study, claim.outcome].compactMap { $0 }.joined(separator: ": ")
      rows.append(ForestChart.Row(label: name, interval: Interval(nil), kind: .heading))
      let (low, high) = (interval.low.value, interval.high.value)
      rows.append(
        ForestChart.Row(label: "as printed", interval: Interval(estimate.value, low: low, high: high)))
      guard let turned = finding.mends.first?.words else { continue }
      if turned.hasPrefix("with the signs of the limits turned") {
        rows.append(
          ForestChart.Row(
            label: "limits' signs turned", interval: Interval(estimate.value, low: -high, high: -low)))
      } else if turned.hasPrefix("with the arms swapped in the interval"), low > 0 {
        rows.append(
          ForestChart.Row(
            label: "arms of the interval swapped", interval: Interval(estimate.value, low: 1 / high, high: 1 / low)))
      }
    }
    return ForestChart(
      title: "Estimates outside the middle of their interval",
      subtitle: "as printed, and with the smallest mend where it is one of signs",
      axisName: isRatio ? "Ratio" : "Estimate", rows: rows, isLogarithmic: isRatio, reference: isRatio ? 1 : 0)
  }
}
