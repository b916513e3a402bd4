import Foundation
import Testing

/// Places that cannot hold the output: one line that says so, status 73 or 74, and nothing left behind.
@Suite struct OutputPlaceTests {
  private let scratch: Scratch
  private let arguments = [
    "change", Scratch.project.appendingPathComponent("Datasets/beat-the-blues/beat-the-blues.csv").path, "--subject",
    "subject", "--visit", "month", "--arm", "treatment", "--outcome", "bdi", "--format", "json",
  ]

  private let mend = "\nmend: name a file in a folder that exists and can be written to"

  init() throws { scratch = try Scratch() }

  /// A script that is given the program and its arguments; `place` is a folder that exists.
  private func run(_ script: String, output: String) throws -> Scratch.Outcome {
    try FileManager.default.createDirectory(atPath: scratch.path("place"), withIntermediateDirectories: true)
    try scratch.write(script, to: "script.sh")
    return try scratch.run(arguments + ["-o", output], through: "script.sh")
  }

  private func entries(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch.path(folder)).sorted()
  }

  /// A file that may not grow any further (`ulimit -f`), as on a disk that has filled up.
  @Test func aFileThatGrowsToItsLimit() throws {
    let limit = "ulimit -f 4\n\"$@\"\n"
    let absent = try run(limit, output: "place/result.json")
    #expect(absent.status == 74)
    #expect(absent.errors == "endline: place/result.json: cannot be written: file too large\n")
    #expect(try entries("place").isEmpty)
    try scratch.write("old\n", to: "place/result.json")
    #expect(try run(limit, output: "place/result.json").status == 74)
    #expect(try scratch.read("place/result.json") == "old\n")
    #expect(try entries("place") == ["result.json"])
    let printed = try run(limit + "exit $?", output: "-")
    #expect(printed.status == 74)
    #expect(printed.errors == "endline: <stdout>: cannot be written: file too large\n")
  }

  /// Mounts only this process sees; without leave to mount (containers) the tests that need it are skipped.
  private static let mounting = "unshare $([ $(id -u) = 0 ] || echo -r) -m"
  private static let mountingIsAllowed: Bool = {
    guard let scratch = try? Scratch(),
      (try? scratch.write("\(mounting) mount -t tmpfs none \"$PWD\"", to: "try.sh")) != nil
    else { return false }
    return (try? scratch.run([], through: "try.sh").status) == 0
  }()

  @Test(.enabled(if: mountingIsAllowed, "mounting a file system is not permitted here"))
  func aFullDisk() throws {
    let script = """
      \(Self.mounting) bash -c '
        mount -t tmpfs -o size=16k none place || exit 99
        [ -z "$OLD" ] || echo old > place/result.json
        "$@"
        status=$?
        ls -A place
        [ -z "$OLD" ] || cat place/result.json
        exit $status' bash "$@"
      """
    let absent = try run(script, output: "place/result.json")
    #expect(absent.status == 74 && absent.output.isEmpty)
    #expect(absent.errors == "endline: place/result.json: cannot be written: no space left on device\n")
    let old = try run("OLD=1\nexport OLD\n" + script, output: "place/result.json")
    #expect(old.status == 74 && old.output == "result.json\nold\n")
  }

  @Test(.enabled(if: mountingIsAllowed, "mounting a file system is not permitted here"))
  func aReadOnlyDisk() throws {
    let outcome = try run(
      "\(Self.mounting) bash -c 'mount -t tmpfs -o ro none place && \"$@\"' bash \"$@\"", output: "place/result.json")
    #expect(outcome.status == 73)
    #expect(outcome.errors == "endline: place/result.json: cannot be made: read-only file system\(mend)\n")
  }

  /// Root may write anywhere, so root goes without that right.
  @Test func aFolderWithoutTheRightToWrite() throws {
    let outcome = try run(
      """
      chmod 555 place
      if [ $(id -u) = 0 ]; then set -- setpriv --bounding-set=-dac_override "$@"; fi
      "$@"
      """, output: "place/result.json")
    #expect(outcome.status == 73)
    #expect(outcome.errors == "endline: place/result.json: cannot be made: permission denied\(mend)\n")
    #expect(try entries("place").isEmpty)
  }

  @Test(arguments: [
    ("missing/result.json", "no such file or directory"), ("script.sh/result.json", "not a directory"),
    ("/proc/result.json", "no such file or directory"), ("dangling", "it is a link to nothing"),
    ("place", "it is a folder\nmend: name a file in it"),
  ])
  func noPlaceForAFile(output: String, reason: String) throws {
    try FileManager.default.createSymbolicLink(atPath: scratch.path("dangling"), withDestinationPath: "nowhere")
    let outcome = try run("exec \"$@\"", output: output)
    #expect(outcome.status == 73 && outcome.output.isEmpty)
    #expect(outcome.errors == "endline: \(output): cannot be made: \(reason)\(output == "place" ? "" : mend)\n")
    #expect(try entries("place").isEmpty)
  }

  /// Read through standard input, the file has no name that could be compared.
  @Test func theFileBehindStandardInput() throws {
    try scratch.write("id,visit,y\n1,0,1\n1,1,2\n2,0,1\n2,1,3\n", to: "trial.csv")
    try scratch.write("exec \"$@\" < trial.csv", to: "script.sh")
    let outcome = try scratch.run(
      ["change", "-", "--subject", "id", "--visit", "visit", "--outcome", "y", "-o", "trial.csv"], through: "script.sh")
    #expect(outcome.status == 73)
    #expect(
      outcome.errors == """
        endline: trial.csv: would overwrite the input <stdin>, which is the same file
        mend: write to another file

        """)
    #expect(try scratch.read("trial.csv").hasPrefix("id,visit,y\n1,0,1"))
  }

  @Test func permissionsAreKept() throws {
    try scratch.write("old", to: "result.json")
    for mode in [0o666, 0o640] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: scratch.path("result.json"))
      #expect(try run("umask 077\n\"$@\"", output: "result.json").status == 0)
      let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path("result.json"))
      #expect(attributes[.posixPermissions] as? Int == mode)
    }
  }
}
