import ArgumentParser

extension CommandConfiguration {
  /// How a command of the shell is called and what it does, in one sentence from the user's view.
  ///
  /// It is declared as a part of the program: for a whole program ArgumentParser parses every line twice more, to see
  /// whether it asks for a completion script.
  public init(shellCommand name: String, abstract: String, discussion: String = "", aliases: [String] = []) {
    self.init(
      commandName: name, _superCommandName: Self.program, abstract: abstract, discussion: discussion, aliases: aliases)
  }

  /// Stands before the command in usage lines.
  public static let program = "mist-shell"
}
