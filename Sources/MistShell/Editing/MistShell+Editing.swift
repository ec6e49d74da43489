import LineEditing
import MistCommands

extension MistShell {
  /// Tells a line editor what this shell knows: names, past lines, and where a line ends.
  ///
  /// - Parameter completer: is told before each prompt where the shell is.
  public func configure(_ configuration: inout EditingConfiguration, completer: Completer) {
    let index = index
    let history = history
    configuration.completion = completer
    configuration.history = history
    configuration.isUnfinished = LineParser.wantsMore
    configuration.describePaste = { lines in
      PasteSummary(of: lines, index: index, shorthands: completer.currentPlace.shorthands).text
    }
    configuration.hint = { completer.hint(for: $0, past: history?.entries() ?? []) }
    if !world.usesColour {
      configuration.dim = ""
      configuration.hint = { _ in nil }
    }
    beforePrompt = { completer.update($0.place) }
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
    return place
  }
}
