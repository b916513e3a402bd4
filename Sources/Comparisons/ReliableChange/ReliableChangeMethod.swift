/// How a change is told from the error of measurement. A new method is a file with its `ReliableIndex`, a case and a line
/// here.
public enum ReliableChangeMethod: String, Sendable, CaseIterable {
  case jacobsonTruax = "jacobson-truax"
  case gulliksenLordNovick = "gulliksen-lord-novick"
  case hsuLinnLord = "hsu-linn-lord"
  case edwardsNunnally = "edwards-nunnally"
  case nunnallyKotsch = "nunnally-kotsch"
  case hagemanArrindell = "hageman-arrindell"
  /// Whether a subject's own course over all visits rises or falls (Speer & Greenbaum 1995): `CourseIndices`.
  case mixedModel = "mixed-model"
  /// Whether it does so more or less than the mean course. R: `clinicalsignificance`'s `rci_method = "HLM"`.
  case mixedModelDeviation = "mixed-model-deviation"

  /// Whether it goes by the reliability of the scores; else by the courses of a mixed model.
  public var needsReliability: Bool { index != nil }

  /// For people: the authors' names.
  var title: String {
    switch self {
    case .mixedModel: return "mixed model"
    case .mixedModelDeviation: return "mixed model, deviation from the mean course"
    default: break
    }
    return rawValue.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "-")
  }

  /// nil where the index is of a course and not of two scores.
  var index: (any ReliableIndex.Type)? {
    switch self {
    case .mixedModel, .mixedModelDeviation: nil
    case .jacobsonTruax: JacobsonTruaxIndex.self
    case .gulliksenLordNovick: GulliksenLordNovickIndex.self
    case .hsuLinnLord: HsuLinnLordIndex.self
    case .edwardsNunnally: EdwardsNunnallyIndex.self
    case .nunnallyKotsch: NunnallyKotschIndex.self
    case .hagemanArrindell: HagemanArrindellIndex.self
    }
  }
}
