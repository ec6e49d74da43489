import MistOutput
import Testing

@testable import MistShell

@Suite struct CompletionLineTests {
  static func read(_ line: String) -> CursorLine {
    CursorLine(line, cursor: line.unicodeScalars.count)
  }

  @Test(
    arguments: [
      ("", [], "", 0), ("li", [], "li", 0), ("list ma", ["list"], "ma", 5), ("list ", ["list"], "", 5),
      ("a; start d", ["start"], "d", 9), ("a\nstart d", ["start"], "d", 8), ("start 'my s", ["start"], "my s", 6),
      ("start \"a\\\"b", ["start"], "a\"b", 6), ("start a\\ b", ["start"], "a b", 6),
      ("start $'x\\ty", ["start"], "x\ty", 6), ("start $'\\u{41}\\u{4", ["start"], "A\u{4}", 6),
      ("start a'b c'd", ["start"], "ab cd", 6), ("start a\\", ["start"], "a", 6), ("a \\\nb", ["a"], "b", 4),
      ("x 'open\nstart d", ["start"], "d", 14), ("a & b", [], "b", 4), ("run $x d", ["run", "$x"], "d", 7),
      ("東京 é", ["東京"], "é", 3),
    ] as [(String, [String], String, Int)])
  func splitsWords(line: String, words: [String], typed: String, start: Int) {
    let read = Self.read(line)
    #expect(read.words.map(\.text) == words)
    #expect(read.typed.text == typed)
    #expect(read.typed.start == start)
  }

  @Test func knowsWhereItIs() {
    #expect(Self.read("start 'a").quote == .single)
    #expect(Self.read("start \"a $x").quote == .double)
    #expect(Self.read("start $'a").quote == .spelledOut)
    #expect(Self.read("start 'a' b").quote == nil)
    #expect(Self.read("start # it").isComment)
    #expect(!Self.read("start # it\nst").isComment)
    #expect(!Self.read("start a#b").isComment)
    #expect(Self.read("a > fi").isRedirection)
    #expect(!Self.read("a > file b").isRedirection)
    #expect(Self.read("a >file | x").stages.map { $0.map(\.text) } == [["a"], []])
    #expect(Self.read("a |! less").isProgram)
    #expect(Self.read("a b | where x").stages.map { $0.map(\.text) } == [["a", "b"], ["where"]])
  }

  @Test func knowsTheVariableAtTheCursor() {
    #expect(Self.read("start $na").variable == .init(name: "na", start: 6, isBraced: false))
    #expect(Self.read("start \"x ${na").variable == .init(name: "na", start: 9, isBraced: true))
    #expect(Self.read("start $").variable == .init(name: "", start: 6, isBraced: false))
    #expect(Self.read("start $na b").variable == nil)
    #expect(Self.read("start '$na").variable == nil)
  }

  @Test func readsOnlyAsFarAsTheCursor() {
    #expect(CursorLine("start db1 --x", cursor: 8).typed.text == "db")
    #expect(CursorLine("start", cursor: 99).typed.text == "start")
    #expect(CursorLine("start", cursor: -1).typed.text == "")
  }

  /// Whatever is typed, reading it must come to an end, and find nothing outside of it.
  @Test func standsAnyLine() {
    var seed: UInt64 = 7
    let alphabet = Array("a'\"\\$#;|>&{}u \n\té!-=/~@".unicodeScalars)
    for _ in 0..<5000 {
      var line = String.UnicodeScalarView()
      for _ in 0..<12 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        line.append(alphabet[Int(seed >> 33) % alphabet.count])
      }
      let read = Self.read(String(line))
      #expect(read.typed.start <= line.count)
    }
  }

  @Test(arguments: [
    ("db", "DB1", true, true, true), ("b1", "db1", false, true, true), ("d1", "Db01", false, false, true),
    ("1d", "db1", false, false, false), ("", "x", true, true, true), ("É", "éa", true, true, true),
    ("long", "lo", false, false, false),
  ])
  func matchesByLevels(typed: String, name: String, prefix: Bool, substring: Bool, subsequence: Bool) {
    let found = MatchLevel.allCases.map { fits(folded(name), folded(typed), $0) }
    #expect(found == [prefix, substring, subsequence])
  }

  @Test func countsAsPeopleDo() {
    let names = ["db10", "db2", "db1", "DB3", "db02", "web", "9", "10", "db"]
    #expect(names.sorted(by: naturallyPrecedes) == ["9", "10", "db", "db1", "db2", "db02", "DB3", "db10", "web"])
  }
}
