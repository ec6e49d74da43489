/// The arguments that a line gives before the cursor, read as `OptionReader` reads them.
struct GivenArguments {
  let declared: CommandArguments
  private(set) var options: [(argument: CommandArguments.Argument, value: String?)] = []
  private(set) var positionals: [String] = []
  /// An option whose value is at the cursor.
  private(set) var open: CommandArguments.Argument?
  /// After `--` there are no options.
  private(set) var isBehindDashes = false

  init(of declared: CommandArguments, words: [CursorLine.Word]) {
    self.declared = declared
    for word in words { take(word.text) }
  }

  private mutating func take(_ text: String) {
    if let option = open {
      let takesDashes = declared.spelling.options.contains { $0.takesAnything && $0.names == option.names }
      if takesDashes || !text.hasPrefix("-") {
        open = nil
        options[options.count - 1].value = text
        return
      }
      open = nil
    }
    guard !isBehindDashes, text.hasPrefix("--") else {
      if !isBehindDashes, text.hasPrefix("-"), text.count > 1 { return }
      positionals.append(text)
      return
    }
    guard text != "--" else {
      isBehindDashes = true
      return
    }
    let spelled = text.dropFirst(2)
    let split = spelled.firstIndex(of: "=")
    guard let option = declared.option(spelled: String(spelled[..<(split ?? spelled.endIndex)])) else { return }
    let value = split.map { String(spelled[spelled.index(after: $0)...]) }
    options.append((option, value))
    if option.takesValue, value == nil { open = option }
  }

  /// The value of the first of these options that is given.
  func value(of names: [String]) -> String? {
    for option in options where !names.allSatisfy({ !option.argument.names.contains($0) }) {
      if let value = option.value { return value }
    }
    return nil
  }

  /// Those that can still be given.
  var optionsLeft: [CommandArguments.Argument] {
    declared.options.filter { option in
      !option.isHidden && (option.isRepeating || !options.contains { $0.argument.names == option.names })
    }
  }

  /// The same, unless it is the machine and an option says that already: then the word is a metric.
  var positionalLeft: CommandArguments.Argument? {
    guard positionals.isEmpty, declared.positionals.count > 1, declared.positionals[0].source.isOf(.machines),
      declared.positionals[1].source.isOf(.metrics), value(of: ["machine", "machine-name", "machine-id"]) != nil
    else { return positional }
    return declared.positionals[1]
  }

  /// The positional argument at the cursor.
  var positional: CommandArguments.Argument? {
    if positionals.count < declared.positionals.count { return declared.positionals[positionals.count] }
    return declared.positionals.last.flatMap { $0.isRepeating ? $0 : nil }
  }
}
