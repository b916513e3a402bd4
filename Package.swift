// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
]

/// A library target of ours: a folder under `Sources`, with the tests of the same name under `Tests`.
func layer(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], plugins: [Target.PluginUsage] = []
) -> [Target] {
  [
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict, plugins: plugins),
    .testTarget(
      name: name + "Tests", dependencies: [.target(name: name), "TestSupport"] + dependencies,
      exclude: ["Fixtures"], swiftSettings: strict),
  ]
}

// Lowest first; a target may depend only on targets above its own line.
let c: [Target] = [
  .systemLibrary(name: "COpenBLAS"),
  .target(name: "CBoostMath"),
]

let numbers: [Target] =
  layer("Optimization")
  + layer("LinearAlgebra", ["COpenBLAS"])
  + layer("Distributions", ["CBoostMath", "Optimization"])

let data: [Target] =
  layer("Diagnostics")
  + layer("Estimates")
  + layer("Tables", ["Diagnostics"])
  + [
    // Tested by what it reads: studies and instruments.
    .target(
      name: "Descriptions", dependencies: ["Diagnostics", "Tables", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .plugin(name: "EmbedCatalogue", capability: .buildTool()),
  ]
  + layer(
    "Instruments", ["Descriptions", "Diagnostics", "Tables"], exclude: ["Catalogue"],
    plugins: [.plugin(name: "EmbedCatalogue")])
  + layer("PublishedNumbers", ["Diagnostics", "Tables"])
  + layer("Trials", ["Descriptions", "Diagnostics", "Instruments", "Tables", "LinearAlgebra"])

let methods: [Target] =
  layer("EffectSizes", ["Distributions", "Optimization"])
  + layer("Inference", ["Distributions", "Estimates"])
  + layer(
    "MetaAnalysis",
    [
      "Diagnostics", "Estimates", "EffectSizes", "PublishedNumbers", "Trials", "Tables", "LinearAlgebra",
      "Optimization", "Distributions",
    ])
  + layer(
    "Reliability", ["Diagnostics", "Estimates", "Trials", "LinearAlgebra", "Distributions"])
  + layer(
    "MixedModels",
    [
      "Diagnostics", "Estimates", "Inference", "Trials", "Tables", "LinearAlgebra", "Optimization", "Distributions",
    ])
  + layer(
    "Comparisons",
    [
      "Estimates", "EffectSizes", "Inference", "MixedModels", "Trials", "Tables", "LinearAlgebra", "Optimization",
      "Distributions",
    ])
  + layer(
    "SiteComparisons",
    [
      "Diagnostics", "Estimates", "Inference", "EffectSizes", "MetaAnalysis", "Comparisons", "MixedModels", "Trials",
      "Tables", "LinearAlgebra", "Distributions",
    ])

let planning: [Target] =
  layer(
    "PowerAnalysis",
    ["Estimates", "EffectSizes", "MixedModels", "LinearAlgebra", "Optimization", "Distributions"])

let evidence: [Target] =
  layer(
    "PublishedEffects",
    ["Diagnostics", "Estimates", "EffectSizes", "Comparisons", "PublishedNumbers", "Distributions"])
  + layer(
    "ClaimAudit",
    ["Diagnostics", "Estimates", "Tables", "PublishedNumbers", "Instruments", "EffectSizes", "Distributions"])

let pages: [Target] =
  layer("Charts", ["Diagnostics", "Estimates"])
  + layer("Reports", ["Diagnostics", "Estimates", "Instruments", "Tables"])
  + layer(
    "StudyReports",
    [
      "Diagnostics", "Estimates", "Inference", "Tables", "Instruments", "Trials", "Comparisons", "MixedModels",
      "SiteComparisons", "Charts", "Reports", "Distributions",
    ])

let face: [Target] = [
  .target(
    name: "Endline",
    dependencies: [
      "Diagnostics", "Optimization", "LinearAlgebra", "Distributions", "Estimates", "Tables", "PublishedNumbers",
      "Instruments", "ClaimAudit", "Trials", "EffectSizes", "Inference", "MetaAnalysis", "Comparisons",
      "PublishedEffects", "Reliability", "MixedModels", "SiteComparisons", "PowerAnalysis", "Charts",
      "Reports",
      "StudyReports",
    ], swiftSettings: strict),
  .executableTarget(
    name: "EndlineCLI",
    dependencies: ["Endline", .product(name: "ArgumentParser", package: "swift-argument-parser")],
    swiftSettings: strict),
  .testTarget(
    name: "EndlineCLITests", dependencies: ["Endline", "EndlineCLI"], exclude: ["Fixtures"], swiftSettings: strict),
]

// What tests share, and the page that `make verify` writes from what they compared.
let verification: [Target] = [
  .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
  .testTarget(name: "ConformanceTests", dependencies: ["Estimates", "TestSupport"], swiftSettings: strict),
]

let package = Package(
  name: "Endline",
  products: [
    .library(name: "Endline", targets: ["Endline"]),
    .executable(name: "endline", targets: ["EndlineCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
    .package(url: "https://github.com/jpsim/Yams", .upToNextMinor(from: "6.2.2")),
  ],
  targets: c + numbers + data + methods + planning + evidence + pages + face + verification,
  cxxLanguageStandard: .cxx17
)
