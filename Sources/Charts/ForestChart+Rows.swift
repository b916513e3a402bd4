public import Estimates

extension ForestChart {
  /// A chart of one outcome's contrasts by one measure; nil where no row has an estimate.
  ///
  /// Rows stand in their order, under the visits where a visit has several.
  ///
  /// - Parameter methodTitle: how a method's name reads.
  public init?(
    _ measure: Measure, of rows: [Estimate], outcome: String?, title: String, subtitle: String, visitName: String,
    methodTitle: (String) -> String
  ) {
    let own = rows.filter { $0.outcome == outcome && $0.measure == measure && ($0.contrast ?? $0.term) != nil }
    guard own.contains(where: { $0.estimate != nil }) else { return nil }
    let contrasts = Set(own.map(\.contrast))
    let methods = Set(own.map(\.method))
    func words(_ row: Estimate) -> [String] {
      [
        contrasts.count > 1 ? row.contrast : nil, row.term,
        methods.count > 1 ? row.method.map(methodTitle).map(Self.capitalized) : nil,
      ].compactMap { $0 }
    }
    var drawn: [Row] = []
    var index = 0
    while index < own.count {
      let visit = own[index].visit
      let block = own[index...].prefix { $0.visit == visit }
      let heading = visit.map { "\(visitName) \($0)" }
      if let heading, block.count > 1 { drawn.append(Row(label: heading, interval: Interval(nil), kind: .heading)) }
      for row in block {
        let label = (block.count > 1 ? [] : [heading].compactMap { $0 }) + words(row)
        drawn.append(
          Row(
            label: label.isEmpty ? row.contrast ?? measure.title : label.joined(separator: ", "),
            interval: Interval(row.estimate, low: row.confidenceLow, high: row.confidenceHigh)))
      }
      index += block.count
    }
    let contrast = contrasts.count == 1 ? own[0].contrast : nil
    self.init(
      title: title, subtitle: subtitle, axisName: measure.title + (contrast.map { ", \($0)" } ?? ""), rows: drawn,
      isLogarithmic: measure.isRatio, reference: measure.noDifference,
      sides: contrast == nil ? nil : Self.sides(own[0]))
  }

  private static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  /// What it means to lie below and above no difference, where the contrast is one of two arms.
  private static func sides(_ row: Estimate) -> (low: String, high: String)? {
    guard case .arm(let control)? = row.reference, let contrast = row.contrast, contrast.hasSuffix(" - " + control)
    else { return nil }
    let treatment = contrast.dropLast(control.count + 3)
    return ("lower in \(treatment)", "higher in \(treatment)")
  }
}

extension Measure {
  /// Whether equal factors are equally far from no difference.
  fileprivate var isRatio: Bool {
    switch self {
    case .riskRatio, .oddsRatio, .rateRatio: true
    default: false
    }
  }

  /// The value that says that there is no difference.
  fileprivate var noDifference: Double {
    switch self {
    case .riskRatio, .oddsRatio, .rateRatio: 1
    case .probabilityOfSuperiority: 0.5
    default: 0
    }
  }
}
