import Foundation
import Logging
import MistClient
import MistCommands
import MistService
import MistShell
import Testing

/// A folder under `history/`: `input.mist` are the lines, `output.txt` is what was printed (typed lines behind their
/// prompt), `world.json` what the session depended on beside them, `wire.jsonl` what a service elsewhere answered; without
/// it the embedded service does, with an empty store.
///
/// A session whose `world.json` has a `terminal` is typed key by key into the built program: `TerminalSessionReplay`.
struct RecordedSession: Sendable, CustomTestStringConvertible {
  struct Replay {
    var output: String
    /// `nil` when the program was still there after the last key.
    var exitStatus: Int32?
    /// Requests that were made and not recorded.
    var unrecorded: [String] = []
    /// Requests that were recorded and not made.
    var unused: [String] = []
    /// `wire.jsonl` without what was not asked.
    var wire: [UInt8]?
  }

  var name: String
  var folder: URL
  var input: String
  var output: String
  var world: RecordedWorld
  var wire: [UInt8]?
  /// What is there of a session at a terminal instead of `world` and `wire`.
  var terminal: TerminalWorld?
  var setup: String?
  var service: Data?

  var testDescription: String { name }

  static let all: [RecordedSession] = {
    let history = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("history")
    let files = FileManager.default.enumerator(at: history, includingPropertiesForKeys: nil)?.allObjects ?? []
    return files.compactMap { $0 as? URL }
      .filter { $0.lastPathComponent == "input.mist" }
      .compactMap { RecordedSession($0.deletingLastPathComponent(), below: history) }
      .sorted { $0.name < $1.name }
  }()

  private init?(_ folder: URL, below history: URL) {
    func bytes(_ name: String) -> [UInt8]? {
      (try? Data(contentsOf: folder.appendingPathComponent(name))).map(Array.init)
    }
    guard let input = bytes("input.mist").flatMap({ String(validating: $0, as: UTF8.self) }) else { return nil }
    name = folder.path.replacingOccurrences(of: history.path + "/", with: "")
    self.folder = folder
    self.input = input
    output = String(decoding: bytes("output.txt") ?? [], as: UTF8.self)
    world =
      bytes("world.json").flatMap { try? RecordedWorld($0) } ?? RecordedWorld(clock: 1_447_150_000, width: 80)
    wire = bytes("wire.jsonl").flatMap { $0.isEmpty ? nil : $0 }
    terminal = bytes("world.json").flatMap { try? JSONDecoder().decode(TerminalWorld.self, from: Data($0)) }
    setup = bytes("setup.mist").map { String(decoding: $0, as: UTF8.self) }
    service = bytes("service.json").map { Data($0) }
  }

  /// The status the recorded program left with.
  var exitStatus: Int32? { terminal.map(\.exit) ?? world.exit }

  /// - Parameter isRecording: what comes out is what will be expected.
  func replay(isRecording: Bool) async throws -> Replay {
    if let terminal {
      let replay = TerminalSessionReplay(
        world: terminal, input: input, setup: setup, service: service, recorded: isRecording ? nil : output)
      let (output, status) = try replay.run()
      return Replay(output: output, exitStatus: status)
    }
    return try await replayLines()
  }

  private func replayLines() async throws -> Replay {
    let folder = folder
    let session = SessionReplay(input: input, world: world) { path in
      Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }
    guard let wire else { return try await replayEmbedded(session) }
    let transport = try ReplayTransport(wire, place: world.service ?? "the recorded service")
    let (output, status) = try await session.run { MistClient(transport: transport, notice: $0) }
    return Replay(
      output: output, exitStatus: status, unrecorded: transport.unrecorded, unused: transport.unused,
      wire: try transport.wire())
  }

  private func replayEmbedded(_ session: SessionReplay) async throws -> Replay {
    let state = FileManager.default.temporaryDirectory.path + "/mist-session-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: state) }
    var logger = Logger(label: "session")
    logger.logLevel = .critical
    let clock = session.clock
    let service = try MistService(
      stateFolder: state, world: ServiceWorld(now: { clock.now }, randomBytes: ServiceWorld.real.randomBytes),
      logger: logger)
    let (output, status) = try await session.run { _ in MistClient(transport: service.transport) }
    await service.close()
    return Replay(output: output, exitStatus: status)
  }

  /// Writes what came out in the place of what was recorded. A request that was not recorded has no answer: such a
  /// session has to be recorded in the shell.
  func record(_ replay: Replay) throws {
    var world = world
    world.exit = replay.exitStatus ?? 0
    var terminal = terminal
    terminal?.exit = replay.exitStatus
    try (terminal?.bytes ?? Data(world.bytes)).write(to: folder.appendingPathComponent("world.json"))
    try Data(replay.output.utf8).write(to: folder.appendingPathComponent("output.txt"))
    if let wire = replay.wire { try Data(wire).write(to: folder.appendingPathComponent("wire.jsonl")) }
  }
}
