import Endline
import Foundation
import Testing

/// An output file is absent, the old one byte for byte, or whole, however the process ends. A process that was killed
/// may leave its temporary file, hidden beside the output; one that was told to end leaves nothing.
@Suite(.serialized) struct InterruptedOutputTests {
  /// An analysis whose result takes a while to write: 200 outcomes, 1 MB of JSON.
  private struct Job {
    static let output = "result.json"
    static let old = "the old file\n"

    let scratch: Scratch
    let arguments: [String]
    /// What the file holds when nothing goes wrong, and how long it takes.
    let whole: String
    let seconds: Double

    init() throws {
      let outcomes = 0..<200
      scratch = try Scratch()
      var lines = ["id," + outcomes.map { "a\($0),b\($0)" }.joined(separator: ",")]
      for subject in 1...12 {
        lines.append("\(subject)," + outcomes.map { "\(subject * ($0 + 3) % 17),\(subject)" }.joined(separator: ","))
      }
      try scratch.write(lines.joined(separator: "\n") + "\n", to: "trial.csv")
      arguments =
        ["change", "trial.csv", "--subject", "id", "--format", "json", "-o", Self.output]
        + outcomes.flatMap { ["--wide", "y\($0)=a\($0):0,b\($0):1"] }
      let start = Date()
      #expect(try scratch.run(arguments).status == 0)
      seconds = Date().timeIntervalSince(start)
      whole = try scratch.read(Self.output)
      #expect(whole.utf8.count > 1_000_000)
    }

    func prepare(old: String?) throws {
      if let old { try scratch.write(old, to: Self.output) } else { try? remove(Self.output) }
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: scratch.path(name)) }

    /// The output as it is found; nil where there is none.
    func found() -> String? { try? scratch.read(Self.output) }

    /// Temporary files. Fails the test for anything else that does not belong there.
    func temporaries() throws -> [String] {
      let names = try scratch.entries().filter { $0 != "trial.csv" && $0 != Self.output }
      for name in names { #expect(name.wholeMatch(of: /\.result\.json\.[0-9]+-[0-9]+\.tmp/) != nil, "\(name)") }
      return names
    }

    /// Starts the job and returns as soon as its temporary file is there; nil where it was over before that was seen.
    func startAndSeeTemporary() throws -> Process? {
      let process = try scratch.start(arguments)
      let name = scratch.path(".\(Self.output).\(process.processIdentifier)-0.tmp")
      while process.isRunning { if unsafe access(name, F_OK) == 0 { return process } }
      return nil
    }
  }

  @Test(arguments: [nil, Job.old])
  func killedAtAnyMoment(old: String?) throws {
    let job = try Job()
    var moments = RandomStream(seed: old == nil ? 1 : 2)
    for _ in 0..<12 {
      try job.prepare(old: old)
      let process = try job.scratch.start(job.arguments)
      usleep(UInt32(moments.uniform() * 1.1e6 * job.seconds))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let found = job.found()
      #expect(found == old || found == job.whole, "\(found?.utf8.count ?? -1) bytes")
      for name in try job.temporaries() { try job.remove(name) }
    }
  }

  @Test(arguments: [nil, Job.old])
  func killedWhileWriting(old: String?) throws {
    let job = try Job()
    var moments = RandomStream(seed: old == nil ? 3 : 4)
    var left: [String] = []
    // Until a process has left something, which on a fast disk not every one does.
    for number in 0..<60 where number < 6 || left.isEmpty {
      try job.prepare(old: old)
      guard let process = try job.startAndSeeTemporary() else { continue }
      if number.isMultiple(of: 2) { usleep(UInt32(moments.uniform() * 4000)) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let found = job.found()
      #expect(found == old || found == job.whole, "\(found?.utf8.count ?? -1) bytes")
      left = try job.temporaries()
    }
    #expect(!left.isEmpty)
    // What was left stands in nobody's way.
    #expect(try job.scratch.run(job.arguments).status == 0)
    #expect(job.found() == job.whole)
    #expect(try job.temporaries() == left)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func toldToEndWhileWriting(signal: Int32) throws {
    let job = try Job()
    var ended = 0
    for number in 0..<40 where number < 4 || ended == 0 {
      let old = number.isMultiple(of: 2) ? nil : Job.old
      try job.prepare(old: old)
      guard let process = try job.startAndSeeTemporary() else { continue }
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit)
      let status = process.terminationStatus
      let found = job.found()
      #expect(status == 128 + signal || (status == 0 && found == job.whole))
      #expect(found == old || found == job.whole, "\(found?.utf8.count ?? -1) bytes")
      #expect(try job.temporaries().isEmpty)
      if status != 0 { ended += 1 }
    }
    #expect(ended > 0)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func toldToEndWhileComputing(signal: Int32) throws {
    let scratch = try Scratch()
    let values = (1...40).map { "\($0),\($0 % 2),\($0 * $0 % 31)\n" }.joined()
    try scratch.write("id,arm,y\n" + values, to: "trial.csv")
    let process = try scratch.start([
      "compare", "trial.csv", "--subject", "id", "--arm", "arm", "--outcome", "y", "--permutations", "100000000",
      "-o", "result.txt",
    ])
    usleep(100_000)
    let start = Date()
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(Date().timeIntervalSince(start) < 5)
    #expect(process.terminationReason == .exit && process.terminationStatus == 128 + signal)
    #expect(try scratch.entries() == ["trial.csv"])
  }
}
