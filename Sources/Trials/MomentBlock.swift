/// The columns that moments are taken of, and the cells' labels, subject by subject.
struct MomentColumns: Sendable {
  /// `[variable][subject]`, NaN missing.
  let variables: [[Double]]
  /// Nil where the trial has none.
  let arms: [Int32]?
  let sites: [Int32]?
  let armCount: Int
  let siteCount: Int
  let subjectCount: Int

  /// Subjects whose moments are taken together before anything merges. Independent of the number of threads, or the
  /// last digits would depend on it; small enough that a block's numbers stay in a processor's cache.
  static let blockSize = 8192

  /// The largest table that maps arm, site and pattern straight to a cell; beyond it a dictionary does.
  private static let directLimit = 1 << 16

  /// Moments of one block of subjects, cell by cell: means first, then products of the differences from them, both
  /// corrected by what the rounded mean leaves over (Documentation/Methods/moments.md (5)).
  func cells(block: Int) -> MomentCells {
    let low = block * Self.blockSize
    let count = min(Self.blockSize, subjectCount - low)
    let width = variables.count
    let words = (width + 63) / 64
    var numbers = [Double](repeating: 0, count: count * width)
    var patterns = [UInt64](repeating: 0, count: count * words)
    for (variable, column) in variables.enumerated() {
      let bit = (1 as UInt64) << UInt64(variable % 64)
      let word = variable / 64
      for i in 0..<count {
        let value = column[low + i]
        numbers[i * width + variable] = value
        if value == value { patterns[i * words + word] |= bit }
      }
    }
    let (keys, cellOf) = sorted(low: low, count: count, patterns: patterns, words: words)

    // The block's subjects, those of one cell together.
    var ends = [Int](repeating: 0, count: keys.count)
    for cell in cellOf { ends[Int(cell)] += 1 }
    var total = 0
    for cell in keys.indices {
      total += ends[cell]
      ends[cell] = total - ends[cell]
    }
    var members = [Int](repeating: 0, count: count)
    for i in 0..<count {
      let cell = Int(cellOf[i])
      members[ends[cell]] = i
      ends[cell] += 1
    }

    var result = MomentCells()
    var workspace = TwoPassWorkspace(width: width)
    for cell in keys.indices.sorted(by: { keys[$0] < keys[$1] }) {
      // Cells are visited in key order, members lie in order of first appearance.
      let start = cell == 0 ? 0 : ends[cell - 1]
      let order = workspace.run(numbers, rows: members[start..<ends[cell]], pattern: keys[cell].pattern)
      result.append(keys[cell], count: ends[cell] - start, workspace.moments[..<PackedMoments.size(order)])
    }
    return result
  }

  /// The cells of a block in order of first appearance, and each subject's.
  private func sorted(
    low: Int, count: Int, patterns: [UInt64], words: Int
  ) -> (keys: [MomentCellKey], cellOf: [Int32]) {
    var keys: [MomentCellKey] = []
    var cellOf = [Int32](repeating: 0, count: count)
    func key(_ i: Int) -> MomentCellKey {
      MomentCellKey(
        arm: arms?[low + i] ?? -1, site: sites?[low + i] ?? -1,
        pattern: ObservationPattern(words: patterns[(i * words)..<((i + 1) * words)]))
    }
    let width = variables.count
    let groups = (armCount + 1) * (siteCount + 1)
    if width <= 16, groups <= Self.directLimit >> width {
      var cells = [Int32](repeating: -1, count: groups << width)
      for i in 0..<count {
        let group = Int(arms?[low + i] ?? -1) + 1 + (armCount + 1) * (Int(sites?[low + i] ?? -1) + 1)
        let place = group << width | (words == 0 ? 0 : Int(patterns[i]))
        if cells[place] < 0 {
          cells[place] = Int32(keys.count)
          keys.append(key(i))
        }
        cellOf[i] = cells[place]
      }
    } else {
      var cells: [MomentCellKey: Int32] = [:]
      for i in 0..<count {
        let key = key(i)
        if let cell = cells[key] {
          cellOf[i] = cell
        } else {
          cellOf[i] = Int32(keys.count)
          cells[key] = Int32(keys.count)
          keys.append(key)
        }
      }
    }
    return (keys, cellOf)
  }
}

/// Moments of one cell after another in the same memory: with many sites cells are small, and arrays of their own would
/// take longer than the arithmetic.
private struct TwoPassWorkspace {
  private let width: Int
  private var observed: [Int]
  private var mean: [Double]
  private var left: [Double]
  private var difference: [Double]
  /// The last result, packed: as many numbers as its order says.
  private(set) var moments: [Double]

  init(width: Int) {
    self.width = width
    observed = [Int](repeating: 0, count: width)
    mean = [Double](repeating: 0, count: width)
    left = mean
    difference = mean
    moments = [Double](repeating: 0, count: PackedMoments.size(width))
  }

  /// Takes the moments of the observed columns of some rows of `numbers`, which has `width` columns; returns how many are
  /// observed.
  mutating func run(_ numbers: [Double], rows: ArraySlice<Int>, pattern: ObservationPattern) -> Int {
    var order = 0
    for variable in 0..<width where pattern.contains(variable) {
      observed[order] = variable
      mean[order] = 0
      left[order] = 0
      order += 1
    }
    // Local while the loops run: members of `self` would be checked for sharing at every step.
    var (mean, left, difference, moments) = (self.mean, self.left, self.difference, self.moments)
    (self.mean, self.left, self.difference, self.moments) = ([], [], [], [])
    defer { (self.mean, self.left, self.difference, self.moments) = (mean, left, difference, moments) }
    for place in 0..<PackedMoments.size(order) { moments[place] = 0 }
    let count = Double(rows.count)
    for row in rows {
      let base = row * width
      for j in 0..<order { mean[j] += numbers[base + observed[j]] }
    }
    for j in 0..<order { mean[j] /= count }
    for row in rows {
      let base = row * width
      var place = 2 * order
      for j in 0..<order {
        let d = numbers[base + observed[j]] - mean[j]
        difference[j] = d
        left[j] += d
        for i in 0...j {
          moments[place] += difference[i] * d
          place += 1
        }
      }
    }
    var place = 2 * order
    for j in 0..<order {
      (moments[j], moments[order + j]) = exactSum(mean[j], left[j] / count)
      for i in 0...j {
        moments[place] -= left[i] * left[j] / count
        place += 1
      }
    }
    return order
  }
}
