import MistOutput
import Testing

@Suite struct FrameTests {
  /// The screen after each text was drawn over the one before, below two lines that were there.
  static func screen(
    _ texts: [String], width: Int = 20, height: Int = 10, marks: Bool = true, heading: String? = nil
  ) throws -> [String] {
    var screen = TestScreen(width: width, height: height + 2)
    try screen.write("before\r\n> watch\r\n")
    var previous: Frame?
    for text in texts {
      let frame = Frame(text: text, width: width, height: height, heading: heading)
      try screen.write(frame.redraw(from: previous, marks: marks))
      previous = frame
    }
    #expect(screen.column == 0)
    #expect(Array(screen.lines.prefix(2)) == ["before", "> watch"])
    return Array(screen.lines.dropFirst(2))
  }

  @Test func theFirstFrameIsDrawnWhereTheCursorIs() {
    let frame = Frame(text: "a\nb\n", width: 20, height: 10)
    #expect(frame.redraw(from: nil, marks: true) == "\u{1B}[Ka\r\n\u{1B}[Kb\r\n")
  }

  @Test func theNextIsDrawnOverItWithWhatChangedReversed() {
    let first = Frame(text: "db1 pending\ndb2 running\n", width: 20, height: 10)
    let second = Frame(text: "db1 running\ndb2 running\n", width: 20, height: 10)
    #expect(
      second.redraw(from: first, marks: true)
        == "\r\u{1B}[2A\u{1B}[Kdb1 \u{1B}[7mrunning\u{1B}[27m\r\n\u{1B}[Kdb2 running\r\n")
  }

  @Test func aMarkLastsForOneFrame() throws {
    #expect(try Self.screen(["db1 pending", "db1 running"]) == ["db1 [running]"])
    #expect(try Self.screen(["db1 pending", "db1 running", "db1 running"]) == ["db1 running"])
  }

  @Test func withoutMarksAStarStandsBeforeARowThatChanged() throws {
    #expect(try Self.screen(["a 1\nb 1", "a 2\nb 1"], marks: false) == ["* a 2", "  b 1"])
    #expect(try Self.screen(["a 1"], marks: false) == ["  a 1"])
    let frame = Frame(text: "a 2", width: 20, height: 9)
    #expect(!frame.redraw(from: Frame(text: "a 1", width: 20, height: 9), marks: false).contains("[7m"))
  }

  @Test func aNewRowIsMarkedWhole() throws {
    #expect(try Self.screen(["db1 up", "db1 up\ndb2 new  row"]) == ["db1 up", "[db2 new  row]"])
    #expect(try Self.screen(["", "a"], marks: false) == ["* a"])
  }

  @Test func rowsNoLongerUsedAreCleared() throws {
    #expect(try Self.screen(["a\nb\nc", "a"]) == ["a"])
    #expect(try Self.screen(["a\nb\nc", ""]) == [])
    #expect(try Self.screen(["aaaa bbbb", "aaaa"]) == ["aaaa"])
  }

  @Test func aWordThatOnlyMovedIsNotMarked() throws {
    #expect(try Self.screen(["db1 pending 5", "db1 running-fine 5"], width: 30) == ["db1 [running-fine] 5"])
    #expect(try Self.screen(["db1      up", "db1 eu   up"]) == ["db1 [eu]   up"])
  }

  @Test func wideCharactersKeepTheirPlace() throws {
    #expect(try Self.screen(["東京 1 x", "東京 2 x"]) == ["東京 [2] x"])
    #expect(try Self.screen(["東京東京"], width: 7) == ["東京東…"])
    #expect(try Self.screen(["東京東京", "東京東西"], width: 8) == ["[東京東西]"])
  }

  @Test func theLinesOfAPrettyTableAreNotMarked() throws {
    let table = { (name: String) in
      render(.table(Table([.init("n", "N", width: 1)], rows: [[.text(name)]])), as: .pretty)
    }
    #expect(
      try Self.screen([table("a"), table("abc")]) == ["+-----+", "|  N  |", "+-----+", "| [abc] |", "+-----+"])
  }

  @Test func aFullLineIsNotShortenedByItsClearing() throws {
    let full = String(repeating: "x", count: 20)
    #expect(try Self.screen([full + "\nb", full + "\nc"]) == [full, "[c]"])
    #expect(try Self.screen(["ab " + full, "ab " + full])[0] == "ab " + full.prefix(16) + "…")
  }

  @Test func aStarHasItsPlaceInTheWidth() throws {
    let full = String(repeating: "x", count: 20)
    #expect(try Self.screen([full], marks: false) == ["  " + full.prefix(17) + "…"])
  }

  @Test func rowsThatDoNotFitAreCounted() throws {
    let text = (1...20).map(String.init).joined(separator: "\n")
    #expect(try Self.screen([text], height: 5) == ["1", "2", "3", "… 17 more rows"])
    #expect(try Self.screen([text, text], height: 2) == ["… 20 more rows"])
    #expect(try Self.screen(["1\n2\n3\n4\n"], height: 5) == ["1", "2", "3", "4"])
  }

  @Test func aFrameAsHighAsTheScreenDoesNotScrollIt() throws {
    var screen = TestScreen(width: 9, height: 4)
    let texts = ["1\n2\n3\n4", "1\n2\n5\n6", "1\n2\n3"]
    var previous: Frame?
    for text in texts {
      let frame = Frame(text: text, width: 9, height: 4)
      try screen.write(frame.redraw(from: previous, marks: false))
      previous = frame
    }
    #expect(screen.lines == ["  1", "  2", "* 3"])
  }

  @Test func escapesAndTabsOfTheTextDoNotSteerTheScreen() throws {
    #expect(try Self.screen(["a\u{1B}[2Jb\u{7}"]) == ["a\\e[2Jb\\u{7}"])
    #expect(try Self.screen(["x\ty\n\tz"]) == ["x       y", "        z"])
    #expect(try Self.screen(["abcd\u{1B}[2J"], width: 7) == ["abcd\\e…"])
  }

  @Test func lineEndsOfCSVAreLineEnds() throws {
    #expect(try Self.screen(["a,b\r\n1,2\r\n"]) == ["a,b", "1,2"])
  }

  @Test func theHeadingIsNeverMarked() throws {
    var screen = TestScreen(width: 20, height: 9)
    let first = Frame(text: "a 1", width: 20, height: 9, heading: "at 14:02")
    let second = Frame(text: "a 2", width: 20, height: 9, heading: "at 14:07")
    try screen.write(first.redraw(from: nil, marks: true))
    try screen.write(second.redraw(from: first, marks: true))
    #expect(screen.lines == ["at 14:07", "a [2]"])
    #expect(try Self.screen(["1\n2\n3"], height: 4, heading: "x\n\u{1B}[2J") == ["x\\n\\e[2J", "1", "… 2 more rows"])
  }

  @Test func onANarrowerScreenAllIsDrawnAnew() throws {
    let first = Frame(text: "0123456789", width: 20, height: 9)
    let second = Frame(text: "0123456789", width: 6, height: 9)
    #expect(second.redraw(from: first, marks: true).hasPrefix("\u{1B}[H\u{1B}[J\u{1B}[K"))
    let lower = Frame(text: "a", width: 20, height: 3)
    let high = Frame(text: "a\nb\nc\nd", width: 20, height: 9)
    #expect(lower.redraw(from: high, marks: true).hasPrefix("\u{1B}[H\u{1B}[J"))
    #expect(!high.redraw(from: lower, marks: true).contains("[H"))
  }

  @Test func drawnFromItselfAFrameLosesItsMarks() throws {
    let frame = Frame(text: "a 2", width: 20, height: 9)
    #expect(frame.redraw(from: frame, marks: true) == "\r\u{1B}[1A\u{1B}[Ka 2\r\n")
  }

  @Test func sizesThatMakeNoSenseStillGiveAFrame() {
    let frame = Frame(text: "abc\ndef", width: 0, height: -3)
    #expect(frame.redraw(from: nil, marks: true) == "\u{1B}[K…\r\n")
    #expect(frame.redraw(from: nil, marks: false) == "\u{1B}[K…\r\n")
  }
}
