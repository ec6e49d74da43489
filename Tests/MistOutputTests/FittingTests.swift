import MistOutput
import Testing

@Suite struct FittingTests {
  static let machines = Table(
    [
      .init("name", "Name", width: 25), .init("id", "ID", width: 60, priority: 9),
      .init("state", "State", width: 10), .init("tags", "Tags", width: 20),
    ],
    rows: [
      [.text("db1"), .text("i-0123456789abcdef"), .text("running"), .list(["dev"], separator: ",")],
      [.text("web-long"), .text("i-1"), .text("stopped"), .list(["env=prod", "eu"], separator: ",")],
    ])

  static func plain(_ table: Table, _ width: Int) -> String { render(.table(table), as: .plain, width: width) }

  static func keys(_ table: Table, to width: Int, as format: OutputFormat = .plain) -> [String] {
    fitted(table, to: width, as: format).table.columns.map(\.key)
  }

  @Test func withoutAWidthNothingChanges() {
    for format in OutputFormat.allCases {
      #expect(
        render(.table(Self.machines), as: format, width: nil) == render(.table(Self.machines), as: format, width: 500))
    }
    #expect(Self.plain(Self.machines, 0) == render(.table(Self.machines), as: .plain))
  }

  /// What the elastic column says is worth more than a column of less weight, and its beginning says enough.
  @Test(arguments: [OutputFormat.plain, .pretty]) func anElasticColumnIsCutBeforeItGoes(format: OutputFormat) {
    let table = Table(
      [
        .init("name", "Name", width: 10), .init("detail", "Detail", width: 30, priority: 9),
        .init("outcome", "Outcome", width: 0, priority: 1, isElastic: true),
      ],
      rows: [[.text("db1"), .text(String(repeating: "d", count: 30)), .text(String(repeating: "o", count: 50))]])
    #expect(Self.keys(table, to: 95, as: format) == ["name", "detail", "outcome"])
    #expect(Self.keys(table, to: 70, as: format) == ["name", "detail", "outcome"])
    #expect(Self.keys(table, to: 50, as: format) == ["name", "outcome"])
    let lines = render(.table(table), as: format, width: 50).split(separator: "\n")
    #expect(lines.contains { $0.contains("db1") && $0.contains("ooo…") && $0.count == 50 })
    #expect(Self.keys(table, to: 20, as: format) == ["name"])
  }

  @Test func formatsForProgramsAreNeverFitted() {
    for format in [OutputFormat.json, .yaml, .csv] {
      #expect(render(.table(Self.machines), as: format, width: 5) == render(.table(Self.machines), as: format))
    }
  }

  @Test func thePaddingShrinksFirst() {
    #expect(
      Self.plain(Self.machines, 60) == """
        db1      i-0123456789abcdef running dev
        web-long i-1                stopped env=prod,eu

        """)
  }

  @Test func aLineAsWideAsTheTerminalFits() {
    #expect(Self.keys(Self.machines, to: 47).count == 4)
    #expect(Self.keys(Self.machines, to: 47, as: .pretty) == ["name", "state", "tags"])
    #expect(Self.keys(Self.machines, to: 57, as: .pretty).count == 4)
    #expect(Self.keys(Self.machines, to: 56, as: .pretty).count == 3)
  }

  @Test func withoutPaddingALongCellPushesWhatFollows() {
    let table = Table(
      [.init("a", "A", width: 2), .init("b", "B", width: 9)],
      rows: [[.text("123456789"), .text("x")], [.text("1"), .text("123456789")]])
    #expect(Self.plain(table, 12) == "123456789 x\n1  123456789\n")
  }

  @Test func columnsGoByPriority() {
    #expect(Self.keys(Self.machines, to: 28) == ["name", "state", "tags"])
    #expect(Self.keys(Self.machines, to: 27) == ["name", "state"])
    #expect(Self.keys(Self.machines, to: 15) == ["name"])
    #expect(fitted(Self.machines, to: 20, as: .plain).dropped.map(\.key) == ["id", "tags"])
  }

  @Test func ofEqualPrioritiesTheRightOneGoesFirst() {
    let table = Table(
      ["a", "b", "c"].map { .init($0, $0, width: 3, priority: 1) }, rows: [["1", "2", "3"].map(Value.text)])
    #expect(Self.keys(table, to: 3) == ["a", "b"])
  }

  @Test func theColumnsAPersonChoseGoFromTheRight() throws {
    let (output, _) = try applying([PipeStage(["columns", "id,name,state"])], to: .table(Self.machines))
    #expect(render(output, as: .plain, width: 28).hasPrefix("i-0123456789abcdef db1\n"))
  }

  @Test func whatWasLeftOutIsSaid() {
    #expect(
      Self.plain(Self.machines, 40) == """
        db1      running dev
        web-long stopped env=prod,eu
        1 column left out: id; | json shows all

        """)
  }

  @Test func theLineNamesTheColumnsThatWouldShowIt() {
    var table = Self.machines
    table.rows.append([.text("m"), .text("i-2"), .text(String(repeating: "s", count: 40)), .text("")])
    #expect(Self.plain(table, 60).hasSuffix("\n1 column left out: id; | columns name,id shows it\n"))
  }

  @Test func severalColumnsAreSaidInOneLine() {
    let long = String(repeating: "s", count: 50)
    let table = Table(
      [.init("name", "Name", width: 1), .init("state", "State", width: 1)]
        + ["a", "b"].map { .init($0, $0, width: 1, priority: 9) },
      rows: [[.text("db1"), .text(long), .text("1234567"), .text("1234567")]])
    #expect(Self.plain(table, 60) == "db1 \(long)\n2 columns left out: a, b; | columns name,a,b shows them\n")
  }

  @Test func theLineFitsToo() {
    #expect(Self.plain(Self.machines, 20) == "db1      running\nweb-long stopped\n2 columns left out\n")
    #expect(Self.plain(Self.machines, 9) == "db1\nweb-long\n3 column…\n")
  }

  @Test func theLastColumnIsCut() {
    #expect(Self.plain(Self.machines, 5) == "db1\nweb-…\n3 co…\n")
    let pretty = render(.table(Self.machines), as: .pretty, width: 10)
    #expect(pretty.hasPrefix("+--------+\n|  Name  |\n+--------+\n|  db1   |\n| web-l… |\n+--------+\n"))
  }

  @Test func tablesThatAreAlwaysPrettyAreFittedAsSuch() {
    var table = Self.machines
    table.isAlwaysPretty = true
    #expect(Self.keys(table, to: 47) == ["name", "state", "tags"])
    #expect(Self.plain(table, 47) == render(.table(table), as: .pretty, width: 47))
  }

  @Test func eachTableOfSeveralIsFitted() {
    let text = render(.several([.table(Self.machines), .sentence("x"), .table(Self.machines)]), as: .plain, width: 20)
    #expect(text.components(of: "2 columns left out\n") == 2)
  }

  @Test func emptyTablesAreLeftAlone() {
    let columns = Self.machines.columns
    #expect(Self.plain(Table(columns, rows: []), 5) == "")
    #expect(Self.plain(Table(columns, rows: [], whenEmpty: "No machines"), 5) == "No machines\n")
    #expect(Self.plain(Table([], rows: [[]]), 5) == render(.table(Table([], rows: [[]])), as: .plain))
    #expect(Self.keys(Table(columns, rows: []), to: 20, as: .pretty) == ["name", "state"])
  }

  @Test func shortRowsAndWideCharactersFit() {
    let table = Table(
      ["a", "b", "c"].map { .init($0, $0, width: 30) },
      rows: [[.text("東京")], [.text("a"), .text("한국어"), .none]])
    #expect(Self.plain(table, 16) == "東京\na    한국어 None\n")
    #expect(Self.plain(table, 11) == "東京\na    한국어\n1 column l…\n")
  }

  @Test(arguments: [OutputFormat.plain, .pretty], [5, 6, 7, 13, 20, 33, 80])
  func hostileCellsNeverMakeALineTooWide(format: OutputFormat, width: Int) {
    let nasty = [
      "a\u{1B}[2J\nb", "東京東京東京", "e\u{301}\u{301}", "👩\u{200D}💻👩\u{200D}💻", "\u{202E}x", "", "   ", "\t",
    ]
    let table = Table(
      ["k\u{7}ey", "two", "東", "d"].map { .init($0, $0, width: 12) },
      rows: nasty.indices.map { row in (0...3).map { .text(nasty[(row + $0) % nasty.count]) } })
    let text = render(.table(table), as: format, width: width)
    for line in text.split(separator: "\n") { #expect(displayWidth(String(line)) <= width) }
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  @Test func tenThousandRowsAreFitted() {
    let table = Table(
      Self.machines.columns, rows: (0..<10_000).map { n in (0...3).map { .text("cell-\(n)-\($0)") } })
    let text = render(.table(table), as: .plain, width: 30)
    #expect(text.hasSuffix("2 columns left out: id, tags\n"))
  }

  @Test(arguments: [
    ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("東京", 4, "東京"), ("東京", 3, "東…"), ("東京", 2, "…"), ("ab", 1, "…"),
    ("ab", 0, ""), ("e\u{301}e\u{301}", 1, "…"), ("e\u{301}e\u{301}a", 2, "e\u{301}…"), ("", 0, ""),
  ])
  func shortens(text: String, width: Int, expected: String) {
    #expect(shortened(text, to: width) == expected)
  }
}

extension String {
  /// How often a part occurs.
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
