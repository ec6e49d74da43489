import MistModel
import MistOutput
import Testing

@Suite struct RowConditionTests {
  static let table = Table(
    [
      .init("name", "Name", width: 4), .init("public_ips", "Public Ips", width: 4), .init("cost", "Cost", width: 4),
      .init("tags", "Tags", width: 4), .init("on", "On", width: 4), .init("note", "Note", width: 4),
    ],
    rows: [
      [
        .text("db10"), .list(["10.0.0.1", "10.0.0.2"], separator: " -- "), .number(6.5),
        .list(["env=prod", "web"], separator: ","), .flag(true), .none,
      ]
    ])

  static func holds(_ text: String) throws -> Bool {
    try RowCondition(text).holds(for: table.rows[0], in: table)
  }

  @Test(arguments: [
    "name=db10", "name!=db1", "name~DB", "NAME=db10", "cost=6.50", "cost>6", "cost<10", "cost>=6.5", "cost<=6.5",
    "name>db9", "name<=db10", "public_ips=10.0.0.2", "public-ips=10.0.0.2", "Public Ips=10.0.0.2", "public_ips~0.0.1",
    "tags=env=prod", "tags~prod", "tags!=dev", "on=true", "on=True", "on!=false", "note=", "note=None", "note!=x",
    "name!=", " cost > 6 ",
  ])
  func aConditionHolds(text: String) throws {
    #expect(try Self.holds(text))
  }

  @Test(arguments: [
    "name=db1", "name=DB10", "name!=db10", "name~web", "cost>6.5", "cost<6.5", "cost=6", "name<db9",
    "public_ips=10.0.0.3", "public_ips!=10.0.0.2", "tags=prod", "tags=", "on=false", "note=x", "note>0", "note<0",
    "note~o", "note!=", "cost<seven", "cost>=seven", "cost<7x",
  ])
  func aConditionDoesNotHold(text: String) throws {
    #expect(try !Self.holds(text))
  }

  @Test func numbersInTextsAreNumbers() throws {
    let table = Table([.init("size", "Size", width: 1)], rows: [[.text("9")], [.text("10")], [.text("007")]])
    let (output, _) = try applying([PipeStage(["where", "size>8"])], to: .table(table))
    #expect(render(output, as: .plain) == "9\n10\n")
    #expect(try RowCondition("size=7").holds(for: table.rows[2], in: table))
  }

  @Test func longIdsAreNeverTakenForOneAnother() throws {
    let table = Table([.init("id", "ID", width: 1)], rows: [[.text("12345678901234567890")]])
    #expect(try !RowCondition("id=12345678901234567891").holds(for: table.rows[0], in: table))
    #expect(try RowCondition("id<12345678901234567891").holds(for: table.rows[0], in: table))
  }

  @Test func anEmptyListAndAnEmptyTextAnswerToNothing() throws {
    let table = Table(
      [.init("a", "A", width: 1), .init("b", "B", width: 1)], rows: [[.list([], separator: ","), .text("")]])
    #expect(try RowCondition("a=").holds(for: table.rows[0], in: table))
    #expect(try RowCondition("b=").holds(for: table.rows[0], in: table))
  }

  @Test func aMissingCellIsEmpty() throws {
    #expect(try RowCondition("note=").holds(for: [.text("x")], in: Self.table))
  }

  @Test func anUnknownColumnHasNearNamesAndAllColumns() throws {
    let condition = try RowCondition("nam=x")
    #expect(
      throws: MistError(
        .usage, "no column 'nam'", hint: "did you mean name?",
        details: ["the columns are name, public_ips, cost, tags, on, note"])
    ) { try condition.holds(for: Self.table.rows[0], in: Self.table) }
  }

  @Test func allRowsMustHoldAndThereMustBeOne() throws {
    var table = Table([.init("state", "State", width: 1)], rows: [[.text("running")], [.text("running")]])
    let condition = try RowCondition("state=running")
    #expect(try condition.holds(forAllRowsOf: .table(table)))
    table.rows.append([.text("pending")])
    #expect(try !condition.holds(forAllRowsOf: .table(table)))
    table.rows = []
    #expect(try !condition.holds(forAllRowsOf: .table(table)))
  }

  @Test func anEmptyTableStillKnowsItsColumns() throws {
    let table = Table([.init("state", "State", width: 1)], rows: [])
    #expect(throws: MistError.self) { try RowCondition("stat=running").holds(forAllRowsOf: .table(table)) }
  }

  @Test func aDocumentIsOneRow() throws {
    let document = Output.document(Document(fields: [("state", .text("done"))], text: "done"))
    #expect(try RowCondition("state=done").holds(forAllRowsOf: document))
    #expect(try !RowCondition("state=failed").holds(forAllRowsOf: document))
  }

  @Test func aSentenceHasNoRows() throws {
    #expect(
      throws: MistError(
        .usage, "the condition a=1 needs a table, and the command gives none",
        hint: "json, yaml, csv, pretty and plain work on every result")
    ) { try RowCondition("a=1").holds(forAllRowsOf: .sentence("done")) }
  }

  @Test(arguments: ["", "state", "=x", "cost>"])
  func whatIsNoConditionIsAUsageError(text: String) throws {
    let error = #expect(throws: MistError.self) { try RowCondition(text) }
    #expect(error?.code == .usage)
  }
}
