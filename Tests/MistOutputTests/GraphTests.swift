import MistModel
import MistOutput
import Testing

/// Pictures held to the letter.
@Suite struct GraphTests {
  private static let start = 1_425_200_400.0
  private static let span = GraphSpan(start: start, stop: start + 400, step: 10)

  /// A value every ten seconds.
  private static func points(_ value: (Int) -> Double?) -> [Series.Point] {
    (0..<40).map { Series.Point(time: start + Double($0) * 10, value: value($0)) }
  }

  /// What a counter of 64 bits that wrapped looks like, and what sums up to no number.
  @Test func noPeakIsTooHighToBeDrawn() {
    for peak in [18_446_744_073_709_551_615.0, .greatestFiniteMagnitude, -.greatestFiniteMagnitude] {
      let points = Self.points { $0 > 37 ? peak : Double($0 % 3) }
      let drawn = spark(of: points, unit: "", over: Self.span, width: 20, glyphs: .blocks)
      #expect(drawn.count == 20 && drawn.last == (peak > 0 ? "█" : "▁"))
      #expect(!Self.text([GraphedMetric(label: "m", unit: "", points: points)], width: 60, height: 4).isEmpty)
    }
  }

  private static let ramp = points { Double($0) * 100 / 39 }
  /// One peak that must not make the rest flat, after a time without values.
  private static let traffic = points { $0 == 20 ? 287e6 : $0 < 10 ? nil : 34_400 + Double(($0 * 7919) % 100) * 5000 }

  private static func text(
    _ metrics: [GraphedMetric], width: Int, height: Int, glyphs: GraphGlyphs = .blocks, span: GraphSpan = span
  ) -> String {
    graphText(of: metrics, over: span, width: width, height: height, glyphs: glyphs, footing: "step 10 s · 4 s ago")
  }

  @Test func anAreaRisesWithItsValues() {
    let metric = GraphedMetric(label: "db1  cpu.total.nonidle", unit: "%", points: Self.ramp, threshold: 90)
    #expect(
      Self.text([metric], width: 80, height: 8) == """
        db1  cpu.total.nonidle                             now 100% · avg 50% · max 100%
        100% ┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌▂▂▄▅▅▇▇██
             │                                                       ▂▂▃▃▅▅▇▇███████████
             │                                              ▂▂▃▃▅▅▆▆████████████████████
             │                                     ▁▁▃▃▅▅▆██████████████████████████████
         50% ┤                            ▁▁▃▄▄▆▆███████████████████████████████████████
             │                  ˙˙▃▃▄▄▆▆▇▇██████████████████████████████████████████████
             │         ˙˙▂▂▄▄▆▆▇████████████████████████████████████████████████████████
             │▁▁▂▂▄▄▅▇▇█████████████████████████████████████████████████████████████████
           0 ┼┴──────────┴──────────┴──────────┴──────────┴──────────┴──────────┴───────
            09:00      09:01      09:02      09:03      09:04      09:05      09:06
        step 10 s · 4 s ago
        """)
  }

  @Test func aPeakIsMarkedAndAGapIsNoValue() {
    let metric = GraphedMetric(label: "db1  interface.total.if_octets.rx", unit: "B/s", points: Self.traffic)
    #expect(
      Self.text([metric], width: 80, height: 4) == """
        db1  interface.total.if_octets.rx       now 239KB/s · avg 9.83MB/s · max 287MB/s
        600KB/s ┤                  ▂▂       ▁       ↑↑▅▅       ▃▃       ▂▂       ˙˙
                │                  ██     ▄▄█      ▃████    ▁▆▆██     ▅▅██     ▄▄██
        300KB/s ┤                  ██ ▂▂▇▇███    ▆▆█████  ▄▄█████  ▃██████  ▂▇▇████   ▅▅
                │··················██▅███████▃▃█████████▇▇███████▆▆███████▄▄███████▃████
              0 ┼┴─────────┴──────────┴─────────┴──────────┴──────────┴─────────┴───────
               09:00     09:01      09:02     09:03      09:04      09:05     09:06
        step 10 s · 4 s ago
        """)
  }

  @Test func withoutBlocksItIsDrawnInASCII() {
    let metric = GraphedMetric(label: "db1  interface.total.if_octets.rx", unit: "B/s", points: Self.traffic)
    #expect(
      Self.text([metric], width: 80, height: 4, glyphs: .ascii) == """
        db1  interface.total.if_octets.rx         now 239KB/s, avg 9.83MB/s, max 287MB/s
        600KB/s +                  ..       _       ^^++       --       ..       ''
                |                  %%     ==%      -%%%%    _**%%     ++%%     ==%%
        300KB/s +                  %% ..##%%%    **%%%%%  ==%%%%%  -%%%%%%  .##%%%%   ++
                |::::::::::::::::::%%+%%%%%%%--%%%%%%%%%##%%%%%%%**%%%%%%%==%%%%%%%-%%%%
              0 ++---------+----------+---------+----------+----------+---------+-------
               09:00     09:01      09:02     09:03      09:04      09:05     09:06
        step 10 s · 4 s ago
        """)
  }

  @Test func aColumnOfManyValuesHasItsHighestMarked() {
    let points = (0..<400).map { (index: Int) -> Series.Point in
      let value: Double = index % 10 == 3 ? 95 : Double(index % 7) * 8
      return Series.Point(time: Self.start + Double(index), value: value)
    }
    let metric = GraphedMetric(label: "db1  cpu", unit: "%", points: points)
    let span = GraphSpan(start: Self.start, stop: Self.start + 400, step: 1)
    #expect(
      Self.text([metric], width: 46, height: 4, span: span) == """
        db1  cpu            now 0% · avg 31% · max 95%
        100% ┤˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙˙
             │
         50% ┤ ▂▂▂▃▁▅ ▂▂▂▃▁▅ ▂▂▂▃▁▅ ▂▂▂▃▁▅ ▂▂▂▃▁▅ ▂▂▂▃
             │████████████████████████████████████████
           0 ┼┴───────────┴───────────┴───────────┴───
            09:00       09:02       09:04       09:06
        step 10 s · 4 s ago
        """)
  }

  @Test func severalStandOnOneAxis() {
    let hills = Self.points { ($0 / 8) % 2 == 0 ? nil : Double(($0 * 37) % 90) }
    let metrics = [
      GraphedMetric(label: "db1  cpu.total.nonidle", unit: "%", points: hills, threshold: 60),
      GraphedMetric(label: "db1  interface.total.if_octets.rx", unit: "B/s", points: Self.traffic),
    ]
    #expect(
      Self.text(metrics, width: 60, height: 4) == """
        db1  cpu.total.nonidle           now 67% · avg 47% · max 84%
           100% ┤               ▃▃              ▁     ▃
                │╌╌╌╌╌╌╌╌╌╌╌▅▅╌╌██╌▆╌╌╌╌╌╌╌╌╌╌╌╌█╌▄╌╌╌█╌╌▆╌╌╌╌╌╌╌╌╌╌
            50% ┤          ˙██ ███▂█            █˙█  ▇█▂▂█
                │··········███▄█████▅···········███▃▃█████··········
              0 ┼┴──────────────┴──────────────┴──────────────┴─────
        db1  interface.total.if_octets.rx
        now 239KB/s · avg 9.83MB/s · max 287MB/s
        600KB/s ┤             ▂     ▁     ↑↑▅     ▃      ▂     ˙
                │             █    ▄█    ▃███   ▁▆█    ▅▅█    ▄█
        300KB/s ┤             █ ▂▂▇██   ▆████ ▄▄███  ▃████ ▂▇▇██   ▅
                │·············█▅█████▃▃██████▇█████▆▆█████▄█████▃███
              0 ┼┴──────────────┴──────────────┴──────────────┴─────
               09:00          09:02          09:04          09:06
        step 10 s · 4 s ago
        """)
  }

  @Test func valuesBelowNothingHaveTheirRoom() {
    let metric = GraphedMetric(label: "db1  temperature", unit: "C", points: Self.points { Double($0) - 20 })
    #expect(
      Self.text([metric], width: 60, height: 5) == """
        db1  temperature            now 19 C · avg -0.5 C · max 19 C
         20 C ┤                                          ˙˙▁▂▃▃▄▅▆▆▇
              │                                ˙▁▂▂▃▄▅▅▆▇███████████
              │                     ˙˙▁▂▃▄▄▅▆▇▇█████████████████████
              │           ˙▁▂▂▃▄▅▅▆▇████████████████████████████████
              │▁▁▁▂▃▄▄▅▆▇▇██████████████████████████████████████████
        -20 C ┼┴──────────────┴───────────────┴───────────────┴─────
             09:00          09:02           09:04           09:06
        step 10 s · 4 s ago
        """)
  }

  @Test func nothingMeasuredIsSaid() {
    let metric = GraphedMetric(label: "db1  users", unit: "", points: [])
    #expect(
      Self.text([metric], width: 30, height: 2) == """
        db1  users             no data
        1 ┤
          │···························
        0 ┼┴───────┴───────┴───────┴──
         09:00   09:02   09:04   09:06
        step 10 s · 4 s ago
        """)
  }

  @Test func theCoarserAnswerOfAServiceFillsItsTime() {
    let points = (0..<7).map { Series.Point(time: Self.start + Double($0) * 60, value: $0 == 3 ? nil : 50) }
    let metric = GraphedMetric(label: "db1  cpu", unit: "%", points: points)
    let row = Self.text([metric], width: 46, height: 2).split(separator: "\n")[2]
    #expect(row == "     │██████████████████······████████████████")
  }

  @Test(arguments: [1, 2, 3, 5, 8, 14, 20, 40, 81, 200])
  func noLineIsWiderThanTheTerminal(width: Int) {
    let metrics = [
      GraphedMetric(label: "東京  cpu.total.nonidle", unit: "%", points: Self.ramp, threshold: 50),
      GraphedMetric(label: "a\u{1B}[31mb", unit: "a very long unit of nobody", points: Self.traffic),
    ]
    for glyphs in [GraphGlyphs.blocks, .ascii] {
      let picture = MonitorPicture(heading: "db1  Juno  running", note: "last 1 h", metrics: metrics, alerts: ["hot"])
      let text = Self.text(metrics, width: width, height: 3, glyphs: glyphs)
      let texts = [text, picture.text(over: Self.span, width: width, glyphs: glyphs)]
      for line in texts.flatMap({ $0.split(separator: "\n") }) {
        #expect(displayWidth(String(line)) <= width, "\(line)")
        #expect(!line.contains("\u{1B}"))
      }
    }
  }

  @Test(arguments: [
    (1, ["09:00", "09:01", "09:02", "09:03", "09:04", "09:05", "09:06"]),
    (150, ["10:00", "12:00", "14:00", "16:00", "18:00", "20:00", "22:00", "Mar 2"]),
    (1512, ["Mar 2", "Mar 3", "Mar 4", "Mar 5", "Mar 6", "Mar 7", "Mar 8"]),
  ])
  func theAxisHasRoundTimes(scale: Int, expected: [String]) {
    let span = GraphSpan(start: Self.start, stop: Self.start + 400 * Double(scale), step: 10)
    let metric = GraphedMetric(label: "", unit: "", points: [])
    let lines = Self.text([metric], width: 84, height: 2, span: span).split(separator: "\n")
    let words = lines[lines.count - 2].split(separator: " ").map(String.init)
    let labels = words.reduce(into: [String]()) { labels, word in
      if labels.last == "Mar" { labels[labels.count - 1] += " " + word } else { labels.append(word) }
    }
    #expect(labels == expected)
  }

  @Test func aMachineAtAGlance() {
    let picture = MonitorPicture(
      heading: "db1  Juno  running", note: "last 7 min · step 10 s · sampled 4 s ago",
      metrics: [
        GraphedMetric(label: "CPU", unit: "%", points: Self.ramp),
        GraphedMetric(label: "Net rx", unit: "B/s", points: Self.traffic),
        GraphedMetric(label: "Users", unit: "", points: []),
      ], alerts: ["cpu > 90 for 1 min (rule 3) since 16:20: alert"])
    #expect(
      picture.text(over: Self.span, width: 80) == """
        db1  Juno  running                      last 7 min · step 10 s · sampled 4 s ago
                       now       avg       max
          CPU         100%       50%      100%  ▁▁▁▁▁▂▂▂▂▂▃▃▃▃▃▄▄▄▄▄▅▅▅▅▅▆▆▆▆▆▇▇▇▇▇█████
          Net rx   239KB/s  9.83MB/s   287MB/s  ··········▇▂▃▄▅▇▁▂▄▅██▂▃▅▆▇▂▃▄▆▇▁▃▄▅▇▁▂▄
          Users          ?         ?         ?  ········································
          ! cpu > 90 for 1 min (rule 3) since 16:20: alert
        """)
    #expect(
      picture.text(over: Self.span, width: 40) == """
        db1  Juno  running
        last 7 min · step 10 s · sampled 4 s ago
                       now
          CPU         100%  ▁▁▁▂▂▃▃▃▄▄▅▅▆▆▆▇▇███
          Net rx   239KB/s  ·····▁▁▁▁▁▆▁▁▁▁▁▁▁▁▁
          Users          ?  ····················
          ! cpu > 90 for 1 min (rule 3) since 1…
        """)
  }

  @Test(arguments: [
    (99.4, "%", "99%"), (3.44, "%", "3.4%"), (34_412, "B/s", "34.4KB/s"), (999.6, "B/s", "1KB/s"), (0, "", "0"),
    (0.00123, "", "0.00123"), (123_456_789, "", "123M"), (2.2, "", "2.2"), (21.34, "", "21.3"), (52, "", "52"),
    (-5.25, "C", "-5.25 C"), (12_345, "ms", "12.3K ms"), (.nan, "", "?"), (.infinity, "%", "?"),
    (1, "\u{1B}c", "1 \\ec"),
  ])
  func valuesAreSaidShort(value: Double, unit: String, expected: String) {
    #expect(metricText(value, unit: unit) == expected)
  }

  @Test func digitsThatCount() {
    #expect(rounded(123_456.789, toSignificant: 3) == 123_000)
    #expect(rounded(-0.00012345, toSignificant: 2) == -0.00012)
    #expect(rounded(0, toSignificant: 5) == 0)
    #expect(rounded(.leastNonzeroMagnitude, toSignificant: 5).isFinite)
    #expect(rounded(.greatestFiniteMagnitude, toSignificant: 5) > 1e308)
  }

  @Test func aMeasureIsANumberForPrograms() {
    let table = Table([.init("cpu", "CPU", width: 5)], rows: [[.measure(34_412.5, unit: "B/s")], [.none]])
    #expect(render(.table(table), as: .plain) == "34.4KB/s\nNone\n")
    #expect(render(.table(table), as: .csv) == "cpu\r\n34412.5\r\n\r\n")
    #expect(render(.table(table), as: .json).contains("34412.5"))
    #expect(render(.table(table), as: .yaml).contains("cpu: 34412.5"))
  }
}
