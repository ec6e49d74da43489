import MistCommands
import MistModel
import MistShell
import Testing

@Suite struct CommandIndexTests {
  static let index = CommandIndex(testCommands)

  static func given(_ line: String) -> [GivenWord] {
    line.split(separator: " ").enumerated().map { GivenWord(String($1), position: .init(column: $0 + 1)) }
  }

  @Test(arguments: [
    ("list-machines", "list-machines", 1), ("list_machines x", "list-machines", 1),
    ("list machines", "list-machines", 2), ("list machines --pretty", "list-machines", 2),
    ("ls", "list-machines", 1), ("list-mach", "list-machines", 1), ("li ma", "list-machines", 2),
    ("l-me x", "list-metrics", 1), ("list met", "list-metrics", 2), ("create_machine x", "create-machine", 1),
    ("reb db1", "reboot", 1), ("destroy db1", "destroy", 1), ("destroy machine db1", "destroy", 2),
    ("destroy_machine db1", "destroy", 1), ("mist list-machines", "list-machines", 2),
    ("mist-shell list machines", "list-machines", 3), ("c name", "create-machine", 1), ("set x = 1", "set", 1),
    ("echo list machines", "echo", 1),
  ])
  func finds(line: String, name: String, count: Int) throws {
    let match = try Self.index.match(Self.given(line))
    #expect(match.command._commandName == name)
    #expect(match.wordCount == count)
  }

  @Test(arguments: [
    ("lst-machines", 1, "unknown command 'lst-machines'", "did you mean list-machines?"),
    ("list machin3s", 2, "unknown command 'list machin3s'", "did you mean list-machines?"),
    ("frobnicate db1", 1, "unknown command 'frobnicate'", "help lists all commands"),
    ("list-m", 1, "'list-m' could be 2 commands", "one of: list-machines, list-metrics"),
    ("li m", 1, "'li m' could be 2 commands", "one of: list-machines, list-metrics"),
    ("list", 1, "'list' could be 2 commands", "one of: list-machines, list-metrics"),
    ("des db1", 1, "'des' is short for destroy, which destroys: it must be typed in full", "type destroy"),
    (
      "destroy-mach db1", 1,
      "'destroy-mach' is short for destroy-machine, which destroys: it must be typed in full", "type destroy-machine"
    ),
    ("--help", 1, "unknown command '--help'", "help lists all commands"),
    ("mist nosuch", 2, "unknown command 'nosuch'", "help lists all commands"),
  ])
  func refuses(line: String, column: Int, message: String, hint: String) {
    #expect {
      try Self.index.match(Self.given(line))
    } throws: { error in
      guard let error = error as? LineError else { return false }
      return error.error == MistError(.usage, message, hint: hint) && error.position == .init(column: column)
    }
  }

  @Test func quotedWordsAreNoHalfOfAName() {
    let words = [GivenWord("list"), GivenWord("machines", isBare: false)]
    #expect(throws: LineError.self) { try Self.index.match(words) }
  }

  @Test func anEmptyWordIsNoCommand() {
    #expect(throws: LineError.self) { try Self.index.match([GivenWord("")]) }
    #expect(throws: LineError.self) { try Self.index.match([]) }
  }
}
