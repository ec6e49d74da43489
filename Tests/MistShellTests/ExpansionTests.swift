import MistCommands
import MistModel
import Testing

@testable import MistShell

@Suite struct ExpansionTests {
  static let shorthands = [
    "up": Shorthand(lines: "list-machines | where state=running", isMacro: false),
    "juno": Shorthand(lines: "ls --backend Juno", isMacro: false),
    "a": Shorthand(lines: "b", isMacro: false),
    "b": Shorthand(lines: "echo x", isMacro: false),
    "round": Shorthand(lines: "about", isMacro: false),
    "about": Shorthand(lines: "round x", isMacro: false),
    "both": Shorthand(lines: "reboot db1; reboot db2", isMacro: false),
    "greet": Shorthand(parameters: ["who", "text"], lines: "echo hello-$who; echo $text", isMacro: true),
    "broken": Shorthand(lines: "echo 'x", isMacro: false),
  ]

  static func expanded(_ line: String) throws -> [String] {
    let expansion = Expansion(shorthands: shorthands)
    return try LineParser.statements(in: line).flatMap { statement in
      try expansion.statements(of: statement).map { expanded in
        let given = try expanded.given(["v": "a b"])
        let stages = given.stages.map { " | " + $0.map(\.text).joined(separator: " ") }.joined()
        return given.words.map { "<\($0.text)>" }.joined() + stages + (given.isBackground ? " &" : "")
      }
    }
  }

  @Test(arguments: [
    ("up", ["<list-machines> | where state=running"]),
    ("up | count &", ["<list-machines> | where state=running | count &"]),
    ("juno --pretty", ["<ls><--backend><Juno><--pretty>"]),
    ("a", ["<echo><x>"]),
    ("both", ["<reboot><db1>", "<reboot><db2>"]),
    ("greet ann 'x; reboot db1'", ["<echo><hello-ann>", "<echo><x; reboot db1>"]),
    ("greet $v \"$v\"", ["<echo><hello-a b>", "<echo><a b>"]),
    ("'up'", ["<up>"]),
    ("echo up", ["<echo><up>"]),
  ])
  func standsForItsLines(line: String, expected: [String]) throws {
    #expect(try Self.expanded(line) == expected)
  }

  @Test(arguments: [
    ("with machine db1: up", ["<with><machine><db1:><list-machines> | where state=running"]),
    ("with machine db1: both", ["<with><machine><db1:><reboot><db1>", "<with><machine><db1:><reboot><db2>"]),
    ("watch a --every 1s", ["<watch><echo><x><--every><1s>"]),
  ])
  func standsForThemInsideOtherLinesToo(line: String, expected: [String]) throws {
    #expect(try Self.expanded(line) == expected)
  }

  @Test func aliasesOfAliasesAreBounded() {
    var shorthands = ["x0": Shorthand(lines: "echo 1", isMacro: false)]
    for level in 1...12 {
      let lines = Array(repeating: "x\(level - 1)", count: 10).joined(separator: "; ")
      shorthands["x\(level)"] = Shorthand(lines: lines, isMacro: false)
    }
    let statement = Statement(
      words: [Word(pieces: [.text("x12")], position: SourcePosition(), isBare: true)])
    #expect(throws: LineError.self) { try Expansion(shorthands: shorthands).statements(of: statement) }
  }

  @Test func aBeginningOfACommandIsNoNameForAnAlias() async {
    let (shell, written) = testShell()
    #expect(await shell.run(lines: ["alias list = 'echo 1'"]) == .usage)
    #expect(written.errors.contains("list means the command list-machines"))
  }

  @Test func aSourcedFileMayBringAliases() async {
    let (shell, written) = testShell(files: ["a.mist": "alias hi = 'echo a'"])
    #expect(await shell.run(script: Array("source a.mist\nhi b".utf8), named: "stdin") == .success)
    #expect(written.output == "<a><b>\n")
    #expect(await shell.run(script: Array("echo 1\nhix\nsource a.mist".utf8), named: "stdin") == .usage)
  }

  @Test(arguments: [
    ("up --pretty", "nothing can follow up: it stands for more than one command's words"),
    ("both | count", "both stands for several commands: '|', '>' and '&' need one"),
    ("round", "round stands for itself: round, about, round"),
    ("greet ann", "greet takes 2 words, and 1 are given"),
    ("broken", "broken stands for 'echo 'x': the quote ' is not closed on its line"),
  ])
  func refuses(line: String, message: String) {
    #expect {
      try Self.expanded(line)
    } throws: {
      ($0 as? LineError)?.error.summary == message && ($0 as? LineError)?.position == SourcePosition()
    }
  }

  @Test func aScriptMayUseTheAliasItMakes() async {
    let (shell, written) = testShell()
    let status = await shell.run(script: Array("alias hi = 'echo a b'\nhi c\n".utf8), named: "stdin")
    #expect(status == .success)
    #expect(written.output == "<a><b><c>\n")
  }

  @Test func readOnlyHoldsForWhatAnAliasStandsFor() async {
    let (shell, written) = testShell()
    let lines = "set read-only on\nalias again = 'reboot db1'\nagain\n"
    #expect(await shell.run(script: Array(lines.utf8), named: "stdin") == .scriptStopped)
    #expect(written.errors.contains("reboot refused: the shell is read-only"))
  }
}
