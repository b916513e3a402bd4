import Diagnostics
import Foundation
import Tables
import Testing

/// A folder of its own for one test.
private func withFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("output-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

private func entries(_ folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// One after the other, since the last test removes every temporary file of the process.
@Suite(.serialized) struct OutputTargetTests {
  @Test func aFileIsWrittenWhole() throws {
    try withFolder { folder in
      let target = OutputTarget.file(folder + "/out.csv", inputs: [])
      try target.write("a\n")
      #expect(try String(contentsOfFile: folder + "/out.csv", encoding: .utf8) == "a\n")
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/out.csv")
      try target.write([0x62])
      #expect(try String(contentsOfFile: folder + "/out.csv", encoding: .utf8) == "b")
      let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/out.csv")
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      #expect(try entries(folder) == ["out.csv"])
    }
  }

  @Test func inputsAreNeverOverwritten() throws {
    try withFolder { folder in
      let input = folder + "/in.csv"
      try OutputTarget.file(input, inputs: []).write("data")
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: input)
      try FileManager.default.linkItem(atPath: input, toPath: folder + "/hard")
      for path in [input, folder + "/./in.csv", folder + "/link", folder + "/hard"] {
        let target = OutputTarget.file(path, inputs: [folder + "/other", input])
        let error = #expect(throws: OutputError.self) { try target.write("x") }
        let same = path == input ? "" : " \(input), which is the same file"
        #expect(error?.description == "\(path): would overwrite the input\(same)\nmend: write to another file")
        #expect(error?.status == .cannotCreate)
        #expect(throws: OutputError.self) { try target.check() }
      }
      #expect(try String(contentsOfFile: input, encoding: .utf8) == "data")
      #expect(try entries(folder) == ["hard", "in.csv", "link"])
    }
  }

  @Test func linksAreFollowed() throws {
    try withFolder { folder in
      try OutputTarget.file(folder + "/real", inputs: []).write("old")
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "real")
      try OutputTarget.file(folder + "/link", inputs: []).write("new")
      #expect(try String(contentsOfFile: folder + "/real", encoding: .utf8) == "new")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "real")
    }
  }

  @Test func placesThatCannotBe() throws {
    try withFolder { folder in
      let folderError = #expect(throws: OutputError.self) { try OutputTarget.file(folder, inputs: []).write("x") }
      #expect(folderError?.description == "\(folder): cannot be made: it is a folder\nmend: name a file in it")
      #expect(folderError?.status == .cannotCreate)
      let path = folder + "/none/out.csv"
      let missing = #expect(throws: OutputError.self) { try OutputTarget.file(path, inputs: []).write("x") }
      #expect(
        missing?.description
          == "\(path): cannot be made: no such file or directory\n"
          + "mend: name a file in a folder that exists and can be written to")
      #expect(missing?.status == .cannotCreate)
    }
  }

  @Test func aFullDeviceIsNoticed() {
    let error = #expect(throws: OutputError.self) { try OutputTarget.file("/dev/full", inputs: []).write("x") }
    #expect(error?.description == "/dev/full: cannot be written: no space left on device")
    #expect(error?.status == .writeFailed)
  }

  @Test func aDeviceIsWrittenInPlace() throws { try OutputTarget.file("/dev/null", inputs: []).write("x") }

  @Test func removingTemporariesLeavesFinishedFiles() throws {
    try withFolder { folder in
      try OutputTarget.file(folder + "/out", inputs: []).write("x")
      AtomicOutput.removeTemporaries()
      #expect(try entries(folder) == ["out"])
    }
  }
}
