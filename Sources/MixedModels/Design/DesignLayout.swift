/// How the columns of a design are made from products of subjects' own values.
///
/// A column's value at a visit is a number that depends on the visit alone times a product of the subject's own values.
/// A covariate that varies over visits has a product for each.
struct DesignLayout: Sendable {
  /// A product of subjects' own values (of none: 1); at one visit where any of them varies.
  struct Product: Hashable, Sendable {
    let atoms: [DesignAtom]
    let visit: Int?
  }
  /// In the order in which the columns ask for them.
  let products: [Product]
  /// By column and visit: the factor that the visit alone decides.
  let factors: [[Double]]
  /// By column and visit: which product it multiplies; of no meaning where the factor is 0.
  let places: [[Int]]

  init(_ design: FixedDesign) {
    let visitCount = design.visits.count
    var products: [Product] = []
    var known: [Product: Int] = [:]
    var factors = [[Double]](repeating: [Double](repeating: 0, count: visitCount), count: design.columns.count)
    var places = [[Int]](repeating: [Int](repeating: 0, count: visitCount), count: design.columns.count)
    for (index, column) in design.columns.enumerated() {
      for visit in 0..<visitCount {
        let own = column.atoms.filter { design.valueOfVisit($0, at: visit) == nil }
          .sorted { ($0.variable, $0.level ?? -1) < ($1.variable, $1.level ?? -1) }
        let varies = own.contains { design.variables[$0.variable].varies }
        let factor = column.atoms.reduce(1) { $0 * (design.valueOfVisit($1, at: visit) ?? 1) }
        factors[index][visit] = factor
        guard factor != 0 else { continue }
        let product = Product(atoms: own, visit: varies ? visit : nil)
        if let place = known[product] {
          places[index][visit] = place
        } else {
          places[index][visit] = products.count
          known[product] = products.count
          products.append(product)
        }
      }
    }
    self.products = products
    self.factors = factors
    self.places = places
  }

  /// Places of the products that rows at these visits need, ascending, without the one that is 1 for everybody.
  func needed(at visits: [Int]) -> [Int] {
    var used = [Bool](repeating: false, count: products.count)
    for (factors, places) in zip(factors, places) {
      for visit in visits where factors[visit] != 0 { used[places[visit]] = true }
    }
    return products.indices.filter { used[$0] && !products[$0].atoms.isEmpty }
  }

  /// As a design column is named: `age:arm[IMR]`, with `@visit` behind it where it belongs to one.
  func name(_ place: Int, in design: FixedDesign) -> String {
    let product = products[place]
    let atoms = product.atoms.map { atom in
      let variable = design.variables[atom.variable]
      return variable.name + (atom.level.map { "[\(variable.levels[$0])]" } ?? "")
    }
    return atoms.joined(separator: ":") + (product.visit.map { "@\(design.visits[$0])" } ?? "")
  }
}
