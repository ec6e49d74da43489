import Foundation
import Logging
import MistClient
import MistCommands
import MistService
import MistShell
import Synchronization
import Testing

/// A folder under `history/`: `input.mist` are the lines, `output.txt` is what was printed (typed lines behind their
/// prompt), `world.json` what the session depended on beside them.
struct RecordedSession: Sendable, CustomTestStringConvertible {
  struct RecordedWorld: Codable {
    /// The lines were typed at a prompt, not piped in.
    var prompt: Bool
    /// The status the program ended with.
    var exit: Int32
    /// Seconds since 1970, for the whole session.
    var clock: Double
    /// Columns of the terminal.
    var width: Int
  }

  struct Replay {
    var output: String
    var exitStatus: Int32
  }

  var name: String
  var folder: URL
  var input: String
  var output: String
  var world: RecordedWorld

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
    guard let input = try? String(contentsOf: folder.appendingPathComponent("input.mist"), encoding: .utf8) else {
      return nil
    }
    name = folder.path.replacingOccurrences(of: history.path + "/", with: "")
    self.folder = folder
    self.input = input
    output = (try? String(contentsOf: folder.appendingPathComponent("output.txt"), encoding: .utf8)) ?? ""
    let recorded = (try? Data(contentsOf: folder.appendingPathComponent("world.json")))
      .flatMap { try? JSONDecoder().decode(RecordedWorld.self, from: $0) }
    world = recorded ?? RecordedWorld(prompt: true, exit: 0, clock: 1_447_150_000, width: 80)
  }

  func replay() async throws -> Replay {
    let state = FileManager.default.temporaryDirectory.path + "/mist-session-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: state) }
    var logger = Logger(label: "session")
    logger.logLevel = .critical
    let clock = world.clock
    let service = try MistService(
      stateFolder: state, world: ServiceWorld(now: { clock }, randomBytes: ServiceWorld.real.randomBytes),
      logger: logger)
    let transcript = Transcript()
    let shell = MistShell(
      client: MistClient(transport: service.transport), world: shellWorld(transcript), commands: .all)
    let status =
      if world.prompt {
        await shell.run(promptingOn: TypedLines(input, transcript: transcript))
      } else {
        await shell.run(script: Array(input.utf8), named: "stdin")
      }
    await service.close()
    return Replay(output: transcript.text, exitStatus: status.rawValue)
  }

  func record(_ replay: Replay) throws {
    var world = world
    world.exit = replay.exitStatus
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try (encoder.encode(world) + Data("\n".utf8)).write(to: folder.appendingPathComponent("world.json"))
    try Data(replay.output.utf8).write(to: folder.appendingPathComponent("output.txt"))
  }

  private func shellWorld(_ transcript: Transcript) -> World {
    let (clock, width, isTerminal) = (world.clock, world.width, world.prompt)
    let folder = folder
    return World(
      now: { clock }, environment: [:], homeFolder: "/home/ann", inputIsTerminal: isTerminal,
      outputIsTerminal: isTerminal, terminalWidth: { width },
      write: { _, bytes in transcript.add(String(decoding: bytes, as: UTF8.self)) },
      // What is asked is answered by the next line of the input.
      ask: { question in transcript.answer(question, isSecret: false) },
      askSecret: { question in transcript.answer(question, isSecret: true) },
      readFile: { path in Array(try Data(contentsOf: folder.appendingPathComponent(path))) },
      openSSH: { _ in 255 })
  }
}

/// What a person would have seen, and the lines they have yet to type.
final class Transcript: Sendable {
  private struct State {
    var text = ""
    var waiting: [String] = []
  }

  private let state = Mutex(State())

  var text: String { state.withLock { $0.text } }

  func add(_ piece: String) {
    state.withLock { $0.text += piece }
  }

  func wait(with lines: [String]) {
    state.withLock { $0.waiting = lines }
  }

  func answer(_ question: String, isSecret: Bool) -> String? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.text += question + "\n"
        return nil
      }
      let line = state.waiting.removeFirst()
      state.text += question + (isSecret ? "" : line) + "\n"
      return line
    }
  }
}

/// Types the lines of a session one after the other.
struct TypedLines: LineSource {
  let transcript: Transcript

  init(_ input: String, transcript: Transcript) {
    self.transcript = transcript
    transcript.wait(with: input.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init))
  }

  func show(_ line: String) { transcript.add(line + "\n") }

  func line(after prompt: PromptText, initialText: String) async -> TypedLine {
    transcript.answer(prompt.plain, isSecret: false).map(TypedLine.line) ?? .end
  }
}
