import LineEditing
import MistCommands

extension MistShell {
  /// Tells a line editor what this shell knows: names, past lines, and where a line ends.
  public func configure(_ configuration: inout EditingConfiguration) {
    let index = CommandIndex(commands)
    configuration.history = history
    configuration.isUnfinished = LineParser.wantsMore
    configuration.describePaste = { PasteSummary(of: $0, index: index).text }
    if !world.usesColour {
      configuration.dim = ""
      configuration.hint = { _ in nil }
    }
  }
}
