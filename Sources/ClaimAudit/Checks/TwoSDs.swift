import Estimates
import PublishedNumbers

extension AuditCheck {
  static let twoSDs = AuditCheck(
    "two_sds", "Are two SDs that are printed of one thing the same?"
  ).askingMany { evidence in
    var groups: [[String]: [Int]] = [:]
    for (index, claim) in evidence.claims.enumerated() where claim.type == .meanSD && claim.effectSize != nil {
      guard let mean = claim.estimate, let outcome = claim.outcome else { continue }
      // The last words after a comma say where it was read.
      let name = outcome.split(separator: ",").first.map(String.init) ?? outcome
      let key = [claim.study ?? "", name, String(mean.value), claim.n1.map { String($0) } ?? ""]
      groups[key, default: []].append(index)
    }
    return groups.values.sorted { $0[0] < $1[0] }.flatMap { indices -> [(claim: Int, finding: Finding)] in
      indices.dropFirst().compactMap { index in
        guard let first = evidence.claims[indices[0]].effectSize, let other = evidence.claims[index].effectSize else {
          return nil
        }
        return (index, finding(first, other, evidence.claims[indices[0]], evidence.claims[index]))
      }
    }
  }

  private static func finding(
    _ first: PrintedNumber, _ other: PrintedNumber, _ claim: PublishedClaim, _ second: PublishedClaim
  ) -> Finding {
    let agrees = first.enclosure.meets(other.enclosure)
    let place = claim.line.map { " (line \($0))" } ?? ""
    var finding = Finding(
      "two_sds", agrees ? .consistent : .inconsistent,
      "SD \(other.text) here and SD \(first.text)\(place), both with mean \(second.estimate?.text ?? "")",
      recomputed: first.value, allowed: first.enclosure, method: "two_places")
    guard !agrees, let n = second.n1, n > 1 else { return finding }
    let factor = Enclosure(near: (Double(n - 1) / Double(n)).squareRoot())
    for (larger, smaller) in [(first, other), (other, first)]
    where (larger.enclosure * factor).meets(smaller.enclosure) {
      finding.mends.append(
        Mend(
          "\(larger.text) × √(\(n - 1)/\(n)) = \(Shown.number(larger.value * factor.middle, smaller.decimals)): "
            + "the SDs of the same \(n) with n - 1 and with n"))
    }
    let root = Enclosure(near: Double(n).squareRoot())
    for (larger, smaller) in [(first, other), (other, first)] where (larger.enclosure / root).meets(smaller.enclosure) {
      finding.mends.append(Mend("\(smaller.text) is the standard error of SD \(larger.text) with n = \(n)"))
    }
    return finding
  }

  static let direction = AuditCheck(
    "direction", "Do effects of one outcome in one source that favour the same arm have the same sign?"
  ).askingMany { evidence in
    var seen: [[String]: Int] = [:]
    var found: [(claim: Int, finding: Finding)] = []
    for (index, claim) in evidence.claims.enumerated() where claim.type == .effectSize {
      guard let effect = claim.effectSize, effect.value != 0, let source = claim.source, let outcome = claim.outcome,
        let favours = claim.favours
      else { continue }
      let key = [source, outcome, favours]
      guard let first = seen[key] else {
        seen[key] = index
        continue
      }
      let other = evidence.claims[first]
      guard let otherEffect = other.effectSize else { continue }
      let agrees = (effect.value < 0) == (otherEffect.value < 0)
      var finding = Finding(
        "direction", agrees ? .consistent : .inconsistent,
        "\(effect.text) (\(claim.effectSizeType ?? "effect size")) here and \(otherEffect.text) "
          + "(\(other.effectSizeType ?? "effect size"), \(other.study ?? "")) of one outcome in one source have "
          + "\(agrees ? "the same sign" : "opposite signs"), and both favour \(favours)",
        method: "signs")
      if !agrees {
        if [claim, other].contains(where: { $0.effectSizeKind == .etaSquared }) {
          finding.mends.append(
            Mend("eta squared has no sign and is not on the scale of d: the two cannot stand under one heading"))
        } else {
          finding.mends.append(Mend("with one of the two signs turned they agree"))
        }
      }
      found.append((index, finding))
    }
    return found
  }
}
