import Tables
import Testing

private func column(_ texts: [String], pieceSize: Int) throws -> NumberColumn {
  var options = ReadOptions()
  options.pieceSize = pieceSize
  let text = "x\n" + texts.map { $0 + "\n" }.joined()
  let table = try DelimitedText(.bytes(Array(text.utf8), name: "t.csv"), options: options).read([
    ColumnRequest("x", as: .number)
  ])
  guard case .number(let column)? = table.column(ColumnRequest("x", as: .number)) else { return try #require(nil) }
  return column
}

/// Each text makes the column before it too narrow in a way of its own; every value must keep its bits.
@Test(
  arguments: [
    ["1", "32767", "-32767"], ["1", "32768"], ["1", "-32768"], ["0", "0.000001"], ["7", "0.5", "0.25", "0.125"],
    ["300", "0.01", "327.67", "-327.67"], ["300", "0.01", "327.68"], ["30000", "0.1"], ["2147483647", "-2147483647"],
    ["1", "2147483648"], ["1", "-2147483648"], ["40000", "NA", "0.25"], ["2000000000", "0.5"], ["1", "-0"],
    ["1.5", "-0.0", "2"], ["1.5", "0.0000001"], ["1", "3.14159265358979"], ["1", "1e300"], ["1", "1e-300"],
    ["0.1", "0.2", "0.3", "0.7", "4.35", "1.005"], ["NA", "NA"], ["NA", "0.1", "NA", "1e17"],
    ["65536.5", "4294967296"],
  ], [16, 1 << 20])
func everyValueKeepsItsBits(_ texts: [String], _ pieceSize: Int) throws {
  let column = try column(texts, pieceSize: pieceSize)
  #expect(column.count == texts.count)
  for (row, text) in texts.enumerated() {
    if let value = Double(text) {
      #expect(column[row].bitPattern == value.bitPattern, "\(text)")
      #expect(column.values[row].bitPattern == value.bitPattern, "\(text)")
    } else {
      #expect(column[row].isNaN && column.values[row].isNaN)
    }
  }
}

/// Every number of up to three decimals and five digits is stored as a whole number, and comes back as the text reads.
@Test func shortDecimalsKeepTheirBits() throws {
  let texts = (0..<60_000).map { i in
    let (whole, rest) = (i * 7919 % 20_000, i % 1000)
    let digits = String(1000 + rest).dropFirst().prefix(i / 20_000 + 1)
    return "\(i % 2 == 0 ? "-" : "")\(whole + 1).\(digits)"
  }
  let column = try column(texts, pieceSize: 4096)
  #expect(texts.indices.allSatisfy { column[$0].bitPattern == Double(texts[$0])?.bitPattern })
}
