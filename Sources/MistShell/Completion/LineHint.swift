import MistCommands

extension Completer {
  /// Lines of the past that are looked at before it is given up; each that destroys costs a look at its words.
  private static let mostTried = 20

  /// What would come behind a line, shown dim: the rest of the newest line of the past that begins with it, or of the one
  /// command it can be. Never of a line that destroys: a key pressed too often must not lose anything.
  ///
  /// - Parameter past: lines typed before, newest first.
  public func hint(for line: String, past: [String]) -> String? {
    guard line.utf8.contains(where: { $0 != Ascii.blank }), currentPlace.showsHints else { return nil }
    return hintOfPast(line, past) ?? hintOfCommand(line)
  }

  private func hintOfPast(_ line: String, _ past: [String]) -> String? {
    let typed = Array(line.utf8)
    var tried = 0
    for old in past where old.utf8.count > typed.count && old.utf8.starts(with: typed) {
      if !destroys(old) { return String(decoding: old.utf8.dropFirst(typed.count), as: UTF8.self) }
      tried += 1
      guard tried < Self.mostTried else { return nil }
    }
    return nil
  }

  private func hintOfCommand(_ line: String) -> String? {
    let place = CursorLine(line, cursor: line.unicodeScalars.count)
    guard place.stages.count == 1, !place.isComment, place.quote == nil else { return nil }
    guard !place.typed.text.isEmpty else {
      prepare(place.words)
      return nil
    }
    guard place.typed.isBare, place.words.count < 2 else { return nil }
    let reader = reader()
    let offers = place.words.first.map { reader.secondParts(after: $0.text) } ?? reader.commandOffers()
    let found = offers.filter { $0.value.hasPrefix(place.typed.text) }
    guard let only = found.first, found.count == 1 else { return nil }
    let rest = String(only.value.dropFirst(place.typed.text.count))
    return rest.isEmpty || destroys(line + rest) ? nil : rest
  }

  /// Asks for a command's declaration as soon as its name is typed, so that TAB need not.
  private func prepare(_ words: [CursorLine.Word]) {
    let given = words.map { GivenWord($0.text, isBare: $0.isBare) }
    guard given.count < 3, let match = try? index.match(given), !isKnown(match.command) else { return }
    let command = match.command
    Task.detached(priority: .userInitiated) { _ = self.arguments(of: command) }
  }

  /// Whether a command that destroys is named anywhere in a line: a line inside another one counts, and so does what an
  /// alias stands for. A machine that is called like such a command costs its line the hint, no more.
  func destroys(_ line: String) -> Bool {
    var known: Set<String> = []
    return destroys(line, currentPlace, &known)
  }

  private func destroys(_ line: String, _ place: CompletionPlace, _ known: inout Set<String>) -> Bool {
    let breaks: Set<Character> = [" ", "\t", "\n", ";", "|", "&", ":", "'", "\"", "\\", "{", "}", "(", ")"]
    let words = line.split(whereSeparator: breaks.contains).map { String($0).replacing("_", with: "-") }
    for start in words.indices {
      let ends = start..<min(start + 3, words.count)
      if ends.contains(where: { destroyers.contains(words[start...$0].joined(separator: "-")) }) { return true }
      guard let text = place.aliases[words[start]] ?? place.macros[words[start]], known.insert(words[start]).inserted
      else { continue }
      if destroys(text, place, &known) { return true }
    }
    return false
  }
}
