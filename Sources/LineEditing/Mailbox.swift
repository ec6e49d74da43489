import CLibEditShim
import Glibc
import Synchronization

/// What other threads want of an editor, and the descriptor that wakes it.
final class Mailbox: Sendable {
  private struct State {
    var isReading = false
    var isCancelled = false
    var messages: [String] = []
    /// In the place of the one that is shown.
    var prompt: Prompt?
  }

  private let state = Mutex(State())
  private let output: Int32
  /// Readable when there is something to look at.
  let descriptor = editline_event_descriptor()

  init(output: Int32) { self.output = output }

  deinit {
    TerminalSignals.forget(descriptor)
    if descriptor >= 0 { close(descriptor) }
  }

  /// Keeps a message for the editor, or writes it at once when nothing is being read.
  func show(_ message: String, prompt: Prompt? = nil) {
    let isKept = state.withLock { state in
      if state.isReading {
        state.messages.append(message)
        state.prompt = prompt ?? state.prompt
      } else {
        TerminalOutput.write(TerminalOutput.rows(message), to: output)
      }
      return state.isReading
    }
    if isKept { wake() }
  }

  func cancel() {
    state.withLock { if $0.isReading { $0.isCancelled = true } }
    wake()
  }

  func beginReading() {
    state.withLock {
      $0.isReading = true
      $0.isCancelled = false
    }
  }

  /// Messages that came too late to be shown above the line are written below it.
  func endReading() {
    state.withLock { state in
      state.isReading = false
      for message in state.messages { TerminalOutput.write(TerminalOutput.rows(message), to: output) }
      state.messages = []
      state.prompt = nil
    }
  }

  func takeMessages() -> (messages: [String], prompt: Prompt?, isCancelled: Bool) {
    state.withLock { state in
      defer {
        state.messages = []
        state.prompt = nil
        state.isCancelled = false
      }
      return (state.messages, state.prompt, state.isCancelled)
    }
  }

  func wake() { TerminalSignals.wake(descriptor) }

  /// Makes the descriptor wait again.
  func settle() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
  }
}
