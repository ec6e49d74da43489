import MistCommands
import MistModel
import MistOutput
import Synchronization

/// The way of a line's text to the terminal. It keeps the progress line out of the text, and once nobody waits for the
/// line it keeps the text.
final class Outlet: Sendable {
  private struct State {
    /// `nil` while the text goes to the terminal.
    var page: [JobText]?
    var pageSize = 0
    var hasStatus = false
    /// Something else has the terminal: a question, `ssh`, a pager.
    var pauses = 0
    /// The last byte that was written ended a row.
    var isAtRowStart = true
    /// The line has ended: a progress line that comes late must not be drawn into the prompt.
    var isOver = false
  }

  private let world: World
  private let state: Mutex<State>
  /// Bytes that are kept of a job; what comes then is dropped, and that is said.
  private static let largestPage = 4 << 20
  /// The terminal shows `^C` behind the progress line; it must not fold it.
  static let keyWidth = 3
  private static let pieceSize = 16 << 10

  /// - Parameter keepsText: nobody waits for the line from its beginning on.
  init(_ world: World, keepsText: Bool = false) {
    self.world = world
    state = Mutex(State(page: keepsText ? [] : nil))
  }

  /// Goes on with long texts piece by piece: whoever stops the line or leaves it does not wait for a slow terminal.
  func write(_ channel: World.Channel, _ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty, isDetached || !Task.isCancelled || rest.count == bytes.count {
      let piece = Array(rest.prefix(Self.pieceSize))
      rest = rest.dropFirst(piece.count)
      writePiece(channel, piece)
    }
  }

  private func writePiece(_ channel: World.Channel, _ bytes: [UInt8]) {
    state.withLock { state in
      if state.page != nil {
        keep(JobText(channel, bytes), in: &state)
        return
      }
      eraseStatus(&state)
      world.write(channel, bytes)
      state.isAtRowStart = bytes.last == UInt8(ascii: "\n")
    }
  }

  private func keep(_ text: JobText, in state: inout State) {
    guard state.pageSize <= Self.largestPage else { return }
    state.pageSize += text.bytes.count
    state.page?.append(text)
    if state.pageSize > Self.largestPage {
      state.page?.append(JobText(.errors, Array("more was written than is kept of a job\n".utf8)))
    }
  }

  /// From now on the text is kept.
  func detach() {
    state.withLock { state in
      eraseStatus(&state)
      state.page = state.page ?? []
    }
  }

  /// Something else has the terminal.
  var isPaused: Bool { state.withLock { $0.pauses > 0 } }

  fileprivate var hasTerminal: Bool { !isDetached && !Task.isCancelled }

  var isDetached: Bool { state.withLock { $0.page != nil } }

  /// What was kept, from a piece on.
  func page(from index: Int) -> ArraySlice<JobText> {
    state.withLock { $0.page?.dropFirst(index) ?? [] }
  }

  // MARK: The progress line

  /// Shows a line that is gone as soon as anything else is written.
  func show(status: String) {
    state.withLock { state in
      guard state.page == nil, state.pauses == 0, state.isAtRowStart, !state.isOver else { return }
      let text = cut(status, to: max(10, world.terminalWidth() - Self.keyWidth))
      world.write(.progress, Array("\r\(text)\u{1B}[K".utf8))
      state.hasStatus = true
    }
  }

  func endStatus() {
    state.withLock { state in
      eraseStatus(&state)
      state.isOver = true
    }
  }

  private func eraseStatus(_ state: inout State) {
    guard state.hasStatus else { return }
    world.write(.progress, Array("\r\u{1B}[K".utf8))
    state.hasStatus = false
  }

  /// Ctrl-C was pressed, and the terminal showed it where the cursor was: what comes begins a new row.
  func endRowOfKey() {
    state.withLock { state in
      if state.page != nil || state.isOver { return }
      if state.hasStatus { eraseStatus(&state) } else { world.write(.progress, [UInt8(ascii: "\n")]) }
      state.isAtRowStart = true
    }
  }

  /// Nothing is drawn while the work has the terminal.
  func pausing<Value>(_ work: () throws -> Value) rethrows -> Value {
    pause()
    defer { resume() }
    return try work()
  }

  func pause() {
    state.withLock { state in
      eraseStatus(&state)
      state.pauses += 1
    }
  }

  func resume() {
    state.withLock { $0.pauses -= 1 }
  }

  private func cut(_ text: String, to width: Int) -> String {
    var width = width
    return String(
      text.prefix { character in
        width -= displayWidth(String(character))
        return width >= 0
      })
  }
}

extension World {
  /// The same world with all that is shown going through an outlet.
  func through(_ outlet: Outlet) -> World {
    var world = self
    let real = self
    world.write = { outlet.write($0, $1) }
    // The terminal belongs to the prompt again once the line was left, and no question comes after Ctrl-C.
    world.ask = { question in outlet.hasTerminal ? outlet.pausing { real.ask(question) } : nil }
    world.askSecret = { question in outlet.hasTerminal ? outlet.pausing { real.askSecret(question) } : nil }
    world.runProgram = { line, input in
      guard !outlet.isDetached else { throw MistError(.refused, "a job has no terminal for '\(line)'") }
      outlet.pause()
      defer { outlet.resume() }
      return try await real.runProgram(line, input)
    }
    world.openSSH = { login in
      guard !outlet.isDetached else { throw MistError(.refused, "a job has no terminal for ssh") }
      outlet.pause()
      defer { outlet.resume() }
      return try await real.openSSH(login)
    }
    world.lendTerminal = { terminal in
      guard !outlet.isDetached else { throw MistError(.refused, "a job has no terminal for ssh") }
      outlet.pause()
      defer { outlet.resume() }
      try await real.lendTerminal(terminal)
    }
    return world
  }

  /// The same for a line that nobody waits for: there is no terminal to ask at.
  func unattended() -> World {
    var world = self
    world.inputIsTerminal = false
    world.outputIsTerminal = false
    world.errorsAreTerminal = false
    return world
  }
}
