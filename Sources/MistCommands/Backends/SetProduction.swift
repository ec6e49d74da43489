import ArgumentParser
import MistModel
import MistOutput

struct SetProduction: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "set-production", abstract: "Mark a backend as production: the prompt shows it, in red.",
    discussion: "The mark is kept with this shell's state and changes nothing at the backend.")
  static let risk = Risk.session
  static let examples = ["set-production Juno on", "set-production Juno off"]

  @Argument(help: "The backend: its name or id.")
  var backend: BackendName

  @Argument(help: "on or off.")
  var mark: OnOff

  func run(in shell: any Shell) async throws -> Output {
    // As careful as a change: a mark on the wrong backend is a warning in the wrong place.
    let backend = try await shell.backend(Naming(backend), for: .changes)
    try shell.marks.set(backend.id, isProduction: mark == .on)
    return .sentence("Backend \(escaped(backend.title)) is \(mark == .on ? "now" : "not") marked as production")
  }
}

enum OnOff: String, ExpressibleByArgument, CaseIterable {
  case on, off
}
