import Testing

/// `~/.mistrc`, read before the first prompt.
@Suite struct ShellStartFileTests {
  private let home: ShellHome

  init() throws {
    home = try ShellHome()
  }

  @Test func itsAliasesMacrosAndSettingsHold() throws {
    try home.write(
      """
      # mine
      alias keys = 'list-keys --pretty'
      macro topic name = 'help $name'
      set read-only on
      set who = ada

      """, to: ".mistrc")
    let session = try home.open()
    try session.prompt("=")
    #expect(session.screen.lines == ["mist =>"])
    try session.run("topic pipes")
    #expect(session.screen.text.contains("| where state=running"))
    try session.run("add-key --name $who --auto-generate")
    #expect(session.screen.text.contains("read-only"))
    #expect(home.history.first == "help pipes")
  }

  @Test func aLineThatIsWrongIsNamedAndThePromptComes() throws {
    try home.write("set who = ada\n\n  lsit-keys --pretty\n", to: ".mistrc")
    let session = try home.open()
    try session.prompt()
    #expect(session.screen.lines.first?.hasPrefix("~/.mistrc:3:3: unknown command 'lsit-keys'") == true)
    try session.run("version")
  }

  @Test(arguments: [
    "add-key --name x --auto-generate", "run --command true web1", "source other", "exit", "list-keys",
    "alias x = 'list-keys'; delete-key y", "watch list-keys",
  ]) func aLineThatDoesMoreThanSettingUpIsRefused(line: String) throws {
    try home.write("\(line)\n", to: ".mistrc")
    let session = try home.open()
    try session.prompt()
    let column = line.contains(";") ? 24 : 1
    #expect(session.screen.lines.first?.hasPrefix("~/.mistrc:1:\(column): ") == true, "\(session.picture)")
    try session.run("list-keys")
    #expect(session.screen.lines.contains("No keys found"))
  }

  @Test func whatIsNoTextIsSaidAndThePromptComes() throws {
    try home.write([0xFF, 0x00, 0xFE, 0x0A], to: ".mistrc")
    let session = try home.open()
    try session.prompt()
    #expect(session.screen.lines.first?.hasPrefix("~/.mistrc") == true, "\(session.picture)")
  }

  @Test func aFolderInItsPlaceIsNoMatter() throws {
    try home.write("", to: ".mistrc/file")
    let session = try home.open()
    try session.prompt()
  }

  @Test func aFileWithoutLinesIsNoMatter() throws {
    try home.write("", to: ".mistrc")
    let session = try home.open()
    try session.prompt()
    #expect(session.screen.lines == ["mist>"])
  }

  /// A command that goes to the service at every start must not keep the prompt away.
  @Test func controlCEndsAStartFileThatWaits() throws {
    let service = try StubService(answers: nil)
    try home.write("use backend Juno\n", to: ".mistrc")
    let session = try home.open(client: service)
    session.pause(milliseconds: 700)
    try session.type(Key.control("C"))
    try session.wait("a prompt") { $0.cursorRow.hasSuffix(">") }
    try session.type("version" + Key.enter)
    try session.wait("its answer") { $0.text.contains("mist-shell ") }
  }
}
