import Distributions
import Foundation
import Testing

/// A fixture of distribution values, and the largest relative difference from it per distribution and function.
struct ReferenceTable: Decodable {
  struct Case: Decodable, CustomStringConvertible {
    let distribution: String
    let function: String
    let parameters: [String: Double]
    let x: Double
    let value: Double

    var description: String { "\(distribution) \(parameters) \(function)(\(x)) = \(value)" }

    /// What Endline gives for this case.
    var ours: Double {
      get throws {
        if function == "noncentrality" {
          return NoncentralT.noncentrality(df: try get("df"), t: try get("t"), probability: x)
        }
        let it = try make()
        return switch function {
        case "density": it.density(x)
        case "cdf_lower": it.probability(x, tail: .lower)
        case "cdf_upper": it.probability(x, tail: .upper)
        case "quantile_lower": it.quantile(x, tail: .lower)
        case "quantile_upper": it.quantile(x, tail: .upper)
        default: throw UnknownName(name: function)
        }
      }
    }

    /// |ours / value − 1|, or what is left where the value is 0.
    var relativeDifference: Double {
      get throws {
        let ours = try ours
        if ours == value { return 0 }
        return value == 0 ? abs(ours) : abs(ours / value - 1)
      }
    }

    /// A parameter by any of the names that fixtures give it.
    private func get(_ names: String...) throws -> Double {
      for name in names { if let value = parameters[name] { return value } }
      throw UnknownName(name: names[0])
    }

    private func make() throws -> any Distribution {
      switch distribution {
      case "normal": return Normal(mean: try get("mean"), standardDeviation: try get("sd"))
      case "t": return StudentT(df: try get("df"))
      case "chi_squared": return ChiSquared(df: try get("df"))
      case "f": return FDistribution(df1: try get("df1"), df2: try get("df2"))
      case "beta": return Beta(alpha: try get("alpha", "a"), beta: try get("beta", "b"))
      case "binomial": return Binomial(trials: Int(try get("trials", "n")), probability: try get("probability", "p"))
      case "poisson": return Poisson(mean: try get("mean", "rate"))
      case "negative_binomial":
        if let mean = parameters["mean"] { return NegativeBinomial(size: try get("size"), mean: mean) }
        return NegativeBinomial(size: try get("size"), probability: try get("p"))
      case "noncentral_t":
        return NoncentralT(df: try get("df"), noncentrality: try get("ncp", "noncentrality", "delta"))
      default: throw UnknownName(name: distribution)
      }
    }
  }

  struct UnknownName: Error { let name: String }

  let cases: [Case]

  static func load(_ name: String) throws -> ReferenceTable {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "Fixtures/\(name).json")
    return try JSONDecoder().decode(ReferenceTable.self, from: Data(contentsOf: file))
  }

  /// Checks every case that `only` admits, and prints the largest difference per distribution and function: these lines are the
  /// figures of Documentation/Methods/distributions.md.
  func check(tolerance: Double, only: (Case) -> Bool = { _ in true }) throws {
    var worst: [String: (count: Int, difference: Double)] = [:]
    for item in cases where only(item) {
      let difference = try item.relativeDifference
      let ours = try item.ours
      #expect(difference <= tolerance, "\(item): \(ours), off by \(difference)")
      let key = "\(item.distribution) \(item.function)"
      let before = worst[key] ?? (0, 0)
      worst[key] = (before.count + 1, max(before.difference, difference))
    }
    #expect(!worst.isEmpty)
    for (key, value) in worst.sorted(by: { $0.key < $1.key }) {
      print("accuracy: \(key): \(value.count) values, largest relative difference \(value.difference)")
    }
  }
}
