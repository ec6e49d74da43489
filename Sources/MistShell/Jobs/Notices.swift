import MistCommands
import MistOutput
import Synchronization

/// What the service wants a person to know, brought to wherever that does not disturb: above the line that is typed,
/// or among the text of the line that runs.
public final class Notices: Sendable {
  private let show: Mutex<@Sendable (String) -> Void>

  /// Until told otherwise they go to standard error.
  public init(world: World) {
    show = Mutex { line in world.write(.errors, Array((line + "\n").utf8)) }
  }

  /// Brings one line, escaped, to where it belongs now.
  public func tell(_ line: String) {
    show.withLock { $0 }(escapedLines(line))
  }

  func go(to show: @escaping @Sendable (String) -> Void) {
    self.show.withLock { $0 = show }
  }
}
