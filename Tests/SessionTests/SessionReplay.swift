import MistClient
import MistCommands
import MistShell
import Synchronization

/// A session typed again: its lines and the world it had.
struct SessionReplay: Sendable {
  /// The lines.
  var input: String
  var world: RecordedWorld
  var clock: SessionClock
  /// Files by their path below the session's folder.
  var readFile: @Sendable (_ path: String) throws -> [UInt8]

  init(input: String, world: RecordedWorld, readFile: @escaping @Sendable (_ path: String) throws -> [UInt8]) {
    self.input = input
    self.world = world
    self.readFile = readFile
    clock = SessionClock(world)
  }

  /// Types the lines into a new shell.
  func run(
    _ client: (_ notice: @escaping @Sendable (String) -> Void) -> MistClient
  ) async throws -> (output: String, exitStatus: Int32) {
    let transcript = Transcript()
    let client = client { transcript.add($0 + "\n") }
    let shell = MistShell(client: client, world: shellWorld(transcript), commands: .all)
    for line in world.before ?? [] { _ = try await shell.result(ofLine: line) }
    let status =
      if world.prompt {
        await shell.run(promptingOn: TypedLines(input, transcript: transcript, clock: clock))
      } else {
        await shell.run(script: Array(input.utf8), named: "stdin")
      }
    return (transcript.text, status.rawValue)
  }

  private func shellWorld(_ transcript: Transcript) -> World {
    let (clock, width, isTerminal) = (clock, world.width, world.prompt)
    // Sessions are read by people: no colours in them.
    let environment = (world.environment ?? []).map { ($0, "•••") } + [("NO_COLOR", "1")]
    var world = World(
      now: { clock.now }, environment: Dictionary(environment, uniquingKeysWith: { first, _ in first }),
      homeFolder: "/home/ann",
      inputIsTerminal: isTerminal, outputIsTerminal: isTerminal, terminalWidth: { width },
      write: { channel, bytes in if channel != .progress { transcript.add(String(decoding: bytes, as: UTF8.self)) } },
      // What is asked is answered by the next line of the input.
      ask: { question in transcript.answer(question, isSecret: false) },
      askSecret: { question in transcript.answer(question, isSecret: true) },
      readFile: readFile, openSSH: { _ in 255 })
    world.writeFile = { _, _, _ in }
    // Who waits for a recorded answer need not wait; the embedded service works in real time.
    if self.world.service != nil { world.sleep = { clock.advance(by: $0) } }
    return world
  }
}

/// The time of a session: that of the line typed last, and what was slept since.
final class SessionClock: Sendable {
  private let state: Mutex<(now: Double, coming: ArraySlice<Double>)>

  init(_ world: RecordedWorld) {
    state = Mutex((world.clock, (world.times ?? [])[...]))
  }

  var now: Double { state.withLock { $0.now } }

  func advance(by seconds: Double) {
    state.withLock { $0.now += seconds }
  }

  func nextLine() {
    state.withLock { state in
      if let next = state.coming.popFirst() { state.now = next }
    }
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
  let clock: SessionClock

  init(_ input: String, transcript: Transcript, clock: SessionClock) {
    self.transcript = transcript
    self.clock = clock
    transcript.wait(with: input.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init))
  }

  func show(_ line: String, prompt: PromptText?) { transcript.add(line + "\n") }

  func line(after prompt: PromptText, initialText: String) async -> TypedLine {
    if prompt.plain != "> " { clock.nextLine() }
    return transcript.answer(prompt.plain, isSecret: false).map(TypedLine.line) ?? .end
  }
}
