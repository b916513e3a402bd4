internal import EffectSizes
internal import Estimates

extension Work {
  /// d or g as printed.
  mutating func fromEffect() -> Found? {
    guard hasAny(.d, .g), !has(.a), has(.n1, .n2), let (n1, n2) = sizes() else { return nil }
    let df = Double(n1 + n2 - 2)
    var d = take(.d)
    let route = d == nil ? "g" : "d"
    if d == nil, let j = smallSampleCorrection(df: df), let g = take(.g) {
      d = step("Cohen's d", "g/J(\(n1 + n2 - 2)) = \(g.text)/\(j.sixDigits)", g / j)
    }
    guard let d else { return nil }
    var group = TwoGroup(route: route, n1: n1, n2: n2, d: d)
    group.difference = rawDifference()
    return found(group)
  }
}
