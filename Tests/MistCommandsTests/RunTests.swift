import MistModel
import MistOutput
import MistWire
import Testing

@testable import MistCommands

@Suite struct RunTests {
  private func events(_ events: [RunEvent]) -> WireAnswer {
    let lines = events.map { (try? WireJSON.bytes(RunEventBody($0))) ?? [] }
    return WireAnswer(status: 200, body: Array(lines.map { $0 + [10] }.joined()))
  }

  private func wrote(_ machine: MachineReference, _ text: String, _ stream: RunEvent.Stream = .output) -> RunEvent {
    .wrote(machine, stream, Array(text.utf8))
  }

  private let db = MachineReference(backend: "b1", machine: "m1")
  private let web = MachineReference(backend: "b1", machine: "m3")
  private let vega = MachineReference(backend: "b2", machine: "v1")

  private var allWell: [RunEvent] {
    [
      .started(db), .started(web), .started(vega), wrote(db, "one\ntw"), wrote(vega, "hello\n"), wrote(db, "o\n"),
      wrote(web, "warning\n", .errors), wrote(web, "last"), .finished(db, RunResult(exitStatus: 0, duration: 0.5)),
      .finished(web, RunResult(exitStatus: 0, duration: 1.26)), .finished(vega, RunResult(exitStatus: 0, duration: 2)),
    ]
  }

  private var oneFailed: [RunEvent] {
    allWell.dropLast() + [
      .finished(vega, RunResult(duration: 2, error: MistError(.unreachable, "connection refused")))
    ]
  }

  private func shell(_ events: [RunEvent]) -> TestShell {
    TestShell(SmallCloud.answers(and: ["POST /run": self.events(events)]))
  }

  @Test func linesComeWithTheMachinesName() async throws {
    let shell = shell(allWell)
    let text = try await shell.run(["run", "--command", "echo hello", "--tag", "dev"])
    #expect(
      text == """
        Found tagged machines
        Juno/db1: one
        Vega/db1: hello
        Juno/db1: two
        web: last

        Finished in machine: Juno/db1, exit status 0, 0.5 s
        Finished in machine: web, exit status 0, 1.3 s
        Finished in machine: Vega/db1, exit status 0, 2.0 s

        """)
    #expect(shell.notes == ["web: warning"])
    let machines = [("b1", "m1"), ("b1", "m3"), ("b2", "v1")].map { #"{"backend_id":"\#($0)","machine_id":"\#($1)"}"# }
    let body = #"{"command":"echo hello","forks":32,"machines":[\#(machines.joined(separator: ","))]}"#
    #expect(shell.changes == ["POST /run \(body)"])
  }

  @Test func aMachineThatFailsFailsTheCommandAfterAllIsShown() async {
    let shell = shell(oneFailed)
    let error = await shell.error("run --command x --tag dev --forks 2 --timeout 5m")
    #expect(error?.code == .failed)
    #expect(error?.summary == "run: 1 of 3 machines failed: Vega/db1")
    #expect(shell.written.contains("Finished in machine: Vega/db1, connection refused, 2.0 s\n"))
    #expect(shell.changes.first?.contains(#""forks":2"#) == true)
    #expect(shell.changes.first?.contains(#""timeout":300"#) == true)
  }

  @Test func anExitStatusIsAFailure() async {
    let shell = shell([.started(vega), .finished(vega, RunResult(exitStatus: 3, duration: 0))])
    #expect(await shell.error("run --command false Vega/db1")?.summary == "run: 1 of 1 machine failed: db1")
    #expect(!shell.written.contains("Found tagged machines"))
    #expect(shell.written.contains("db1, exit status 3"))
  }

  @Test func aStreamThatEndsEarlyIsAFailure() async {
    let shell = shell([.started(vega), wrote(vega, "half")])
    #expect(await shell.error("run --command x Vega/db1")?.code == .failed)
    #expect(shell.written.contains("db1: half\n"))
  }

  @Test func gatheredOutputsAreShownOnceAndFailuresLast() async {
    let shell = TestShell([
      "GET /backends": .json(#"[{"id":"b","title":"Juno","provider":"gce"}]"#),
      "GET /backends/b/machines": .json(
        #"[{"id":"1","name":"db1"},{"id":"2","name":"db2"},{"id":"3","name":"db3"},{"id":"4","name":"web"}]"#),
      "POST /run": events(
        ["2", "1", "3", "4"].flatMap { id -> [RunEvent] in
          let machine = MachineReference(backend: "b", machine: MachineID(id))
          let status = id == "1" ? 1 : 0
          return [
            wrote(machine, id == "4" ? "other\n" : "same\n"),
            .finished(machine, RunResult(exitStatus: status, duration: 1)),
          ]
        }),
    ])
    let error = await shell.error("run --gather --command x --backend Juno")
    #expect(error?.summary == "run: 1 of 4 machines failed: db1")
    #expect(
      shell.written == """

        Finished in machine: db[2-3] (2)
        Output:
        same

        Finished in machine: web
        Output:
        other

        Finished in machine: db1
        FAILED: exit status 1
        Output:
        same

        """)
  }

  @Test func programsGetOneRecordAMachine() async {
    let shell = shell(oneFailed)
    shell.settings.format = .json
    _ = await shell.error("run --command x --tag dev")
    #expect(shell.written.hasPrefix("["))
    for part in [#""output""#, #""errors""#, #""exit_status""#, #""seconds""#, #""error""#, "connection refused"] {
      #expect(shell.written.contains(part), "\(part)")
    }
    #expect(!shell.written.contains("Found tagged"))
    #expect(shell.notes == [])
  }

  @Test func whatAMachineWritesCannotSteerTheTerminal() async throws {
    let shell = shell([
      wrote(vega, "a\u{1B}]0;evil\u{7}b\tc\r\n"), .finished(vega, RunResult(exitStatus: 0, duration: 0)),
    ])
    let text = try await shell.run("run --command x Vega/db1")
    #expect(text.hasPrefix("db1: a\\e]0;evil\\u{7}b\tc\n"))
  }

  @Test func bytesThatAreNoTextAreShownAsReplacements() {
    var stream = RunStream(labels: [db: "db"])
    #expect(stream.lines(after: .wrote(db, .output, [0xC3])) == [])
    #expect(stream.lines(after: .wrote(db, .output, [0xA9, 10, 0xFF, 10])).map(\.text) == ["db: é", "db: \u{FFFD}"])
  }

  @Test func aLineThatNeverEndsIsCut() {
    var stream = RunStream(labels: [:])
    let lines = stream.lines(after: .wrote(db, .output, Array(repeating: 120, count: 70_000)))
    #expect(lines.count == 1)
  }

  @Test(arguments: ["--forks 0", "--forks 257", "--forks x", "--timeout 721h", "--timeout 1e9", "--timeout soon"])
  func valuesHaveBounds(option: String) {
    let words = option.split(separator: " ").map(String.init)
    let error = #expect(throws: (any Error).self) { try RunOnMachines.parse(["--command", "x", "db1"] + words) }
    let message = error.map(RunOnMachines.message(for:)) ?? ""
    #expect(message.hasPrefix("The value '\(words[1])' is invalid for '\(words[0])"))
    #expect(["a number from 1 to 256", "at most 30 days", "say it as 90"].contains { message.contains($0) })
  }

  @Test func outputIsKeptOnlyWhereItIsNeededAndUpToAMebibyte() {
    let machine = FoundMachine(
      machine: Machine(id: "m1", backend: "b1", name: "db1", state: .running),
      backend: Backend(id: "b1", title: "Juno", provider: "gce")
    )
    let bytes = Array(repeating: UInt8(ascii: "x"), count: 700_000)
    var shown = RunRecord(of: [machine], keepsOutput: false)
    shown.take(.wrote(db, .output, bytes))
    #expect(shown.entries[0].output.bytes.isEmpty)
    var kept = RunRecord(of: [machine], keepsOutput: true)
    for _ in 0..<3 { kept.take(.wrote(db, .output, bytes)) }
    kept.take(.finished(db, RunResult(exitStatus: 0, duration: 1)))
    #expect(kept.entries[0].output.bytes.count == 1 << 20)
    #expect(render(kept.gathered, as: .plain).hasSuffix("x\n… 1051424 more bytes\n"))
    #expect(render(kept.table, as: .json).contains(#""output_cut": 1051424"#))
  }

  @Test func machinesHaveToBeSaid() async {
    #expect(await TestShell(SmallCloud.answers).error("run --command x")?.code == .usage)
    #expect(await TestShell(SmallCloud.answers).error("run --command x db1 --tag dev")?.code == .usage)
    #expect(
      await TestShell(SmallCloud.answers).error("run --command x --tag none")?.summary
        == "no machines found with tag: none")
    let inBackend = TestShell(SmallCloud.answers)
    inBackend.context.push(.backend("b1", title: "Juno"))
    #expect(await inBackend.error("run --command x")?.code == .usage)
    let elsewhere = await inBackend.error("run --command x --tag none")
    #expect(elsewhere?.summary == "no machines found with tag: none in Juno")
    #expect(elsewhere?.hint == "only Juno was looked at; / leaves it")
  }

  @Test func theContextSaysWhichMachines() async throws {
    let tagged = shell(allWell)
    tagged.context.push(.tag(Tag("dev")))
    #expect(try await tagged.run("run --command x").hasPrefix("Found tagged machines"))
    let selected = shell([.finished(vega, RunResult(exitStatus: 0, duration: 0))])
    selected.context.push(.machine(vega, name: "db1", backendTitle: "Vega"))
    #expect(try await selected.run("run --command x").contains("Finished in machine: db1"))
  }

  @Test func aBackendThatCouldNotBeAskedIsAFailure() async {
    let ran = events([
      .finished(db, RunResult(exitStatus: 0, duration: 0)), .finished(web, RunResult(exitStatus: 0, duration: 0)),
    ])
    let shell = TestShell(SmallCloud.withoutVega.merging(["POST /run": ran]) { $1 })
    let error = await shell.error("run --command x --tag dev")
    #expect(error?.summary == "run: not every backend could be listed")
    #expect(error?.details == ["Vega: machines could not be listed"])
  }

  @Test func severalNamesAskEachBackendOnce() async throws {
    let ran = events([
      .finished(web, RunResult(exitStatus: 0, duration: 0)), .finished(vega, RunResult(exitStatus: 0, duration: 0)),
    ])
    let shell = TestShell(SmallCloud.answers(and: ["POST /run": ran]))
    try await shell.run("run --command x web Vega/db1 --machine web")
    #expect(shell.requests.filter { $0.hasPrefix("GET ") }.count == 3)
    #expect(shell.changes.count == 1)
    let missing = TestShell(SmallCloud.withoutVega.merging(["POST /run": ran]) { $1 })
    _ = try? await missing.run("run --command x web db10")
    #expect(missing.notes == ["Vega: machines could not be listed: connection refused"])
  }
}
