import MistOutput
import Testing

@Suite struct RenderingTests {
  static let table = Table(
    [.init("name", "Name", width: 6), .init("public_ips", "Public Ips", width: 4), .init("on", "On", width: 5)],
    rows: [
      [.text("db1"), .list(["10.0.0.1", "10.0.0.2"], separator: " -- "), .flag(true)],
      [.text("東京"), .list([], separator: " -- "), .none],
    ])

  @Test func plainHasFixedFieldsAndNoBlanksAtTheEnd() {
    #expect(
      render(.table(Self.table), as: .plain) == """
        db1    10.0.0.1 -- 10.0.0.2 True
        東京        None

        """)
    let sparse = Table(
      [.init("a", "A", width: 5), .init("b", "B", width: 5)],
      rows: [[.text("x"), .text("")], [.text(""), .text("y")]])
    #expect(render(.table(sparse), as: .plain) == "x\n      y\n")
  }

  @Test func whatOnlyProgramsReadIsShownWhereItIsAskedFor() throws {
    var table = Table(
      [.init("a", "A", width: 2), .init("b", "B", width: 2, isForPrograms: true), .init("c", "C", width: 2)],
      rows: [[.text("x"), .text("y"), .text("z")]])
    #expect(render(.table(table), as: .plain) == "x  z\n")
    #expect(!render(.table(table), as: .pretty, width: 80).contains("y"))
    #expect(render(.table(table), as: .csv).contains("x,y,z"))
    #expect(render(.table(table), as: .json).contains(#""b": "y""#))
    let asked = try applying([try PipeStage(["columns", "b"])], to: .table(table)).output
    #expect(render(asked, as: .plain) == "y\n")
    table.showAllColumns()
    #expect(render(.table(table), as: .plain) == "x  y  z\n")
  }

  @Test func prettyIsCentredByDisplayWidth() {
    #expect(
      render(.table(Self.table), as: .pretty) == """
        +------+----------------------+------+
        | Name |      Public Ips      |  On  |
        +------+----------------------+------+
        | db1  | 10.0.0.1 -- 10.0.0.2 | True |
        | 東京 |                      | None |
        +------+----------------------+------+

        """)
  }

  /// The original's own table for `list-providers --pretty`.
  @Test func prettyPutsTheOddBlankWhereTheOriginalDid() {
    let columns = [("Provider", 1), ("Provider ID", 1), ("Region", 1), ("Region ID", 1)]
    let rows = [
      ["Other Server", "bare_metal", "-", "-"], ["EC2", "ec2", "Tokyo", "ec2_ap_northeast"],
      ["EC2", "ec2", "Ireland", "ec2_eu_west"], ["Docker", "docker", "-", "-"],
    ]
    let table = Table(columns.map { .init($0.0, $0.0, width: $0.1) }, rows: rows.map { $0.map(Value.text) })
    #expect(
      render(.table(table), as: .pretty) == """
        +--------------+-------------+---------+------------------+
        |   Provider   | Provider ID |  Region |    Region ID     |
        +--------------+-------------+---------+------------------+
        | Other Server |  bare_metal |    -    |        -         |
        |     EC2      |     ec2     |  Tokyo  | ec2_ap_northeast |
        |     EC2      |     ec2     | Ireland |   ec2_eu_west    |
        |    Docker    |    docker   |    -    |        -         |
        +--------------+-------------+---------+------------------+

        """)
  }

  @Test func emptyTables() {
    var empty = Table([.init("name", "Name", width: 6)], rows: [])
    #expect(render(.table(empty), as: .plain) == "")
    #expect(render(.table(empty), as: .pretty) == "+------+\n| Name |\n+------+\n+------+\n")
    empty.whenEmpty = "No backends found"
    #expect(render(.table(empty), as: .plain) == "No backends found\n")
    #expect(render(.table(empty), as: .pretty) == "No backends found\n")
    #expect(render(.table(empty), as: .json) == "[]\n")
    #expect(render(.table(empty), as: .yaml) == "[]\n")
    #expect(render(.table(empty), as: .csv) == "name\r\n")
  }

  @Test func tablesThatAreAlwaysPretty() {
    let table = Table([.init("a", "A", width: 9)], rows: [[.integer(7)]], isAlwaysPretty: true)
    #expect(render(.table(table), as: .plain) == render(.table(table), as: .pretty))
  }

  @Test func jsonKeepsTheOrderOfColumns() {
    #expect(
      render(.table(Self.table), as: .json) == """
        [
          {
            "name": "db1",
            "public_ips": ["10.0.0.1", "10.0.0.2"],
            "on": true
          },
          {
            "name": "東京",
            "public_ips": [],
            "on": null
          }
        ]

        """)
    let nasty = render(.sentence("a \"b\"\n\u{1B}\u{9B}\u{E0041}"), as: .json)
    #expect(nasty.contains(#""a \"b\"\n\u001b\u009b\udb40\udc41""#))
  }

  @Test func yamlQuotesWhatWouldReadAsSomethingElse() {
    let document = Document(
      fields: [
        ("name", .text("true")), ("count", .integer(3)), ("load", .number(0.5)), ("whole", .number(2)), ("none", .none),
        ("tags", .list(["1", "a: b"], separator: ",")), ("up", .flag(false)), ("empty", .list([], separator: "")),
        ("escape", .text("\u{1B}[31m")), ("place", .text("東京")),
      ], text: "")
    #expect(
      render(.document(document), as: .yaml) == """
        name: 'true'
        count: 3
        load: 0.5
        whole: 2
        none: null
        tags:
        - '1'
        - 'a: b'
        up: false
        empty: []
        escape: "\\e[31m"
        place: 東京

        """)
  }

  @Test func csvQuotesWhatNeedsIt() {
    let table = Table(
      [.init("name", "Name", width: 1), .init("tags", "Tags", width: 1), .init("n", "N", width: 1)],
      rows: [
        [.text("a \"b\""), .list(["x", "y"], separator: ","), .number(1.5)],
        [.text("two\nlines"), .none, .flag(true)],
      ])
    #expect(
      render(.table(table), as: .csv)
        == "name,tags,n\r\n\"a \"\"b\"\"\",\"x,y\",1.5\r\n\"two\nlines\",,true\r\n")
  }

  @Test func csvCannotSteerATerminal() {
    let output = Output.sentence("a\u{1B}]0;x\u{7},\tb\nc")
    #expect(render(output, as: .csv, toTerminal: true) == "message\r\n\"a\\e]0;x\\u{7},\tb\nc\"\r\n")
    #expect(render(output, as: .csv) == "message\r\n\"a\u{1B}]0;x\u{7},\tb\nc\"\r\n")
  }

  @Test func severalAndDocuments() {
    let several = Output.several([
      .document(Document(fields: [("name", .text("db1"))], text: "Name: db1\n\nKeys:\n\tprod")), .nothing,
      .sentence("done"),
    ])
    #expect(render(several, as: .plain) == "Name: db1\n\nKeys:\n\tprod\n\ndone\n")
    #expect(
      render(several, as: .json) == """
        [
          {
            "name": "db1"
          },
          {
            "message": "done"
          }
        ]

        """)
    #expect(render(several, as: .yaml) == "- name: db1\n- message: done\n")
    #expect(render(several, as: .csv) == "name\r\ndb1\r\n\r\nmessage\r\ndone\r\n")
    for format in OutputFormat.allCases { #expect(render(.nothing, as: format) == "") }
  }

  @Test(arguments: [OutputFormat.plain, .pretty, .json, .yaml])
  func controlCharactersNeverComeOutRaw(format: OutputFormat) {
    let nasty = "a\u{1B}]0;owned\u{7}b\u{9B}31m\u{7F}\r\u{8}"
    let outputs: [Output] = [
      .sentence(nasty),
      .table(
        Table([.init("k", nasty, width: 3)], rows: [[.text(nasty)], [.list([nasty], separator: nasty)]])),
      .table(Table([.init("k", "K", width: 3)], rows: [], whenEmpty: nasty)),
      .document(Document(fields: [("k", .text(nasty))], text: nasty)),
    ]
    for output in outputs {
      let raw = render(output, as: format).unicodeScalars.filter {
        ($0.value < 0x20 && $0 != "\n") || (0x7F..<0xA0).contains($0.value)
      }
      #expect(raw.isEmpty)
    }
  }

  @Test func aLineEndInACellStaysInItsRow() {
    let table = Table([.init("k", "K", width: 3)], rows: [[.text("a\nb")]])
    #expect(render(.table(table), as: .plain) == "a\\nb\n")
    #expect(render(.table(table), as: .pretty).contains("| a\\nb |"))
  }
}
