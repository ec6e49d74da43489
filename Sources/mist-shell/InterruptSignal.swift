import Dispatch
import Foundation
import MistShell

/// Ctrl-C: stops the running command; where nothing can be stopped it ends the program, but never a prompt.
final class InterruptSignal {
  private let source: any DispatchSourceSignal

  init(_ interruption: Interruption, isAtPrompt: Bool) {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global(qos: .userInteractive))
    source.setEventHandler { @Sendable in
      guard !interruption.interrupt(), !isAtPrompt else { return }
      exit(ExitStatus.interrupted.rawValue)
    }
    source.resume()
  }

  func stop() {
    source.cancel()
  }
}
