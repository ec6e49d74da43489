import MistCommands
import MistModel
import Synchronization
import Testing

@testable import MistShell

@Suite struct PipingTests {
  @Test(arguments: [
    ("list-machines | where state=running", "db1      running\n"),
    ("list-machines | where state=running | columns state", "running\n"),
    ("list-machines | count", "2\n"),
    ("list-machines | head 1 | csv", "name,state\r\ndb1,running\r\n"),
    ("with machine x: list-machines | count", "2\n"),
    ("with machine x: list-machines --backend web | where name=web | columns name", "web\n"),
  ])
  func resultsGoThroughStages(line: String, output: String) async {
    let (shell, written) = testShell()
    _ = await shell.run(lines: [line])
    #expect(written.output == output)
    #expect(written.errors == "")
  }

  @Test func eachLookOfAWatchGoesThroughStages() async {
    let watch = CommandTable.all.commands.filter { $0.name == "watch" }
    let (shell, written) = testShell(commands: CommandTable(testCommands.commands + watch)) { world in
      world.sleep = { _ in throw CancellationError() }
    }
    #expect(await shell.run(lines: ["watch list-machines | where state=running"]) == .success)
    #expect(await shell.run(lines: ["watch list-machines --until state=running | where name=db1"]) == .success)
    #expect(written.output == "db1      running\ndb1      running\n")
  }

  @Test func aStageThatIsWrongStopsBeforeAnythingRuns() async {
    let (shell, written) = testShell()
    #expect(await shell.run(lines: ["echo 1", "list-machines | wher state=running"]) == .usage)
    #expect(written.output == "")
    #expect(written.errors.hasPrefix("-c:2:17: unknown stage 'wher'"))
  }

  @Test func aFileTakesTheResult() async {
    let files = Mutex<[String: [UInt8]]>([:])
    let (shell, written) = testShell { world in
      world.writeFile = { path, bytes, adds in
        files.withLock { $0[path] = (adds ? $0[path] ?? [] : []) + bytes }
      }
    }
    #expect(await shell.run(lines: ["echo 1 > ~/f", "echo 2 >> ~/f", "reboot web1 > ~/g"]) == .scriptStopped)
    #expect(written.output == "")
    #expect(files.withLock { $0.mapValues { String(decoding: $0, as: UTF8.self) } } == ["/home/user/f": "<1>\n<2>\n"])
  }

  @Test func noRowsAreNoTextForFilesProgramsAndScripts() async {
    let heard = Mutex<[String]>([])
    let (shell, written) = testShell { world in
      world.writeFile = { _, bytes, _ in heard.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) } }
      world.runProgram = { _, bytes in
        heard.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
        return 0
      }
    }
    for end in ["", " |! wc -l", " > ~/f"] {
      #expect(await shell.run(lines: ["list-machines | where state=gone" + end]) == .success)
    }
    #expect(heard.withLock { $0 } == ["", ""])
    #expect(written.output == "")
    #expect(written.errors == String(repeating: "No rows where state=gone\n", count: 3))
  }

  @Test func aProgramTakesTheResultAndItsStatusCounts() async {
    let heard = Mutex<[String]>([])
    let (shell, written) = testShell { world in
      world.runProgram = { line, input in
        heard.withLock { $0.append("\(line): \(String(decoding: input, as: UTF8.self))") }
        return line == "false" ? 1 : 0
      }
    }
    #expect(await shell.run(lines: ["echo 1 |! grep 'a|b'; x", "echo 2 |! false"]) == .scriptStopped)
    #expect(heard.withLock { $0 } == ["grep 'a|b'; x: <1>\n", "false: <2>\n"])
    #expect(written.errors == "-c:2:1: 'false' ended with status 1\n")
  }

  @Test func linesSentBehindEndWithTheirScript() async {
    let (shell, written) = testShell()
    #expect(await shell.run(lines: ["list-machines | count &", "reboot db1 &"]) == .success)
    #expect(written.output == "2\nRebooted machine db1\n")
    #expect(await shell.run(lines: ["echo 1 &"]) == .usage)
    #expect(written.errors.contains("echo changes this shell, so it is no job"))
    #expect(await shell.run(lines: ["reboot web1 &", "echo 3"]) == .scriptStopped)
    #expect(written.errors.contains("job 1 failed: no machine 'web1'"))
    #expect(await shell.run(lines: ["reboot web1 &"]) == .failed)
  }

  @Test func whatIsSentBehindIsNeverAskedAndStaysReadOnly() async {
    let (shell, written) = testShell(inputIsTerminal: true)
    _ = await shell.run(lines: ["set read-only on", "reboot db1 &"])
    #expect(written.errors.contains("reboot refused: the shell is read-only"))
    #expect(await shell.run(lines: ["set read-only off", "destroy db1 &"]) == .scriptStopped)
    #expect(written.errors.contains("destroy asks first, and nobody can be asked behind the prompt"))
  }
}
