/// How a change is told from the error of measurement. A new method is a file with its `ReliableIndex`, a case and a line
/// here.
public enum ReliableChangeMethod: String, Sendable, CaseIterable {
  case jacobsonTruax = "jacobson-truax"
  case gulliksenLordNovick = "gulliksen-lord-novick"
  case hsuLinnLord = "hsu-linn-lord"
  case edwardsNunnally = "edwards-nunnally"
  case nunnallyKotsch = "nunnally-kotsch"
  case hagemanArrindell = "hageman-arrindell"

  /// The authors' names, for people.
  var title: String {
    rawValue.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "-")
  }

  var index: any ReliableIndex.Type {
    switch self {
    case .jacobsonTruax: JacobsonTruaxIndex.self
    case .gulliksenLordNovick: GulliksenLordNovickIndex.self
    case .hsuLinnLord: HsuLinnLordIndex.self
    case .edwardsNunnally: EdwardsNunnallyIndex.self
    case .nunnallyKotsch: NunnallyKotschIndex.self
    case .hagemanArrindell: HagemanArrindellIndex.self
    }
  }
}
