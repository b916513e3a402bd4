/// A column of numbers that grows at the end, and goes over to more decimals or bytes when it has to.
struct NumberColumnBuilder {
  /// Decimals beyond which whole numbers are not tried.
  private static let decimalLimit = 6

  private var width = 2
  private var decimals = 0
  private var two: [Int16] = []
  private var four: [Int32] = []
  private var eight: [Double] = []
  private var reserved = 0

  mutating func append(_ values: Span<Double>) {
    var done = 0
    while done < values.count {
      switch width {
      case 2: done = appendTwo(values, from: done)
      case 4: done = appendFour(values, from: done)
      default:
        eight.append(addingCapacity: values.count - done) { (room: inout OutputSpan<Double>) in
          for i in done..<values.count { room.append(values[i]) }
        }
        return
      }
      if done < values.count { makeFit(values[done]) }
    }
  }

  mutating func reserve(_ rows: Int) {
    reserved = rows
    makeRoom(0)
  }

  /// The column; the builder gives up its memory.
  mutating func finish() -> NumberColumn {
    defer { self = NumberColumnBuilder() }
    return column
  }

  private var column: NumberColumn {
    let scale = NumberText.powersOfTen[decimals]
    return NumberColumn(width == 2 ? .two(two, scale: scale) : width == 4 ? .four(four, scale: scale) : .eight(eight))
  }

  /// The whole number nearest to `value` × `scale`, if it divides back to the same bits (so not for -0 or NaN).
  @inline(__always)
  private static func whole(_ value: Double, _ scale: Double) -> (number: Int32, isExact: Bool) {
    // Adding 1.5 × 2^52 leaves the nearest whole number in the lowest bits; what is too large does not divide back.
    let number = Int32(truncatingIfNeeded: Int64(bitPattern: (value * scale + 0x1.8p52).bitPattern))
    return (number, (Double(number) / scale).bitPattern == value.bitPattern)
  }

  /// Appends up to the first value that does not fit; returns its place.
  private mutating func appendTwo(_ values: Span<Double>, from start: Int) -> Int {
    let scale = NumberText.powersOfTen[decimals]
    var done = start
    two.append(addingCapacity: values.count - start) { (room: inout OutputSpan<Int16>) in
      while done < values.count {
        let (number, isExact) = Self.whole(values[done], scale)
        if isExact, number > Int32(Int16.min), number <= Int32(Int16.max) {
          room.append(Int16(truncatingIfNeeded: number))
        } else if values[done].isNaN {
          room.append(.min)
        } else {
          return
        }
        done += 1
      }
    }
    return done
  }

  private mutating func appendFour(_ values: Span<Double>, from start: Int) -> Int {
    let scale = NumberText.powersOfTen[decimals]
    var done = start
    four.append(addingCapacity: values.count - start) { (room: inout OutputSpan<Int32>) in
      while done < values.count {
        let (number, isExact) = Self.whole(values[done], scale)
        if isExact, number > Int32.min {
          room.append(number)
        } else if values[done].isNaN {
          room.append(.min)
        } else {
          return
        }
        done += 1
      }
    }
    return done
  }

  /// Goes over to the fewest decimals and bytes that suit `value` and all values before it.
  private mutating func makeFit(_ value: Double) {
    for wanted in decimals...Self.decimalLimit {
      let (number, isExact) = Self.whole(value, NumberText.powersOfTen[wanted])
      guard isExact else { continue }
      var factor: Int64 = 1
      for _ in decimals..<wanted { factor *= 10 }
      var largest = Int64(number.magnitude)
      for old in two where old != .min { largest = max(largest, Int64(old.magnitude) * factor) }
      for old in four where old != .min { largest = max(largest, Int64(old.magnitude) * factor) }
      guard largest <= Int64(Int32.max) else { break }
      if width == 2, largest <= Int64(Int16.max) {
        for row in two.indices where two[row] != .min {
          two[row] = Int16(truncatingIfNeeded: Int64(two[row]) * factor)
        }
      } else if width == 4 {
        for row in four.indices where four[row] != .min {
          four[row] = Int32(truncatingIfNeeded: Int64(four[row]) * factor)
        }
      } else {
        width = 4
        makeRoom(two.count)
        for old in two { four.append(old == .min ? .min : Int32(truncatingIfNeeded: Int64(old) * factor)) }
        two = []
      }
      decimals = wanted
      return
    }
    let narrow = column
    width = 8
    makeRoom(narrow.count)
    for row in 0..<narrow.count { eight.append(narrow[row]) }
    two = []
    four = []
  }

  private mutating func makeRoom(_ rows: Int) {
    let rows = max(reserved, rows)
    switch width {
    case 2:
      two.reserveCapacity(rows)
      preferLargePages(&two)
    case 4:
      four.reserveCapacity(rows)
      preferLargePages(&four)
    default:
      eight.reserveCapacity(rows)
      preferLargePages(&eight)
    }
  }
}
