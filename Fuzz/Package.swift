// swift-tools-version: 6.2

import PackageDescription

// A package of its own: libFuzzer brings the `main`, which the plain `swift build` of the parent could not link.
let targets = ["FuzzTables", "FuzzStudy", "FuzzWhere", "FuzzWide", "FuzzLevels", "FuzzFormula", "FuzzMoments"]

let package = Package(
  name: "Fuzz",
  products: targets.map { .executable(name: $0, targets: [$0]) },
  dependencies: [.package(name: "Endline", path: "..")],
  targets: [
    .target(
      name: "Expectation", dependencies: [.product(name: "Endline", package: "Endline")],
      swiftSettings: [.enableUpcomingFeature("InternalImportsByDefault")])
  ]
    + targets.map { name in
      .executableTarget(
        name: name, dependencies: ["Expectation", .product(name: "Endline", package: "Endline")],
        swiftSettings: [.unsafeFlags(["-parse-as-library"])])
    },
  cxxLanguageStandard: .cxx17
)
