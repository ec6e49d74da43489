import LineEditing
import MistCommands
import Synchronization

extension MistShell {
  /// Tells a line editor what this shell knows: names, past lines, and where a line ends.
  ///
  /// - Parameter completer: is told before each prompt where the shell is.
  public func configure(_ configuration: inout EditingConfiguration, completer: Completer) {
    let index = index
    let past = PastLinesOfService(history)
    configuration.completion = completer
    configuration.history = past
    configuration.isUnfinished = LineParser.wantsMore
    configuration.describePaste = { lines in
      PasteSummary(of: lines, index: index, shorthands: completer.currentPlace.shorthands).text
    }
    configuration.hint = { completer.hint(for: $0, past: past.entries()) }
    if !world.usesColour {
      configuration.dim = ""
      configuration.hint = { _ in nil }
    }
    beforePrompt = { shell in
      completer.update(shell.place, at: shell.service)
      past.history = shell.history
    }
  }

  /// Where the shell is, for completion.
  private var place: CompletionPlace {
    var place = CompletionPlace()
    place.context = context
    place.variables = variables
    place.shorthands = shorthands
    place.columns = state.columns
    place.jobs = board.list().map { .init(number: String($0.number), line: $0.line) }
    place.showsHints = settings.showsHints
    place.accounts = (accountBook?.list().accounts ?? []).map { ($0.name, $0.url ?? "embedded") }
    return place
  }
}

/// The past lines of the service that the shell is at; the editor asks for them on its own thread.
private final class PastLinesOfService: HistorySource {
  private let current: Mutex<History?>

  init(_ history: History?) {
    current = Mutex(history)
  }

  var history: History? {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }

  func entries() -> [String] { history?.entries() ?? [] }
}
