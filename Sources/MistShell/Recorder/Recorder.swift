import MistCommands
import MistModel
import MistWire
import Synchronization

/// Writes a session down while it goes on: the lines as typed, all that was shown, and what was said to the service.
///
/// The shell tells it of each line, the world it makes of what was shown, asked and read, `RecordingTransport` of the
/// requests. It may be told from any task. Secrets are masked before anything is handed out.
public final class Recorder: Sendable {
  /// What came of a stream.
  public enum Piece: Sendable {
    case bytes([UInt8])
    case end
    case error(any Error)
  }

  private struct State {
    var isOn = false
    /// The line that runs is left out, until the next one is typed.
    var isLeavingOut = true
    var transcript = RecordedTranscript(clock: 0, width: 80)
    var exchanges = ExchangeLog()
    var service: String?
  }

  private let now: @Sendable () -> Double
  private let width: @Sendable () -> Int
  private let homeFolder: String
  private let state = Mutex(State())

  public init(world: World) {
    now = world.now
    width = world.terminalWidth
    homeFolder = world.homeFolder
  }

  private func ifOn(_ change: (inout State) -> Void) {
    state.withLock { state in
      if state.isOn, !state.isLeavingOut { change(&state) }
    }
  }

  // MARK: What is seen

  /// The same world, and all that is shown, asked and read in it is written down.
  public func recording(_ world: World) -> World {
    var recorded = world
    recorded.write = { channel, bytes in
      if channel != .progress { self.ifOn { $0.transcript.show(bytes) } }
      world.write(channel, bytes)
    }
    recorded.ask = { question in
      let answer = world.ask(question)
      self.ifOn { $0.transcript.ask(question, answer: answer, isSecret: false) }
      return answer
    }
    recorded.askSecret = { question in
      let answer = world.askSecret(question)
      self.ifOn { state in
        if let answer { state.exchanges.mask.learn(answer) }
        state.transcript.ask(question, answer: answer, isSecret: true)
      }
      return answer
    }
    recorded.readFile = { path in
      let bytes = try world.readFile(path)
      self.ifOn { $0.transcript.read(path, bytes, homeFolder: self.homeFolder) }
      return bytes
    }
    return recorded
  }

  /// A line was typed and is about to run.
  ///
  /// - Parameter line: what may be kept of it; with line ends when it was continued.
  public func typed(_ line: String, after prompt: String) {
    let time = now()
    state.withLock { state in
      guard state.isOn else { return }
      state.isLeavingOut = false
      state.transcript.type(line, after: prompt, at: time, exchangesBefore: state.exchanges.count)
    }
  }

  /// A file that was read is a script: what is kept of it has no secrets.
  func sourced(_ text: String, masked: (String) -> String) {
    guard isOn, text.utf8.count <= RecordedTranscript.largestFile else { return }
    let shown = masked(text)
    guard shown != text else { return }
    ifOn { $0.transcript.show(shown, inPlaceOf: text) }
  }

  // MARK: What is said to the service

  func met(serviceAt place: String) {
    state.withLock { $0.service = place }
  }

  /// `nil` when it is not recorded; else the number to tell of its answer with.
  func began(_ request: WireRequest) -> Int? {
    state.withLock { state in
      state.isOn && !state.isLeavingOut ? state.exchanges.begin(request) : nil
    }
  }

  func ended(_ number: Int, _ answer: WireAnswer) {
    state.withLock { $0.exchanges.end(number, answer) }
  }

  func failed(_ number: Int, _ error: any Error) {
    state.withLock { $0.exchanges.fail(number, error) }
  }

  func beganStream(_ number: Int, status: Int, headers: [String: String]) {
    state.withLock { $0.exchanges.beginStream(number, status: status, headers: headers) }
  }

  func came(_ number: Int, _ piece: Piece) {
    state.withLock { $0.exchanges.add(piece, to: number) }
  }
}

extension Recorder: Recording {
  public var isOn: Bool { state.withLock { $0.isOn } }
  public var lineCount: Int { state.withLock { $0.transcript.lineCount } }

  public func start(after lines: [String]) {
    let (time, columns) = (now(), width())
    state.withLock { state in
      state.isOn = true
      state.isLeavingOut = true
      state.transcript = RecordedTranscript(clock: time, width: columns)
      state.transcript.world.before = lines.isEmpty ? nil : lines
      state.exchanges = ExchangeLog(numbersAfter: state.exchanges)
    }
  }

  public func leaveOutLine() {
    ifOn { state in
      state.isLeavingOut = true
      state.exchanges.keepFirst(state.transcript.leaveOutLine())
    }
  }

  public func stop() {
    state.withLock { $0.isOn = false }
  }

  public func files() -> [String: [UInt8]]? {
    state.withLock { state in
      guard state.transcript.lineCount > 0 else { return nil }
      var files = state.transcript.files(masking: state.exchanges.mask)
      let lines = state.exchanges.lines()
      var world = state.transcript.world
      if !lines.isEmpty {
        files["wire.jsonl"] = Array((lines.joined(separator: "\n") + "\n").utf8)
        world.service = state.service
      }
      files["world.json"] = world.bytes
      return files
    }
  }
}
