import Testing

/// What is pasted, mistyped and shown at the shell's prompt.
@Suite struct ShellLineTests {
  private let home: ShellHome

  init() throws {
    home = try ShellHome()
  }

  @Test func aPastedBlockIsCountedAndRunsWithEnter() throws {
    let session = try home.open()
    try session.prompt()
    try session.type(Key.paste("set a = '1\t?'\nadd-key --name old --auto-generate\ndelete-key old --yes\n"))
    try session.wait("the guard") { $0.text.contains("pasted 3 lines: 1 change, 1 destroy; Enter runs, Ctrl-C drops") }
    session.pause(milliseconds: 200)
    #expect(home.history.isEmpty)
    try session.type(Key.enter)
    try session.prompt()
    try session.run("set")
    #expect(session.screen.text.contains("1"))
    #expect(home.history.contains { $0.contains("delete-key old") })
    #expect(try home.run("list-keys") == "No keys found\n")
  }

  @Test func controlCDropsAPastedBlock() throws {
    let session = try home.open()
    try session.prompt()
    try session.type(Key.paste("add-key --name old --auto-generate\nlist-keys?\t\nversion"))
    try session.wait("the guard") { $0.text.contains("pasted 3 lines") }
    try session.type(Key.control("C"))
    try session.prompt()
    try session.run("list-keys")
    #expect(session.screen.lines.contains("No keys found"))
    #expect(home.history == ["list-keys"])
  }

  @Test func ofAPastedBlockWithAWrongLineNothingRuns() throws {
    let session = try home.open()
    try session.prompt()
    try session.type(Key.paste("add-key --name old --auto-generate\nlsit-keys\n") + Key.enter)
    try session.prompt("!")
    #expect(session.screen.text.contains("paste:2:1: unknown command 'lsit-keys'"))
    try session.run("list-keys")
    #expect(session.screen.lines.contains("No keys found"))
  }

  @Test func aPastedLineIsTypedAndItsKeysAreText() throws {
    let session = try home.open()
    try session.prompt()
    try session.type("set a = " + Key.paste("'x\ty?'\r"))
    session.pause(milliseconds: 200)
    #expect(home.history.isEmpty)
    try session.type(Key.enter)
    try session.prompt()
    home.waitForHistory { $0.hasPrefix("set a = ") && $0.contains("y?") }
  }

  @Test func aMegabyteIsPasted() throws {
    let session = try home.open()
    try session.prompt()
    let line = "set value = 'something of a few words'\n"
    let count = (1 << 20) / line.utf8.count
    try session.type(Key.paste(String(repeating: line, count: count)))
    try session.wait("the guard", seconds: 60) { $0.text.contains("pasted \(count) lines: none changes anything") }
    try session.type(Key.enter)
    try session.wait("the prompt", seconds: 120) { $0.cursorRow.hasPrefix("mist") && $0.cursorRow.hasSuffix(">") }
    try session.run("list-keys")
    #expect(session.screen.lines.contains("No keys found"))
  }

  @Test func aMegabyteInOneLineIsRefusedOrRunsButDoesNotHang() throws {
    let session = try home.open()
    try session.prompt()
    try session.type(Key.paste("help " + String(repeating: "x", count: 1 << 20)))
    try session.wait("it is held", seconds: 60) { $0.cursorRow.contains("pasted 1 line") }
    try session.type(Key.enter)
    try session.wait("the prompt", seconds: 60) { $0.cursorRow.hasPrefix("mist") }
    try session.run("list-keys")
    #expect(session.screen.lines.contains("No keys found"))
  }

  @Test func enterAfterAnUnknownWordPutsTheCorrectedLineIn() throws {
    let session = try home.open()
    try session.prompt()
    try session.run("lsit-keys --pretty")
    #expect(session.screen.lines.prefix(2) == ["mist> lsit-keys --pretty", "      ^"])
    try session.type(Key.enter)
    try session.wait(typed: "list-keys --pretty")
    try session.type(Key.enter)
    try session.prompt()
    // Only right after it.
    try session.run("lsit-keys")
    try session.run("version")
    try session.type(Key.enter)
    try session.prompt()
  }

  /// The question comes when nothing is shown any more, not before: who types or pastes fast is not shown, and is heard.
  @Test func aSecretTypedAsSoonAsItIsAskedForIsNotShown() throws {
    let session = try home.open()
    try session.prompt()
    for number in 1...10 {
      try session.type(" add-account ada@example.org --password @prompt" + Key.enter)
      try session.wait("question \(number)") { $0.cursorRow.hasSuffix("example.org:") }
      try session.type("difference-engine" + Key.enter)
      try session.wait("the prompt") { $0.cursorRow == "mist>" || $0.text.contains("difference") }
      try #require(!session.screen.text.contains("difference"), "\(session.picture)")
    }
  }

  @Test func namesOfTheServiceCannotWriteToTheTerminal() throws {
    let evil = #"a\u001b[31mred\u0007\u009b2J\u202e\r\nmist> ok"#
    let service = try StubService(answers: [
      "/auth": #"{"token": "t"}"#,
      "/backends": #"[{"id": "b1", "title": "\#(evil)", "provider": "ec2", "enabled": true}]"#,
      "/keys": #"[{"id": "k1", "name": "\#(evil)", "isDefault": true}]"#,
    ])
    let session = try home.open(client: service, environment: ["NO_COLOR": "1"])
    try session.prompt()
    let bells = session.screen.bells
    for line in [
      "list-backends", "list-backends --pretty", "list-backends --format json", "use backend b1", "list-keys",
    ] {
      try session.type(line + Key.enter)
      try session.wait("a prompt") { $0.cursorRow.hasPrefix("mist") && $0.cursorRow.hasSuffix(">") }
      session.pause(milliseconds: 300)
    }
    try session.type("describe-backend " + Key.tab + Key.tab + "?")
    session.pause(milliseconds: 500)
    #expect(session.screen.text.contains("red"))
    #expect(session.screen.styles.isEmpty)
    #expect(session.screen.unknown.isEmpty)
    #expect(session.screen.bells - bells <= 2)
    #expect(!session.screen.lines.contains { $0 == "mist> ok" })
    service.stop()
  }

  @Test(withMachines) func whatAMachineWritesCannotWriteToTheTerminal() throws {
    try home.addMachines()
    let session = try home.open(environment: ["NO_COLOR": "1"])
    try session.prompt()
    try session.run(#"run --command 'printf "\033[31mred\007\033]0;title\007\n"; printf "\033[2J\n" >&2' web1"#)
    #expect(session.screen.text.contains("red"))
    #expect(session.screen.styles.isEmpty && session.screen.unknown.isEmpty && session.screen.bells == 0)
    #expect(session.screen.lines.contains { $0.hasPrefix("mist> run") })
  }
}
