import LineEditing
import MistCommands
import MistOutput

extension CompletionRequest {
  /// The lines that the script reads: `files` where the system's shell knows better, else the candidates as it takes
  /// them.
  public func answer(from completer: Completer) -> [String] {
    switch cursor {
    case .nothing: []
    case .files: [Self.files]
    case .option: lines(ownOptions)
    case .value(of: let option): answer(forValueOf: option)
    case .word(let words): answer(behind: words, from: completer)
    }
  }

  private static let files = "files"

  /// The program's own options, or one of them with its value: `--format=json`.
  private var ownOptions: [Candidate] {
    guard let sign = typed.firstIndex(of: "=") else {
      return ProgramOptions.described.map { Candidate($0.name, columns: [$0.text]) }
    }
    return Self.values(of: String(typed[..<sign])).map { Candidate(typed[...sign] + $0) }
  }

  private func answer(forValueOf option: String) -> [String] {
    if ["--state", "--config", "-f"].contains(option) { return [Self.files] }
    return lines(Self.values(of: option).map { Candidate($0) })
  }

  private static func values(of option: String) -> [String] {
    switch option {
    case "--format": OutputFormat.allCases.map(\.rawValue)
    case "--generate-completion-script": SystemShell.allCases.map(\.rawValue)
    default: []
    }
  }

  private func answer(behind words: [String], from completer: Completer) -> [String] {
    let (candidates, wantsFiles) = completer.candidates(behind: words, typed: typed)
    return wantsFiles ? [Self.files] : lines(candidates)
  }

  private func lines(_ candidates: [Candidate]) -> [String] {
    // A name with a line's end in it is none that one could type.
    let candidates = candidates.filter { escaped($0.text) == $0.text }
    switch shell {
    case .bash: return bashLines(candidates)
    case .zsh: return candidates.map(zshLine)
    case .fish: return ["whole"] + candidates.map { "\($0.text)\t\(text(of: $0))" }
    }
  }

  /// bash puts in what all candidates begin with, case included: those that begin as it was typed come alone. Names
  /// that several backends have begin with the backend: they are shown, and what was typed stays.
  private func bashLines(_ candidates: [Candidate]) -> [String] {
    let beginning = folded(typed)
    let fitting = candidates.filter { folded($0.text).starts(with: beginning) }
    let same = fitting.filter { $0.text.hasPrefix(typed) }
    var common = CommonStart()
    for candidate in candidates { common.add(candidate.text) }
    let apart = candidates.count > 1 && common.text == "" ? candidates : []
    let shown = fitting.isEmpty ? apart : same.isEmpty ? fitting : same
    let isOpen = shown.count == 1 && !shown[0].endsWord
    return [isOpen ? "open" : "whole"] + shown.compactMap { written.text(for: $0.text) }
  }

  /// As `_describe` takes it: `VALUE:TEXT`.
  private func zshLine(_ candidate: Candidate) -> String {
    let value = candidate.text.replacing("\\", with: "\\\\").replacing(":", with: "\\:")
    let text = text(of: candidate)
    return (candidate.endsWord ? "whole\t" : "open\t") + value + (text.isEmpty ? "" : ":" + text)
  }

  private func text(of candidate: Candidate) -> String {
    escaped(candidate.columns.filter { !$0.isEmpty }.joined(separator: " "))
  }
}

extension Completer {
  /// What can stand behind words that the system's shell has split already, as it is, and whether files can.
  func candidates(behind words: [String], typed: String) -> (candidates: [Candidate], wantsFiles: Bool) {
    var expected = reader().expectation(
      after: words.map { .init(text: $0) }, typed: .init(text: typed), replacing: 0..<0)
    guard !expected.isFile else { return ([], true) }
    expected.isRaw = true
    expected.slots = expected.slots.map(wholeSlot)
    let candidates = gather(expected, .prefix, most: .max).candidates
    // A name that begins with a dash would be read as an option.
    guard expected.dashCare != .none else { return (candidates, false) }
    return (candidates.filter { !$0.text.hasPrefix("-") }, false)
  }

  /// Without an end to the list: what the system's shell puts in is what all names begin with.
  private func wholeSlot(_ slot: Expectation.Slot) -> Expectation.Slot {
    guard case .names(var query) = slot else { return slot }
    // Nobody asks for them behind a single command, and they are known.
    if query.slot.kind == .providers, catalogue.shelf(.init(.providers)) == nil {
      return .offers(ProviderForm.known.map { Offer($0.id, $0.title) }, typed: query.typed)
    }
    query.most = .max
    return .names(query)
  }
}
