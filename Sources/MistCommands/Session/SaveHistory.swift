import ArgumentParser
import MistModel
import MistOutput

struct SaveHistory: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "history-save", abstract: "Write lines of the history into a file that can be run.",
    discussion: """
      LINES are numbers that history shows: 12-20, or 12,14-16. They are written in the order they are named.
      Where a secret was, the file says @prompt. A file that is there already is replaced with --yes only.
      """, aliases: ["save-history"])
  static let risk = Risk.session
  static let examples = ["history-save 12-20 as web9.mist", "history-save 12,14-16 as ~/web9.mist"]

  @Argument(help: "LINES as FILE.")
  var words: [String]

  func run(in shell: any Shell) async throws -> Output {
    let (numbers, file) = try parts()
    guard let history = shell.pastLines else { throw MistError(.notSupported, "no history is kept here") }
    let lines = try chosen(numbers, of: history.pastLines())
    let world = shell.world
    try world.writeNew(
      [world.resolved(file): Array(text(of: lines, named: numbers, now: world.now()).utf8)],
      replaces: shell.settings.assumesYes)
    let count = lines.count == 1 ? "1 line" : "\(lines.count) lines"
    return .sentence("Wrote \(count) to \(escaped(file)); run it with: source \(quoted(file))")
  }

  /// `12,14-16 as FILE`; the `as` may be left out, and blanks may follow the commas.
  private func parts() throws -> (numbers: String, file: String) {
    guard let file = words.last, words.count > 1, !file.isEmpty else { throw misspelled }
    var numbers = words.dropLast()
    if numbers.last == "as" { numbers.removeLast() }
    let joined = numbers.joined()
    guard !joined.isEmpty, joined.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-" || $0 == ",") }) else {
      throw misspelled
    }
    return (joined, file)
  }

  private func chosen(_ numbers: String, of lines: [PastLine]) throws -> [PastLine] {
    var chosen: [PastLine] = []
    for part in numbers.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2 else { throw misspelled }
      guard first <= last else { throw MistError(.usage, "\(part) runs backwards", hint: "say \(last)-\(first)") }
      guard first > 0, last <= lines.count else {
        let hint = lines.isEmpty ? "the history is empty" : "history has lines 1 to \(lines.count)"
        throw MistError(.notFound, "no line \(first > 0 ? last : first) in the history", hint: hint)
      }
      chosen += lines[(first - 1)..<last]
    }
    return chosen
  }

  private func text(of lines: [PastLine], named numbers: String, now: Double) -> String {
    let contexts = Set(lines.map(\.context)).filter { !$0.isEmpty }.sorted()
    let place = contexts.isEmpty ? "" : ", run in " + contexts.map(escaped).joined(separator: ", ")
    let head = "# Lines \(numbers) of the history\(place); saved \(calendarTime(now)) UTC.\n"
    return lines.reduce(head) { $0 + $1.line.askingForSecrets + "\n" }
  }

  private var misspelled: MistError {
    MistError(.usage, "history save needs LINES as FILE", hint: "history save 12-20 as web9.mist")
  }
}

extension String {
  /// The line with `@prompt` where a secret was masked, so that it can be run.
  fileprivate var askingForSecrets: String {
    split(separator: secretMark, omittingEmptySubsequences: false).joined(separator: "@prompt")
  }
}
