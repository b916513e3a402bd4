import Endline
import Expectation

// Any bytes are a moments file or an error of one line; a file that was read is written as it reads.

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do throws(MomentsFileError) {
    let file = try MomentsFile(parsing: bytes, name: "a.json")
    let again = try MomentsFile(parsing: file.bytes, name: "a.json")
    expect(again.bytes == file.bytes, "another file when written out")
    expect(try MomentsPool([file]).subjects == file.subjects, "a pool of one file with other subjects")
  } catch {
    expectOneLineEach(error)
  }
  return 0
}
