import ArgumentParser
import MistCommands
import MistModel
import MistOutput
import Testing

import enum MistShell.ExitStatus

@testable import MistShell

@Suite struct RunningTests {
  /// Those that take all words of their line as they are, too.
  @Test(arguments: ["watch", "with", "set", "reboot"], ["--help", "-h"])
  func everyCommandHelps(name: String, option: String) async {
    let commands = CommandTable.all.commands.filter { $0.name == name }
    let (shell, written) = testShell(commands: CommandTable(commands))
    #expect(await shell.run(lines: ["\(name) \(option)"]) == .success)
    #expect(written.output.contains("USAGE: mist-shell \(name) "))
  }

  @Test(arguments: [("login", false), ("list-keys", true)])
  func onlyTheServiceInUseIsOutOfReach(name: String, expected: Bool) async {
    let commands: [any Command.Type] = [LogIn.self, ListKeys.self]
    let (shell, _) = testShell(commands: CommandTable(commands))
    #expect(await shell.run(lines: [name]) == .serviceUnreachable)
    #expect(shell.state.isOffline == expected)
  }

  private struct LogIn: Command {
    static let configuration = CommandConfiguration(commandName: "login")
    static let risk = Risk.session
    func run(in shell: any Shell) async throws -> Output { throw MistError(.serviceUnreachable, "no answer") }
  }

  private struct ListKeys: Command {
    static let risk = Risk.reads
    func run(in shell: any Shell) async throws -> Output { throw MistError(.serviceUnreachable, "no answer") }
  }

  /// Runs a script named `stdin` and gives back all that came of it.
  static func run(
    _ script: String, keepsGoing: Bool = false, files: [String: String] = [:], variables: [String: String] = [:]
  ) async -> (status: ExitStatus, output: String, errors: String) {
    let (shell, written) = testShell(files: files)
    shell.keepsGoing = keepsGoing
    shell.variables = variables
    let status = await shell.run(script: Array(script.utf8), named: "stdin")
    return (status, written.output, written.errors)
  }

  @Test func aScriptRunsToItsEnd() async {
    let result = await Self.run("# machines\nlist machines\nreboot \\\n  db1; echo 'a b'\n")
    #expect(result.status == .success)
    #expect(result.output == "db1      running\n東京     None\nRebooted machine db1\n<a b>\n")
    #expect(result.errors == "")
  }

  @Test func aScriptStopsAtItsFirstError() async {
    let result = await Self.run("echo 1\n\necho 2; reboot web1\necho 3\n")
    #expect(result.status == .scriptStopped)
    #expect(result.output == "<1>\n<2>\n")
    #expect(result.errors == "stdin:3:9: no machine 'web1'\n  did you mean db1?\n")
  }

  @Test func keepGoingGoesOnAndCounts() async {
    let result = await Self.run("reboot web1\necho 2\nreboot web2; echo 3", keepsGoing: true)
    #expect(result.status == .failed)
    #expect(result.output == "<2>\n<3>\n")
    #expect(
      result.errors == """
        stdin:1:1: no machine 'web1'
          did you mean db1?
        stdin:3:1: no machine 'web2'
          did you mean db1?
        stdin: 2 lines failed

        """)
  }

  @Test(arguments: [
    ("nosuch x", "3:1: unknown command 'nosuch'"), ("echo 'x", "3:6: the quote ' is not closed on its line"),
    ("reboot", "3:1: reboot: missing expected argument '<machine>'"),
    ("create-machine --name n --imgae x", "3:25: create-machine has no option --imgae"),
    ("create-machine --name n --count x", "3:33: create-machine: the value 'x' is invalid for '--count <count>'"),
    ("reboot db1 db2", "3:12: reboot: unexpected argument 'db2'"), ("echo $nosuch", "3:6: no variable $nosuch"),
    ("list-m", "3:1: 'list-m' could be 2 commands"), ("echo a | b", "3:10: unknown stage 'b'"),
    ("create-machine", "3:1: create-machine: missing expected argument '--machine-name <machine-name>'"),
  ])
  func nothingRunsWhenALineIsNotUnderstood(line: String, message: String) async {
    for keepsGoing in [false, true] {
      let result = await Self.run("echo 1\nset x = 1\n\(line)\necho 4", keepsGoing: keepsGoing)
      #expect(result.status == .usage)
      #expect(result.output == "")
      #expect(result.errors.split(separator: "\n").first.map(String.init) == "stdin:\(message)")
    }
  }

  @Test func notTextRunsNothing() async {
    let (shell, written) = testShell()
    #expect(await shell.run(script: [0x61, 0x0A, 0xFF], named: "x.mist") == .usage)
    #expect(written.errors.hasPrefix("x.mist:2:1: a byte that is not UTF-8"))
  }

  @Test func variablesThatEarlierLinesSetAreReadWhenReached() async {
    let result = await Self.run("set n = 'db 7'\nreboot $n\nset c = x\ncreate-machine --name n --count $c\necho 5")
    #expect(result.status == .scriptStopped)
    #expect(result.output == "Rebooted machine db 7\n")
    #expect(result.errors.hasPrefix("stdin:4:33: create-machine: the value 'x' is invalid"))
    let unknown = await Self.run("set n = 1\nnosuch $n")
    #expect(unknown.status == .usage)
    #expect(unknown.errors.hasPrefix("stdin:2:1: unknown command 'nosuch'"))
  }

  @Test(arguments: [
    ("reboot $n$nosuch", "3:10: no variable $nosuch"), ("nosuch $n", "3:1: unknown command 'nosuch'"),
    ("create-machine --name $n --imgae $n", "3:26: create-machine has no option --imgae"),
    ("create-machine --count $n", "3:1: create-machine: missing expected argument '--machine-name <machine-name>'"),
    ("reboot $n db2", "3:11: reboot: unexpected argument 'db2'"),
    ("create-machine --count=$n --forse", "3:27: create-machine has no option --forse"),
    ("with machine $n: nosuch", "3:18: unknown command 'nosuch'"),
  ])
  func whatDoesNotDependOnAValueIsCheckedBefore(line: String, message: String) async {
    let result = await Self.run("echo 1\nset n = x\n\(line)\necho 4")
    #expect(result.status == .usage)
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("stdin:\(message)"))
  }

  @Test(arguments: [
    "create-machine --name n --count $n", "echo $n", "destroy --format $f --yes $n", "$c $n", "with x $n: $c 1",
  ])
  func complaintsAboutAValueNotKnownYetWait(line: String) async {
    let result = await Self.run("echo 1; set n = 5; set f = json; set c = echo\n\(line)")
    #expect(result.status == .success)
    #expect(result.errors == "")
    #expect(result.output.hasPrefix("<1>\n"))
  }

  @Test func variablesWithUnknownNamesMayBeAny() async {
    #expect(await Self.run("set a = b\nset $a = 5\necho $b").output == "<5>\n")
    #expect(await Self.run("with machine x: set b = 5\necho $b").output == "<5>\n")
    let command = await Self.run("set c = source\n$c v.mist\necho $x", files: ["v.mist": "set x = 7"])
    #expect(command.output == "<7>\n")
  }

  @Test func givenVariablesAreNeverSplitOrReadAgain() async {
    let result = await Self.run("echo $x \"$x\" '$x' $empty $1", variables: ["x": "a b;$y|'", "empty": "", "1": "one"])
    #expect(result.output == "<a b;$y|'><a b;$y|'><$x><><one>\n")
  }

  @Test func sourceErrorsNameBothFiles() async {
    let files = ["a.mist": "echo a\nsource b.mist\necho c", "b.mist": "set x = 1\n  reboot web1"]
    let result = await Self.run("source a.mist; echo end", files: files)
    #expect(result.status == .scriptStopped)
    #expect(result.output == "<a>\n")
    #expect(result.errors.hasPrefix("stdin:1:1: a.mist:2:1: b.mist:2:3: no machine 'web1'\n"))
    let going = await Self.run("source a.mist; echo end", keepsGoing: true, files: files)
    #expect(going.status == .failed)
    #expect(going.output == "<a>\n<c>\n<end>\n")
    #expect(going.errors.hasPrefix("stdin:1:1: a.mist:2:1: b.mist:2:3: no machine 'web1'\n"))
    #expect(going.errors.hasSuffix("stdin: 1 line failed\n"))
  }

  @Test func aFileThatSourcesItselfIsRefused() async {
    let result = await Self.run("source a.mist", files: ["a.mist": "source a.mist"])
    #expect(result.status == .scriptStopped)
    #expect(result.errors.contains("does one of them source itself?"))
  }

  @Test func variablesOfASourcedFileAreKnownBehindIt() async {
    let result = await Self.run("source v.mist\necho $x", files: ["v.mist": "set x = 7"])
    #expect(result.output == "<7>\n")
  }

  @Test func readOnlyRefusesChanges() async {
    let result = await Self.run("set read-only on\nlist-machines\nreboot db1")
    #expect(result.status == .scriptStopped)
    #expect(result.output.hasPrefix("db1"))
    #expect(result.errors.hasPrefix("stdin:3:1: reboot refused: the shell is read-only\n"))
    let (shell, _) = testShell()
    shell.settings.isReadOnly = true
    #expect(await shell.run(words: ["destroy", "db1", "--yes"]) == .refused)
    #expect(await shell.run(words: ["with", "machine", "db1:", "reboot", "db1"]) == .refused)
  }

  @Test func optionsOfALineEndWithIt() async {
    let result = await Self.run("echo 1 --format json\necho 2\ndestroy db1 --yes\nset format csv --pretty\necho 3")
    #expect(result.output == "<1><--format><json>\n<2>\nDestroyed machine db1\nmessage\r\n<3>\r\n")
    let other = await Self.run("reboot db1 --format json; reboot db2; destroy db1")
    #expect(other.output == "{\n  \"message\": \"Rebooted machine db1\"\n}\nRebooted machine db2\n")
    #expect(other.errors.hasPrefix("stdin:1:39: destroy db1 needs --yes"))
  }

  @Test func withRunsTheRestOfTheLine() async {
    let result = await Self.run("with machine db2: echo 'a  b' '$x;' --pretty; echo end")
    #expect(result.output == "<a  b><$x;><--pretty>\n<end>\n")
    let bad = await Self.run("echo 1\nwith machine db2: with tag x: nosuch")
    #expect(bad.status == .usage)
    #expect(bad.output == "")
    #expect(bad.errors.hasPrefix("stdin:2:31: unknown command 'nosuch'"))
    let late = await Self.run("with machine db2: reboot web1")
    #expect(late.errors.hasPrefix("stdin:1:1: no machine 'web1'"))
  }

  @Test func leavingEndsTheScript() async {
    let result = await Self.run("echo 1\nexit\necho 2")
    #expect(result.status == .success)
    #expect(result.output == "<1>\n")
  }

  @Test func helpIsNoError() async {
    let result = await Self.run("list-machines --help")
    #expect(result.status == .success)
    #expect(result.output.contains("USAGE: list-machines"))
    #expect(result.output.hasSuffix("EXAMPLES:\n  list-machines --backend Juno\n"))
  }

  @Test func anyWordsEndWithAStatus() async {
    var random = SplitMix(state: 11)
    let likely = [
      "list", "machines", "list-machines", "create_machine", "reboot", "echo", "with", "machine", "db1:", "set", "=",
      "x",
      "--name", "--name=", "--image", "--format", "json", "--pretty", "--yes", "--help", "-h", "--", "-", "---", "--=",
      "'a b'", "\"\"", "$x", ";", "-5", "é", "--count", "3", "--generate-completion-script", "--experimental-dump-help",
    ]
    for _ in 0..<500 {
      let line = (0..<Int(random.next() % 7)).map { _ in likely[Int(random.next() % UInt64(likely.count))] }
      let result = await Self.run(line.joined(separator: " "), variables: ["x": "db1"])
      #expect(result.status == .success || !result.errors.isEmpty)
      #expect(result.status != .usage || result.output.isEmpty)
    }
  }
}
