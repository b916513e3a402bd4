/// Why a model cannot be estimated at all.
package enum MixedModelError: Error, Equatable {
  /// No row has the outcome and every variable of the model.
  case nothingObserved
  /// Every column of the design is zero.
  case nothingVaries
  /// The fixed effects reproduce the outcome: there is no error to model.
  case nothingLeftOver
  case tooFewObservations(observations: Int, columns: Int)
}
