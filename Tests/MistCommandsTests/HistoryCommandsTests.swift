import MistCommands
import MistModel
import MistOutput
import Synchronization
import Testing

@Suite struct HistoryCommandsTests {
  private struct Lines: PastLines {
    var lines: [PastLine]
    func pastLines() -> [PastLine] { lines }
  }

  /// The clock of a `TestShell`.
  private static let now = 1_425_200_700.0

  private static let lines = [
    ("list-machines", 0, "", 400 * 86_400.0), ("reboot db1", 1, "Juno/db1", 86_400), ("list-sizes", 0, "Juno", 7300),
    ("destroy \\\n  db2", 5, "Juno", 7100), ("add-key --name k --key-path k", 0, "Vega/db1", 60),
    ("add-account a@b --password '•••'", 0, "", 0),
  ]

  private func shell(files: [String: String] = [:]) -> TestShell {
    let shell = TestShell(files: files)
    shell.pastLines = Lines(
      lines: Self.lines.enumerated().map { index, line in
        PastLine(
          number: index + 1, line: line.0, time: Self.now - line.3, context: line.2, status: Int32(line.1),
          duration: Double(index), session: "s")
      })
    return shell
  }

  @Test func linesAreShownWithWhatBecameOfThem() async throws {
    #expect(
      try await shell().run("history") == """
        Times are UTC
        1     Jan 25 2014  0   0 ms    -                list-machines
        2     Feb 28 09:05 1   1 s     Juno/db1         reboot db1
        3     07:03        0   2 s     Juno             list-sizes
        4     07:06        5   3 s     Juno             destroy \\\\n  db2
        5     09:04        0   4 s     Vega/db1         add-key --name k --key-path k
        6     09:05        0   5 s     -                add-account a@b --password '•••'

        """)
  }

  @Test(arguments: [
    ("history --failed", [2, 4]), ("history --context Juno", [2, 3, 4]), ("history --context juno/DB1", [2]),
    ("history --context db1", [2, 5]), ("history --since 2h", [4, 5, 6]), ("history --since 2d", [2, 3, 4, 5, 6]),
    ("history --failed --context Juno --since 2h", [4]), ("history --last 2", [5, 6]), ("history LIST-", [1, 3]),
    ("history --last 1 list-", [3]), ("history --name k", [5]), ("history reboot db1", [2]),
  ])
  func linesAreChosen(line: String, numbers: [Int]) async throws {
    let words =
      line == "history --name k" ? ["history", "--", "--name", "k"] : line.split(separator: " ").map(String.init)
    let text = try await shell().run(words)
    #expect(text.split(separator: "\n").dropFirst().compactMap { Int($0.prefix { $0 != " " }) } == numbers)
  }

  @Test func programsGetNumbers() async throws {
    let shell = shell()
    shell.settings.format = .json
    let text = try await shell.run("history --last 1 list-")
    #expect(text.contains(#""time": 1425193400"#))
    #expect(text.contains(#""duration": 2"#))
    #expect(text.contains(#""context": "Juno""#))
  }

  @Test func whatCannotBeShownIsSaid() async throws {
    #expect(try await shell().run("history nothing-like-it") == "No such lines\n")
    #expect(await shell().error("history --last 0")?.code == .usage)
    #expect(await TestShell().error("history")?.code == .notSupported)
    #expect(await TestShell().error("history-save 1 as x")?.code == .notSupported)
  }

  @Test func linesAreSaved() async throws {
    let shell = shell()
    let written = keepWritten(in: shell)
    let said = try await shell.run("history-save 2,4-5 as ~/web.mist")
    #expect(said == "Wrote 3 lines to ~/web.mist; run it with: source ~/web.mist\n")
    #expect(
      written.withLock { $0 } == [
        "/home/ada/web.mist": """
        # Lines 2,4-5 of the history, run in Juno, Juno/db1, Vega/db1; saved Sun Mar  1 09:05:00 2015 UTC.
        reboot db1
        destroy \\
          db2
        add-key --name k --key-path k

        """
      ])
  }

  @Test func aMaskedSecretIsAskedFor() async throws {
    let shell = shell()
    let written = keepWritten(in: shell)
    try await shell.run("history-save 6 x")
    #expect(written.withLock { $0["x"] }?.hasSuffix("add-account a@b --password '@prompt'\n") == true)
  }

  @Test(arguments: [
    "history-save 1", "history-save as x", "history-save 1- as x", "history-save -- -1 as x", "history-save a as x",
    "history-save 1,,2 as x", "history-save 1-2-3 as x", "history-save 3-1 as x",
  ])
  func whatIsMisspelledIsRefused(line: String) async {
    let shell = shell()
    let written = keepWritten(in: shell)
    let error = await shell.error(line)
    #expect(error?.code == .usage)
    #expect(written.withLock { $0 } == [:])
  }

  @Test(arguments: ["0", "7", "1-7", "99999999999-99999999999"])
  func linesThatAreNotThereAreRefused(numbers: String) async {
    let error = await shell().error("history-save \(numbers) as x")
    #expect(error?.code == .notFound)
    #expect(error?.hint == "history has lines 1 to 6")
  }

  @Test func aFileThatIsThereIsNotReplaced() async throws {
    let shell = shell(files: ["/home/ada/web.mist": "mine"])
    let written = keepWritten(in: shell)
    let error = await shell.error("history-save 1 as ~/web.mist")
    #expect(error?.code == .refused)
    #expect(written.withLock { $0 } == [:])
    shell.settings.assumesYes = true
    try await shell.run("history-save 1 as ~/web.mist")
    #expect(written.withLock { $0.count } == 1)
  }

  @Test func savingIsFoundByItsTwoWords() throws {
    let index = CommandIndex(.all)
    #expect(try index.match(["history", "save", "1-2"], bareCount: 3).command.name == "history-save")
    #expect(try index.match(["history", "saved"], bareCount: 2).command.name == "history")
    #expect(try index.match(["history", "save"], bareCount: 1).command.name == "history")
    #expect(try index.match(["save-history"], bareCount: 1).command.name == "history-save")
  }
}

@Suite struct RecordTests {
  @Test func aRecordingIsWritten() async throws {
    let shell = TestShell(typed: [])
    let written = keepWritten(in: shell)
    let recording = ShortRecording()
    shell.recording = recording
    #expect(try await shell.run("record") == "Recording is off\n")
    try await shell.run("record on")
    #expect(await shell.error("record on")?.code == .conflict)
    #expect(try await shell.run("record save area/name").hasSuffix("Recorded 2 lines in history/area/name/\n"))
    #expect(written.withLock { $0 } == ["history/area/name/input.mist": "x\n"])
    #expect(!recording.isOn)
    #expect(recording.leftOut == 4)
  }

  @Test func anOlderRecordingIsReplacedWithYesOnly() async throws {
    let shell = TestShell(typed: [], files: ["history/a/b/input.mist": "", "history/a/b/wire.jsonl": "{}"])
    let written = keepWritten(in: shell)
    let recording = ShortRecording()
    shell.recording = recording
    try await shell.run("record on")
    #expect(await shell.error("record save a/b")?.code == .refused)
    #expect(written.withLock { $0 } == [:])
    #expect(recording.isOn)
    shell.settings.assumesYes = true
    try await shell.run("record save a/b")
    #expect(written.withLock { $0 } == ["history/a/b/input.mist": "x\n", "history/a/b/wire.jsonl": ""])
  }

  @Test(arguments: [
    "record save", "record save a", "record save /a", "record save a/", "record save a/../b", "record save ../b",
    "record save a/..", "record save a/.b", "record save a/b/c", "record save a/b\\", "record on a/b",
  ])
  func badNamesAreRefused(line: String) async {
    let shell = TestShell(typed: [])
    let written = keepWritten(in: shell)
    shell.recording = ShortRecording()
    #expect(await shell.error(line)?.code == .usage)
    #expect(written.withLock { $0 } == [:])
  }

  @Test func onlyAPromptCanBeRecorded() async {
    let shell = TestShell()
    shell.recording = ShortRecording()
    #expect(await shell.error("record on")?.code == .notSupported)
    #expect(await TestShell(typed: []).error("record on")?.code == .notSupported)
    let fresh = TestShell(typed: [])
    fresh.recording = ShortRecording()
    #expect(await fresh.error("record save a/b")?.code == .invalid)
  }

  @Test func aRecordingTellsHowItsShellWasSet() async throws {
    let shell = TestShell(SmallCloud.answers, typed: [])
    let recording = ShortRecording()
    shell.recording = recording
    shell.context.push(.tag(Tag("dev")))
    shell.variables = ["a": "b"]
    shell.settings.format = .csv
    try await shell.run("record on")
    #expect(shell.context.isEmpty)
    #expect(shell.notes.count == 2)
    #expect(recording.before == ["set format csv"])
  }
}

/// Two lines, as soon as it is on.
private final class ShortRecording: Recording {
  private let state = Mutex((isOn: false, wasOn: false, before: [String](), leftOut: 0))

  var isOn: Bool { state.withLock { $0.isOn } }
  var lineCount: Int { 2 }
  var before: [String] { state.withLock { $0.before } }
  var leftOut: Int { state.withLock { $0.leftOut } }

  func start(after lines: [String]) {
    state.withLock { state in
      state.isOn = true
      state.wasOn = true
      state.before = lines
    }
  }

  func leaveOutLine() { state.withLock { $0.leftOut += 1 } }
  func stop() { state.withLock { $0.isOn = false } }
  func files() -> [String: [UInt8]]? { state.withLock { $0.wasOn } ? ["input.mist": Array("x\n".utf8)] : nil }
}

/// What the shell writes, by path.
private func keepWritten(in shell: TestShell) -> Kept {
  let kept = Kept()
  shell.world.writeFile = { path, bytes, _ in kept.withLock { $0[path] = String(decoding: bytes, as: UTF8.self) } }
  return kept
}

private final class Kept: Sendable {
  private let files = Mutex<[String: String]>([:])

  func withLock<Result>(_ work: (inout sending [String: String]) -> sending Result) -> Result {
    files.withLock(work)
  }
}
