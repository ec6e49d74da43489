import LineEditing
import MistCommands
import MistModel
import MistOutput
import Synchronization

/// The lines that were run before, in this shell and in others of the same person.
///
/// They are read when they are first asked for and not before; each line is written as soon as it has run, so that
/// other shells have it at once. May be used from any thread: the editor asks on its own.
public final class History: Sendable {
  /// More of them are not taken from the files.
  public static let mostLines = 10_000

  private struct State {
    var file: HistoryFile?
    var isLoaded = false
    /// Oldest first; what others add goes to the end as it is seen, so that numbers stay.
    var lines: [PastLine] = []
    /// Where this shell's own lines begin; others may stand between them.
    var firstOwn = 0
    /// For the editor; `nil` when they have to be made anew.
    var entries: [String]?
    var hasComplained = false
  }

  private let world: World
  private let state: Mutex<State>

  /// - Parameter world: its `stateFiles` hold the lines; without them they are kept in memory.
  public init(world: World) {
    self.world = world
    state = Mutex(State(file: world.stateFiles.map { HistoryFile($0) }))
  }

  /// Whether a line as it was typed is to be kept: a leading blank keeps it out.
  public static func keeps(_ typed: String) -> Bool {
    typed.first.map { !$0.isWhitespace } ?? false
  }

  /// Keeps a line that has just ended. That it cannot be written is said once; it is kept in memory all the same.
  ///
  /// - Parameters:
  ///   - line: canonical, its secrets masked.
  ///   - context: where it ran: `Juno/db1`.
  ///   - status: 0 when it worked.
  ///   - duration: seconds.
  public func add(line: String, context: String, status: Int32, duration: Double) {
    let now = world.now()
    let complaint: String? = state.withLock { state in
      update(&state)
      let past = PastLine(
        number: state.lines.count + 1, line: line, time: now - duration, context: context, status: status,
        duration: duration, session: world.sessionID)
      state.lines.append(past)
      state.entries = nil
      do {
        try state.file?.append(past)
        return nil
      } catch {
        defer { state.hasComplained = true }
        return state.hasComplained ? nil : (error as? MistError)?.summary ?? "its file cannot be written"
      }
    }
    guard let complaint else { return }
    let note = "the history is kept until the shell ends only: \(escaped(complaint))\n"
    world.write(.errors, Array(note.utf8))
  }

  /// Takes in what was added since it was last asked.
  private func update(_ state: inout State) {
    let new: [PastLine]
    if state.isLoaded {
      // What this shell wrote is there already.
      new = state.file?.newLines().filter { $0.session != world.sessionID } ?? []
    } else {
      new = (state.file?.load() ?? []).suffix(Self.mostLines)
      state.firstOwn = new.count
      state.isLoaded = true
    }
    guard !new.isEmpty else { return }
    state.entries = nil
    for var past in new {
      past.number = state.lines.count + 1
      state.lines.append(past)
    }
  }
}

extension History: PastLines {
  public func pastLines() -> [PastLine] {
    state.withLock { state in
      update(&state)
      return state.lines
    }
  }
}

extension History: HistorySource {
  /// Newest first: those of this shell, then those of others; the same line twice in a row is one.
  public func entries() -> [String] {
    state.withLock { state in
      update(&state)
      if let entries = state.entries { return entries }
      var entries: [String] = []
      entries.reserveCapacity(state.lines.count)
      for own in [true, false] {
        for index in state.lines.indices.reversed() {
          let past = state.lines[index]
          let isOwn = index >= state.firstOwn && past.session == world.sessionID
          if isOwn == own, entries.last != past.line { entries.append(past.line) }
        }
      }
      state.entries = entries
      return entries
    }
  }
}
