import MistCommands
import MistModel
import Testing

@testable import MistShell

@Suite struct RealLineTests {
  static func line(_ text: String, _ resolutions: [Resolution] = []) throws -> String {
    let (shell, _) = testShell()
    let statement = try #require(try LineParser.statements(in: text).first)
    let call = try shell.state.reader.call(try statement.given([:]))
    return shell.fullLine(of: call, resolutions)
  }

  @Test(arguments: [
    ("reb d", [Resolution(option: "--machine", typed: "d", meant: "Juno/db 1")], "reboot 'Juno/db 1'"),
    (
      "list-m --backend=Ju", [Resolution(option: "--backend", typed: "Ju", meant: "Juno")],
      "list-machines --backend=Juno"
    ),
    ("ls", [Resolution(option: "--backend", typed: nil, meant: "-x y")], "list-machines --backend '-x y'"),
    ("ls | where state>5 | head > f", [], "list-machines | where state>5 | head > f"),
    ("ls --pretty |! less -S", [], "list-machines --format pretty |! less -S"),
    ("echo 'a;b' &", [], "echo 'a;b' &"),
    ("reboot --help", [], "reboot --help"),
    ("ls | where 'title>x;version'", [], "list-machines | where 'title>x;version'"),
    (
      "create-machine --machine-name Al --image-id Al --backend Al",
      [Resolution(option: "--backend", typed: "Al", meant: "Alpha")],
      "create-machine --machine-name Al --image-id Al --backend Alpha"
    ),
    ("list-machines --", [Resolution(option: "--backend", typed: nil, meant: "A")], "list-machines --backend A --"),
  ])
  func saysTheSameFromAnywhere(line: String, resolutions: [Resolution], expected: String) throws {
    let line = line.hasPrefix("list-m ") ? line.replacing("list-m ", with: "list-machines ") : line
    #expect(try Self.line(line, resolutions) == expected)
  }
}

@Suite struct PromptTextTests {
  static var context: ContextStack {
    var context = ContextStack()
    context.push(.backend("1", title: "Juno"))
    context.push(.machine(MachineReference(backend: "1", machine: "7"), name: "db1", backendTitle: "Juno"))
    return context
  }

  @Test func showsPlaceMarksAndJobs() {
    #expect(PromptText(of: ContextStack()).plain == "mist> ")
    let prompt = PromptText(of: Self.context, marks: [.lastCommandFailed, .readOnly, .serviceOffline], jobCount: 2)
    #expect(prompt.plain == "mist:Juno/db1 !=~2&> ")
    #expect(prompt.coloured == prompt.plain)
  }

  @Test func productionIsSaidAndRed() {
    let prompt = PromptText(of: Self.context, usesColour: true) { $0 == "1" }
    #expect(prompt.plain == "mist:Juno(production)/db1> ")
    #expect(prompt.coloured.hasPrefix("\u{1B}[1;31m"))
    #expect(PromptText(of: Self.context, usesColour: false) { _ in true }.coloured == prompt.plain)
  }

  @Test func aNameCannotSteerTheTerminal() {
    var context = ContextStack()
    context.push(.backend("1", title: "a\u{1B}[2Jb\n"))
    #expect(PromptText(of: context).plain == "mist:a\\e[2Jb\\n> ")
  }
}
