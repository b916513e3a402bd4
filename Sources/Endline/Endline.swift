// The library product: re-exports only, no code lives here.
@_exported import Charts
@_exported import Comparisons
@_exported import Diagnostics
@_exported import Distributions
@_exported import EffectSizes
@_exported import Estimates
@_exported import Inference
@_exported import Instruments
@_exported import LinearAlgebra
@_exported import MixedModels
@_exported import Optimization
@_exported import Reliability
@_exported import Reports
@_exported import SiteComparisons
@_exported import StudyReports
@_exported import Tables
@_exported import Trials
