import Foundation

/// A file of NIST's Statistical Reference Datasets (StRD): data from line 61, certified values above them.
///
/// The files are not ours to ship. They are read from the folder that ENDLINE_NIST names, else from `shared/nist`
/// beside the project; tests that need them are skipped, visibly, where there are none.
struct NISTDataset {
  static let folder: String? = {
    let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let beside = project.deletingLastPathComponent().appending(path: "shared/nist").path
    let candidates = [ProcessInfo.processInfo.environment["ENDLINE_NIST"], beside].compactMap { $0 }
    return candidates.first { FileManager.default.fileExists(atPath: $0 + "/Longley.dat") }
  }()
  static var isAvailable: Bool { folder != nil }

  let lines: [[String]]

  init(_ name: String) throws {
    let path = (NISTDataset.folder ?? "") + "/\(name).dat"
    lines = try String(contentsOfFile: path, encoding: .isoLatin1).split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
  }

  /// The table of data, by row.
  var rows: [[Double]] { lines.dropFirst(60).map { $0.compactMap(Double.init) }.filter { !$0.isEmpty } }

  /// Certified estimate and standard deviation of each coefficient, from lines "B0  estimate  sd".
  var coefficients: [(estimate: Double, standardError: Double)] {
    lines.prefix(60).compactMap { words in
      guard words.count == 3, words[0].hasPrefix("B"), let estimate = Double(words[1]), let sd = Double(words[2]) else {
        return nil
      }
      return (estimate, sd)
    }
  }

  /// The last number of the first line that holds all these words.
  func certified(_ words: String...) -> Double? {
    lines.prefix(60).first { line in words.allSatisfy(line.contains) && line.last.flatMap(Double.init) != nil }?.last
      .flatMap(Double.init)
  }
}

/// Digits of agreement: −log₁₀ of the relative error (absolute where the certified value is 0), at most 16. NIST's LRE.
func digits(_ value: Double?, _ certified: Double?) -> Double {
  guard let value, let certified else { return -.infinity }
  if value == certified { return 16 }
  let error = abs(value - certified)
  return min(16, -log10(certified == 0 ? error : error / abs(certified)))
}
