import Testing

@Suite struct CompletionTests {
  @Test func tabPutsInTheOnlyMatch() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("reb" + Key.tab + "machine-0003" + Key.tab + "now")
    try session.answer(to: "", is: "got \"reboot machine-0003 now\"")
    try session.prompt()
    try session.type("edit fo" + Key.tab + "x")
    try session.answer(to: "", is: "got \"edit folder/x\"")
  }

  @Test func tabTwiceShowsATableAndTheThirdGoesThroughIt() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("start m" + Key.tab)
    try session.wait(forLine: "mist> start machine-00")
    try session.type(Key.tab)
    try session.wait(forRow: "as of 14:02, refreshing…")
    try session.wait(forLine: "mist> start machine-00")
    #expect(session.screen.count(of: "machine-0003  stopped  Juno") == 1)
    #expect(session.screen.count(of: "machine-0010  running  Juno") == 1)
    try session.type(Key.tab)
    try session.wait(forLine: "mist> start machine-0000")
    try session.type(Key.tab + Key.tab)
    try session.wait(forLine: "mist> start machine-0002")
    try session.type(Key.shiftTab)
    try session.wait(forLine: "mist> start machine-0001")
    try session.answer(to: " now", is: "got \"start machine-0001 now\"")
  }

  @Test func shiftTabGoesBackwardsFromTheEnd() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("start m" + Key.tab + Key.tab + Key.shiftTab)
    try session.wait(forLine: "mist> start machine-00")
    try session.type(Key.shiftTab)
    try session.wait(forLine: "mist> start machine-0011")
  }

  @Test func aLongTableSaysHowManyMore() throws {
    let session = try TerminalSession(["--names", "10000"])
    try session.prompt()
    try session.type("start m" + Key.tab + Key.tab)
    try session.wait(forRow: "… 9,980 more; type to narrow")
    try session.wait(forLine: "mist> start machine-")
    let tall = try TerminalSession(["--names", "9998"], rows: 60)
    try tall.prompt()
    try tall.type("start m" + Key.tab + Key.tab)
    try tall.wait(forRow: "… 9,958 more; type to narrow")
    #expect(tall.screen.lines.count { $0.hasPrefix("machine-") } == 40)
  }

  @Test func anyOtherKeyEndsTheSeries() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("start m" + Key.tab + Key.tab + Key.tab)
    try session.wait(forLine: "mist> start machine-0000")
    try session.type(Key.backspace + Key.tab + Key.tab)
    try session.wait("a new table") { screen in screen.count(of: "as of 14:02, refreshing…") == 2 }
    try session.wait(forLine: "mist> start machine-000")
  }

  @Test func controlCAfterATableAndWhileCycling() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("start m" + Key.tab + Key.tab)
    try session.wait(forRow: "as of 14:02, refreshing…")
    try session.type(Key.control("C"))
    try session.wait(forRow: "dropped")
    try session.prompt()
    try session.type("start m" + Key.tab + Key.tab + Key.tab)
    try session.wait(forLine: "mist> start machine-0000")
    try session.type(Key.control("C"))
    try session.wait(forRow: "mist> start machine-0000^C")
    try session.prompt()
  }

  @Test func namesWithoutDescriptionsStandBesideEachOther() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("edit 日" + Key.tab + Key.tab)
    try session.wait(forRow: "日本-1  日本-2")
    try session.wait(forLine: "mist> edit 日本-")
  }

  @Test func namesCannotWriteToTheTerminal() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("wild e" + Key.tab + Key.tab)
    try session.wait(forRow: #"evil\u{1B}[2Jone  red\u{7}"#)
    try session.wait(forRow: #"evil-two          two\u{A}rows"#)
    try session.type(Key.tab)
    try session.wait(forLine: "mist> wild evil^[[2Jone")
    #expect(session.screen.row(0) == "mist> wild evil")
  }

  @Test func aQuestionMarkShowsWhatCanComeAndGivesTheLineBack() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("start x?")
    try session.wait(forRow: "start  Start a machine")
    try session.wait(forLine: "mist> start x")
    try session.type(" \"why?")
    try session.wait(forLine: "mist> start x \"why?")
    try session.answer(to: "\"", is: #"got "start x \"why?\"""#)
  }
}
