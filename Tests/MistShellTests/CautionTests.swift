import MistCommands
import MistModel
import Testing

@testable import MistShell

/// What must not happen by a slip of a key or of a file.
@Suite struct CautionTests {
  static func typed(_ lines: [String], files: [String: String] = [:]) async -> (output: String, errors: String) {
    let (shell, written) = testShell(files: files)
    let keys = PressedKeys(lines.map { .line($0) } + [.end])
    _ = await shell.run(promptingOn: keys)
    return (written.output, written.errors)
  }

  @Test(arguments: [
    ("rebot db1", "reboot db1"), ("destry db1 --yes", nil), ("with machine x: destry db1 --yes", nil),
    ("echo 1; destry db1 --yes", nil), ("list-metrcs --machine x", nil),
  ])
  func noCorrectionLeadsToALineThatDestroys(line: String, expected: String?) async {
    let (shell, _) = testShell()
    do {
      try await shell.run(text: line)
      Issue.record("it ran")
    } catch {
      let isSame = error.correction == expected || (line.hasPrefix("list-metrcs") && error.correction != nil)
      #expect(isSame, "\(error.correction ?? "none")")
    }
  }

  @Test func aFileDoesNotLeaveTheShellLessCareful() async {
    let result = await Self.typed(
      ["set read-only on", "source write.mist", "reboot db1"],
      files: ["write.mist": "set read-only off\nreboot db2"])
    #expect(result.output.contains("Rebooted machine db2\n"))
    #expect(result.errors.contains("reboot refused: the shell is read-only"))
  }

  @Test(arguments: ["set format json > /tmp/x", "alias |! touch /tmp/x", "set x = 1 &", "echo 1", "set n = x\necho $n"])
  func aStartFileOnlySetsUp(text: String) async {
    let result = await Self.typed(["echo done"], files: ["/home/user/.mistrc": text])
    #expect(result.errors.contains("~/.mistrc:"))
    #expect(result.errors.contains("start file"))
    #expect(result.output == "<done>\n")
  }

  @Test func theLinesOfAFileAreNoLinesOfTheHistory() async throws {
    let files = ["bad.mist": "reboot db1\nreboot web1\necho never"]
    let (shell, _) = testShell(files: files) { $0.stateFiles = MemoryFiles() }
    let history = History(world: shell.world)
    shell.history = history
    _ = await shell.run(
      promptingOn: PressedKeys([.line("source bad.mist"), .pasted(["source bad.mist", "echo 2"]), .end]))
    #expect(history.entries() == ["source bad.mist; echo 2", "source bad.mist"])
  }

  @Test func aLineThatFailsIsKeptWhole() async throws {
    let (shell, _) = testShell { $0.stateFiles = MemoryFiles() }
    let history = History(world: shell.world)
    shell.history = history
    _ = await shell.run(promptingOn: PressedKeys([.line("echo 1; reboot web1; echo 3 | count"), .end]))
    #expect(history.entries() == ["echo 1; reboot web1; echo 3 | count"])
  }
}
