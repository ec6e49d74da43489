import MistOutput
import Testing

@Suite struct TextTests {
  @Test(arguments: [
    ("plain é", "plain é"), ("a\nb\tc\r", "a\\nb\\tc\\r"), ("\u{1B}[31m", "\\e[31m"),
    ("\u{0}\u{7F}\u{85}", "\\u{0}\\u{7F}\\u{85}"),
    ("a\u{202E}b\u{2066}\u{FEFF}", "a\\u{202E}b\\u{2066}\\u{FEFF}"), ("👩\u{200D}💻", "👩\u{200D}💻"), ("\\n", "\\n"),
  ])
  func escapes(text: String, expected: String) {
    #expect(escaped(text) == expected)
    #expect(escaped(escaped(text)) == expected)
  }

  @Test func linesKeepTheirEnds() {
    #expect(escapedLines("a\n\tb\u{1B}\r\n") == "a\n\tb\\e\\r\n")
  }

  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("東京", 4), ("한국", 4), ("ｗ", 2), ("ﾊ", 1), ("🚀", 2), ("🇬🇷", 2),
    ("a\u{200D}b", 2),
    ("–", 1), ("\u{1112}\u{1161}\u{11AB}", 2), ("…", 1),
  ])
  func displayWidths(text: String, expected: Int) {
    #expect(displayWidth(text) == expected)
  }

  @Test(arguments: [
    (["db1", "db2", "db3", "web7"], "db[1-3],web7"),
    ([], ""), (["a"], "a"), (["a", "b"], "a,b"), (["db1"], "db1"), (["db1", "db3"], "db[1,3]"),
    (["web08", "web09", "web10", "web11"], "web[08-11]"), (["web9", "web10"], "web[9-10]"),
    (["n1", "n01", "n02", "n2"], "n[1-2,01-02]"), (["web-2.eu", "x", "web-1.eu"], "web-[1-2].eu,x"),
    (["10.0.0.1", "10.0.0.2"], "10.0.0.[1-2]"), (["db1", "db1"], "db[1,1]"), (["1", "2", "4"], "[1-2,4]"),
    (["a99999999999999999999"], "a99999999999999999999"), (["a", "a"], "a,a"),
  ])
  func folds(names: [String], expected: String) {
    #expect(folded(names) == expected)
  }

  @Test(arguments: [
    (0, "0 s"), (35, "35 s"), (60, "1 min"), (3599, "59 min"),
    (7300, "2 h"), (800_000, "9 d"), (-5, "0 s"),
  ])
  func ages(seconds: Int, expected: String) {
    #expect(ageText(seconds: seconds) == expected)
  }

  @Test func durations() {
    #expect(Duration.milliseconds(120).ageText == "120 ms")
    #expect(Duration.seconds(90).ageText == "1 min")
  }

  @Test(arguments: [
    ("crate", ["create"]), ("lits", ["list"]), ("LIST", ["list"]), ("zzzzzz", []), ("", []), ("x", []),
    ("reboo", ["reboot"]), ("desr", ["destroy"]),
    ("destory", ["destroy"]), ("sto", ["stop", "stow"]),
  ])
  func nearestNames(word: String, expected: [String]) {
    #expect(nearest(word, among: ["list", "create", "destroy", "reboot", "stop", "stow"]) == expected)
  }

  @Test func atMostThreeNearNames() {
    #expect(nearest("db", among: ["db5", "db2", "db9", "db1"]) == ["db5", "db2", "db9"])
  }

  @Test(arguments: [
    ("a", "a"), ("", "''"), ("a b", "'a b'"), ("it's", "\"it's\""), ("#a", "'#a'"), ("a#", "a#"), ("é", "é"),
    ("a\nb", "$'a\\nb'"),
  ])
  func quotes(word: String, expected: String) {
    #expect(quoted(word) == expected)
  }
}
