import Foundation
import Testing

/// A program of Debian's, where it is installed.
private func installed(_ name: String) -> URL? {
  let url = URL(fileURLWithPath: "/usr/bin/\(name)")
  return FileManager.default.isExecutableFile(atPath: url.path) ? url : nil
}

/// The report and a site's page in a browser. Skipped, and said to be, where Debian's `chromium` and `tidy` are not
/// installed: `.ci/setup chromium tidy` installs them.
@Suite(.enabled(if: installed("chromium") != nil && installed("tidy") != nil, "needs chromium and tidy"))
struct ReportBrowserTests {
  private static let pages = ["index.html", "site-b.html"]
  private static let widths = [1280, 390]

  private func made() throws -> Scratch {
    let scratch = try Scratch()
    let study = Scratch.project.appendingPathComponent("Datasets/imr-trial-synthetic/study.yaml").path
    #expect(try scratch.run(["report", study, "-o", "out"], in: scratch.folder).status == 0)
    return scratch
  }

  /// What a program prints, and its status.
  private func run(_ program: URL, _ arguments: [String], in folder: URL) throws -> (status: Int32, text: String) {
    let output = folder.appendingPathComponent("printed.txt")
    try Data().write(to: output)
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = program.lastPathComponent == "tidy" ? process.standardOutput : FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOf: output, encoding: .utf8))
  }

  /// Each page stands in frames of both widths; a script that is added to a copy of it tells the frame's owner how wide it
  /// became and what it asked of the network. One start of the browser shows all.
  @Test func pagesFitTheirWindowAndAskForNothing() throws {
    let scratch = try made()
    var frames = ""
    for name in Self.pages {
      let page = try scratch.read("out/\(name)")
      let policy =
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
      #expect(page.contains(policy), "\(name)")
      // The policy would keep the script out: everything else is the page as it is.
      let script = """
        <script>parent.postMessage([location.hash, document.documentElement.scrollWidth, innerWidth,
        performance.getEntriesByType("resource").length].join(" "), "*")</script></body>
        """
      try scratch.write(
        page.replacing(policy, with: "").replacing("</body>", with: script), to: "copy-\(name)")
      for width in Self.widths {
        frames +=
          "<iframe src=\"copy-\(name)#\(name)-\(width)\" width=\"\(width)\" height=\"800\" style=\"border:0\"></iframe>\n"
      }
    }
    let wrapper = """
      <!DOCTYPE html><body><script>
      addEventListener("message", e => document.body.append(document.createElement("hr"), "FOUND " + e.data + " END"))
      </script>
      \(frames)</body>
      """
    try scratch.write(wrapper, to: "wrapper.html")
    let browser = try #require(installed("chromium"))
    let (_, text) = try run(
      browser,
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
        "--user-data-dir=\(scratch.path("profile"))", "--window-size=1400,1000", "--virtual-time-budget=10000",
        "--dump-dom", "file://\(scratch.path("wrapper.html"))",
      ], in: scratch.folder)
    let found = text.matches(of: try Regex("FOUND #([^ ]+) ([0-9]+) ([0-9]+) ([0-9]+) END")).map { match in
      (1..<5).map { String(match.output[$0].substring ?? "") }
    }
    #expect(found.count == Self.pages.count * Self.widths.count, "\(found)")
    for line in found {
      #expect(Int(line[1]) ?? .max <= Int(line[2]) ?? 0, "\(line[0]) scrolls sideways: \(line[1]) in \(line[2])")
      #expect(line[0].hasSuffix("-\(line[2])"), "\(line)")
      #expect(line[3] == "0", "\(line[0]) asks the network for \(line[3]) files")
    }
  }

  @Test func pagesAreValid() throws {
    let scratch = try made()
    let tidy = try #require(installed("tidy"))
    for name in Self.pages {
      let (status, text) = try run(tidy, ["-q", "-e", "out/\(name)"], in: scratch.folder)
      let errors = text.split(separator: "\n").filter { $0.contains("Error:") }
      // 1 is warnings, 2 errors.
      #expect(status < 2 && errors.isEmpty, "\(name): \(errors.prefix(3))")
    }
  }
}
