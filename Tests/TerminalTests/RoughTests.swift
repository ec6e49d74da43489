import Glibc
import Testing

/// Terminals, locales and keys as they are not in books.
@Suite struct RoughTests {
  @Test func withoutAUTF8LocaleNothingIsLost() throws {
    for locale in ["C", "POSIX", "xx_YY.nonsense"] {
      let session = try TerminalSession(environment: ["LANG": locale, "LC_ALL": locale])
      try session.prompt()
      try session.answer(to: "start 日本x é", is: "got \"start 日本x é\"")
    }
  }

  @Test func aDumbTerminalGetsNoEscapes() throws {
    for name in ["dumb", "", "no-such-terminal"] {
      let session = try TerminalSession(environment: ["TERM": name])
      try session.prompt()
      try session.type("star" + Key.tab + "m" + Key.tab + Key.tab)
      try session.wait(forRow: "as of 14:02, refreshing…")
      try session.wait("the line again") { $0.cursorRow == "mist> start machine-00" }
      try session.answer(to: "05", is: "got \"start machine-0005\"")
      try session.answer(to: "later note", is: "note 3")
      try session.type("abc" + Key.control("C"))
      try session.wait(forRow: "dropped")
      #expect(session.screen.unknown.isEmpty)
      #expect(session.screen.sequences == 0)
    }
  }

  @Test func twentyColumnsAreEnough() throws {
    let session = try TerminalSession(columns: 20)
    try session.prompt()
    try session.type("start m" + Key.tab + Key.tab)
    try session.wait(forRow: "as of 14:02, refre…")
    try session.wait("the line again") { Array($0.lines.suffix(2)) == ["mist> start machine-", "00"] }
    #expect(session.screen.count(of: "machine-0000  runn…") == 1)
    try session.type("04 日本日本日本日本" + Key.home + "re")
    try session.wait("the line wraps") {
      Array($0.lines.suffix(3)) == ["mist> restart machin", "e-0004 日本日本日本", "日本"] && $0.cursor.column == 8
    }
    try session.answer(to: Key.control("E"), is: "got \"restart machine")
    try session.wait(forLine: "mist>")
    try session.answer(to: "later job", is: "mist> later job")
    try session.type("0123456789012345678901234567890123456789")
    try session.wait(forRow: "job 3")
    try session.wait("line below") {
      Array($0.lines.suffix(6)) == [
        "job 1", "job 2", "job 3", "mist> 01234567890123", "45678901234567890123", "456789",
      ]
    }
    try session.type(Key.home + Key.control("C"))
    try session.wait(forRow: "456789^C")
  }

  /// libedit would clear what stands in the second row.
  @Test func whatIsPutIntoAFullRowPushesTheNextOn() throws {
    let session = try TerminalSession(columns: 70)
    try session.prompt()
    let text =
      "run --command \"echo aaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbb cccccccccccccccccc ddddddddddddd\" web1"
    try session.type(text)
    try session.wait("two rows") { $0.cursorRow.hasSuffix("web1") }
    try session.type(Key.home + "X")
    try session.wait("one more in each row") {
      $0.cursor.column == 7 && $0.lines.suffix(2) == Self.rows("mist> X" + text, columns: 70)[...]
    }
  }

  @Test(arguments: [false, true]) func aResizeKeepsTheLine(wrapsAnew: Bool) throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.answer(to: "before", is: "got \"before\"")
    try session.prompt()
    let text = (1...9).map { "word-\($0)-abc" }.joined(separator: " ")
    try session.type(text)
    try session.wait("two rows") { $0.cursorRow.hasSuffix("word-9-abc") }
    for columns in [40, 30, 100, 20, 80] {
      session.resize(rows: 24, columns: columns, wrapsAnew: wrapsAnew)
      let rows = Self.rows("mist> " + text, columns: columns)
      try session.wait("the line in \(columns) columns") {
        $0.cursorRow == rows.last && $0.lines.suffix(rows.count) == rows[...]
      }
      #expect(session.screen.text.hasPrefix("mist> before\ngot \"before\"\n"))
    }
    try session.answer(to: " end", is: "got \"\(text) end\"".prefix(80).description)
  }

  private static func rows(_ text: String, columns: Int) -> [String] {
    stride(from: 0, to: text.count, by: columns).map { start in
      var row = String(text.dropFirst(start).prefix(columns))
      while row.hasSuffix(" ") { row.removeLast() }
      return row
    }
  }

  @Test func escapeSequencesCutInTwoAreKeys() throws {
    let session = try TerminalSession()
    try session.prompt()
    for piece in ["abc", "\u{1B}", "[", "D", "\u{1B}[", "D", "X"] {
      try session.type(piece)
      // Each piece is read by itself: the program is idle again before the next.
      session.pause(milliseconds: 30)
    }
    try session.wait(forLine: "mist> aXbc")
    for piece in ["\u{1B}[20", "0~one\ttwo\u{1B}[2", "01~", "!"] { try session.type(piece) }
    try session.wait(forLine: "mist> aXone     two!bc")
    try session.type(Key.end)
    for byte in Array("日".utf8) { try session.type([byte]) }
    try session.answer(to: "", is: #"got "aXone\ttwo!bc日""#)
  }

  @Test func keysNobodyKnowsAreSwallowed() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("a\u{1B}[15;2~\u{1B}[I\u{1B}[<0;3;4M\u{1B}OPb\u{1B}[1;5Cc" + Key.control("E"))
    try session.answer(to: "", is: "got \"abc\"")
  }

  @Test func bytesThatAreNotUTF8AreShownAsSuch() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type([0x61, 0xFF, 0xC3, 0x28, 0xE6, 0x97, 0x62, 0xED, 0xA0, 0x80, 0xC2, 0x85])
    try session.type("z")
    try session.answer(to: "", is: "got \"a\u{FFFD}\u{FFFD}(\u{FFFD}b\u{FFFD}\u{FFFD}z\"")
  }

  @Test func aTerminalThatClosesEndsTheProgram() throws {
    let session = try TerminalSession()
    try session.prompt()
    try session.type("half a line")
    try session.wait(forLine: "mist> half a line")
    let status = try session.hangUp()
    #expect(status == 0)
  }

  @Test func ofALineLongerThanTheScreenNothingIsLost() throws {
    let session = try TerminalSession(rows: 6, columns: 20)
    try session.prompt()
    try session.type(String(repeating: "0123456789", count: 30) + "end")
    try session.wait("its end") { $0.cursorRow.hasSuffix("end") }
    try session.answer(to: Key.home + "x" + Key.control("E") + Key.backspace, is: "got 303 bytes")
    try session.prompt()
  }

  @Test func viModeHasItsCommandsAndOurKeys() throws {
    let session = try TerminalSession(["--vi"])
    try session.prompt()
    try session.type("reboot xmachine")
    try session.wait(forLine: "mist> reboot xmachine")
    try session.type(Key.escape)
    try session.wait("command mode") { $0.cursor.column == 20 }
    try session.type("bx")
    try session.wait(forLine: "mist> reboot machine")
    try session.type("A-0001" + Key.tab)
    try session.wait("completed") { $0.cursorRow == "mist> reboot machine-0001" && $0.cursor.column == 26 }
    try session.answer(to: "", is: "got \"reboot machine-0001 \"")
    try session.prompt()
    // Arrows work without leaving insert mode.
    try session.type("sta" + Key.up)
    try session.wait(forLine: "mist> start machine-0002")
    try session.type(Key.left + "x" + Key.right + "y")
    try session.answer(to: "", is: "got \"start machine-000x2y\"")
    try session.prompt()
    try session.type("a" + Key.altEnter + "b" + Key.enter)
    try session.wait(forRow: #"got "a\nb""#)
    try session.prompt()
    try session.type(Key.paste("one\ntwo?"))
    try session.wait(forRow: "pasted 2 lines, 0 destroy; Enter runs, Ctrl-C drops")
    try session.type(Key.control("C"))
    try session.wait(forRow: "dropped")
    try session.prompt()
    try session.type("abc" + Key.escape)
    try session.wait("command mode") { $0.cursor.column == 8 }
    try session.type("/stop" + Key.enter)
    try session.wait(forRow: "got \"stop all\"")
    try session.prompt()
    try session.type("abc" + Key.escape)
    try session.wait("command mode") { $0.cursor.column == 8 }
    try session.type(Key.control("C"))
    try session.wait("dropped twice") { $0.count(of: "dropped") == 2 }
    try session.prompt()
  }

  @Test func aPersonsOwnKeysWin() throws {
    let file = try TemporaryFile(
      """
      # comment
      editing-demo:bind -v
      other:bind ^T ed-move-to-beg
      bind nonsense
      editing-demo:bind ^A ed-move-to-beg
      bind ^N line-complete
      bind -a q ed-move-to-end
      bind ^I ed-move-to-beg
      bind ^[[Z ed-move-to-end
      """)
    let session = try TerminalSession(["--editrc", file.path])
    try session.prompt()
    try session.type("reb")
    try session.wait(forLine: "mist> reboot machine-0007")
    try session.type(Key.tab)
    try session.wait("TAB goes to the beginning") { $0.cursor.column == 6 }
    try session.type(Key.control("C"))
    try session.wait(forRow: "dropped")
    try session.prompt()
    try session.type("reb" + Key.control("N"))
    try session.wait("their key completes") { $0.cursor.column == 13 }
    try session.answer(to: "", is: "got \"reboot \"")
  }

  @Test func commandsOfLibeditSeeTheSamePast() throws {
    let file = try TemporaryFile("bind ^T ed-prev-history\nbind ^Y em-inc-search-prev\n")
    let session = try TerminalSession(["--editrc", file.path])
    try session.prompt()
    try session.type(Key.control("T"))
    try session.wait(forLine: "mist> start machine-0002")
    try session.type(Key.control("T") + Key.control("T"))
    try session.wait(forLine: "mist> start machine-0001")
    try session.type(Key.control("C"))
    try session.wait(forRow: "dropped")
    try session.prompt()
    try session.type(Key.control("Y") + "all")
    try session.wait("found") { $0.text.contains("mist> stop all") }
    try session.type(Key.control("C"))
    try session.wait("dropped twice") { $0.count(of: "dropped") == 2 }
    try session.prompt()
  }
}

/// A file for one test.
final class TemporaryFile {
  let path: String

  init(_ text: String) throws {
    var name = Array("/tmp/line-editing-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw TerminalFailure(description: "no file") }
    defer { close(descriptor) }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let bytes = Array(text.utf8)
    _ = write(descriptor, bytes, bytes.count)
  }

  deinit { unlink(path) }
}
