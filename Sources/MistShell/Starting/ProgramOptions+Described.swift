extension ProgramOptions {
  /// The options as `--help` tells of them: `--state`, `FOLDER`, and what it means.
  static let described: [(name: String, value: String, text: String)] = help.split(separator: "\n").compactMap { line in
    guard line.hasPrefix("  -") else { return nil }
    let (front, text) = halves(line.trimming(" "), at: "  ")
    let (name, value) = halves(front, at: " ")
    return (String(name), String(value), String(text))
  }

  private static func halves(_ text: Substring, at separator: String) -> (Substring, Substring) {
    guard let range = text.firstRange(of: separator) else { return (text, "") }
    return (text[..<range.lowerBound], text[range.upperBound...].trimming(" "))
  }

  /// Whether an option's value is the next word.
  static func takesValue(_ option: String) -> Bool {
    described.contains { $0.name == option && !$0.value.isEmpty }
  }

  /// There is something to do but to open the prompt.
  public var namesWork: Bool {
    !words.isEmpty || !lines.isEmpty || file != nil || showsVersion || showsHelp || printed != nil
  }

  /// What is said where there is nothing to do and no prompt either: to who calls the program `mist`.
  public static let usage = """
    usage: mist [OPTIONS] COMMAND [ARGUMENTS]
    mist: a command is needed; mist help lists them, mist-shell opens the prompt

    """
}
