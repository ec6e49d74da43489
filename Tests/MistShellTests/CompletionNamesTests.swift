import ArgumentParser
import MistClient
import MistCommands
import MistModel
import MistOutput
import Testing

@testable import MistShell

@Suite struct CompletionNamesTests {
  static let hostile = [
    "it's", "a\"b", "a b", "new\nline", "pipe|x", "semi;x", "#hash", "$HOME", "back\\slash", "tab\tx", "\u{1B}[31mred",
    "-dash", "--yes", "", " ", "é 東京", "a>b", "a&b", "'", "{x}", "~home", "right\u{202E}left", "dup", "dup",
  ]

  /// A candidate, read back by the parser and by the command's declaration, is the machine it was made of.
  @Test func hostileNamesReadBackAsTheyAre() throws {
    let machines = Self.hostile.enumerated().map { CompletionSetup.machine(MachineID("i\($0)"), $1, .running) }
    let setup = CompletionSetup(juno: machines)
    setup.catalogue.take(.machines([], of: "b2"))
    let completions = setup.completions("describe-machine ")
    #expect(completions.total == machines.count)
    for candidate in completions.candidates {
      let line = setup.line("describe-machine ", with: candidate, of: completions)
      let statements = try LineParser.statements(in: line)
      let words = try #require(statements.first).given([:]).words.map(\.text)
      let id = candidate.columns.count == 3 ? candidate.columns[2] : words[1]
      let machine = try #require(machines.first { $0.id.rawValue == id })
      let text = try #require(words.last)
      #expect(statements.count == 1 && words.count == 2, "\(line)")
      #expect([machine.name, "Juno/" + machine.name, id].contains(text), "\(line)")
      #expect(!text.hasPrefix("-") && !text.isEmpty, "\(line)")
    }
  }

  /// Every beginning of a candidate leads back to it.
  @Test func whatIsTypedOfAQuotedNameIsFoundAgain() {
    let setup = CompletionSetup(juno: [CompletionSetup.machine("m1", "it's a 東京 \"box\"", .running)])
    let text = setup.texts("describe-machine it")[0]
    // `$` alone begins a variable.
    for length in 2..<text.unicodeScalars.count {
      let typed = "describe-machine " + String(String.UnicodeScalarView(text.unicodeScalars.prefix(length)))
      #expect(setup.texts(typed).contains(text), "\(typed)")
    }
  }

  @Test func namesWithADashAreNoOptions() {
    let setup = CompletionSetup()
    setup.catalogue.take(.keys([Key(id: "-k", isDefault: true), Key(id: "ok", isDefault: false)]))
    #expect(setup.texts("describe-key ") == ["-- -k", "ok"])
    #expect(setup.texts("describe-key -- ") == ["-k", "ok"])
    #expect(setup.texts("probe db2 --key ") == ["ok"])
    #expect(setup.completions("probe db2 --key ").total == 1)
    #expect(setup.texts("probe db2 --key=") == ["--key=-k", "--key=ok"])
  }

  @Test func theCommonPartKeepsItsQuoteOpen() {
    let names = ["my server 1", "my server 2"]
    let setup = CompletionSetup(juno: names.map { CompletionSetup.machine(MachineID($0), $0, .running) })
    #expect(setup.completions("describe-machine my").commonPrefix == "'my server ")
    #expect(setup.texts("describe-machine 'my server ") == ["'my server 1'", "'my server 2'"])
  }

  @Test func tenThousandNames() {
    let machines = (1...10_000).map { CompletionSetup.machine(MachineID("i-\($0)"), "machine-\($0)", .running) }
    let setup = CompletionSetup(juno: machines)
    let all = setup.completions("describe-machine m")
    #expect(all.candidates.count == 40)
    #expect(all.total == 10_001)
    #expect(all.commonPrefix == "ma")
    #expect(all.candidates.first?.text == "machine-1")
    #expect(setup.completions("describe-machine machine-99").total == 111)
    #expect(setup.completions("describe-machine machine-99").commonPrefix == "machine-99")
    #expect(setup.texts("describe-machine mch9999") == ["machine-9999"])
    #expect(setup.texts("describe-machine -9999").isEmpty)
    #expect(setup.texts("describe-machine e-9999") == ["machine-9999"])
    #expect(setup.texts("describe-machine --id i-9999") == ["i-9999"])
    #expect(setup.transport.requests.isEmpty)
    #expect(setup.help("describe-machine m")?.last?.name == "  9991 more")
  }

  @Test func theNamesCommandPrintsThem() {
    let setup = CompletionSetup()
    #expect(setup.catalogue.names(of: .machines).contains("Juno/db1"))
    #expect(setup.catalogue.names(of: .keys) == ["prod", "staging"])
    #expect(setup.catalogue.ids(of: .backends) == ["b1", "b2"])
  }

  /// Of providers' things that nobody lists here.
  private static let othersIDs = ["azure-sub-id", "azure-tenant-id", "azure-client-id", "gce-project-id"]

  @Test func declarationsSayWhatTheyTake() {
    for command in CommandTable.all.commands {
      let arguments = CommandArguments(of: command)
      for argument in arguments.options + arguments.positionals where argument.takesValue {
        let name = argument.names.first ?? argument.valueName
        if name.hasSuffix("-id"), !Self.othersIDs.contains(name) {
          #expect(argument.source != .anything, "\(command._commandName) --\(name)")
        }
      }
    }
    let table = OptionTable(of: AddKeyProbe.self)
    #expect(table.options.filter(\.isSecret).map(\.names) == [["passphrase"]])
  }

  private struct AddKeyProbe: Command {
    static let risk = Risk.reads
    @Option var passphrase: SecretText?
    @Option var name: String?
    func run(in shell: any Shell) async throws -> Output { .nothing }
  }
}

/// Metrics are offered by what was listed before, those of the machine on the line first of all.
@Suite struct CompletionMetricsTests {
  private var setup: CompletionSetup {
    let setup = CompletionSetup()
    setup.catalogue.take(
      .metrics(
        [Metric(id: "users", name: "Users"), Metric(id: "load.shortterm", name: "Load")],
        of: MachineReference(backend: "b1", machine: "m1")))
    setup.catalogue.take(
      .metrics([Metric(id: "uptime", name: "Uptime")], of: MachineReference(backend: "b1", machine: "m2")))
    return setup
  }

  @Test(arguments: [
    ("graph Juno/db1 ", ["load.shortterm", "users"]), ("graph db10 u", ["uptime"]),
    ("add-metric --machine db10 --metric-id ", ["uptime"]), ("stats --machine db10 ", ["uptime"]),
    ("graph Juno/db1 users l", ["load.shortterm"]),
    // Nothing was listed of it: what others have is better than nothing.
    ("graph db2 ", ["load.shortterm", "uptime", "users"]),
  ])
  func thoseOfTheMachine(line: String, expected: [String]) {
    let setup = setup
    #expect(setup.texts(line) == expected)
    #expect(setup.transport.requests.isEmpty)
  }

  @Test func theyAreKeptAndGoWithTheirMachine() {
    let files = MemoryFiles()
    let first = CompletionSetup(files: files)
    first.catalogue.take(
      .metrics([Metric(id: "users", name: "Users")], of: MachineReference(backend: "b1", machine: "m2")))
    first.catalogue.save()
    let again = CompletionSetup(juno: nil, files: files)
    #expect(again.texts("graph db10 ") == ["users"])
    again.catalogue.take(.machines([CompletionSetup.machine("m1", "db1", .running)], of: "b1"))
    #expect(again.texts("graph Juno/db1 ").isEmpty)
  }
}
