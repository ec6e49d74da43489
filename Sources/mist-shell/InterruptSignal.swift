import Dispatch
import Foundation
import MistShell
import Synchronization

/// Ctrl-C: stops the running command; where nothing can be stopped it ends the program, but never a prompt.
final class InterruptSignal {
  private final class Prompt: Sendable {
    let isShown: Mutex<Bool>

    init(isShown: Bool) {
      self.isShown = Mutex(isShown)
    }
  }

  private let prompt: Prompt
  private let signal: SystemSignal

  init(_ interruption: Interruption, isAtPrompt: Bool) {
    let prompt = Prompt(isShown: isAtPrompt)
    self.prompt = prompt
    signal = SystemSignal(SIGINT) {
      // The work is told first: who then finds a question unanswered knows why.
      let isHeeded = interruption.interrupt()
      TerminalInput.shared.interrupt()
      guard !isHeeded, !prompt.isShown.withLock({ $0 }) else { return }
      exit(ExitStatus.interrupted.rawValue)
    }
  }

  /// No prompt comes any more: Ctrl-C ends the program.
  func leavePrompt() {
    prompt.isShown.withLock { $0 = false }
  }

  func stop() {
    signal.stop()
  }
}

/// A signal of the system, answered on a queue, where more may be done than in a handler.
final class SystemSignal {
  private let source: any DispatchSourceSignal

  init(_ number: Int32, _ work: @escaping @Sendable () -> Void) {
    signal(number, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
    source.setEventHandler(handler: work)
    source.resume()
  }

  func stop() {
    source.cancel()
  }
}
