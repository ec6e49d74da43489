import CLibEdit
import Glibc

extension LineEditor {
  /// Shows the prompt and waits for a line that is not shown.
  public func readSecret(prompt: Prompt) -> TypedLine {
    guard readyEditline() != nil, !TerminalSignals.isHungUp else { return .end }
    var before = termios()
    guard tcgetattr(terminal.input, &before) == 0 else { return .end }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG | IEXTEN)
    silent.c_iflag |= tcflag_t(ICRNL)
    tcsetattr(terminal.input, TCSADRAIN, &silent)
    secretPrompt = prompt
    outcome = nil
    mailbox.beginReading()
    write(prompt.text)
    let typed = secret()
    write("\r\n")
    secretPrompt = nil
    tcsetattr(terminal.input, TCSADRAIN, &before)
    mailbox.endReading()
    return outcome ?? typed
  }

  private func secret() -> TypedLine {
    var text = String.UnicodeScalarView()
    while let key = nextKey() {
      switch key {
      case .character("\n"), .character("\r"): return .line(String(text))
      case .character("\u{3}"): return .interrupted
      case .character("\u{4}"):
        if text.isEmpty { return .end }
      case .character("\u{7F}"), .character("\u{8}"): _ = text.popLast()
      case .character("\u{15}"): text = .init()
      case .character(let scalar): if scalar.value >= 0x20 { text.append(scalar) }
      case .paste(let paste): text.append(contentsOf: paste.text.unicodeScalars)
      case .sequence: break
      }
    }
    return .end
  }
}
