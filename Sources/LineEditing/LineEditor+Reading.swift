import CLibEdit
import CLibEditShim
import Glibc

extension LineEditor {
  /// How long vi's ESC waits for the rest of a key.
  private static let escapeDelay: Int32 = 50

  /// libedit's next character; 0 when the line has ended.
  func readCharacter(into character: UnsafeMutablePointer<wchar_t>) -> Int32 {
    editline?.keepCursorInside()
    usePresetText()
    while outcome == nil {
      if codes.isEmpty {
        if !input.hasMore { drawHint() }
        let key = nextKey()
        eraseHint()
        guard let key else { break }
        take(key)
      } else {
        keyCount += 1
        character.pointee = wchar_t(bitPattern: codes.removeFirst().value)
        return 1
      }
    }
    return 0
  }

  private func usePresetText() {
    guard !presetText.isEmpty, let editline else { return }
    let text = presetText
    presetText = ""
    repaint { editline.insert(text) }
  }

  private func take(_ key: KeyInput) {
    switch key {
    case .character(let scalar):
      // Those stand for keys of ours.
      codes = [(0x80..<0xA0).contains(scalar.value) ? UTF8Decoder.replacement : scalar]
    case .sequence(let bytes):
      if let code = translations[bytes] {
        codes = [code]
      } else if bytes.count == 2 || knownSequences.contains(bytes) {
        codes = bytes.map { Unicode.Scalar($0) }
      }
    case .paste(let paste): take(paste)
    }
  }

  /// Waits for a key and looks after everything else meanwhile; `nil` when the reading is over.
  func nextKey() -> KeyInput? {
    while outcome == nil {
      if let key = input.nextKey() { return key }
      let isShort = input.decoder.holdsLoneEscape && editline?.isVi == true
      switch input.wait(or: mailbox.descriptor, milliseconds: isShort ? Self.escapeDelay : -1) {
      case .input: break
      case .timeOut: input.flush()
      case .wake: lookAround()
      case .end: outcome = .end
      }
    }
    return nil
  }

  /// Resizes, shows messages, notes that the reading shall end.
  private func lookAround() {
    mailbox.settle()
    if TerminalSignals.isHungUp {
      outcome = .end
      return
    }
    if TerminalSignals.takeResize() { resize() }
    let (messages, prompt, isCancelled) = mailbox.takeMessages()
    if !messages.isEmpty { showAbove(messages, prompt: prompt) }
    if isCancelled {
      eraseHint()
      leaveLine()
      outcome = .interrupted
    }
  }

  // MARK: Keys that end a line

  func enter() -> UInt8 {
    guard let editline else { return UInt8(CC_EOF) }
    let text = editline.text
    let isBlock = pastedBlock && text.contains("\n")
    if !isBlock, configuration.isUnfinished(text) {
      editline.moveCursor(to: editline.count)
      return newRow()
    }
    leaveLine()
    outcome = isBlock ? .pasted(text.split(separator: "\n").map(String.init)) : .line(text)
    return UInt8(CC_NEWLINE)
  }

  func newRow() -> UInt8 {
    editline?.insert("\n")
    return UInt8(CC_REFRESH)
  }

  func interrupt() -> UInt8 {
    if let editline { moveToEnd(of: editline) }
    write("^C\r\n")
    outcome = .interrupted
    return UInt8(CC_NEWLINE)
  }

  func endOrDelete() -> UInt8 {
    guard let editline, editline.count > 0 else {
      write("\r\n")
      outcome = .end
      return UInt8(CC_EOF)
    }
    guard editline.cursor < editline.count else { return UInt8(CC_ERROR) }
    editline.replace(editline.cursor..<editline.cursor + 1, with: "")
    return UInt8(CC_REFRESH)
  }
}
