import Tables
import Testing

@Test func quotesOnlyWhereNeeded() {
  var writer = DelimitedWriter()
  writer.write(["a", "b c", "d,e", "f\"g", "h\ni", "", " j", "k;l"])
  writer.write([""])
  writer.write(["x"])
  #expect(writer.text == "a,b c,\"d,e\",\"f\"\"g\",\"h\ni\",,\" j\",k;l\n\"\"\nx\n")
  var semicolons = DelimitedWriter(delimiter: UInt8(ascii: ";"))
  semicolons.write(["a,b", "c;d", "\r\n"])
  #expect(semicolons.text == "a,b;\"c;d\";\"\r\n\"\n")
}

@Test(arguments: 0..<20) func whatIsWrittenIsRead(_ seed: Int) throws {
  var random = SplitMix(UInt64(seed))
  let parts = ["a", "é", ",", "\"", "\n", "\r\n", "-", "1", "longer than eight bytes"]
  let rows = (0..<50).map { _ in
    (0..<3).map { _ in
      "x" + (0..<Int.random(in: 0..<4, using: &random)).map { _ in parts.randomElement(using: &random)! }.joined() + "x"
    }
  }
  var writer = DelimitedWriter()
  writer.write(["a", "b", "c"])
  for row in rows { writer.write(row) }
  let spelt = try read(writer.text, [("a", .text), ("b", .text), ("c", .text)])
  for column in 0..<3 { #expect(spelt.columns[column] == rows.map { $0[column] }) }
}
