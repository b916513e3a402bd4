internal import LinearAlgebra

/// The information about the elements of the covariance matrices, one group's after another's: minus the second
/// derivatives of the log-likelihood (observed) and their expectation.
///
/// With Eᵢ the matrix of ones at element i and its mirror image, T(A, B)ᵢⱼ = Σ tr(A Eᵢ B Eⱼ) over patterns,
/// P̂ᵢ = L⁻¹X'WEᵢWXL⁻ᵀ and ûᵢ = L⁻¹X'WEᵢe:
///
///     expected   ½ (n T(W, W) − T(H, W) − T(W, H) + ⟨P̂ᵢ, P̂ⱼ⟩)
///     observed   ½ (T(G + H − nW, W) + T(W, G + H) − ⟨P̂ᵢ, P̂ⱼ⟩) − ûᵢ'ûⱼ
///
/// For ML without H and P̂. Documentation/Methods/mmrm.md.
struct ElementInformation {
  let expected: Matrix
  let observed: Matrix
  /// k² × elements: P̂ of each element by column.
  let designDerivatives: Matrix
}

extension ResidualLikelihood {
  /// ½ n T(W, W): the expected information of ML, near enough to that of REML to steer by and positive definite always.
  func expectedOfMaximumLikelihood(_ derivatives: [PatternDerivatives]) -> Matrix {
    var sum = ElementProducts(groups: data.groupCount, visits: data.visitCount)
    for part in derivatives { sum.add(part.inverse, part.inverse, Double(part.pattern.subjects) / 2, part.pattern) }
    return sum.matrix
  }

  func information(_ derivatives: [PatternDerivatives]) -> ElementInformation {
    let (design, errors) = parameterVectors(derivatives)
    let products = isRestricted ? 0.5 * design.crossProduct() : Matrix(rows: design.columns, columns: design.columns)
    return ElementInformation(
      expected: expectedFromProducts(derivatives) + products,
      observed: observedFromProducts(derivatives) - products - errors.crossProduct(), designDerivatives: design)
  }

  /// The observed information alone, for a Newton step.
  func observedInformation(_ derivatives: [PatternDerivatives]) -> Matrix {
    let (design, errors) = parameterVectors(derivatives)
    let observed = observedFromProducts(derivatives) - errors.crossProduct()
    return isRestricted ? observed - 0.5 * design.crossProduct() : observed
  }

  /// ½ (n T(W, W) − T(H, W) − T(W, H)).
  private func expectedFromProducts(_ derivatives: [PatternDerivatives]) -> Matrix {
    var sum = ElementProducts(groups: data.groupCount, visits: data.visitCount)
    for part in derivatives {
      let whole = Double(part.pattern.subjects) * part.inverse
      sum.add(isRestricted ? whole - part.designProducts : whole, part.inverse, 0.5, part.pattern)
      if isRestricted { sum.add(part.inverse, part.designProducts, -0.5, part.pattern) }
    }
    return sum.matrix
  }

  /// ½ (T(G + H − nW, W) + T(W, G + H)).
  private func observedFromProducts(_ derivatives: [PatternDerivatives]) -> Matrix {
    var sum = ElementProducts(groups: data.groupCount, visits: data.visitCount)
    for part in derivatives {
      let both = isRestricted ? part.errorProducts + part.designProducts : part.errorProducts
      sum.add(both - Double(part.pattern.subjects) * part.inverse, part.inverse, 0.5, part.pattern)
      sum.add(part.inverse, both, 0.5, part.pattern)
    }
    return sum.matrix
  }

  /// P̂ (k² × elements) and û (k × elements) of each element.
  private func parameterVectors(_ derivatives: [PatternDerivatives]) -> (design: Matrix, errors: Matrix) {
    let (k, t) = (data.rank, data.visitCount)
    var design = Matrix(rows: k * k, columns: elements * data.groupCount)
    var errors = Matrix(rows: k, columns: elements * data.groupCount)
    for group in 0..<data.groupCount {
      let parts = derivatives.filter { $0.pattern.group == group }
      // Every vector's k columns and its error at every visit, zero where it was not observed: one product gives all
      // pairs of visits.
      let height = parts.reduce(0) { $0 + $1.pattern.rank }
      var wide = Matrix(rows: height, columns: t * k)
      var wideErrors = Matrix(rows: height, columns: t)
      var offset = 0
      for part in parts {
        let (m, r) = (part.pattern.visits.count, part.pattern.rank)
        let source = part.design.elements
        for (i, visit) in part.pattern.visits.enumerated() {
          for j in 0..<k { for c in 0..<r { wide[offset + c, visit * k + j] = source[i + m * (c + r * j)] } }
          for c in 0..<r { wideErrors[offset + c, visit] = part.errors[i, c] }
        }
        offset += r
      }
      let products = wide.crossProduct()
      let errorProducts = wide.crossProduct(with: wideErrors)
      for a in 0..<t {
        for b in 0...a {
          let column = group * elements + packedIndex(a, b)
          for j in 0..<k {
            for i in 0..<k {
              let value = products[a * k + i, b * k + j]
              design[i + k * j, column] = a == b ? value : value + products[b * k + i, a * k + j]
            }
            let value = errorProducts[a * k + j, b]
            errors[j, column] = a == b ? value : value + errorProducts[b * k + j, a]
          }
        }
      }
    }
    return (design, errors)
  }
}

/// Sums of tr(A Eᵢ B Eⱼ) over patterns, for symmetric A and B.
private struct ElementProducts {
  private(set) var matrix: Matrix
  private let elements: Int

  init(groups: Int, visits: Int) {
    elements = packedCount(visits)
    matrix = Matrix(rows: groups * elements, columns: groups * elements)
  }

  mutating func add(_ first: Matrix, _ second: Matrix, _ factor: Double, _ pattern: VisitPattern) {
    let start = pattern.group * elements
    let visits = pattern.visits
    let order = matrix.rows
    let m = visits.count
    let a4 = first.elements
    let b4 = second.elements
    matrix.withMutableSpan { sums in
      for c in 0..<m {
        for d in 0...c {
          let column = (start + packedIndex(visits[c], visits[d])) * order + start
          let outer = c == d ? factor / 2 : factor
          for a in 0..<m {
            let base = visits[a] * (visits[a] + 1) / 2
            for b in 0...a {
              let value =
                a4[d + m * a] * b4[b + m * c] + a4[d + m * b] * b4[a + m * c] + a4[c + m * a] * b4[b + m * d]
                + a4[c + m * b] * b4[a + m * d]
              sums[column + base + visits[b]] += a == b ? outer * value / 2 : outer * value
            }
          }
        }
      }
    }
  }
}
