import Endline

/// The chart of power that is asked for.
struct PowerPlot {
  private let file: String

  init?(file: String?, besides output: String?) throws {
    guard let file else { return nil }
    let name = file.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard name.lowercased().hasSuffix(".svg"), name.count > 4 else { throw PlotUsageError.notSVG(file) }
    if let output, output == file { throw DiagnosisUsageError.sameFile("-o", "--plot", file) }
    self.file = file
    try OutputTarget.file(file, inputs: []).check()
  }

  func save(_ plan: PowerPlan) throws -> [String] { [] }
}
