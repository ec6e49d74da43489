import Testing

/// Ctrl-C wherever the shell may be.
@Suite struct ShellInterruptTests {
  private let home: ShellHome

  init() throws {
    home = try ShellHome()
  }

  @Test func atAnEmptyPromptItGivesAPromptBelow() throws {
    let session = try home.open()
    try session.prompt()
    try session.type(Key.control("C"))
    try session.wait("two prompts") { $0.lines == ["mist> ^C", "mist>"] }
    try session.run("version")
    try session.prompt()
  }

  @Test func itDropsTheTextAndDoesNotRunIt() throws {
    let session = try home.open()
    try session.prompt()
    try session.type("set read-only on" + Key.left + Key.left + Key.control("C"))
    try session.wait("a prompt below") { $0.lines == ["mist> set read-only on^C", "mist>"] }
    try session.type(Key.enter)
    try session.wait("no mark of read-only") { $0.lines == ["mist> set read-only on^C", "mist>", "mist>"] }
  }

  @Test func itDropsALineThatGoesOn() throws {
    let session = try home.open()
    try session.prompt()
    try session.type("list-keys \\" + Key.enter)
    try session.wait("a row below") { $0.cursor.row == 1 }
    try session.type("--pretty" + Key.control("C"))
    try session.wait(forLine: "mist>")
    try session.run("list-keys")
    #expect(!session.screen.text.contains("┌") && !session.screen.text.contains("+--"))
  }

  @Test func toAQuestionItIsNo() throws {
    try home.run("add-key --name old --auto-generate")
    let session = try home.open()
    try session.prompt()
    try session.type("delete-key old" + Key.enter)
    try session.wait("the question") { $0.cursorRow.hasPrefix("Delete key old") }
    try session.type("old" + Key.control("C"))
    try session.prompt("!")
    #expect(try home.run("list-keys").contains("old"))
  }

  /// `^C` stands in the row of the question, and what comes then in rows of its own.
  @Test func afterAQuestionItIsSaidThatNothingWasDone() throws {
    try home.run("add-key --name old --auto-generate")
    let session = try home.open()
    try session.prompt()
    try session.type("delete-key old" + Key.enter)
    try session.wait("the question") { $0.cursorRow.hasPrefix("Delete key old") }
    try session.type(Key.control("C"))
    try session.prompt("!")
    #expect(session.screen.lines.contains { $0.hasPrefix("not confirmed: delete key old") }, "\(session.picture)")
    #expect(session.screen.cursorRow == "mist !>")
  }

  /// A watch went on for a while, and Ctrl-C was pressed.
  private func sessionAfterWatch() throws -> TerminalSession {
    let session = try home.open()
    try session.prompt()
    try session.type("watch list-keys --every 1s" + Key.enter)
    try session.wait("the picture") { $0.lines.contains { $0.contains("Ctrl-C ends") } }
    session.pause(milliseconds: 1500)
    try session.type(Key.control("C"))
    return session
  }

  /// The terminal writes `^C` in the row below the picture; where the prompt begins behind it, long lines wrap wrongly.
  @Test func afterItThePromptBeginsARow() throws {
    let session = try sessionAfterWatch()
    try session.wait("the prompt") { $0.cursorRow.hasSuffix("mist>") }
    #expect(session.screen.cursorRow == "mist>")
  }

  @Test func toAQuestionForASecretItIsNo() throws {
    let session = try home.open()
    try session.prompt()
    try session.type("add-account ada@example.org --password @prompt" + Key.enter)
    try session.wait("the question") { $0.cursorRow.hasSuffix(":") && !$0.cursorRow.hasPrefix("mist") }
    try session.type("engine-1" + Key.control("C"))
    try session.prompt("!")
    #expect(!session.screen.text.contains("engine"))
    // The terminal shows what is typed again.
    try session.type("versi")
    try session.wait(typed: "versi")
    #expect(home.files(with: "engine-1").isEmpty)
  }

  @Test func aSecondOneAtAQuestionDoesNotEndTheShell() throws {
    try home.run("add-key --name old --auto-generate")
    let session = try home.open()
    try session.prompt()
    try session.type("delete-key old" + Key.enter)
    try session.wait("the question") { $0.cursorRow.hasPrefix("Delete key old") }
    for _ in 0..<5 { try session.type(Key.control("C")) }
    session.pause(milliseconds: 300)
    try session.run("version")
    try session.prompt()
    #expect(!session.screen.text.contains("left as job"))
  }

  @Test func manyAtAQuickCommandLeaveThePrompt() throws {
    let session = try home.open()
    try session.prompt()
    for _ in 0..<20 {
      try session.type("version" + Key.enter + Key.control("C") + Key.control("C"))
    }
    session.pause(milliseconds: 300)
    try session.type(Key.control("C"))
    try session.run("list-keys")
    try session.wait("a prompt") { $0.cursorRow.hasPrefix("mist") }
  }

  /// As it is at any terminal: who presses Ctrl-C does not mean what was typed before.
  @Test func whatWasTypedBeforeItIsDropped() throws {
    let service = try StubService(answers: nil)
    let session = try home.open(client: service)
    try session.prompt()
    try session.start("list-keys")
    try session.type("delete-key all" + Key.enter + Key.control("C"))
    session.pause(milliseconds: 500)
    try session.type(Key.control("C"))
    try session.wait("a prompt") { $0.cursorRow.hasPrefix("mist ") && $0.cursorRow.hasSuffix(">") }
    session.pause(milliseconds: 300)
    #expect(!session.screen.text.contains("Delete key"))
  }

  @Test(withMachines) func itStopsACommandOnAMachineAtOnce() throws {
    try home.addMachines()
    let session = try home.open()
    try session.prompt()
    try session.start("run --command 'sleep 60' web1 web2")
    try session.type(Key.control("C"))
    try session.prompt("!")
    #expect(!session.screen.text.contains("Finished"))
    try session.run("jobs")
    #expect(session.screen.lines.contains("No jobs"))
  }

  /// What was asked to stop over there is said, whether it stopped or not is not known.
  @Test(withMachines) func ofACommandOnAMachineItSaysWhatIsStillGoingOn() throws {
    try home.addMachines()
    let session = try home.open()
    try session.prompt()
    try session.start("run --command 'sleep 60' web1")
    try session.type(Key.control("C"))
    try session.prompt("!")
    let told = session.screen.lines.filter { !$0.hasPrefix("mist") }
    #expect(told.contains { $0.contains("web1") }, "\(session.picture)")
  }

  @Test func aRequestThatIsNeverAnsweredStopsAtOnce() throws {
    let service = try StubService(answers: nil)
    let session = try home.open(client: service)
    try session.prompt()
    try session.start("list-keys")
    try session.type(Key.control("C"))
    try session.prompt("!")
    #expect(!session.screen.text.contains("stopping"))
  }

  @Test func itEndsAWatchAndItsLastPictureStays() throws {
    let session = try sessionAfterWatch()
    try session.prompt("")
    #expect(session.screen.lines.contains { $0.contains("Ctrl-C ends") })
    try session.type("versi")
    try session.wait(typed: "versi")
  }

  @Test(.enabled(if: ShellHome.hasProgram("/usr/bin/less"), "there is no less"))
  func inAPagerItIsThePagers() throws {
    let session = try home.open()
    try session.prompt()
    try session.type("help" + Key.enter)
    try session.wait("less") { $0.cursorRow.hasPrefix(":") }
    let top = session.screen.lines.first
    try session.type(Key.control("C"))
    session.pause(milliseconds: 500)
    // Keys that came before it has heard of Ctrl-C it throws away: it has when one moves the page.
    for _ in 0..<40 where session.screen.lines.first == top {
      try session.type("j")
      session.pause(milliseconds: 250)
    }
    try session.wait("less, which moved on") { $0.lines.first != top && $0.cursorRow.hasPrefix(":") }
    try session.type("q")
    try session.wait("the prompt") { $0.cursorRow.hasPrefix("mist") && $0.cursorRow.hasSuffix(">") }
    try session.type("versi")
    try session.wait(typed: "versi")
  }

  @Test func itStopsAProgramAtTheEndOfALine() throws {
    let session = try home.open()
    try session.prompt()
    try session.type("version |! cat; echo reading; sleep 60" + Key.enter)
    try session.wait(forRow: "reading")
    // The system's shell may be between two programs, where it does not hear of it.
    session.pause(milliseconds: 500)
    try session.type(Key.control("C"))
    try session.prompt("!")
  }
}
