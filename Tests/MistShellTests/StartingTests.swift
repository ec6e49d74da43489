import MistCommands
import MistModel
import MistOutput
import MistShell
import Synchronization
import Testing

import enum MistShell.ExitStatus

@Suite struct StartingTests {
  static func run(
    _ arguments: [String], standardInput: String = "", files: [String: String] = [:], typed: [String]? = nil,
    programName: String = "mist-shell"
  ) async throws -> (status: ExitStatus, output: String, errors: String) {
    let (shell, written) = testShell(files: files, inputIsTerminal: typed != nil) { $0.programName = programName }
    let box = Lines(typed ?? [])
    let source = PlainLines(write: { written.append(.output, Array($0.utf8)) }, readLine: { box.next() })
    let options = try ProgramOptions(arguments)
    shell.apply(options)
    let status =
      if typed != nil, arguments.isEmpty {
        await shell.run(promptingOn: source)
      } else {
        await shell.run(options) { _ in Array(standardInput.utf8) }
      }
    return (status, written.output, written.errors)
  }

  @Test func oneShotWordsAreTakenAsTheyAre() async throws {
    let result = try await Self.run(["echo", "a b", "$x", "'q'", ";", "|", "#", "\\"])
    #expect(result.status == .success)
    #expect(result.output == "<a b><$x><'q'><;><|><#><\\>\n")
  }

  @Test(
    arguments: [
      (["reboot", "web1"], .failed, "mist-shell: no machine 'web1'\n  did you mean db1?\n"),
      (["destroy", "db1"], .refused, "mist-shell: destroy db1 needs --yes\n"),
      (["nosuch"], .usage, "mist-shell: unknown command 'nosuch'\n  help lists all commands\n"),
      (
        ["reboot"], .usage,
        "mist-shell: reboot: missing expected argument '<machine>'\n  help reboot shows what it takes\n"
      ),
      (["-c", "reboot web1"], .failed, "-c:1:1: no machine 'web1'\n  did you mean db1?\n"),
      (["-c", "echo 1", "-c", "reboot web1"], .scriptStopped, "-c:2:1: no machine 'web1'\n  did you mean db1?\n"),
      (
        ["-c", "echo 'x"], .usage,
        "-c:1:6: the quote ' is not closed on its line\n  a quote is kept by a backslash: \\'\n"
      ),
      (["-c", "set x y"], .usage, "-c:1:1: set NAME = VALUE.\n"),
      (["-c", "echo 1; set x y"], .scriptStopped, "-c:1:9: set NAME = VALUE.\n"),
      (["-f", "none.mist"], .usage, "mist-shell: none.mist: no such file\n"),
      (["--yes", "destroy", "db1"], .success, ""),
      (["--pretty", "--set", "x=db1", "-c", "reboot $x"], .success, ""),
      (["-f", "one.mist", "db1"], .success, ""),
      (["-f", "-", "db1"], .success, ""),
      ([], .success, ""),
    ] as [([String], ExitStatus, String)])
  func endsWithTheStatusOfWhatHappened(arguments: [String], status: ExitStatus, errors: String) async throws {
    let result = try await Self.run(arguments, standardInput: "echo in", files: ["one.mist": "reboot $1"])
    #expect(result.status == status)
    #expect(result.errors == errors)
  }

  @Test(arguments: [["reboot", "web1"], ["nosuch"], ["-f", "none.mist"]])
  func errorsBeginWithTheNameThatTheProgramWasCalledBy(arguments: [String]) async throws {
    let errors = try await Self.run(arguments, programName: "mist").errors
    #expect(errors.hasPrefix("mist: ") && !errors.contains("mist-shell"))
  }

  @Test func thePromptShowsErrorsAndGoesOn() async throws {
    let result = try await Self.run(
      [], typed: ["echo 1", "echo 1; nosuch x", "", "echo a \\", "b", "reboot web1", "exit", "echo never"])
    #expect(result.status == .success)
    #expect(result.output == "mist> <1>\nmist> mist !> mist !> > <a><b>\nmist> mist !> ")
    #expect(
      result.errors == """
                      ^
        unknown command 'nosuch'
          help lists all commands
              ^
        no machine 'web1'
          did you mean db1?

        """
        || result.errors.hasPrefix("              ^\nunknown command 'nosuch'\n  help lists all commands\nno machine"))
  }

  @Test func endOfInputLeavesThePrompt() async throws {
    let result = try await Self.run([], typed: [])
    #expect(result.status == .success)
    #expect(result.output == "mist> ")
  }

  @Test func ctrlCAtThePromptDropsTheLineAndStays() async {
    let (shell, written) = testShell()
    let keys = PressedKeys([.interrupted, .line("echo \\"), .interrupted, .line("echo 1"), .end])
    #expect(await shell.run(promptingOn: keys) == .success)
    #expect(written.output.contains("<1>"))
  }

  @Test func interruptStopsTheCommandAndTheScript() async {
    let (shell, written) = testShell()
    let interruption = shell.interruption
    #expect(!interruption.interrupt())
    let pressing = Task {
      while !written.output.contains("sleeping") { try await Task.sleep(for: .milliseconds(1)) }
      return interruption.interrupt()
    }
    let status = await shell.run(script: Array("echo 1\nsleep\necho 2".utf8), named: "stdin")
    #expect(status == .interrupted)
    #expect(written.output == "<1>\nsleeping\n")
    #expect(written.errors == "stdin:2:1: interrupted\n")
    #expect((try? await pressing.value) == true)
  }

  @Test func statusesOfErrors() {
    let expected: [(MistError.Code, Int32)] = [
      (.failed, 1), (.notFound, 1), (.usage, 2), (.notLoggedIn, 4), (.refused, 5), (.serviceUnreachable, 6),
      (.interrupted, 130), (.init(rawValue: "new"), 1),
    ]
    for (code, status) in expected { #expect(ExitStatus(code).rawValue == status) }
  }
}
