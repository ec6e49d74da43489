import MistModel
import MistOutput
import Testing

@Suite struct PipeTests {
  static let machines = Table(
    [
      .init("name", "Name", width: 5), .init("state", "State", width: 8), .init("cost", "Cost", width: 4),
    ],
    rows: [
      [.text("db10"), .text("running"), .integer(6)], [.text("db2"), .text("stopped"), .integer(12)],
      [.text("web"), .text("running"), .none], [.text("DB3"), .text("running"), .integer(6)],
    ])

  /// The plain form after stages typed with blanks.
  static func plain(_ stages: String..., of output: Output = .table(machines)) throws -> String {
    render(try applying(stages.map(stage), to: output).output, as: .plain)
  }

  static func stage(_ text: String) throws -> PipeStage {
    try PipeStage(text.split(separator: " ").map(String.init))
  }

  static func error(_ stage: String, of output: Output = .table(machines)) throws -> MistError? {
    let stage = try Self.stage(stage)
    return #expect(throws: MistError.self) { try applying([stage], to: output) }
  }

  static let document = Output.document(
    Document(fields: [("name", .text("db1")), ("public_ips", .list(["10.0.0.1"], separator: ", "))], text: "Name: db1"))

  @Test func whereKeepsTheRowsForWhichAllHolds() throws {
    #expect(try Self.plain("where state=running cost<=6", "columns name") == "db10\nDB3\n")
  }

  @Test func whereWithNothingLeftSaysWhatWasLookedFor() throws {
    #expect(try Self.plain("where state=gone cost>1") == "No rows where state=gone and cost>1\n")
    let (output, _) = try applying([Self.stage("where state=gone")], to: .table(Self.machines))
    #expect(render(output, as: .json) == "[]\n")
  }

  @Test func aTableThatWasEmptyKeepsItsText() throws {
    let empty = Table(Self.machines.columns, rows: [], whenEmpty: "No machines found")
    #expect(try Self.plain("where state=gone", "head 0", of: .table(empty)) == "No machines found\n")
  }

  @Test func columnsAreShownInTheOrderAskedFor() throws {
    #expect(try Self.plain("columns STATE,name", "head 1") == "running  db10\n")
  }

  @Test func aRowThatIsTooShortGetsEmptyCells() throws {
    var table = Self.machines
    table.rows = [[.text("db1")]]
    let (output, _) = try applying([Self.stage("columns cost,name")], to: .table(table))
    #expect(render(output, as: .csv) == "cost,name\r\n,db1\r\n")
  }

  @Test func sortIsNatural() throws {
    #expect(try Self.plain("sort name", "columns name") == "db2\nDB3\ndb10\nweb\n")
    #expect(try Self.plain("sort -name", "columns name") == "web\ndb10\nDB3\ndb2\n")
  }

  @Test func sortCountsInWholeNumbersAlsoInsideATextAndPastLeadingZeros() throws {
    let names = ["v1.10", "v1.9", "v01.2", "v", "v1.2", "w0", "w", "é2", "v999999999999999999999", "9", "10"]
    let table = Table([.init("name", "Name", width: 1)], rows: names.map { [.text($0)] })
    #expect(
      try Self.plain("sort name", of: .table(table))
        == "9\n10\nv\nv01.2\nv1.2\nv1.9\nv1.10\nv999999999999999999999\nw\nw0\né2\n")
  }

  @Test func sortKeepsTheOrderOfEqualsAndPutsEmptyLast() throws {
    #expect(try Self.plain("sort cost", "columns name") == "db10\nDB3\ndb2\nweb\n")
    #expect(try Self.plain("sort -cost", "columns name") == "db2\ndb10\nDB3\nweb\n")
  }

  @Test func countIsANumberForPeopleAndAFieldForPrograms() throws {
    #expect(try Self.plain("where state=running", "count") == "3\n")
    let (output, _) = try applying([Self.stage("count")], to: .table(Self.machines))
    #expect(render(output, as: .json) == "{\n  \"count\": 4\n}\n")
  }

  @Test func headAndTail() throws {
    #expect(try Self.plain("columns name", "head 1") == "db10\n")
    #expect(try Self.plain("columns name", "tail 1") == "DB3\n")
    #expect(try Self.plain("columns name", "tail 99") == "db10\ndb2\nweb\nDB3\n")
    #expect(try Self.plain("head 0") == "No rows\n")
  }

  @Test func headAndTailAreTenRowsWithoutANumber() throws {
    let table = Table([.init("n", "N", width: 1)], rows: (1...30).map { [.integer($0)] })
    #expect(try Self.plain("head", "tail 1", of: .table(table)) == "10\n")
    #expect(try Self.plain("tail", "head 1", of: .table(table)) == "21\n")
  }

  @Test func theLastFormatCounts() throws {
    let stages = try ["json", "count", "yaml"].map(Self.stage)
    #expect(try applying(stages, to: .table(Self.machines)).format == .yaml)
    #expect(try applying([], to: .nothing).format == nil)
  }

  @Test func formatsWorkOnEveryResult() throws {
    for output: Output in [.nothing, .sentence("done"), Self.document, .several([])] {
      #expect(try applying([Self.stage("csv")], to: output).format == .csv)
    }
  }

  @Test func plainTakesAwayTheFrameOfATable() throws {
    var table = Self.machines
    table.isAlwaysPretty = true
    #expect(try Self.plain("head 1", of: .table(table)).hasPrefix("+-"))
    #expect(try Self.plain("plain", "head 1", of: .several([.table(table)])) == "db10  running  6\n")
  }

  @Test func aDocumentIsATableOfOneRow() throws {
    #expect(try Self.plain("columns public_ips,name", of: Self.document) == "10.0.0.1 db1\n")
    #expect(try Self.plain("where name=db2", of: Self.document) == "No rows where name=db2\n")
    #expect(try Self.plain("count", of: Self.document) == "1\n")
    #expect(try Self.plain("count", "where count=1", of: Self.document) == "1\n")
    let (output, _) = try applying([Self.stage("head")], to: Self.document)
    #expect(render(output, as: .pretty).contains("Public Ips"))
  }

  @Test func withoutATableAStageSaysSo() throws {
    let texts = Output.document(Document(fields: [], text: "Output"))
    for output: Output in [.nothing, .sentence("done"), texts, .several([.sentence("a")])] {
      #expect(try Self.error("sort name", of: output)?.summary == "sort needs a table, and the command gives none")
    }
  }

  @Test func ofSeveralTheOnlyTableIsTaken() throws {
    let several = Output.several([.sentence("Machines"), .several([.table(Self.machines)]), Self.document])
    #expect(try Self.plain("count", of: several) == "4\n")
    let two = Output.several([.table(Self.machines), .table(Self.machines)])
    #expect(try Self.error("count", of: two)?.summary == "count needs one table, and the command gives 2")
  }

  @Test(arguments: ["where stat=x", "columns name,stat", "sort -stat"])
  func anUnknownColumnHasANearName(stage: String) throws {
    #expect(
      try Self.error(stage)
        == MistError(
          .usage, "no column 'stat'", hint: "did you mean state?", details: ["the columns are name, state, cost"]))
  }

  @Test func tenThousandRowsAreSorted() throws {
    let table = Table(
      [.init("name", "Name", width: 1), .init("n", "N", width: 1)],
      rows: (0..<10_000).map { [.text("machine-\(($0 * 7919) % 10_000)"), .integer($0 % 10)] })
    let stages = ["where name~machine n<5", "sort name", "tail 1", "columns name"]
    #expect(try applying(stages.map(Self.stage), to: .table(table)).output.rowCount == 1)
    #expect(try Self.plain("sort name", "tail 1", "columns name", of: .table(table)) == "machine-9999\n")
  }
}

extension Output {
  fileprivate var rowCount: Int? {
    if case .table(let table) = self { table.rows.count } else { nil }
  }
}
