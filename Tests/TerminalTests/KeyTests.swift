import Testing

@Suite struct KeyTests {
  @Test func aLineIsTypedAndAnswered() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.answer(to: "list machines", is: "got \"list machines\"")
    try session.prompt()
    #expect(session.screen.unknown.isEmpty)
  }

  @Test func charactersOfTwoColumnsAndAccentsKeepTheirPlace() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("edit 日本x naïve" + Key.home + Key.delete + "E" + Key.end + Key.left + Key.backspace + "w")
    try session.wait(forLine: "mist> Edit 日本x naïwe")
    #expect(session.screen.cursor.column == 21)
    try session.answer(to: "", is: "got \"Edit 日本x naïwe\"")
  }

  @Test func controlCDropsTheLineAndStays() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("destroy machine-0001" + Key.left + Key.left + Key.control("C"))
    try session.wait(forRow: "mist> destroy machine-0001^C")
    try session.wait(forRow: "dropped")
    try session.prompt()
    try session.answer(to: "list", is: "got \"list\"")
  }

  @Test func controlDLeavesOnAnEmptyLineOnly() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("abc" + Key.home + Key.control("D"))
    try session.wait(forLine: "mist> bc")
    try session.type(Key.control("K") + Key.control("D"))
    try session.wait(forRow: "bye")
    #expect(try session.exitStatus() == 0)
  }

  @Test func altEnterAndATrailingBackslashGoOnInANewRow() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("one" + Key.altEnter + "two \\" + Key.enter + "three")
    try session.wait(forLine: "three")
    try session.answer(to: "", is: #"got "one\ntwo \\\nthree""#)
    try session.prompt()
    try session.type(Key.up)
    try session.wait("the rows again") { Array($0.lines.suffix(3)) == ["mist> one", "two \\", "three"] }
    try session.answer(to: "", is: #"got "one\ntwo \\\nthree""#)
  }

  @Test func arrowsMoveBetweenTheRowsOfALine() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("one" + Key.altEnter + "two" + Key.up + "1" + Key.down + "2")
    try session.answer(to: "", is: #"got "one1\ntwo2""#)
  }

  @Test func upSearchesByWhatIsTyped() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("start" + Key.up)
    try session.wait(forLine: "mist> start machine-0002")
    try session.type(Key.up)
    try session.wait(forLine: "mist> start machine-0001")
    try session.type(Key.down + Key.down)
    try session.wait(forLine: "mist> start")
    try session.answer(to: "", is: "got \"start\"")
  }

  @Test func aLineOfSeveralRowsComesBackWhole() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("li" + Key.up)
    try session.wait(forLine: "  --state running")
    try session.answer(to: "", is: #"got "list machines \\\n  --state running""#)
  }

  @Test func controlRFindsAndControlSTurnsBack() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type(Key.control("R") + "Machine-")
    try session.wait(forLine: "(search) Machine-: start machine-0002")
    try session.type(Key.control("R"))
    try session.wait(forLine: "(search) Machine-: start machine-0001")
    try session.type(Key.control("S"))
    try session.wait(forLine: "(search forward) Machine-: start machine-0002")
    try session.type("zzz")
    try session.wait(forLine: "(no match) Machine-zzz: start machine-0002")
    try session.type(Key.backspace + Key.backspace + Key.backspace + Key.end + "0")
    try session.wait(forLine: "mist> start machine-00020")
    try session.type(Key.control("C"))
    try session.wait(forRow: "dropped")
    try session.prompt()
    try session.type("typed" + Key.control("R") + "all")
    try session.wait(forLine: "(search) all: stop all")
    try session.type(Key.control("G"))
    try session.wait(forLine: "mist> typed")
    try session.answer(to: Key.control("U") + Key.control("R") + "all", is: "got \"stop all\"")
  }

  @Test func controlCLeavesASearch() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type(Key.control("R") + "all")
    try session.wait(forLine: "(search) all: stop all")
    try session.type(Key.control("C"))
    try session.wait(forRow: "dropped")
    try session.prompt()
  }

  @Test func controlZStopsAndForegroundBringsTheLineBack() throws {
    let session = try TerminalSession(
      ["--norc", "-i"], program: "/bin/bash", environment: ["PS1": "sh$ ", "BASH_SILENCE_DEPRECATION_WARNING": "1"])
    try session.wait("shell") { $0.cursorRow.hasSuffix("sh$") }
    try session.type(TerminalSession.demo + Key.enter)
    try session.prompt()
    try session.type("half" + Key.control("Z"))
    try session.wait("stopped") { $0.text.contains("Stopped") && $0.cursorRow == "sh$" }
    try session.type("stty -a | grep -c -e ' icanon'" + Key.enter)
    try session.wait(forRow: "1")
    try session.type("fg" + Key.enter)
    try session.wait(forLine: "mist> half")
    try session.answer(to: " typed", is: "got \"half typed\"")
  }

  @Test func aHintIsShownTakenAndNeverLeftBehind() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("reb")
    try session.wait(forLine: "mist> reboot machine-0007")
    #expect(session.screen.cursor.column == 9)
    try session.type("x")
    try session.wait(forLine: "mist> rebx")
    try session.type(Key.backspace + Key.left)
    try session.wait(forLine: "mist> reb")
    try session.type(Key.end + Key.right)
    try session.answer(to: "", is: "got \"reboot machine-0007\"")
    try session.prompt()
    try session.type("list 日")
    try session.wait(forLine: "mist> list 日本")
    try session.type(Key.control("F"))
    try session.answer(to: "", is: "got \"list 日本\"")
    try session.prompt()
    try session.type("reb")
    try session.wait(forLine: "mist> reboot machine-0007")
    try session.type(Key.enter)
    try session.wait(forRow: "got \"reb\"")
    #expect(session.screen.count(of: "mist> reb") == 1)
    try session.prompt()
    try session.type("reb")
    try session.wait(forLine: "mist> reboot machine-0007")
    try session.type(Key.control("C"))
    try session.wait(forRow: "mist> reb^C")
  }

  @Test func messagesAppearAboveTheLine() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.answer(to: "later job 7 done", is: "mist> later job 7 done")
    try session.type("reb")
    try session.wait(forRow: "job 7 done 3")
    try session.wait(forLine: "mist> reboot machine-0007")
    #expect(
      session.screen.lines == [
        "mist> later job 7 done", "job 7 done 1", "job 7 done 2", "job 7 done 3", "mist> reboot machine-0007",
      ])
    try session.answer(to: "", is: "got \"reb\"")
  }

  @Test func aCancelledReadingGivesThePromptBack() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("cancel" + Key.enter)
    try session.wait(forRow: "dropped")
    try session.prompt()
  }

  @Test func aPresetLineIsNotRun() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("preset" + Key.enter)
    try session.wait(forLine: "mist> reboot machine-0001")
    try session.answer(to: Key.backspace + "2", is: "got \"reboot machine-0002\"")
  }

  @Test func aSecretIsNeverShown() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("secret" + Key.enter)
    try session.wait(forLine: "Secret:")
    try session.type("hunterx" + Key.backspace + "日2")
    try session.type(Key.enter)
    try session.wait(forRow: "secret line(\"hunter日2\")")
    #expect(session.screen.row(1) == "Secret:")
    try session.prompt()
    try session.type("secret" + Key.enter)
    try session.wait(forLine: "Secret:")
    try session.type("abc" + Key.control("C"))
    try session.wait(forRow: "secret interrupted")
    try session.prompt()
  }

  @Test func colouredPromptAndRightPromptAreMeasuredRight() throws {
    let session = try TerminalSession(["--colour", "--right"])
    try session.wait("prompts") { $0.row(0) == "mist:Juno>" + String(repeating: " ", count: 63) + "2 jobs" }
    #expect(session.screen.cursor.column == 11)
    try session.type("reb")
    try session.wait("hint beside the right prompt") {
      $0.row(0).hasPrefix("mist:Juno> reboot machine-0007 ") && $0.row(0).hasSuffix(" 2 jobs")
    }
    try session.type(String(repeating: "x", count: 60))
    try session.wait("the line takes the row") { $0.row(0) == "mist:Juno> reb" + String(repeating: "x", count: 60) }
  }
}
