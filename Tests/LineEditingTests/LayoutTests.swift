import Glibc
import Testing

@testable import LineEditing

/// Widths come from the locale's tables.
private let isUTF8 = setlocale(LC_CTYPE, "C.UTF-8") != nil

@Suite struct LayoutTests {
  init() { #expect(isUTF8) }

  private func place(_ text: String, columns: Int) -> [Int] {
    var layout = ScreenLayout(columns: columns)
    layout.add(text.unicodeScalars)
    return [layout.row, layout.column]
  }

  @Test func textWrapsAtTheLastColumn() {
    #expect(place("abc", columns: 10) == [0, 3])
    #expect(place("0123456789", columns: 10) == [1, 0])
    #expect(place("0123456789a", columns: 10) == [1, 1])
  }

  @Test func aWideCharacterStaysWhole() {
    #expect(place("日本", columns: 10) == [0, 4])
    #expect(place("012345678日", columns: 10) == [1, 2])
    #expect(place("01234567日", columns: 10) == [1, 0])
  }

  @Test func controlCharactersAreSpelledOut() {
    #expect(place("\u{3}", columns: 10) == [0, 2])
    #expect(place("a\tb", columns: 20) == [0, 9])
    #expect(place("a\nb", columns: 10) == [1, 1])
  }

  @Test func aHintNeedsRoomInItsRow() {
    var end = ScreenLayout(columns: 20)
    end.add("mist> abc".unicodeScalars)
    #expect(HintLayout(end: end, rightPrompt: 0).placed("0123456789")?.width == 10)
    #expect(HintLayout(end: end, rightPrompt: 0).placed("0123456789a") == nil)
    #expect(HintLayout(end: end, rightPrompt: 4).room == 5)
    #expect(HintLayout(end: end, rightPrompt: 10).room == 10, "the right prompt is gone")
    #expect(HintLayout(end: end, rightPrompt: 0).placed("日本")?.width == 4)
    #expect(HintLayout(end: end, rightPrompt: 0).placed("\u{1B}[")?.text == "\\u{1B}[")
    #expect(HintLayout(end: end, rightPrompt: 0).placed("") == nil)
  }

  @Test func hiddenCharactersAreSpelledOut() {
    #expect(visible("db1") == "db1")
    #expect(visible("a\u{1B}[2J\n\u{9B}\u{202E}") == "a\\u{1B}[2J\\u{A}\\u{9B}\\u{202E}")
  }

  @Test func textIsCutByColumns() {
    #expect(fitted("machine", to: 7) == "machine")
    #expect(fitted("machine", to: 5) == "mach…")
    #expect(fitted("日本語", to: 5) == "日本…")
    #expect(fitted("日本語", to: 4) == "日…")
    #expect(fitted("ab", to: 0) == "")
  }

  @Test func countsAreGrouped() {
    #expect([0, 999, 1000, 9958, 1_234_567].map(grouped) == ["0", "999", "1,000", "9,958", "1,234,567"])
  }

  @Test func aPromptsColoursAreMarked() {
    let prompt = Prompt("\u{1B}[31mmist\u{1B}[0m> ")
    #expect(prompt.marked == "\u{1}\u{1B}[31m\u{1}mist\u{1}\u{1B}[0m\u{1}> ")
    #expect(prompt.seen == "mist> ")
    // libedit drops a colour at the very end, so the last character comes behind it.
    #expect(Prompt("a> \u{1B}[0m").marked == "a>\u{1}\u{1B}[0m\u{1} ")
    #expect(Prompt("a\u{1B}[2Jb\u{1}").marked == "a\\u{1B}[2Jb\\u{1}")
    #expect(Prompt("\u{1B}[31m").marked == "")
  }
}

@Suite struct CandidateTableTests {
  init() { #expect(isUTF8) }

  private func table(
    _ candidates: [Candidate], columns: Int = 80, rows: Int = 40, total: Int? = nil, note: String? = nil
  )
    -> [String]
  {
    CandidateTable(
      Completions(replaced: 0..<0, candidates: candidates, note: note, total: total), columns: columns, mostRows: rows
    ).lines
  }

  @Test func descriptionsStandUnderEachOther() {
    let candidates = [Candidate("db1", columns: ["running", "Juno"]), Candidate("日本-2", columns: ["off", "Vega"])]
    #expect(table(candidates) == ["db1     running  Juno", "日本-2  off      Vega"])
  }

  @Test func whatDoesNotFitIsCutOrLeftOut() {
    let candidates = [Candidate("machine-1", columns: ["running", "somewhere far away"])]
    #expect(table(candidates, columns: 30) == ["machine-1  running  somewher…"])
    #expect(table(candidates, columns: 23) == ["machine-1  running"])
    #expect(table(candidates, columns: 20) == ["machine-1  running"])
    #expect(table(candidates, columns: 14) == ["machine-1"])
    #expect(table(candidates, columns: 6) == ["mach…"])
  }

  @Test func aLongListSaysHowManyMore() {
    let candidates = (0..<50).map { Candidate("m\($0)", columns: ["x"]) }
    let lines = table(candidates, total: 9998, note: "as of 14:02")
    #expect(lines.count == 42)
    #expect(Array(lines.suffix(2)) == ["… 9,958 more; type to narrow", "as of 14:02"])
  }

  @Test func namesAloneAreReadDownwards() {
    let candidates = ["a", "b", "c", "d", "e"].map { Candidate($0) }
    #expect(table(candidates, columns: 8) == ["a  c  e", "b  d"])
    #expect(table(candidates, columns: 80) == ["a  b  c  d  e"])
  }

  @Test func theNumberOfCandidatesCostsNothing() {
    let many = Completions(
      replaced: 0..<0, candidates: (0..<100_000).map { Candidate("machine-\($0)", columns: ["x"]) })
    #expect(CandidateTable(many, columns: 80, mostRows: 40).lines.count == 41)
  }

  @Test func commonPrefixesEndAtScalars() {
    #expect(commonPrefix(["machine-01", "machine-02"]) == "machine-0")
    #expect(commonPrefix(["日本", "日光"]) == "日")
    // 本 and 木 begin with the same byte.
    #expect(commonPrefix(["日本", "日木"]) == "日")
    #expect(commonPrefix(["é", "è"]) == "")
    #expect(commonPrefix(["a"]) == "a")
    #expect(commonPrefix([]) == "")
    #expect(commonPrefix(["abc", "ab"]) == "ab")
  }
}
