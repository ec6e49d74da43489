import Foundation
import Testing

/// What the shell remembers, and that it does so whatever happens.
@Suite struct ShellHistoryTests {
  private let home: ShellHome

  init() throws {
    home = try ShellHome()
  }

  @Test func pastLinesAreThereAfterARestart() throws {
    let first = try home.open()
    try first.prompt()
    try first.run("help names")
    try first.type("exit" + Key.enter)
    #expect(try first.exitStatus() == 0)
    let second = try home.open()
    try second.prompt()
    try second.type(Key.up + Key.up)
    try second.wait(typed: "help names")
  }

  @Test func twoShellsShareThemAndUpShowsOnesOwnFirst() throws {
    let one = try home.open()
    let two = try home.open()
    try one.prompt()
    try two.prompt()
    try one.run("help names")
    try two.run("help contexts")
    try one.run("help pipes")
    home.waitForHistory { $0 == "help pipes" }
    #expect(home.history == ["help names", "help contexts", "help pipes"])
    try two.type(Key.up)
    try two.wait(typed: "help contexts")
    try two.type(Key.up)
    try two.wait(typed: "help pipes")
    try two.type(Key.control("C"))
    try one.type(Key.up + Key.up)
    try one.wait(typed: "help names")
    try one.type(Key.up)
    try one.wait(typed: "help contexts")
  }

  @Test func manyLinesOfTwoShellsAtOnceAreAllKept() throws {
    let shells = try (0..<2).map { _ in try home.open() }
    for shell in shells { try shell.prompt() }
    for number in 0..<20 {
      for (index, shell) in shells.enumerated() { try shell.type("set v\(index) = x\(number)" + Key.enter) }
    }
    for (index, shell) in shells.enumerated() {
      try shell.type("set last = v\(index)" + Key.enter + Key.enter + Key.enter)
      try shell.wait("the last value, and empty lines") { screen in
        screen.lines.suffix(3) == ["mist>", "mist>", "mist>"] && screen.lines.contains("mist> set last = v\(index)")
      }
    }
    for index in 0..<2 {
      let lines = home.history.filter { $0.hasPrefix("set v\(index)") }
      #expect(lines == (0..<20).map { "set v\(index) = x\($0)" })
    }
  }

  @Test func aLeadingBlankKeepsALineOut() throws {
    let session = try home.open()
    try session.prompt()
    try session.run("help names")
    try session.run(" help pipes")
    try session.run("help contexts")
    home.waitForHistory { $0 == "help contexts" }
    #expect(home.history == ["help names", "help contexts"])
    try session.type(Key.up + Key.up)
    try session.wait(typed: "help names")
  }

  @Test func aSecretIsInNoFile() throws {
    let session = try home.open()
    try session.prompt()
    try session.run("add-account ada@example.org --password difference-engine-1")
    try session.run("add-account ada@example.org --password=difference-engine-2")
    try session.run("add-account ada@example.org --passwor 'difference-engine-3")
    try session.run("' --no-such")
    try session.run("add-acount ada@example.org --password difference-engine-4")
    try session.run("help names; add-account ada@example.org --pass difference-engine-5 &")
    try session.type(Key.control("C"))
    try session.type("add-account ada@example.org --password @prompt" + Key.enter)
    try session.wait("the question") { $0.cursorRow.hasPrefix("Password") }
    session.pause(milliseconds: 300)
    try session.type("difference-engine-6" + Key.enter)
    try session.wait("the prompt") { $0.cursorRow.hasPrefix("mist") }
    try session.type("wait" + Key.enter + "exit" + Key.enter)
    _ = try session.exitStatus()
    #expect(home.files(with: "difference-engine").isEmpty)
    #expect(home.history.contains { $0.contains("--password •••") })
  }

  @Test func aTerminalThatClosesEndsTheShellAndTheLinesAreKept() throws {
    let session = try home.open()
    try session.prompt()
    try session.run("help names")
    try session.type("half a line")
    try session.wait(typed: "half a line")
    _ = try session.hangUp()
    #expect(home.history == ["help names"])
  }

  @Test func aTerminalThatClosesWhileALineRunsEndsTheShell() throws {
    let service = try StubService(answers: nil)
    let session = try home.open(client: service)
    try session.prompt()
    try session.start("list-keys")
    _ = try session.hangUp()
  }

  @Test func aTerminalThatClosesAtAQuestionEndsTheShellAndNothingIsDone() throws {
    try home.run("add-key --name old --auto-generate")
    let session = try home.open()
    try session.prompt()
    try session.type("delete-key old" + Key.enter)
    try session.wait("the question") { $0.cursorRow.hasPrefix("Delete key old") }
    try session.type("old")
    session.pause(milliseconds: 100)
    _ = try session.hangUp()
    #expect(try home.run("list-keys").contains("old"))
  }

  @Test(withMachines) func aTerminalThatClosesKeepsTheLineThatRan() throws {
    try home.addMachines()
    let session = try home.open()
    try session.prompt()
    try session.start("run --command 'sleep 60' web1")
    _ = try session.hangUp()
    #expect(home.history == ["run --command 'sleep 60' web1"])
  }

  @Test(arguments: ["history-1", "history-current", "production"])
  func aDamagedFileDoesNotKeepTheShellFromStarting(name: String) throws {
    let session = try home.open()
    try session.prompt()
    try session.run("help names")
    try session.type("exit" + Key.enter)
    _ = try session.exitStatus()
    let path = home.state + "/shell/" + name
    let whole = FileManager.default.contents(atPath: path).map(Array.init) ?? []
    for bytes in [(0...255).map { UInt8($0) }, [0xFF, 0x00, 0x0A], Array(whole.dropLast(3)), Array("[{\"a\":".utf8)] {
      try home.write(bytes, to: "state/shell/" + name)
      let again = try home.open()
      try again.prompt()
      try again.run("help pipes")
      try again.prompt()
      try again.type(Key.up)
      try again.wait(typed: "help pipes")
      try again.type(Key.control("U") + "exit" + Key.enter)
      #expect(try again.exitStatus() == 0)
    }
  }

  @Test func aLineThatWasCutOffIsLeftOutAndTheNextIsWhole() throws {
    try home.write(
      "1795382385.5\t0\t1\ts\t\thelp names\t\n1795382386.5\t0\t1\ts\t\thelp con", to: "state/shell/history-1")
    let session = try home.open()
    try session.prompt()
    try session.run("help pipes")
    try session.type(Key.up + Key.up)
    try session.wait(typed: "help names")
  }

  /// As somebody who may write nowhere: root may everywhere.
  @Test(.enabled(if: Self.canBeNobody, "nobody cannot run the shell here: not root, or the program is out of reach"))
  func aFolderThatCannotBeWrittenIsSaidOnce() throws {
    chmod(home.path, 0o555)
    let words = ["--reuid=65534", "--regid=65534", "--clear-groups", ShellHome.program]
    let session = try TerminalSession(
      words + home.options, program: "/usr/bin/setpriv", environment: home.environment())
    try session.prompt()
    for _ in 0..<3 { try session.run("help names") }
    let notes = session.screen.text.components(separatedBy: "the history is kept until the shell ends only").count - 1
    #expect(notes == 1)
    try session.type(Key.up)
    try session.wait(typed: "help names")
  }

  private static let canBeNobody =
    (try? run(
      script: "setpriv --reuid=65534 --regid=65534 --clear-groups test -x '\(ShellHome.program)' 2>/dev/null")) == 0
}
