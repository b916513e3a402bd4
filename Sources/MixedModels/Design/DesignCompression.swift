internal import Trials

/// Takes the moments of a design and an outcome by pattern of analysed visits.
///
/// Only the layout's products and the outcome have moments.
struct DesignCompression {
  let design: FixedDesign
  let layout: DesignLayout
  let subjectCount: Int
  /// Covariance group of each subject, -1 for none (left out); nil: one group.
  let groups: [Int32]?
  let groupCount: Int
  /// `[visit][subject]`, NaN where the row is not analysed.
  let outcome: [[Double]]

  init(design: FixedDesign, subjectCount: Int, groups: [Int32]?, groupCount: Int, outcome: [[Double]]) {
    self.design = design
    layout = DesignLayout(design)
    self.subjectCount = subjectCount
    self.groups = groups
    self.groupCount = groupCount
    self.outcome = outcome
  }

  /// The cells in which anybody was observed, by group and pattern.
  func cells(threads: Int? = nil) -> [PatternCell] {
    let products = layout.products.map(values)
    let cells = Moments.cells(
      of: products + outcome, groups: groups, groupCount: groupCount, subjectCount: subjectCount, threads: threads)
    return cells.compactMap { cell in
      let visits = outcome.indices.filter { cell.key.pattern.contains(products.count + $0) }
      guard groups == nil || cell.key.arm >= 0, !visits.isEmpty else { return nil }
      let key = PatternCell.Key(group: groups == nil ? 0 : Int(cell.key.arm), visits: visits)
      return PatternCell(key: key, moments: cell.summary)
    }
  }

  /// The product for every subject; 0 where a subject has no value, whose rows are not analysed.
  func values(of product: DesignLayout.Product) -> [Double] {
    (0..<subjectCount).map { subject in
      var value = 1.0
      for atom in product.atoms {
        let variable = design.variables[atom.variable]
        guard variable.isKnown(subject, product.visit ?? 0) else { return 0 }
        value *= variable.value(atom.level, subject: subject, visit: product.visit ?? 0)
      }
      return value
    }
  }
}
