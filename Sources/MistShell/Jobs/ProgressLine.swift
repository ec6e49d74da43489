import MistCommands
import MistOutput

/// Says what is waited for, once that takes more than a moment.
struct ProgressLine: Sendable {
  var outlet: Outlet
  var activity: Activity
  var world: World

  /// Seconds before anything is shown.
  private static let patience = 0.3
  private static let pictures = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]

  /// Shows `line` and how long it takes until the task is cancelled. Does nothing where errors are not read at a
  /// terminal.
  func show(_ line: String) -> Task<Void, Never>? {
    guard world.errorsAreTerminal else { return nil }
    let start = world.now()
    return Task {
      do {
        try await world.sleep(Self.patience)
        if world.isDumb {
          outlet.write(.errors, Array("\(text(line)): working; Ctrl-C stops it\n".utf8))
          return
        }
        var turn = 0
        while true {
          turn += 1
          // A command that draws by itself says that it does nothing.
          guard activity.current != "" else {
            try await world.sleep(0.1)
            continue
          }
          let elapsed = (max(0, world.now() - start) * 10).rounded(.down) / 10
          let time = " · \(elapsed) s"
          let room = max(10, world.terminalWidth() - Outlet.keyWidth - 2 - displayWidth(time))
          outlet.show(
            status: "\(Self.pictures[turn % Self.pictures.count]) \(shortened(text(line), to: room))\(time)")
          try await world.sleep(0.1)
        }
      } catch {
        outlet.endStatus()
      }
    }
  }

  private func text(_ line: String) -> String {
    escaped(activity.current ?? activity.step ?? line)
  }
}
