import Charts

/// One small chart of each kind, and the hard cases: long labels, twelve arms, missing cells. All numbers are made up.
enum SampleCharts {
  /// By the names of their approved files.
  static let small: [(name: String, chart: any Chart)] = [
    ("means", means), ("forest", forest), ("forest-of-ratios", ratios), ("caterpillar", caterpillar(sites: 8)),
    ("funnel", funnel), ("power", power), ("waterfall", waterfall), ("trajectories", trajectories),
    ("before-after", beforeAfter),
    ("flow", flow), ("missing-pattern", missing),
  ]

  static let hard: [(name: String, chart: any Chart)] = [
    ("means-of-twelve-arms", meansOfTwelveArms), ("caterpillar-of-forty", caterpillar(sites: 40)),
    ("flow-of-three-arms", flowOf(arms: 3)), ("flow-of-twelve-arms", flowOf(arms: 12)),
    ("missing-pattern-of-twelve-visits", missingOfTwelveVisits),
    ("trajectories-of-twelve-arms", trajectoriesOfTwelveArms),
    ("forest-of-long-labels", forestOfLongLabels), ("waterfall-of-thousands", waterfallOfThousands),
  ]

  static let attack = "<script>alert('x')</script> & \"y\" \u{1B}[31m\u{202E}"
  static let longLabel = "Illness Management and Recovery with weekly groups in the community, offered for nine months"

  static func interval(_ estimate: Double, _ half: Double) -> Interval {
    Interval(estimate, low: estimate - half, high: estimate + half)
  }

  static let means: MeansChart = {
    let treated: [Interval] = [interval(15, 2.3), interval(13.9, 2.9), interval(13.2, 3.1), interval(11.7, 2.9)]
    let control: [Interval] = [interval(18.9, 2.5), interval(17.3, 3), Interval(nil), interval(13.3, 3.1)]
    let difference: [Interval] = [interval(-3.9, 3.4), interval(-3.4, 4.2), Interval(nil), Interval(-1.6, high: 2.7)]
    return MeansChart(
      title: "bdi by month and treatment", subtitle: "Marginal means with 95% confidence intervals", valueName: "bdi",
      visits: ["2", "3", "5", "8"], visitName: "month",
      series: [
        .init(label: "BtheB", points: treated, counts: [52, 37, 29, 27], style: 0),
        .init(label: "TAU", points: control, counts: [45, 36, nil, 25], style: 1),
      ],
      differences: [.init(label: "BtheB - TAU", points: difference, style: 0)],
      differenceName: "Difference, BtheB - TAU")
  }()

  static let meansOfTwelveArms: MeansChart = {
    var series: [MeansChart.Series] = []
    for arm in 0..<12 {
      var points: [Interval] = []
      for visit in 0..<12 {
        points.append(visit == 5 ? Interval(nil) : interval(Double(visit * 3 - arm), 2.5))
      }
      let label = arm % 3 == 0 ? "\(longLabel), number \(arm + 1)" : "Arm \(arm + 1)"
      series.append(.init(label: label, points: points, counts: Array(repeating: 1234, count: 12), style: arm))
    }
    let visits: [String] = (1...12).map { $0 == 4 ? "Unscheduled" : "Visit \($0)" }
    return MeansChart(
      title: "A title that is too long for one line, as titles often are: \(longLabel)",
      subtitle: "Observed means with 95% confidence intervals", valueName: "gaf_f", visits: visits, visitName: "visit",
      series: series, differences: Array(series.dropFirst()), differenceName: "Differences to the control arm")
  }()

  static let forest = ForestChart(
    title: "bdi: differences between the arms", subtitle: "95% confidence intervals",
    axisName: "Mean difference, BtheB - TAU",
    rows: [
      .init(label: "Month 2", interval: Interval(nil), kind: .heading),
      .init(label: "Welch", interval: interval(-4.755, 4.3)), .init(label: "ANCOVA", interval: interval(-3.954, 3.4)),
      .init(label: "Month 3", interval: Interval(nil), kind: .heading),
      .init(label: "Welch", interval: interval(-5.6, 5.4)),
      .init(label: "ANCOVA", interval: Interval(-5, low: nil, high: -0.5)),
      .init(label: "Permutation", interval: Interval(nil)),
    ], sides: ("lower under BtheB", "higher under BtheB"))

  static let ratios = ForestChart(
    title: "Risk ratios of five studies", axisName: "Risk ratio",
    rows: [
      .init(
        label: "A study with a long list of authors (2008), Norway", interval: Interval(1.5, low: 0.8, high: 2.9),
        weight: 30),
      .init(label: "Small (1999)", interval: Interval(0.3, low: 0.0001, high: 12), weight: 1),
      .init(label: "Big (2020)", interval: Interval(1.1, low: 1, high: 1.21), weight: 100),
      .init(label: "Together", interval: Interval(1.12, low: 1.02, high: 1.23), kind: .pooled),
    ], isLogarithmic: true, reference: 1, limits: 0.1...10, sides: ("favours control", "favours treatment"))

  static let forestOfLongLabels: ForestChart = {
    var rows: [ForestChart.Row] = []
    for row in 0..<12 {
      let size = row % 2 == 0 ? 1e8 : 1.0
      rows.append(.init(label: "\(longLabel) \(row)", interval: interval(Double(row) * size, size * 1.2345)))
    }
    return ForestChart(title: longLabel, axisName: longLabel, rows: rows, sides: (longLabel, longLabel))
  }()

  static func caterpillar(sites: Int) -> CaterpillarChart {
    var rows: [CaterpillarChart.Row] = []
    for site in 0..<sites {
      let value = Double((site * 37) % 23) * 0.3 - 3
      let label = site == 3 ? "St. Olav's hospital, department of psychiatry" : "Site \(site + 1)"
      rows.append(.init(label: label, interval: interval(value, 1 + Double(site % 5) * 0.4), raw: value * 1.4))
    }
    return CaterpillarChart(
      title: "Sites ranked by gaf_f", subtitle: "Shrunken estimates with 95% intervals",
      axisName: "Difference from the overall mean", rows: rows, overall: 0)
  }

  static let funnel: FunnelChart = {
    var narrow: [(n: Double, low: Double, high: Double)] = []
    var wide: [(n: Double, low: Double, high: Double)] = []
    for size in 2...30 {
      let n = Double(size * 4)
      let error = 12 / n.squareRoot()
      narrow.append((n, 50 - 2 * error, 50 + 2 * error))
      wide.append((n, 50 - 3.1 * error, 50 + 3.1 * error))
    }
    var sites: [FunnelChart.Site] = []
    for site in 0..<24 {
      let value = 50 + Double((site * 31) % 17 - 8) * 0.9
      sites.append(.init(label: "Site \(site + 1)", n: Double(10 + (site * 53) % 110), value: value))
    }
    return FunnelChart(
      title: "gaf_f by site", subtitle: "Means adjusted for case mix", valueName: "Adjusted mean of gaf_f", target: 50,
      sites: sites, limits: [.init(label: "95% limits", points: narrow), .init(label: "99.8% limits", points: wide)])
  }()

  static let power = PowerChart(
    title: "Power: two means", subtitle: "SD 12; alpha 0.05", xName: "Analysed subjects in all",
    curves: (0..<3).map { curve in
      // As of a normal test, near enough.
      let points = (1...40).map { step -> (x: Double, power: Double) in
        let x = Double(8 * step)
        return (x, x / (x + 90 - 25 * Double(curve)))
      }
      return PowerChart.Curve(
        label: "difference \(curve + 4)", points: points,
        mark: curve == 2 ? nil : (x: 214 - 76 * Double(curve), power: 0.7))
    }, targets: [0.7])

  static let waterfall = WaterfallChart(
    title: "Change of bdi from month 0 to 8", valueName: "Change of bdi",
    arms: [
      .init(label: "BtheB", changes: (0..<27).map { Double(($0 * 17) % 37) - 30 }),
      .init(label: "TAU", changes: (0..<25).map { Double(($0 * 13) % 41) - 25 }),
    ], threshold: 8)

  static let waterfallOfThousands = WaterfallChart(
    title: "Change of many", valueName: "Change",
    arms: [.init(label: "All", changes: (0..<5000).map { Double(($0 * 7919) % 5000) - 2000 })])

  static func courses(_ subjects: Int, fall: Double) -> [[Double?]] {
    var courses: [[Double?]] = []
    for subject in 0..<subjects {
      var course: [Double?] = []
      for visit in 0..<5 {
        let isMissing = (subject % 4 == 1 && visit > 2) || (subject % 9 == 3 && (visit == 3 || visit == 1))
        let start = Double((subject * 7) % 40)
        let noise = Double((subject * visit * 5) % 9)
        course.append(isMissing ? nil : start * (1 - Double(visit) * fall) + noise)
      }
      courses.append(course)
    }
    return courses
  }

  static let trajectories = TrajectoryChart(
    title: "bdi of every subject", valueName: "bdi", visits: ["0", "2", "3", "5", "8"], visitName: "month",
    arms: [
      .init(label: "BtheB", courses: courses(22, fall: 0.12)), .init(label: "TAU", courses: courses(18, fall: 0.05)),
    ])

  static let trajectoriesOfTwelveArms = TrajectoryChart(
    title: "Every subject", valueName: longLabel,
    visits: ["Screening", "Randomisation", "Mid-treatment", "End", "Follow-up"],
    visitName: "", arms: (0..<12).map { .init(label: "\(longLabel) \($0)", courses: courses($0, fall: 0.1)) })

  static let beforeAfter: BeforeAfterChart = {
    var treated: [(before: Double, after: Double)] = [(10, 10), (10, 10), (10, 10)]
    var control: [(before: Double, after: Double)] = []
    for subject in 0..<30 {
      let first = Double((subject * 7) % 50)
      treated.append((first, first * 0.5 + Double((subject * 3) % 9)))
      control.append((first, first * 0.8 + Double((subject * 5) % 11)))
    }
    return BeforeAfterChart(
      title: "bdi at months 0 and 8", beforeName: "bdi at month 0", afterName: "bdi at month 8",
      arms: [.init(label: "BtheB", pairs: treated), .init(label: "TAU", pairs: control)], reliableChange: 9,
      cutoff: 14.3)
  }()

  static let flow = FlowChart(
    title: "Participants",
    steps: [
      .init(
        .init("Assessed for eligibility", count: nil),
        excluded: .init("Excluded", count: nil, details: ["reasons: not supplied"])),
      .init(.init("In the data", count: 100)),
    ],
    arms: [
      [
        .init("Allocated to BtheB", count: 52), .init("Month 2", count: 52, details: ["not observed: 0"]),
        .init("Month 8", count: 27, details: ["not observed: 25"]), .init("Analysed", count: nil),
      ],
      [
        .init("Allocated to TAU", count: 48), .init("Month 2", count: 45, details: ["not observed: 3"]),
        .init("Month 8", count: 25, details: ["not observed: 23"]),
      ],
    ])

  static func flowOf(arms: Int) -> FlowChart {
    var columns: [[FlowChart.Box]] = []
    for arm in 0..<arms {
      columns.append([
        .init("Allocated to \(longLabel) \(arm + 1)", count: 50),
        .init("gaf_f at follow-up", count: 18, details: ["not observed: 32"]),
      ])
    }
    return FlowChart(
      title: longLabel,
      steps: [
        .init(.init("Assessed for eligibility", count: 200), excluded: .init("Excluded", count: 50)),
        .init(.init("Randomised", count: 150)),
      ], arms: columns)
  }

  static let missing = MissingPatternChart(
    title: "When bdi is observed", visits: ["0", "2", "3", "5", "8"], visitName: "month", groups: ["BtheB", "TAU"],
    patterns: [
      .init(isObserved: [true, false, false, false, false], counts: [22, 15]),
      .init(isObserved: [true, true, true, true, true], counts: [27, 25]),
      .init(isObserved: [true, true, true, true, false], counts: [2, 4]),
      .init(isObserved: [true, true, false, true, false], counts: [1, 0]),
    ])

  static let missingOfTwelveVisits: MissingPatternChart = {
    var patterns: [MissingPatternChart.Pattern] = []
    for pattern in 0..<50 {
      var isObserved: [Bool] = []
      for visit in 0..<12 { isObserved.append(visit < 12 - pattern % 12 || (pattern * visit) % 7 == 3) }
      patterns.append(.init(isObserved: isObserved, counts: [60 - pattern, 50 - pattern]))
    }
    return MissingPatternChart(
      title: "When gaf_f is observed", visits: (1...12).map { "Week \($0 * 4)" }, visitName: "visit",
      groups: ["Treatment as usual", longLabel], patterns: patterns)
  }()
}
