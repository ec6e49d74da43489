import MistCommands
import MistModel
import MistOutput
import MistWire
import Testing

@Suite struct SessionCommandsTests {
  private let db1 = ContextStack.Entry.machine(.init(backend: "b1", machine: "m1"), name: "db1", backendTitle: "Juno")

  @Test func thingsAreGoneToAndLeft() async throws {
    let shell = TestShell(SmallCloud.answers)
    try await shell.run("use backend Juno")
    try await shell.run("select machine db1")
    #expect(shell.context.entries == [.backend("b1", title: "Juno"), db1])
    try await shell.run("..")
    #expect(shell.context.entries == [.backend("b1", title: "Juno")])
    try await shell.run("-")
    #expect(shell.context.entries.count == 2)
    try await shell.run("/")
    #expect(shell.context.isEmpty)
    try await shell.run("use key prod")
    try await shell.run("select tag env=prod")
    #expect(shell.context.key == "prod")
    #expect(shell.context.tag == Tag(key: "env", value: "prod"))
    try await shell.run("context clear")
    #expect(shell.context.isEmpty)
    #expect(shell.changes == [])
  }

  @Test func nobodyGoesToWhatIsNotThere() async {
    let shell = TestShell(SmallCloud.answers)
    let error = await shell.error("use backend Jnuo")
    #expect(error?.code == .notFound)
    #expect(error?.hint == "did you mean Juno?")
    #expect(await shell.error("use key none")?.code == .notFound)
    #expect(await shell.error("select machine db1")?.code == .ambiguous)
    #expect(shell.context.isEmpty)
  }

  @Test func thereIsNothingBeforeTheFirstStep() async throws {
    #expect(await TestShell().error("-")?.code == .invalid)
    let shell = TestShell()
    try await shell.run("back")
    #expect(shell.notes == ["there is nothing to go back from"])
  }

  @Test func theContextIsShownWithIDs() async throws {
    let shell = TestShell()
    #expect(try await shell.run("context") == "No context\n")
    shell.context.push(db1)
    #expect(try await shell.run("context").hasSuffix("machine".padded(10) + " " + "Juno/db1".padded(40) + " m1\n"))
  }

  @Test func oneLineIsRunElsewhere() async throws {
    let shell = TestShell(SmallCloud.answers)
    shell.context.push(.tag(Tag("dev")))
    var seen: ContextStack?
    shell.whenPerforming = { seen = $0.context }
    try await shell.run(["with", "machine", "mail:", "tag", "--new-tag", "my tag"])
    #expect(shell.performed == ["tag --new-tag 'my tag'"])
    #expect(seen?.machine?.name == "mail")
    #expect(shell.context.entries == [.tag(Tag("dev"))])
    try await shell.run("with backend Juno : list-machines")
    #expect(shell.performed.last == "list-machines")
  }

  @Test func theContextComesBackAfterAnError() async {
    let shell = TestShell(SmallCloud.answers)
    #expect(await shell.error("with machine none: reboot")?.code == .notFound)
    for line in ["with machine mail: ", "with machine : reboot", "with cloud Juno: reboot", "with machine mail reboot"]
    {
      #expect(await shell.error(line)?.code == .usage, "\(line)")
    }
    #expect(shell.context.isEmpty)
    #expect(shell.performed == [])
  }

  @Test func settingsAreChangedAndShown() async throws {
    let shell = TestShell()
    try await shell.run("set read-only on")
    try await shell.run("set yes on")
    try await shell.run("set name = db 1")
    try await shell.run("set other=x=y")
    try await shell.run(["set", "flags", "=", "--quiet", "-5"])
    #expect(shell.settings.isReadOnly && shell.settings.assumesYes)
    #expect(shell.variables == ["name": "db 1", "other": "x=y", "flags": "--quiet -5"])
    let text = try await shell.run("set")
    #expect(text.contains("read-only".padded(20) + " on "))
    #expect(text.contains("$name".padded(20) + " db 1\n"))
    try await shell.run("set format json")
    #expect(shell.settings.format == .json)
  }

  @Test(arguments: [
    "set format xml", "set read-only maybe", "set colour on", "set format = json", "set format", "set 1x = y",
    "set a-b = c", "set = x",
  ])
  func whatCannotBeSetIsRefused(line: String) async {
    let shell = TestShell()
    #expect(await shell.error(line)?.code == .usage)
    #expect(shell.variables.isEmpty && shell.settings == Settings())
  }

  @Test func aFileIsRun() async throws {
    let shell = TestShell(files: ["/home/ada/a.mist": "list-keys\n"])
    try await shell.run("source ~/a.mist")
    #expect(shell.performed == ["~/a.mist: list-keys\n"])
    #expect(await shell.error("source /none")?.code == .storage)
  }

  @Test func helpListsAllCommandsOfTheTable() async throws {
    let text = try await TestShell().run("help")
    for command in CommandTable.all.commands where command.configuration.shouldDisplay {
      #expect(text.contains("  \(command.name) "), "\(command.name)")
      #expect(text.contains(command.configuration.abstract), "\(command.name)")
    }
  }

  @Test(arguments: ["help list-machines", "help list machines", "help li ma", "help list_machines"])
  func helpShowsOneCommand(line: String) async throws {
    let text = try await TestShell().run(line)
    #expect(text.contains("USAGE: mist-shell list-machines"))
    #expect(text.contains("EXAMPLES:\n  list-machines\n"))
  }

  @Test func helpForNothingIsAnError() async throws {
    #expect(await TestShell().error("help lits-machines")?.hint?.contains("list-machines") == true)
    #expect(await TestShell().error("help list")?.summary.hasPrefix("'list' could be") == true)
    #expect(try await TestShell().run("help delete-ba").contains("delete-backend"))
  }

  @Test func theShellIsLeft() async throws {
    let shell = TestShell()
    try await shell.run("quit")
    #expect(shell.hasLeft)
    #expect(try await shell.run("version").hasPrefix("mist-shell "))
  }
}

@Suite struct ContextStackTests {
  private let machine = ContextStack.Entry.machine(
    .init(backend: "b1", machine: "m1"), name: "db1", backendTitle: "Juno")

  @Test func whatDoesNotGoTogetherIsLeft() {
    var stack = ContextStack()
    let juno = ContextStack.Entry.backend("b1", title: "Juno")
    let vega = ContextStack.Entry.backend("b2", title: "Vega")
    let tag = ContextStack.Entry.tag(Tag("dev"))
    let left = [juno, machine, .key("prod"), vega, machine, tag, tag].map { stack.enter($0) }
    #expect(left == [[], [], [], [juno, machine], [vega], [machine], []])
    #expect(stack.entries == [.key("prod"), tag])
  }

  @Test func whatIsLeftIsSaid() async throws {
    let shell = TestShell(SmallCloud.answers)
    try await shell.run("select machine mail")
    try await shell.run("use backend Juno")
    #expect(shell.notes.last == "left machine Vega/mail")
  }

  @Test func theLastStepCounts() {
    var stack = ContextStack()
    stack.push(.backend("b1", title: "Juno"))
    stack.push(machine)
    #expect(stack.machine?.name == "db1")
    stack.push(.key("prod"))
    #expect(stack.machine?.name == "db1")
    stack.push(.tag(Tag("dev")))
    #expect(stack.machine == nil)
    #expect(stack.tag == Tag("dev"))
    #expect(stack.backend?.title == "Juno")
    stack.push(.backend("b2", title: "Vega"))
    #expect(stack.backend?.title == "Vega")
    #expect(stack.tag == Tag("dev"))
    stack.push(machine)
    #expect(stack.tag == nil)
    #expect(stack.backend?.title == "Juno")
  }

  @Test func toWhereWeAreIsNoStep() {
    var stack = ContextStack()
    stack.push(machine)
    stack.push(machine)
    #expect(stack.entries.count == 1)
    stack.pop()
    let top = stack.pop()
    #expect(top == nil)
    let went = stack.goBefore()
    #expect(went)
    #expect(stack.entries == [machine])
  }
}

/// `with each machine: LINE`.
@Suite struct EachMachineTests {
  private func shell(_ rows: [(id: String, backend: String)], typed: [String]? = nil) -> TestShell {
    let shell = TestShell(SmallCloud.answers, typed: typed)
    shell.lastResult = .table(
      Table(
        [.init("id", "ID", width: 0), .init("backend", "Backend Title", width: 0)],
        rows: rows.map { [.text($0.id), .text($0.backend)] }))
    return shell
  }

  @Test func theLineRunsOnEachMachineThatWasShown() async throws {
    let shell = shell([("v1", "Vega"), ("m1", "Juno")])
    shell.context.push(.backend("b1", title: "Juno"))
    var seen: [String] = []
    shell.whenPerforming = { seen.append($0.context.machine.map { "\($0.backendTitle)/\($0.name)" } ?? "-") }
    try await shell.run(["with", "each", "machine:", "tag", "--new-tag", "my tag"])
    #expect(shell.performed == ["tag --new-tag 'my tag'", "tag --new-tag 'my tag'"])
    #expect(seen == ["Vega/db1", "Juno/db1"], "the same name in two clouds")
    #expect(shell.notes == ["with each of 2 machines: Vega/db1, Juno/db1"])
    #expect(shell.context.entries == [.backend("b1", title: "Juno")])
    #expect(shell.lastResult != nil)
  }

  @Test func nothingIsDoneWhenOneIsNotThereOrNoneIsMeant() async throws {
    let gone = shell([("m1", "Juno"), ("m9", "Juno")])
    #expect(await gone.error("with each machine: stop")?.code == .notFound)
    let elsewhere = shell([("m1", "Vega")])
    #expect(await elsewhere.error("with each machine: stop")?.code == .notFound)
    let named = TestShell(SmallCloud.answers)
    named.lastResult = .table(Table([.init("name", "Name", width: 0)], rows: [[.text("db1")]]))
    #expect(await named.error("with each machine: stop")?.code == .usage)
    let nothing = TestShell(SmallCloud.answers)
    #expect(await nothing.error("with each machine: stop")?.code == .invalid)
    for line in ["with each key: stop", "with each machine: use backend Juno", "with each machine: nosuch"] {
      #expect(await nothing.error(line)?.code == .usage)
    }
    let several = shell([("m1", "Juno"), ("v1", "Vega")], typed: ["2"])
    for line in [
      "with each machine: destroy", "with each machine: destroy --yes", "with each machine: delete-key prod",
    ] {
      #expect(await several.error(line)?.code == .usage)
    }
    #expect(several.questions == [] && several.notes == [])
    let empty = shell([])
    try await empty.run("with each machine: stop")
    #expect(empty.notes == ["no machines in the last result: nothing was done"])
    for shell in [gone, elsewhere, named, nothing, several, empty] { #expect(shell.performed == []) }
  }

  @Test func whoTypesItSaysHowMany() async throws {
    let three = [("m1", "Juno"), ("m2", "Juno"), ("v2", "Vega")]
    let refused = shell(three, typed: ["2"])
    #expect(await refused.error("with each machine: stop")?.code == .refused)
    #expect(refused.performed == [])
    let meant = shell(three, typed: ["3"])
    try await meant.run("with each machine: stop")
    #expect(meant.performed.count == 3)
    let harmless = shell(three, typed: [])
    try await harmless.run("with each machine: probe")
    #expect(harmless.performed.count == 3)
    #expect(harmless.questions == [])
  }
}
