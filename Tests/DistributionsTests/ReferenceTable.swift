import Distributions
import TestSupport
import Testing

/// A fixture of distribution values.
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

  static func load(_ name: String) throws -> Referenced<ReferenceTable> {
    try Fixtures.read(ReferenceTable.self, "\(name).json")
  }
}

extension Referenced<ReferenceTable> {
  /// Checks every case; Documentation/Conformance.md has the largest difference per distribution and function.
  func check(tolerance: Double) throws {
    #expect(!value.cases.isEmpty)
    for item in value.cases {
      let ours = try item.ours
      let label = item.parameters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      let compared = Compared("\(item.distribution) distribution", item.function, label, by: reference)
      // A quantile may be 0, and is then compared with 1.
      let unit = item.value == 0 ? 1.0 : nil
      #expect(compared.agrees("at \(item.x)", ours, item.value, within: tolerance, unit: unit), "\(item): \(ours)")
    }
  }
}
