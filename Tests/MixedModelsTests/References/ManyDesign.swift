import Foundation
import MixedModels

/// One of the many designs that `Fixtures/mixed-designs.R` writes into a folder, with the dense reference's numbers and
/// those of the peers, beside ours.
struct ManyDesign: Decodable {
  struct Peer: Decodable {
    let converged: Bool
    let loglik: Double?
    let estimate, stdError, satterthwaite: [Double?]?
  }
  struct Inference: Decodable {
    let stdError, df: [Double?]
  }
  let seed: Int
  let formula, covariance, method: String
  let arms, visits, subjects, rows: Int
  let columns: [String]
  let localOptima: [Double]?
  /// Nil where the dense reference would take too long and was left out.
  let converged: Bool?
  let loglik: Double?
  let beta, stdError, satterthwaite: [Double]?
  let kenwardRoger, kenwardRogerLinear: Inference?
  let gls, mmrm: Peer?
  let data: DesignData

  var isRestricted: Bool { method == "reml" }
  var label: String {
    "\(seed) \(covariance) \(method), \(subjects) subjects, \(visits) visits, \(rows) rows, \(columns.count) columns"
  }
}

/// What a design shows: how far ours is from the others, and what there is to explain.
struct DesignFindings {
  /// Likelihoods nearer than this are of one point.
  static let same = 1e-6
  private static let peers = ["gls", "mmrm"]

  let design: ManyDesign
  /// Ours, if it is proved to be a maximum.
  var ours: Double?
  var trail = SearchTrail()
  /// The largest differences by name.
  var differences: [String: Double] = [:]
  /// Disagreements that have an explanation, which is part of the text.
  var explained: [String] = []
  /// Disagreements that have none: a test fails.
  var unexplained: [String] = []

  init(_ design: ManyDesign) throws {
    self.design = design
    let isRestricted = design.isRestricted
    guard let fitted = try? design.data.fitted(design.formula, design.covariance, isRestricted: isRestricted) else {
      if design.converged == true || [design.gls, design.mmrm].contains(where: { $0?.converged == true }) {
        unexplained.append("no fit of ours")
      } else {
        explained.append("as many columns as rows: no fit by anyone")
      }
      return
    }
    trail = fitted.fit.trail
    if fitted.fit.proof.holds { ours = fitted.fit.logLikelihood }
    compareReference(fitted)
    if let ours {
      let plain = try fitted.inference(.satterthwaite)
      let tests = design.columns.indices.map { column in plain.test(kept: unit(column)) }
      for (name, peer) in zip(Self.peers, [design.gls, design.mmrm]) {
        if let peer { compare(tests, with: peer, name, ours: ours) }
      }
      try compareInference(fitted)
    } else {
      for (name, peer) in [("gls", design.gls), ("mmrm", design.mmrm)] {
        guard let theirs = peer?.loglik else { continue }
        let reason = fitted.fit.proof.failure(visits: fitted.rows.visits.map { "\($0 + 1)" })
        explained.append("\(name) stops at \(theirs); ours at \(fitted.fit.logLikelihood): \(reason)")
      }
      if explained.isEmpty, unexplained.isEmpty { explained.append("no maximum found by anyone") }
    }
  }

  private func unit(_ column: Int) -> [Double] { design.columns.indices.map { $0 == column ? 1 : 0 } }

  private mutating func note(_ name: String, _ difference: Double) {
    differences[name] = max(differences[name] ?? 0, difference)
  }

  /// Whether the dense reference and ours end at the same point.
  private mutating func compareReference(_ fitted: FittedCase) {
    switch (ours, design.converged, design.loglik) {
    case (let ours?, true?, let theirs?):
      let difference = ours - theirs
      if abs(difference) <= Self.same {
        note("log-likelihood", abs(difference / theirs))
      } else if difference > 0 {
        explained.append("several maxima: ours \(ours), the dense reference's from its starts \(theirs)")
      } else {
        unexplained.append("ours \(ours) is below the dense reference's \(theirs)")
      }
    case (nil, true?, let theirs?): unexplained.append("no maximum of ours, the dense reference's is \(theirs)")
    case (let ours?, false?, let theirs):
      explained.append(
        "ours proves a maximum at \(ours) (slope \(fitted.fit.proof.relativeGradient), eigenvalue "
          + "\(fitted.fit.proof.smallestEigenvalue)), the dense reference stops without one at \(theirs ?? .nan)")
    default: break
    }
  }

  /// Our numbers beside those of the dense reference, where both are at one point.
  private mutating func compareInference(_ fitted: FittedCase) throws {
    guard let ours, design.converged == true, let theirs = design.loglik, abs(ours - theirs) <= Self.same,
      let beta = design.beta, let errors = design.stdError, let dfs = design.satterthwaite
    else { return }
    let satterthwaite = try fitted.inference(.satterthwaite)
    let others: [(String, ModelInference, ManyDesign.Inference)] = try [
      ("KR", DegreesOfFreedomMethod.kenwardRoger, design.kenwardRoger),
      ("KR linear", .kenwardRogerLinear, design.kenwardRogerLinear),
    ].compactMap { name, method, reference in
      try reference.map { (name, try fitted.inference(method), $0) }
    }
    for column in design.columns.indices {
      let test = satterthwaite.test(kept: unit(column))
      note("estimate", abs(test.estimate - beta[column]) / errors[column])
      note("SE", test.standardError.map { abs($0 / errors[column] - 1) } ?? .infinity)
      note("df", test.df.map { abs($0 / dfs[column] - 1) } ?? .infinity)
      for (name, inference, reference) in others {
        guard !inference.fellBackToLinear, let error = reference.stdError[column], let df = reference.df[column] else {
          continue
        }
        let test = inference.test(kept: unit(column))
        note("\(name) SE", test.standardError.map { abs($0 / error - 1) } ?? .infinity)
        note("\(name) df", test.df.map { abs($0 / df - 1) } ?? .infinity)
      }
    }
    for (name, difference) in differences where !Self.peers.contains(where: name.hasPrefix) {
      let tolerance = name.hasSuffix("df") ? Closeness.df : name == "log-likelihood" ? 1e-11 : Closeness.estimate
      if difference > tolerance { unexplained.append("\(name) off by \(difference)") }
    }
  }

  /// A point that is d below the top is within √(2d) standard errors of it: that far a peer that stopped short may be off.
  private mutating func compare(
    _ tests: [ModelInference.Test], with peer: ManyDesign.Peer, _ name: String, ours: Double
  ) {
    guard let theirs = peer.loglik else {
      explained.append("\(name) gives no fit; ours proves a maximum at \(ours)")
      return
    }
    let below = ours - theirs
    if below < -Self.same {
      unexplained.append("\(name)'s \(theirs) is above ours, \(ours)")
      return
    }
    if below > 1e-3 {
      let isKnown = (trail.optima.dropFirst() + (design.localOptima ?? [])).contains { abs($0 - theirs) < 1e-3 }
      explained.append(
        isKnown
          ? "\(name) is at a lower maximum, \(theirs); ours \(ours)" : "\(name) stops short at \(theirs); ours \(ours)")
      return
    }
    note("\(name) below", max(0, below))
    let scale = (2 * max(below, 0)).squareRoot()
    // Under ML nlme takes N − p for the scale of its standard errors.
    let rows = Double(design.rows)
    let factor = name == "gls" && !design.isRestricted ? (rows / (rows - Double(design.columns.count))).squareRoot() : 1
    // mmrm has a row without numbers for a column that it leaves out.
    let kept = (peer.estimate ?? []).indices.filter { peer.estimate?[$0] != nil }
    guard let estimates = peer.estimate, let errors = peer.stdError, kept.count == tests.count else {
      explained.append("\(name) has other columns")
      return
    }
    var worst: [String: Double] = [:]
    for (column, test) in zip(kept, tests) {
      guard let estimate = estimates[column], let error = errors[column], let ownError = test.standardError else {
        continue
      }
      worst["estimate", default: 0].formMax(abs(test.estimate - estimate) / ownError)
      worst["SE", default: 0].formMax(abs(error / factor / ownError - 1))
      if let df = peer.satterthwaite?[column], let ownDf = test.df {
        worst["df", default: 0].formMax(abs(df / ownDf - 1))
      }
    }
    for (quantity, difference) in worst.sorted(by: { $0.key < $1.key }) {
      note("\(name) \(quantity)", difference)
      let allowed = (quantity == "df" ? 30 : 3) * scale + 1e-6
      if difference > allowed { unexplained.append("\(name): \(quantity) off by \(difference), below by \(below)") }
    }
    if below > Self.same { explained.append("\(name) stops short by \(below)") }
  }
}

extension Double {
  fileprivate mutating func formMax(_ other: Double) { self = Swift.max(self, other) }
}
