import Tables
import Testing

/// Vectors of FIPS 180-4's example files and of RFC 6234, and lengths around a block's; each text is a header.
@Test(arguments: [
  ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  (
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
  ),
  (
    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
    "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
  ),
  ("a million times a", "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
])
func digests(_ text: String, _ digest: String) throws {
  let text = text == "a million times a" ? String(repeating: "a", count: 1_000_000) : text
  for pieceSize in [16, 100, 4096, 1 << 22] {
    let options = ReadOptions(digest: true, pieceSize: pieceSize)
    #expect(try DelimitedText(.bytes(Array(text.utf8), name: "f"), options: options).read([]).sha256 == digest)
  }
}

/// The digest is that of the bytes as they are, whatever their encoding, header and marks included.
@Test func theDigestIsOfTheRawBytes() throws {
  let bytes: [UInt8] = [0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x31, 0, 0x0A, 0]
  let table = try DelimitedText(
    .bytes(bytes, name: "f"), options: ReadOptions(encoding: .utf16, digest: true)
  ).read([ColumnRequest("a", as: .number)])
  #expect(table.sha256 == "d1214a0a98a0c129f2a810f063abf12e062aa648b5c3fed2c9b90a40585ff815")
  #expect(table.rowCount == 1)
  #expect(try DelimitedText(.bytes([0x61], name: "f")).read([]).sha256 == nil)
}
