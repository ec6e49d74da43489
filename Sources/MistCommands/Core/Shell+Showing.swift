import MistOutput

extension Shell {
  /// Prints a result now, in the format of the line: for a command that has one and fails all the same. Any other
  /// result is returned.
  func show(_ output: Output) {
    write(render(output, as: settings.format, toTerminal: world.outputIsTerminal))
  }
}
