import MistClient
import MistCommands
import MistModel
import Testing

@testable import MistShell

/// What bash, zsh and fish are answered at a TAB.
@Suite struct SystemShellTests {
  private let juno = Backend(id: "b1", title: "Juno", provider: "openstack")
  private let vega = Backend(id: "b2", title: "Vega: two", provider: "ec2")
  private let breaks = " \t\n\"'><=;|&(:"

  private func answer(_ arguments: [String]) throws -> [String] {
    let setup = CompletionSetup(juno: nil)
    let catalogue = setup.catalogue
    catalogue.take(.backends([juno, vega]))
    catalogue.take(.keys([Key(id: "my key's", isDefault: true), Self.key("fleet"), Self.key("-x"), Self.key("a\nb")]))
    catalogue.take(.machines([machine("db1", juno), machine("Mail", juno)], of: "b1"))
    catalogue.take(.machines([machine("db1", vega), machine("a:b $c", vega)], of: "b2"))
    let lines = try #require(CompletionRequest(["--complete"] + arguments)).answer(from: setup.completer)
    #expect(setup.transport.requests.isEmpty)
    return lines
  }

  private func machine(_ name: String, _ backend: Backend) -> Machine {
    Machine(id: MachineID("i-\(name)"), backend: backend.id, name: name, state: .running, actions: [.reboot])
  }

  private static func key(_ name: String) -> Key { Key(id: KeyID(name), isDefault: false) }

  private func bash(_ line: String) throws -> [String] { try answer(["bash", line, breaks]) }

  @Test func commandsOptionsAndNames() throws {
    #expect(try bash("mist-shell list-im") == ["whole", "list-images"])
    #expect(try bash("mist list im") == ["whole", "images"])
    #expect(try bash("./mist-shell describe-key --pri") == ["whole", "--private"])
    #expect(try bash("mist-shell describe-key f") == ["whole", "fleet"])
    #expect(try bash("mist-shell reboot ma") == ["whole", "Mail"])
    #expect(try bash("mist-shell --state /x --yes describe-key f") == ["whole", "fleet"])
    #expect(try bash("mist-shell reb") == ["whole", "reboot"])
    #expect(try bash("mist-shell frobnicate ") == ["whole"])
    #expect(try bash("mist-shell add-backend --provider digi") == ["whole", "digitalocean"])
  }

  @Test func theProgramsOwnOptions() throws {
    #expect(try bash("mist-shell --pre") == ["whole", "--pretty"])
    #expect(try bash("mist-shell --format j") == ["whole", "json"])
    #expect(try bash("mist-shell --format=j") == ["whole", "json"])
    #expect(try bash("mist-shell --state ") == ["files"])
    #expect(try bash("mist-shell -f ") == ["files"])
    #expect(try bash("mist-shell -f script.mist ") == ["files"])
    #expect(try bash("mist-shell --url ") == ["whole"])
    #expect(try bash("mist-shell -- --f") == ["whole"])
  }

  @Test func filesAreTheBusinessOfTheSystemsShell() throws {
    #expect(try bash("mist-shell add-key --key-path ~/") == ["files"])
    #expect(try bash("mist-shell list-keys > ") == ["files"])
    #expect(try answer(["zsh", "add-key", "--key-path", ""]) == ["files"])
  }

  @Test func bashGetsWhatItPutsInAsItIsWritten() throws {
    #expect(try bash(#"mist-shell describe-key my"#) == ["whole", #"my\ key\'s"#])
    #expect(try bash(#"mist-shell describe-key my\ k"#) == ["whole", #"my\ key\'s"#])
    #expect(try bash(#"mist-shell describe-key 'my k"#) == ["whole", #"my key'\''s"#])
    #expect(try bash(#"mist-shell describe-key "my"#) == ["whole", "my key's"])
    #expect(try bash(#"mist-shell describe-key --name=f"#) == ["whole", "fleet"])
    #expect(try bash(#"mist-shell describe-key --name="my k"#) == ["whole", "my key's"])
    #expect(try bash(#"mist-shell describe-machine a:"#) == ["whole", #"b\ \$c"#])
    #expect(try bash(#"mist-shell describe-machine "a:b "#) == ["whole", #"a:b \$c"#])
    #expect(
      try bash(#"mist-shell describe-machine "Vega: two"/"#) == ["whole", #"Vega:\ two/a:b\ \$c"#, #"Vega:\ two/db1"#])
  }

  @Test func aPlaceThatGoesOnGetsNoBlank() throws {
    #expect(try bash("mist-shell describe-machine Ju") == ["open", "Juno/"])
    #expect(try answer(["zsh", "describe-machine", "Ju"]) == ["open\tJuno/:the machines of Juno"])
  }

  /// In bash what was typed would be replaced by what they have in common.
  @Test func namesOfSeveralBackendsAreShownOnly() throws {
    #expect(try bash("mist-shell describe-machine db") == ["whole", "Juno/db1", #"Vega:\ two/db1"#])
  }

  @Test func zshAndFishGetDescriptions() throws {
    #expect(try answer(["zsh", "describe-key", "my"]) == ["whole\tmy key's:default"])
    let backends = try answer(["zsh", "describe-backend", ""])
    #expect(backends == ["whole\tJuno:openstack online b1", "whole\tVega\\: two:ec2 online b2"])
    #expect(try answer(["fish", "mist-shell describe-key my"]) == ["whole", "my key's\tdefault"])
    #expect(try answer(["fish", "mist-shell list-im"]).last?.hasPrefix("list-images\tList what") == true)
  }

  @Test func namesThatCannotBeTypedAreLeftOut() throws {
    #expect(try bash("mist-shell describe-key ") == ["whole", "fleet", #"my\ key\'s"#])
    #expect(try bash("mist-shell describe-key --name=-") == ["whole", "-x"])
  }

  @Test func nothingElseIsSuchAQuestion() throws {
    #expect(CompletionRequest([]) == nil)
    #expect(CompletionRequest(["--complete", "tcsh", "x"]) == nil)
    #expect(CompletionRequest(["list-keys"]) == nil)
    for line in ["", "mist-shell", "mist-shell # ", "mist-shell a | b", "mist-shell 'x", "\u{0}"] {
      #expect(try bash(line).count < 3)
    }
  }

  @Test func aLongListIsWhole() throws {
    let setup = CompletionSetup(juno: nil)
    setup.catalogue.take(.keys((0..<5000).map { Self.key("key\($0)") }))
    let request = try #require(CompletionRequest(["--complete", "bash", "mist describe-key k", breaks]))
    #expect(request.answer(from: setup.completer).count == 5001)
  }
}

/// The manual.
@Suite struct ManualPageTests {
  private let page = ManualPage.text(of: .all)

  @Test func everyCommandAndOptionIsInIt() {
    for command in CommandTable.all.commands where command.configuration.shouldDisplay {
      #expect(page.contains("\\fB" + command.name.replacing("-", with: "\\-") + "\\fR"), "\(command.name)")
    }
    #expect(ProgramOptions.described.count > 12)
    for option in ProgramOptions.described {
      #expect(page.contains("\\fB" + option.name.replacing("-", with: "\\-") + "\\fR"), "\(option.name)")
    }
    #expect(page.contains(".SH \"EXIT STATUS\"\n"))
  }

  @Test func nothingInItIsReadAsARequestByChance() {
    let requests = ["TH", "SH", "SS", "TP", "RS", "RE", "IP", "EX", "EE", "sp"]
    for line in page.split(separator: "\n") {
      #expect(!line.hasPrefix("'"))
      if line.hasPrefix(".") {
        #expect(requests.contains(String(line.dropFirst().prefix { $0 != " " })), "\(line)")
      }
      #expect(line.unicodeScalars.allSatisfy { $0.value < 0x80 }, "\(line)")
    }
  }
}
