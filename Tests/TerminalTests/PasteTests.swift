import Testing

@Suite struct PasteTests {
  @Test func aPastedLineIsTypedTabsAndQuestionMarksAreText() throws {
    let session = try TerminalSession()
    try session.prompt()
    #expect(session.screen.takesBracketedPaste)
    try session.type("say " + Key.paste("a\tb? c\r"))
    try session.wait("it stands in the line") { $0.cursorRow.hasSuffix("b? c") }
    try session.answer(to: "!", is: #"got "say a\tb? c!""#)
  }

  @Test func aBlockWaitsForEnter() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type(Key.paste("start machine-0001\tx\r\ndestroy everything?\rdestroy a\r"))
    try session.wait(forRow: "pasted 3 lines, 2 destroy; Enter runs, Ctrl-C drops")
    try session.wait(forLine: "destroy a")
    #expect(
      session.screen.lines == [
        "pasted 3 lines, 2 destroy; Enter runs, Ctrl-C drops", "mist> start machine-0001        x",
        "destroy everything?",
        "destroy a",
      ])
    try session.type(Key.enter)
    try session.wait(forRow: "pasted 3 of 48 bytes")
    try session.wait(forRow: #"> "destroy everything?""#)
    try session.prompt()
  }

  @Test func controlCDropsABlock() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("x" + Key.paste("one\ntwo") + Key.control("C"))
    try session.wait(forRow: "two^C")
    try session.wait(forRow: "dropped")
    try session.prompt()
    #expect(!session.screen.text.contains("got"))
  }

  @Test func aBlockCanBeChangedBeforeItRuns() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type(Key.paste("one\ntwo") + "!" + Key.enter)
    try session.wait(forRow: "pasted 2 of 7 bytes")
  }

  @Test func aPasteIntoASearchIsLookedFor() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type(Key.control("R") + Key.paste("stop\n all"))
    try session.wait(forLine: "(search) stop all: stop all")
    try session.answer(to: "", is: "got \"stop all\"")
  }

  @Test func aBlockTooLongForTheScreenIsHeld() throws {
    let session = try TerminalSession()
    try session.prompt()
    let lines = (1...100).map { "line \($0)" }.joined(separator: "\n")
    try session.type("pre " + Key.paste(lines))
    try session.wait(forLine: "pasted 100 lines, 0 destroy; Enter runs, Ctrl-C drops")
    #expect(session.screen.lines.contains("… 95 more"))
    try session.type("ab" + Key.tab)
    try session.wait("it only beeps") { $0.bells == 3 }
    try session.type(Key.enter)
    try session.wait(forRow: #"> "pre line 1""#)
    try session.prompt()
    try session.type(Key.paste(lines))
    try session.wait(forLine: "pasted 100 lines, 0 destroy; Enter runs, Ctrl-C drops")
    try session.type(Key.control("C"))
    try session.wait(forRow: "dropped")
    try session.prompt()
  }

  @Test func aMegabyteIsPasted() throws {
    let session = try TerminalSession()
    try session.prompt()
    let line = "tag machine-0001 --with something?\tand more\n"
    let count = (1 << 20) / line.utf8.count
    try session.type(Key.paste(String(repeating: line, count: count)))
    try session.wait(forLine: "pasted \(count) lines, 0 destroy; Enter runs, Ctrl-C drops")
    try session.type(Key.enter)
    try session.wait(forRow: "pasted \(count) of \(count * (line.utf8.count - 1)) bytes")
    try session.prompt()
  }

  @Test func aMegabyteInOneLineIsPasted() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type(Key.paste(String(repeating: "x", count: 1 << 20)))
    try session.wait("it is held") { $0.cursorRow.hasPrefix("pasted 1 lines") }
    try session.type(Key.enter)
    try session.wait(forRow: "got 1048576 bytes")
    try session.prompt()
  }

  @Test func aMegabyteWithoutMarksDoesNotHang() throws {
    let session = try TerminalSession()
    try session.prompt()
    let line = String(repeating: "list machines ", count: 20)
    let count = (1 << 20) / (line.utf8.count + 1)
    try session.type(String(repeating: line + "\r", count: count))
    try session.wait("all lines ran", seconds: 120) { screen in
      screen.cursorRow == "mist>" && screen.past.count > count
    }
    try session.answer(to: "done", is: "got \"done\"")
  }

  @Test func aPasteWhoseEndIsLostIsLeftWithControlC() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("\u{1B}[200~lost")
    // Typed at once it would be a part of the paste.
    session.pause(milliseconds: 700)
    try session.type(Key.control("C"))
    try session.wait(forRow: "dropped")
    try session.prompt()
  }
}
