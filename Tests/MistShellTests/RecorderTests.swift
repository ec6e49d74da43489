import MistClient
import MistCommands
import MistModel
import MistShell
import MistWire
import Synchronization
import Testing

@Suite struct RecorderTests {
  private static let privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbg==\n-----END OPENSSH PRIVATE KEY-----\n"
  private static let machine = #"[{"id":"m1","name":"db1","state":"running","public_ips":["10.0.0.1"],"tags":["dev"]}]"#

  private static let events = [
    RunEvent.started(.init(backend: "b1", machine: "m1")),
    .wrote(.init(backend: "b1", machine: "m1"), .output, Array("up 5 days\n".utf8)),
    .finished(.init(backend: "b1", machine: "m1"), RunResult(exitStatus: 0, duration: 0.5)),
  ]

  private static func answers() throws -> [String: WireAnswer] {
    let run = try events.flatMap { try WireJSON.bytes(RunEventBody($0)) + [UInt8(ascii: "\n")] }
    return [
      "GET /backends": answer(#"[{"id":"b1","title":"Juno","provider":"openstack","enabled":true}]"#),
      "GET /backends/b1/machines": answer(machine), "POST /run": WireAnswer(status: 200, body: run),
      "GET /keys": answer(#"[{"id":"prod","isDefault":true,"machines":[]}]"#),
      "GET /keys/prod/private": WireAnswer(status: 200, body: try WireJSON.bytes(privateKey)),
      "GET /keys/prod/public": answer(#""ssh-ed25519 AAAAC3Nz prod""#),
      "PUT /accounts": WireAnswer(status: 200, headers: ["mist-notice": "well%20done", "date": "today"]),
      "PUT /keys": WireAnswer(status: 200),
      "POST /backends": answer(#"{"id":"b2","title":"L","provider":"linode","apikey":"linode-key-1"}"#),
    ]
  }

  private static func answer(_ text: String) -> WireAnswer { WireAnswer(status: 200, body: Array(text.utf8)) }

  static let lines = [
    "add-account ann@example.org --password @prompt", "list-machines", "list-machines", "nosuch", "list-\\", "keys",
    "describe-key prod --private", "add-backend --provider linode --name L --linode-api-key @env:LINODE",
    "add-key --name ours --key-path ~/id", "run --command uptime --tag dev", "use backend Juno",
    "set name = correct-horse",
  ]

  /// Types lines into a shell that records, and gives back the shell and what it saved.
  static func record(_ lines: [String], answers: [String: WireAnswer]? = nil) async throws -> RecordedShell {
    let shell = RecordedShell(try answers ?? Self.answers())
    await shell.type(lines)
    return shell
  }

  @Test func aRecordingIsReplayedByteByByte() async throws {
    let shell = try await Self.record(
      ["set format plain", "list-machines", "record on"] + Self.lines + ["record save machines/all --yes"])
    let files = shell.saved(below: "history/machines/all/")
    #expect(files.keys.sorted() == ["home/ann/id", "input.mist", "output.txt", "wire.jsonl", "world.json"])
    #expect(shell.written.output.hasSuffix("Recorded 11 lines in history/machines/all/\n"))
    let input = files["input.mist"] ?? ""
    #expect(input.hasPrefix("add-account ann@example.org --password @prompt\n•••\nlist-machines\nlist-machines\n"))
    #expect(input.hasSuffix("use backend Juno\nset name = •••\n"))
    let replay = try await replay(files)
    #expect(replay.output == files["output.txt"])
    #expect(replay.output.contains("ssh-ed25519 AAAAC3Nz prod\n"))
    #expect(replay.output.contains("\n•••\n"))
    #expect(replay.status == 0)
    #expect(replay.transport.unrecorded == [])
    #expect(replay.transport.unused == [])
    #expect(try replay.transport.wire() == Array((files["wire.jsonl"] ?? "").utf8))
  }

  @Test func noSecretIsInARecording() async throws {
    let shell = try await Self.record(["record on"] + Self.lines + ["record save a/b"])
    let files = shell.saved(below: "history/a/b/")
    let all = files.values.joined()
    for secret in ["correct-horse", "linode-key-1", "b3Blbg", "PRIVATE KEY", "mist_1"] {
      #expect(!all.contains(secret), "\(secret)")
      #expect(shell.said.contains(secret) || secret == "mist_1", "\(secret) was never there")
    }
    #expect(files["output.txt"]?.contains("well done") == true)
    #expect(!all.contains("today"))
    #expect(files["world.json"]?.contains(#""LINODE""#) == true)
  }

  @Test func aScriptThatWasReadIsKeptWithoutItsSecrets() async throws {
    let shell = RecordedShell(try Self.answers())
    let script = "version\nset token = hidden-away # all\nset x = 'add-key --passphrase hidden-away'\n"
    try shell.world.writeFile("/home/user/s.mist", Array(script.utf8), false)
    await shell.type(["record on", "source ~/s.mist", "record save a/b"])
    let files = shell.saved(below: "history/a/b/")
    #expect(files["home/ann/s.mist"]?.hasPrefix("version\nset token = •••\n") == true)
  }

  @Test func whatIsNotInTheRecordingFails() async throws {
    let shell = try await Self.record(["record on", "list-keys", "list-machines", "record save a/b"])
    var files = shell.saved(below: "history/a/b/")
    files["input.mist"] = "list-keys\nlist-keys\n"
    let replay = try await replay(files)
    #expect(replay.transport.unrecorded == ["GET /keys"])
    #expect(replay.transport.unused.contains("GET /backends/b1/machines"))
    #expect(replay.output.contains("the recording has no answer to GET /keys"))
  }

  @Test func theLinesThatRecordAreLeftOut() async throws {
    let shell = try await Self.record([
      "record on", "version", "record", "record on", "record save nowhere", "help version", "record off", "version",
      "record save a/b", "record off",
    ])
    #expect(shell.saved(below: "history/a/b/")["input.mist"] == "version\nhelp version\n")
    #expect(shell.written.output.contains("Recording: 1 line so far\n"))
    #expect(shell.written.errors.contains("a recording goes on already"))
    #expect(shell.written.errors.contains("'nowhere' is no name for a recording"))
  }

  @Test func aRecordingBeginsAsAShellDoes() async throws {
    let shell = try await Self.record([
      "use backend Juno", "set format json", "set yes on", "record on", "list-keys", "record save a/b",
    ])
    let files = shell.saved(below: "history/a/b/")
    #expect(files["output.txt"]?.hasPrefix("mist y> list-keys\n[\n") == true)
    #expect(files["world.json"]?.contains("set format json") == true)
    #expect(try await replay(files).output == files["output.txt"])
  }

  @Test func theTimeOfEachLineIsKept() async throws {
    let shell = RecordedShell(try Self.answers())
    await shell.type(["record on", "history", "history", "record save a/b"], secondsEach: 90)
    let world = try RecordedWorld(Array((shell.saved(below: "history/a/b/")["world.json"] ?? "").utf8))
    #expect(world.times == [world.clock + 90, world.clock + 180])
  }

  @Test func aServiceThatGoesAwayIsRecorded() async throws {
    let cut = #"{"backend_id":"b1","machine_id":"m1","event":"started"}"# + "\n{"
    var answers = try Self.answers()
    answers["POST /run"] = WireAnswer(status: 200, body: Array(cut.utf8))
    answers["GET /keys"] = WireAnswer(status: 500, body: Array("it broke".utf8))
    let shell = try await Self.record(
      ["record on", "run --command uptime --tag dev", "list-keys", "list-scripts", "record save a/b"], answers: answers)
    let files = shell.saved(below: "history/a/b/")
    let replay = try await replay(files)
    #expect(replay.output == files["output.txt"])
    #expect(replay.output.contains("the scripted service has no GET /scripts"))
    #expect(replay.transport.unrecorded == [] && replay.transport.unused == [])
  }

  @Test func typedLinesAreKept() async throws {
    let shell = RecordedShell(try Self.answers())
    await shell.type(["use backend Juno", "list-keys", " list-backends", "nosuch", "", "history"], secondsEach: 60)
    let rows = shell.written.output.split(separator: "\n").drop { $0 != "Times are UTC" }.dropFirst()
    #expect(
      rows.filter { $0.first?.isNumber == true }.map { $0.split(separator: " ") } == [
        ["1", "09:05", "0", "0", "ms", "-", "use", "backend", "Juno"],
        ["2", "09:06", "0", "0", "ms", "Juno", "list-keys"], ["3", "09:08", "2", "0", "ms", "Juno", "nosuch"],
      ])
  }

  @Test func loginsAreLeftOut() async throws {
    let recorder = Recorder(world: RecordedShell(try Self.answers()).world)
    recorder.start(after: [])
    recorder.typed("list-keys", after: "mist> ")
    let inner = ScriptedService(["POST /auth": Self.answer("{}"), "GET /keys": WireAnswer(status: 401)])
    let transport = RecordingTransport(inner, recorder: recorder)
    _ = try await transport.send(WireRequest(.get, "/keys", headers: ["authorization": "mist_1 a:hunter22"]))
    _ = try await transport.send(WireRequest(.post, "/auth", body: Array(#"{"password":"hunter23"}"#.utf8)))
    _ = try await transport.send(WireRequest(.get, "/keys", headers: ["authorization": "mist_1 a:hunter24"]))
    let wire = String(decoding: recorder.files()?["wire.jsonl"] ?? [], as: UTF8.self)
    #expect(wire.split(separator: "\n").count == 1)
    #expect(!wire.contains("hunter"))
    #expect(wire.contains(#""authorization":"•••""#))
  }

  private func replay(
    _ files: [String: String]
  ) async throws -> (output: String, status: Int32, transport: ReplayTransport) {
    let world = try RecordedWorld(Array((files["world.json"] ?? "").utf8))
    let transport = try ReplayTransport(Array((files["wire.jsonl"] ?? "").utf8), place: world.service ?? "")
    let session = SessionReplay(input: files["input.mist"] ?? "", world: world) { path in
      guard let text = files[String(path.dropFirst())] else { throw MistError(.storage, "no file \(path)") }
      return Array(text.utf8)
    }
    let (output, status) = try await session.run { MistClient(transport: transport, notice: $0) }
    return (output, status, transport)
  }
}

/// A shell at a terminal that records what is said to a scripted service.
final class RecordedShell {
  let written = Written()
  let service: ScriptedService
  let world: World
  private let files = MemoryFiles()

  init(_ answers: [String: WireAnswer]) {
    service = ScriptedService(answers)
    let (written, files) = (written, files)
    var world = World(
      now: { 1_425_200_700 }, environment: ["LINODE": "linode-key-1"], homeFolder: "/home/user", inputIsTerminal: true,
      outputIsTerminal: true, terminalWidth: { 80 }, write: { written.append($0, $1) }, ask: { _ in nil },
      askSecret: { _ in "correct-horse" },
      readFile: { path in
        if path == "/home/user/id" { return Array("-----BEGIN RSA PRIVATE KEY-----\nb3Blbg\n".utf8) }
        guard let bytes = files.read(path, from: 0) else { throw MistError(.storage, "no file \(path)") }
        return bytes
      }, openSSH: { _ in 0 })
    world.writeFile = { path, bytes, _ in try files.replace(path, with: bytes) }
    self.world = world
  }

  /// All that was shown and sent, secrets included.
  var said: String { written.output + service.said }

  func saved(below folder: String) -> [String: String] {
    let names = files.sizes.keys.filter { $0.hasPrefix(folder) }
    return Dictionary(uniqueKeysWithValues: names.map { (String($0.dropFirst(folder.count)), files.text($0)) })
  }

  func type(_ lines: [String], secondsEach seconds: Double = 0) async {
    let ticking = Ticking(time: world.now(), seconds: seconds, lines: lines)
    var world = world
    world.now = { ticking.now }
    let recorder = Recorder(world: world)
    let recorded = recorder.recording(world)
    let client = MistClient(transport: RecordingTransport(service, recorder: recorder)) { notice in
      recorded.write(.errors, Array((notice + "\n").utf8))
    }
    let shell = MistShell(client: client, world: recorded, commands: .all)
    shell.recorder = recorder
    shell.history = History(world: recorded)
    _ = await shell.run(promptingOn: ticking)
  }
}

/// A person who needs as long for each line.
final class Ticking: LineSource, Sendable {
  private let state: Mutex<(now: Double, lines: ArraySlice<String>)>
  private let seconds: Double

  init(time: Double, seconds: Double, lines: [String]) {
    self.seconds = seconds
    // The first line is typed at once.
    state = Mutex((time - seconds, lines[...]))
  }

  var now: Double { state.withLock { $0.now } }

  func show(_ line: String, prompt: PromptText?) {}

  func line(after prompt: PromptText, initialText: String) async -> TypedLine {
    state.withLock { state in
      state.now += seconds
      return state.lines.popFirst().map(TypedLine.line) ?? .end
    }
  }
}

/// A service that answers what it is told to, streams in pieces of a byte.
final class ScriptedService: Transport {
  let place = "the scripted service"
  private let answers: [String: WireAnswer]
  private let heard = Mutex("")

  init(_ answers: [String: WireAnswer]) { self.answers = answers }

  /// All bodies, both ways.
  var said: String { heard.withLock { $0 } }

  func send(_ request: WireRequest) async throws -> WireAnswer {
    let line = "\(request.method.rawValue) \(request.path)"
    guard let answer = answers[line] else { throw MistError(.serviceUnreachable, "\(place) has no \(line)") }
    heard.withLock { $0 += String(decoding: request.body + answer.body, as: UTF8.self) }
    return answer
  }

  func stream(_ request: WireRequest) async throws -> WireStream {
    let answer = try await send(request)
    let (body, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
    for byte in answer.body { continuation.yield([byte]) }
    continuation.finish()
    return WireStream(status: answer.status, headers: answer.headers, body: body)
  }
}
