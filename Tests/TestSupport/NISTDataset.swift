import Foundation

/// A file of NIST's Statistical Reference Datasets (StRD): data from line 61 or below a line of dashes, certified
/// values above them.
///
/// The files are not ours to ship. They are read from the folder that ENDLINE_NIST names, else from `shared/nist`
/// beside the project; tests that need them are skipped, visibly, where there are none.
package struct NISTDataset {
  private static let folder: String? = {
    let beside = Fixtures.root.deletingLastPathComponent().appending(path: "shared/nist").path
    let candidates = [ProcessInfo.processInfo.environment["ENDLINE_NIST"], beside].compactMap { $0 }
    return candidates.first { FileManager.default.fileExists(atPath: $0 + "/Longley.dat") }
  }()
  package static var isAvailable: Bool { folder != nil }

  private let lines: [[String]]

  package init(_ name: String) throws {
    let path = (NISTDataset.folder ?? "") + "/\(name).dat"
    lines = try String(contentsOfFile: path, encoding: .isoLatin1).split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
  }

  /// The table of data, by row.
  package var rows: [[Double]] {
    let rule = lines.lastIndex { $0.first?.hasPrefix("----") ?? false }
    return lines.dropFirst(rule.map { $0 + 1 } ?? 60).map { $0.compactMap(Double.init) }.filter { !$0.isEmpty }
  }

  /// Certified estimate and standard deviation of each coefficient, from lines "B0  estimate  sd".
  package var coefficients: [(estimate: Double, standardError: Double)] {
    lines.prefix(60).compactMap { words in
      guard words.count == 3, words[0].hasPrefix("B"), let estimate = Double(words[1]), let sd = Double(words[2]) else {
        return nil
      }
      return (estimate, sd)
    }
  }

  /// The last number of the first line that holds all these words.
  package func certified(_ words: String...) -> Double? {
    lines.prefix(60).first { line in words.allSatisfy(line.contains) && line.last.flatMap(Double.init) != nil }?.last
      .flatMap(Double.init)
  }
}
