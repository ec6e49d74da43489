import Glibc
import Testing

/// Lines that nobody waits for, and those that a person no longer waits for.
///
/// What cannot be stopped is here a script from a pipe that nobody writes into: its opening waits in the kernel.
@Suite struct ShellJobTests {
  private let home: ShellHome
  private let pipe: String

  init() throws {
    home = try ShellHome()
    pipe = home.path + "/pipe"
    guard mkfifo(pipe, 0o600) == 0 else { throw TerminalFailure(description: "no pipe") }
  }

  /// Lets the script go on, with what is written.
  private func endScript(_ text: String = "") throws {
    #expect(try run(script: "printf '%s' '\(text)' >'\(pipe)'") == 0)
  }

  /// A shell with the script as job 1.
  private func sessionWithJob() throws -> TerminalSession {
    let session = try home.open()
    try session.prompt()
    try session.type("source \(pipe) &" + Key.enter)
    try session.wait("the job") { $0.lines.contains("[1] source \(pipe)") }
    try session.prompt("1&")
    return session
  }

  @Test func aLineThatIsSentBehindIsAJob() throws {
    let session = try sessionWithJob()
    try session.run("jobs")
    #expect(session.screen.lines.contains { $0.hasPrefix("1") && $0.contains("running") })
    try endScript()
    try session.wait("its end") { $0.lines.contains { $0.hasPrefix("job 1 ") } }
  }

  @Test func aJobThatDoesNotExistIsNotWaitedFor() throws {
    let session = try home.open()
    try session.prompt()
    for word in ["wait", "follow", "cancel"] {
      try session.run("\(word) 7")
      #expect(session.screen.lines.contains("no job 7"))
    }
    try session.prompt("!")
  }

  @Test func waitIsLeftWithControlCAndTheJobStays() throws {
    let session = try home.open()
    try session.prompt()
    try session.type("watch list-keys --every 1m &" + Key.enter)
    try session.prompt("1&")
    for word in ["wait 1", "follow 1", "wait"] {
      try session.start(word)
      try session.type(Key.control("C"))
      try session.prompt("!1&")
    }
    try session.run("jobs")
    #expect(session.screen.lines.contains { $0.hasPrefix("1") && $0.contains("watch") })
  }

  @Test func waitEndsWithTheJob() throws {
    let session = try sessionWithJob()
    try session.start("wait 1")
    try endScript()
    try session.wait("the prompt") { $0.cursorRow.hasPrefix("mist") && $0.cursorRow.hasSuffix(">") }
    #expect(!session.screen.cursorRow.contains("&"))
    try session.run("jobs")
    #expect(session.screen.lines.contains("No jobs"))
  }

  @Test func exitSaysOnceThatAJobRuns() throws {
    let session = try sessionWithJob()
    try session.run("exit")
    #expect(session.screen.lines.contains("still running:"))
    #expect(session.screen.lines.contains("  1 source \(pipe)"))
    try session.type("exit" + Key.enter)
    #expect(try session.exitStatus() == 0)
  }

  @Test func controlDSaysOnceThatAJobRuns() throws {
    let session = try sessionWithJob()
    try session.type(Key.control("D"))
    try session.wait(forRow: "still running:")
    try session.wait("the prompt") { $0.cursorRow.hasSuffix("1&>") }
    try session.type(Key.control("D"))
    #expect(try session.exitStatus() == 0)
  }

  @Test func exitWarnsAgainAfterAnotherLine() throws {
    let session = try sessionWithJob()
    try session.run("exit")
    try session.run("version")
    try session.run("exit")
    #expect(session.screen.count(of: "still running:") == 2)
  }

  @Test func aJobsEndComesAboveTheTypedTextAndTheTextStays() throws {
    let session = try sessionWithJob()
    try session.type("half a li")
    try session.wait(typed: "half a li")
    try endScript()
    try session.wait("the end above, the text below") { screen in
      screen.row(screen.cursor.row - 1).hasPrefix("job 1 ") && screen.cursorRow.contains("> half a li")
    }
    try session.type("ne" + Key.control("C"))
    try session.wait("all of it") { $0.lines.contains { $0.hasSuffix("> half a line^C") } }
  }

  /// The prompt that is shown tells of what runs now.
  @Test func thePromptNoLongerCountsAJobThatEnded() throws {
    let session = try sessionWithJob()
    try endScript()
    try session.wait("its end") { $0.lines.contains { $0.hasPrefix("job 1 ") } }
    try session.wait("no 1& in the prompt") { !$0.cursorRow.contains("&") }
  }

  @Test func aJobsEndWhileTheTerminalWasNarrowedLeavesOneLine() throws {
    let session = try sessionWithJob()
    let text = "0123456789 0123456789 0123456789 0123456789 0123456789"
    try session.type(text)
    try session.wait(typed: text)
    session.resize(rows: 24, columns: 40)
    try session.wait("two rows") { $0.cursorRow.hasSuffix("9") && !$0.cursorRow.hasPrefix("mist") }
    try endScript()
    try session.wait("its end") { $0.text.contains("job 1 ") }
    try session.wait("the text below") { screen in
      screen.lines.suffix(2).joined().hasSuffix("> " + text)
    }
    #expect(session.screen.lines.count { $0.contains("> 0123") } == 1)
  }

  @Test(withMachines) func anAmpersandGivesThePromptBackAndTheEndIsTold() throws {
    try home.addMachines()
    let session = try home.open()
    try session.prompt()
    // The machine is this one: it waits until the test lets it go on.
    let gate = home.path + "/gate"
    try session.type("run --command 'until test -e \(gate); do sleep 0.1; done; echo through' web1 &" + Key.enter)
    try session.prompt("1&")
    try session.run("jobs")
    #expect(session.screen.text.contains("running"))
    try session.type("set na")
    try session.wait(typed: "set na")
    try home.write("", to: "gate")
    try session.wait("its end above the text") { screen in
      screen.text.contains("job 1 done after ") && screen.cursorRow.contains("> set na")
    }
    #expect(!session.screen.lines.contains { $0.hasSuffix("through") })
    try session.type("me = x" + Key.enter + "wait 1" + Key.enter)
    try session.wait(forRow: "web1: through")
    try session.prompt()
  }

  @Test(withMachines) func aFollowedJobShowsWhatItWritesAndControlCLeavesItRunning() throws {
    try home.addMachines()
    let session = try home.open()
    try session.prompt()
    let gate = home.path + "/gate"
    try session.type(
      "run --command 'echo before; until test -e \(gate); do sleep 0.1; done; echo after' web1 &" + Key.enter)
    try session.prompt("1&")
    try session.type("follow 1" + Key.enter)
    try session.wait(forRow: "web1: before")
    try session.type(Key.control("C"))
    try session.prompt("!1&")
    try session.type("follow 1" + Key.enter)
    try session.wait("what it wrote, again") { $0.count(of: "web1: before") == 2 }
    try home.write("", to: "gate")
    try session.wait(forRow: "web1: after")
    try session.prompt()
  }

  @Test(withMachines) func aCancelledJobStopsAndIsCalledStopped() throws {
    try home.addMachines()
    let session = try home.open()
    try session.prompt()
    try session.type("run --command 'sleep 60' web1 &" + Key.enter)
    try session.prompt("1&")
    try session.type("cancel 1" + Key.enter)
    try session.wait("its end") { $0.lines.contains { $0.hasPrefix("job 1 stopped after ") } }
    try session.run("jobs")
    #expect(!session.screen.lines.contains { $0.hasPrefix("1") && $0.contains("failed") }, "\(session.picture)")
  }

  @Test func progressComesAndIsGoneAfterwards() throws {
    let session = try home.open()
    try session.prompt()
    try session.start("source \(pipe)")
    try session.wait("it goes on") { $0.text.contains(" · 1.") }
    try endScript("version\n")
    try session.prompt()
    let lines = session.screen.lines
    #expect(lines.count == 3 && lines[1].hasPrefix("mist-shell "), "\(session.picture)")
  }

  /// Its line is as wide as the screen, and the terminal writes `^C` behind it.
  @Test(arguments: [80, 40, 20]) func progressCutByControlCLeavesNothing(columns: Int) throws {
    let service = try StubService(answers: nil)
    try home.run("add-key --name fleet --auto-generate")
    let session = try home.open(columns: columns)
    try session.prompt()
    let long = "add-backend --provider bare_metal --name one-with-a-long-name --bare-hostname 127.0.0.1"
    try session.start("\(long) --bare-port \(service.port) --bare-user nobody --bare-ssh-key-id fleet")
    try session.type(Key.control("C"))
    try session.prompt("!")
    #expect(!session.screen.text.contains { "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏".contains($0) }, "\(session.picture)")
  }

  /// What is cut off is the line, not how long it takes.
  @Test func progressOfALongLineTellsTheTime() throws {
    let session = try home.open()
    try session.prompt()
    let long = pipe + String(repeating: "-long", count: 20)
    #expect(rename(pipe, long) == 0)
    try session.start("source \(long)")
    try session.wait("progress with the time") { $0.cursorRow.contains(" · 1.") }
  }

  /// What changes the shell alone would change one that is thrown away: it is refused, as `wait &` is.
  @Test(arguments: ["exit", "set x = 1", "set read-only on", "alias k = 'list-keys'", "clear-context", "wait"])
  func whatChangesTheShellAloneIsNoJob(line: String) throws {
    let session = try home.open()
    try session.prompt()
    try session.run(line + " &")
    session.pause(milliseconds: 300)
    try #require(!session.screen.text.contains("job 1"), "\(session.picture)")
    try session.prompt("!")
  }

  @Test func whatIsTypedWhileALineRunsIsForTheNextPrompt() throws {
    let session = try home.open()
    try session.prompt()
    try session.start("source \(pipe)")
    try session.type("help nam")
    session.pause(milliseconds: 300)
    try endScript()
    try session.wait(typed: "help nam")
    try session.type("es" + Key.enter)
    try session.wait("its answer") { $0.text.contains("A name means") }
  }

  @Test func aQuickCommandHasNoProgress() throws {
    let session = try home.open()
    try session.prompt()
    for _ in 0..<5 { try session.run("help names") }
    #expect(!session.screen.text.contains(" · "))
  }
}
