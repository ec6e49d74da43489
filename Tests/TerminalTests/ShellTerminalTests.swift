import Foundation
import Testing

/// Terminals as they are, with the whole shell at them.
@Suite struct ShellTerminalTests {
  private let home: ShellHome

  init() throws {
    home = try ShellHome()
  }

  @Test(arguments: ["C", "POSIX", "xx_YY.nonsense"]) func withoutAUTF8LocaleNoTextIsLost(locale: String) throws {
    let session = try home.open(environment: ["LANG": locale, "LC_ALL": locale])
    try session.prompt()
    try session.run("set name = '日本x é'")
    try session.run("set")
    #expect(session.screen.text.contains("日本x é"))
    #expect(home.history.first == "set name = '日本x é'")
    try session.type(Key.up + Key.up)
    try session.wait("the line again") { $0.cursorRow.contains("mist> set name = '日本x é'") }
  }

  /// What is closed must not become a file of the program's own, and be written into.
  @Test func aClosedOutputIsNoFileOfTheStore() throws {
    let session = try home.open(script: "$MIST list-keys >&-; echo status $?; $MIST nosuch 2>&-; echo status $?")
    try session.wait(forRow: "mist-shell: standard output cannot be written: bad file descriptor")
    try session.wait(forRow: "status 1")
    try session.wait(forRow: "status 2")
  }

  @Test(arguments: ["dumb", ""]) func aDumbTerminalGetsNoEscapes(name: String) throws {
    let pipe = home.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let session = try home.open(environment: ["TERM": name])
    try session.prompt()
    try session.run("list-keys --pretty")
    try session.run("lsit-keys")
    try session.type(Key.enter)
    try session.wait("the corrected line") { $0.cursorRow.hasSuffix("> list-keys") }
    try session.type(Key.enter + "source \(pipe)" + Key.enter)
    try session.wait("progress") { $0.text.contains("Ctrl-C stops it") || $0.text.contains(" · ") }
    #expect(try run(script: "echo version >'\(pipe)'") == 0)
    try session.prompt()
    try session.type("vers" + Key.tab + "?" + Key.control("C"))
    try session.prompt()
    #expect(session.screen.sequences == 0)
    #expect(session.screen.unknown.isEmpty)
  }

  @Test func aScriptSaysWhichOfItsLinesTakesLong() throws {
    let pipe = home.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    try home.write("version\nsource \(pipe)\n", to: "slow.mist")
    let session = try home.open(["-f", home.path + "/slow.mist"])
    try session.wait("progress") { $0.text.contains("slow.mist:2:1: source · ") }
    #expect(try run(script: "echo version >'\(pipe)'") == 0)
    try session.wait("the end") { _ in session.isOver }
    #expect(try session.exitStatus() == 0)
    #expect(!session.screen.text.contains(" · "))
  }

  @Test func noColorMeansNoColour() throws {
    try home.run("add-key --name old --auto-generate")
    for (setting, mayColour) in [("1", false), ("", true)] {
      let session = try home.open(environment: ["NO_COLOR": setting])
      try session.prompt()
      try session.run("list-keys --pretty")
      try session.run("descr-key old")
      try session.run("list-k")
      try session.run("help names")
      try session.type("help na")
      try session.wait(typed: "help na")
      session.pause(milliseconds: 200)
      try session.type(Key.tab + Key.control("C"))
      try session.wait("the prompt") { $0.cursorRow.hasSuffix(">") }
      #expect(mayColour || session.screen.styles.isEmpty, "\(session.screen.styles)")
    }
  }

  @Test func twentyColumnsAreEnough() throws {
    let session = try home.open(environment: ["PAGER": "cat"], columns: 20)
    try session.prompt()
    try session.run("list-keys")
    #expect(session.screen.lines.contains("No keys found"))
    try session.type("set name = 0123456789012345678901234567890123456789")
    try session.wait("three rows") {
      Array($0.lines.suffix(3)) == ["mist> set name = 012", "34567890123456789012", "34567890123456789"]
    }
    try session.type(Key.enter)
    try session.prompt()
    try session.run("list-keys --no-such")
    try session.prompt("!")
    try session.run("help")
    #expect(session.screen.unknown.isEmpty)
  }

  @Test(arguments: [false, true]) func aResizeWhileTypingKeepsTheLine(wrapsAnew: Bool) throws {
    let session = try home.open()
    try session.prompt()
    try session.run("list-keys")
    let text = (1...9).map { "word-\($0)-abc" }.joined(separator: " ")
    try session.type(text)
    try session.wait("two rows") { $0.cursorRow.hasSuffix("word-9-abc") }
    for columns in [40, 30, 100, 20, 80] {
      session.resize(rows: 24, columns: columns, wrapsAnew: wrapsAnew)
      let count = ("mist> " + text).count
      let rows = (count + columns - 1) / columns
      try session.wait("the line in \(columns) columns") { screen in
        let shown = screen.lines.suffix(rows).map { $0.padding(toLength: columns, withPad: " ", startingAt: 0) }
        return shown.joined().hasPrefix("mist> " + text)
      }
    }
    #expect(session.screen.text.contains("mist> list-keys\nNo keys found\n"))
  }

  @Test func aResizeIsKnownToTheNextResult() throws {
    try home.run("add-key --name old --auto-generate")
    let session = try home.open()
    try session.prompt()
    session.resize(rows: 24, columns: 40)
    try session.run("list-keys --pretty")
    #expect(session.screen.lines.contains { $0.contains("old") })
    #expect(session.screen.lines.filter { $0.hasPrefix("+") || $0.hasPrefix("|") }.allSatisfy { $0.count <= 40 })
    let frame = session.screen.lines.filter { $0.hasPrefix("+") }
    #expect(frame.count == 3 && Set(frame).count == 1, "\(session.picture)")
  }

  @Test(.enabled(if: ShellHome.hasProgram("/bin/bash"), "there is no bash"))
  func controlZStopsTheShellAndFgBringsItBack() throws {
    let command = ([ShellHome.program] + home.options).joined(separator: " ")
    let session = try TerminalSession(
      ["--norc", "--noprofile", "--noediting", "-i"], program: "/bin/bash", environment: home.environment(["PS1": "$ "])
    )
    try session.wait(forLine: "$")
    try session.type(command + "\n")
    try session.prompt()
    try session.type("help nam" + Key.control("Z"))
    try session.wait("it is stopped") { $0.text.contains("Stopped") && $0.cursorRow == "$" }
    try session.type("echo outside\n")
    try session.wait(forRow: "outside")
    session.resize(rows: 30, columns: 100)
    try session.type("fg\n")
    try session.wait("the line again") { $0.cursorRow.hasPrefix("mist> help nam") }
    try session.type("es" + Key.enter)
    try session.wait("its answer") { $0.text.contains("A name means") }
    try session.prompt()
    try session.type("exit" + Key.enter)
    try session.wait(forLine: "$")
    // The terminal is as it was: what is typed is echoed, and a line ends with Enter.
    try session.type("echo bye\n")
    try session.wait(forRow: "bye")
  }

  @Test(.enabled(if: ShellHome.hasProgram("/bin/bash"), "there is no bash"))
  func controlZStopsALineThatRunsToo() throws {
    let pipe = home.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let command = ([ShellHome.program] + home.options).joined(separator: " ")
    let session = try TerminalSession(
      ["--norc", "--noprofile", "--noediting", "-i"], program: "/bin/bash", environment: home.environment(["PS1": "$ "])
    )
    try session.wait(forLine: "$")
    try session.type(command + "\n")
    try session.prompt()
    try session.start("source \(pipe)")
    try session.type(Key.control("Z"))
    try session.wait("it is stopped") { $0.text.contains("Stopped") && $0.cursorRow == "$" }
    try session.type("fg\n")
    session.pause(milliseconds: 500)
    #expect(try run(script: "echo help names >'\(pipe)'") == 0)
    try session.wait("its answer") { $0.text.contains("A name means") }
    try session.prompt()
    try session.type("help pip")
    try session.wait(typed: "help pip")
  }

  @Test func withItsOutputInAPipeItReadsPlainLines() throws {
    // Ctrl-C is for the shell alone here: a pipe that nobody reads any more would be another matter.
    let session = try home.open(script: "trap : INT; $MIST | (trap '' INT; cat); echo over")
    try session.wait(forLine: "mist>")
    try session.type("list-keys\n")
    try session.wait(forRow: "No keys found")
    try session.wait(forLine: "mist>")
    try session.type("half" + Key.control("C"))
    try session.wait("a prompt below") { $0.cursorRow == "mist>" && $0.text.contains("^C") }
    try session.type("exit\n")
    try session.wait(forRow: "over")
    #expect(session.screen.sequences == 0)
  }

  @Test func theTerminalIsAsItWasAfterwards() throws {
    let session = try home.open(script: "stty -a >\(home.path)/before; $MIST; stty -a >\(home.path)/after; echo over")
    try session.prompt()
    try session.type("help names" + Key.enter)
    try session.wait("its answer") { $0.text.contains("A name means") }
    try session.prompt()
    try session.type(Key.control("D"))
    try session.wait(forRow: "over")
    let settings = ["before", "after"].map { try? String(contentsOfFile: home.path + "/" + $0, encoding: .utf8) }
    #expect(settings[0] == settings[1])
    #expect(!session.screen.takesBracketedPaste)
  }
}
