import MistOutput
import Testing

@testable import MistShell

@Suite struct LineParserTests {
  static let variables = ["name": "db 1", "empty": "", "1": "one", "_a9": "x;y|z"]

  static func words(_ line: String) throws -> [[String]] {
    try LineParser.statements(in: line).map { try $0.given(variables).words.map(\.text) }
  }

  @Test(arguments: [
    ("", []),
    ("  \t ", []),
    ("list-machines", [["list-machines"]]),
    ("a  b\tc", [["a", "b", "c"]]),
    ("a; b ;;c", [["a"], ["b"], ["c"]]),
    ("a\nb\r\nc\r", [["a"], ["b"], ["c"]]),
    ("a # b; c", [["a"]]),
    ("a#b #c\nd", [["a#b"], ["d"]]),
    ("# only", []),
    ("# no \\\na", [["a"]]),
    ("'a b' \"c d\"", [["a b", "c d"]]),
    ("a'b'\"c\"d", [["abcd"]]),
    ("'' \"\"", [["", ""]]),
    ("'a\"b\\c$name#;'", [["a\"b\\c$name#;"]]),
    ("\"a'b \\\" \\\\ \\$x \\n;|\"", [["a'b \" \\ $x \\n;|"]]),
    ("a\\ b \\; \\# \\' \\$name", [["a b", ";", "#", "'", "$name"]]),
    ("a\\\nb \\\n c", [["ab", "c"]]),
    ("a \\\r\n b", [["a", "b"]]),
    ("\"a\\\nb\"", [["ab"]]),
    ("$name", [["db 1"]]),
    ("\"<$name>\" '$name' ${name}x $empty", [["<db 1>", "$name", "db 1x", ""]]),
    ("$1a $_a9 a$ $ $- \"$\"", [["onea", "x;y|z", "a$", "$", "$-", "$"]]),
    ("$'a\\tb\\n\\e\\'\\u{1F680}$name\\\\'", [["a\tb\n\u{1B}'🚀$name\\"]]),
    ("with machine db2: reboot", [["with", "machine", "db2:", "reboot"]]),
    ("set x = value", [["set", "x", "=", "value"]]),
    ("tag é 東京 🚀", [["tag", "é", "東京", "🚀"]]),
    ("run --command \"apt-get update -y\" --tag dev", [["run", "--command", "apt-get update -y", "--tag", "dev"]]),
  ])
  func splits(line: String, expected: [[String]]) throws {
    #expect(try Self.words(line) == expected)
  }

  @Test(arguments: [
    ("a 'b", 1, 3, "the quote ' is not closed on its line"),
    ("a\n b\"c\nd\"", 2, 3, "the quote \" is not closed on its line"),
    ("a |", 1, 3, "nothing stands behind '|'"),
    ("| count", 1, 1, "'|' needs a command before it"),
    ("a>b", 1, 2, "'>' inside a word"),
    ("a > b > c", 1, 7, "'>' cannot stand behind a file"),
    ("a > b | count", 1, 7, "'|' cannot stand behind a file"),
    ("a > b c", 1, 7, "a file's name is one word"),
    ("a >", 1, 3, "'>' needs the name of a file behind it"),
    ("a |!", 1, 3, "'|!' needs a program behind it"),
    ("é東 & b", 1, 6, "nothing can stand behind '&'"),
    ("& b", 1, 1, "'&' needs a command before it"),
    ("a $nme", 1, 3, "no variable $nme"),
    ("a \"x $nme\"", 1, 6, "no variable $nme"),
    ("a ${name", 1, 3, "'${' is not followed by a name and '}'"),
    ("a ${}", 1, 3, "'${' is not followed by a name and '}'"),
    ("a b\\", 1, 4, "'\\' at the end continues a line, but no line follows"),
    ("a \u{7}b", 1, 3, "a line cannot hold the control character 07"),
    ("a b\\\n 'c", 2, 2, "the quote ' is not closed on its line"),
    ("a $'\\q'", 1, 5, "no such escape inside $'…'"),
    ("a\rb", 1, 2, "a line cannot hold the control character 0D"),
  ])
  func tellsWhatIsWrongAndWhere(line: String, row: Int, column: Int, message: String) {
    #expect {
      try Self.words(line)
    } throws: { error in
      guard let error = error as? LineError else { return false }
      return error.error.summary == message && error.position == SourcePosition(line: row, column: column)
        && error.error.code == .usage
    }
  }

  @Test func unknownVariableSuggestsNearNames() {
    #expect { try Self.words("a $nmae") } throws: { ($0 as? LineError)?.error.hint == "did you mean $name?" }
    #expect {
      try Self.words("a \"$DISPLAY\"")
    } throws: {
      ($0 as? LineError)?.error.hint == "set it with: set DISPLAY = VALUE; or keep the $: \\$DISPLAY"
    }
  }

  @Test func wordsKnowTheirColumns() throws {
    let statements = try LineParser.statements(in: "a  'b c'; d\n  é e")
    #expect(statements.map { $0.words.map(\.position.description) } == [["1:1", "1:4"], ["1:11"], ["2:3", "2:5"]])
    #expect(statements[0].words.map(\.isBare) == [true, false])
  }

  @Test(arguments: [
    ("a \\", true), ("a \\\\", false), ("a \\\\\\", true), ("# a \\", false), ("'a \\", false), ("\"a \\", true),
    ("a", false),
  ])
  func backslashAtTheEndWantsMore(line: String, expected: Bool) {
    #expect(LineParser.wantsMore(line) == expected)
  }

  @Test(arguments: [
    ("a | where b>5 | count", [["where", "b>5"], ["count"]], nil, false),
    ("a | where b > 5", [["where", "b", ">", "5"]], nil, false),
    ("a | where b >= 5 c=1 >> f", [["where", "b", ">=", "5", "c=1"]], "f +", false),
    ("a | where b = 5 > f &", [["where", "b", "=", "5"]], "f", true),
    ("a '|' '>' > 'x y'", [], "x y", false),
    ("a |! grep -v 'b;c' | sort # d", [], "! grep -v 'b;c' | sort # d", false),
    ("a &", [], nil, true),
  ])
  func readsWhatFollowsACommand(line: String, stages: [[String]], sink: String?, isBackground: Bool) throws {
    let statements = try LineParser.statements(in: line)
    let given = try #require(statements.first).given([:])
    #expect(statements.count == 1)
    #expect(given.stages.map { $0.map(\.text) } == stages)
    #expect(given.isBackground == isBackground)
    let found: String? =
      switch given.sink {
      case .file(let path, let adds)?: path + (adds ? " +" : "")
      case .program(let program)?: "! " + program
      case nil: nil
      }
    #expect(found == sink)
  }

  @Test func quotedWordsComeBack() throws {
    var random = SplitMix(state: 7)
    let alphabet = Array("ab'\"\\$#;|&> \t\n\r\u{1B}\u{0}\u{202E}{}é東🚀\u{9B}=-~\u{A0}\u{2028}".unicodeScalars)
    for _ in 0..<5_000 {
      var word = ""
      for _ in 0..<Int(random.next() % 8) {
        word.unicodeScalars.append(alphabet[Int(random.next() % UInt64(alphabet.count))])
      }
      let back = try LineParser.statements(in: "x " + quoted(word)).flatMap { try $0.given([:]).words.map(\.text) }
      #expect(back.map { Array($0.unicodeScalars) } == [Array("x".unicodeScalars), Array(word.unicodeScalars)])
    }
  }

  @Test func anyBytesGiveWordsOrAnError() {
    var random = SplitMix(state: 42)
    let likely = Array("a b'\"\\$#;|{}\n\r".utf8)
    for _ in 0..<20_000 {
      let bytes = (0..<Int(random.next() % 24)).map { _ in
        random.next() % 3 == 0 ? UInt8(random.next() % 256) : likely[Int(random.next() % UInt64(likely.count))]
      }
      do throws(LineError) {
        _ = try LineParser.statements(in: try scriptText(bytes))
      } catch {
        #expect(error.error.code == .usage)
      }
    }
  }

  @Test func notTextIsRefusedWithItsPlace() throws {
    #expect(try scriptText([0xEF, 0xBB, 0xBF, 0x61]) == "a")
    for (bytes, place) in [
      ([0x61, 0x0A, 0xC3, 0xA9, 0xFF], "2:2"), ([0x61, 0x00], "1:2"), ([0xE6, 0x9D], "1:1"),
      ([0xED, 0xA0, 0x80], "1:1"),
    ] as [([UInt8], String)] {
      #expect { try scriptText(bytes) } throws: { ($0 as? LineError)?.position?.description == place }
    }
    #expect { try scriptText([1, 2, 3], limit: 2) } throws: { ($0 as? LineError)?.position == nil }
  }
}

/// Random numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
