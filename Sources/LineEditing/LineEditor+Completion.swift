import CLibEdit
import CLibEditShim

/// Where a series of TABs has come to.
struct CompletionState {
  enum Step { case extended, listed, cycling(Int) }

  var step: Step
  var completions: Completions
  /// What stood where the candidates are put in.
  var original: String
  /// Where that is now.
  var range: Range<Int>
  /// The key after which the series goes on only with TAB.
  var keyCount: Int
}

extension LineEditor {
  func complete() -> UInt8 {
    guard let editline, let source = configuration.completion else { return UInt8(CC_ERROR) }
    // TAB is one character.
    if let state = completing, state.keyCount + 1 == keyCount {
      switch state.step {
      case .extended: return list(state)
      case .listed: return cycle(state, to: 0)
      case .cycling(let index): return cycle(state, to: index + 1)
      }
    }
    let completions = source.candidates(for: editline.text, cursor: editline.cursor)
    guard let only = completions.candidates.first else {
      completing = nil
      return show(noteOf: completions)
    }
    let range = completions.replaced.clamped(to: 0..<editline.count)
    let typed = text(in: range, of: editline)
    if completions.total == 1 {
      completing = nil
      editline.replace(range, with: only.text)
      endWord(only, in: editline)
      return UInt8(CC_REFRESH)
    }
    var state = CompletionState(
      step: .extended, completions: completions, original: typed, range: range, keyCount: keyCount)
    let common = completions.commonPrefix ?? commonPrefix(completions.candidates.lazy.map(\.text))
    // What matched in the middle of a name may have nothing longer in common.
    if common.unicodeScalars.count > typed.unicodeScalars.count, common.lowercased().contains(typed.lowercased()) {
      editline.replace(range, with: common)
      state.original = common
      state.range = range.lowerBound..<range.lowerBound + common.unicodeScalars.count
    }
    completing = state
    return UInt8(CC_REFRESH)
  }

  /// Shift-TAB: the candidate before.
  func completeBackwards() -> UInt8 {
    guard let state = completing, keyCount - state.keyCount <= Self.backTab.count else { return complete() }
    switch state.step {
    case .extended: return list(state)
    case .listed: return cycle(state, to: -1)
    case .cycling(let index): return cycle(state, to: index - 1)
    }
  }

  static let backTab = "\u{1B}[Z"

  private func list(_ state: CompletionState) -> UInt8 {
    guard let editline, let source = configuration.completion else { return UInt8(CC_ERROR) }
    var state = state
    // Asked again: the common prefix may have narrowed them, and names may have come in meanwhile.
    state.completions = source.candidates(for: editline.text, cursor: editline.cursor)
    state.range = state.completions.replaced.clamped(to: 0..<editline.count)
    state.original = text(in: state.range, of: editline)
    guard !state.completions.candidates.isEmpty else { return show(noteOf: state.completions) }
    let size = terminal.size
    // The line and what was asked stay in sight.
    let rows = max(3, min(configuration.mostRows, size.rows - 4))
    state.step = .listed
    state.keyCount = keyCount
    completing = state
    showBelow(CandidateTable(state.completions, columns: size.columns, mostRows: rows).lines)
    return UInt8(CC_NORM)
  }

  /// Why there is nothing to offer, when that is known: names may be on their way.
  private func show(noteOf completions: Completions) -> UInt8 {
    guard let note = completions.note else { return UInt8(CC_ERROR) }
    showBelow([visible(note)])
    return UInt8(CC_NORM)
  }

  /// Puts a candidate into the line; behind the last one comes what was typed.
  private func cycle(_ state: CompletionState, to index: Int) -> UInt8 {
    guard let editline else { return UInt8(CC_ERROR) }
    let candidates = state.completions.candidates
    let index = (index + candidates.count + 1) % (candidates.count + 1)
    let text = index < candidates.count ? candidates[index].text : state.original
    var state = state
    editline.replace(state.range, with: text)
    state.range = state.range.lowerBound..<state.range.lowerBound + text.unicodeScalars.count
    state.step = .cycling(index)
    state.keyCount = keyCount
    completing = state
    return UInt8(CC_REFRESH)
  }

  private func endWord(_ candidate: Candidate, in editline: Editline) {
    guard candidate.endsWord else { return }
    if text(in: editline.cursor..<min(editline.cursor + 1, editline.count), of: editline) == " " {
      editline.moveCursor(to: editline.cursor + 1)
    } else {
      editline.insert(" ")
    }
  }

  private func text(in range: Range<Int>, of editline: Editline) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: editline.scalars.dropFirst(range.lowerBound).prefix(range.count))
    return String(text)
  }

  /// `?`: what can come next, then the line as it was.
  func help() -> UInt8 {
    guard let editline else { return UInt8(CC_ERROR) }
    guard let rows = configuration.completion?.helpRows(for: editline.text, cursor: editline.cursor) else {
      editline.insert("?")
      return UInt8(CC_REFRESH)
    }
    let size = terminal.size
    showBelow(CandidateTable(rows, columns: size.columns, mostRows: max(3, size.rows - 4)).lines)
    return UInt8(CC_NORM)
  }
}
