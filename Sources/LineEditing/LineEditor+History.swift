import CLibEdit
import CLibEditShim

extension LineEditor {
  /// Asked of the source once a line.
  var pastLines: [String] {
    if let entries { return entries }
    let entries = configuration.history?.entries() ?? []
    self.entries = entries
    return entries
  }

  /// libedit's own history commands, which a person may have bound, see the same lines.
  func pastLine(age: Int) -> UnsafeMutablePointer<CChar>? {
    let lines = pastLines
    guard let editline, lines.indices.contains(age) else { return nil }
    editline.entry.set(lines[age])
    return editline.entry.pointer
  }

  func older() -> UInt8 {
    guard let editline else { return UInt8(CC_ERROR) }
    let text = editline.text
    if walk?.shown != text {
      if moveRow(up: true) { return UInt8(CC_CURSOR) }
      walk = HistoryWalk(from: text, through: pastLines)
    }
    return put(walk?.older())
  }

  func newer() -> UInt8 {
    guard let editline else { return UInt8(CC_ERROR) }
    guard walk?.shown == editline.text else { return UInt8(moveRow(up: false) ? CC_CURSOR : CC_ERROR) }
    return put(walk?.newer())
  }

  private func put(_ line: String?) -> UInt8 {
    guard let line, let editline else { return UInt8(CC_ERROR) }
    editline.replaceAll(with: line)
    pastedBlock = false
    return UInt8(CC_REFRESH)
  }

  /// Moves a row inside a line of several; `false` at its edge.
  private func moveRow(up: Bool) -> Bool {
    guard let editline else { return false }
    let scalars = Array(editline.scalars)
    let cursor = editline.cursor
    let start = (scalars[..<cursor].lastIndex(of: "\n") ?? -1) + 1
    let column = cursor - start
    if up {
      guard start > 0 else { return false }
      let above = (scalars[..<(start - 1)].lastIndex(of: "\n") ?? -1) + 1
      editline.moveCursor(to: min(above + column, start - 1))
    } else {
      guard let end = scalars[cursor...].firstIndex(of: "\n") else { return false }
      let last = scalars[(end + 1)...].firstIndex(of: "\n") ?? scalars.count
      editline.moveCursor(to: min(end + 1 + column, last))
    }
    return true
  }

  // MARK: Search

  /// Ctrl-R and Ctrl-S: looks through the past by what a line holds. The prompt shows what is looked for, the line what
  /// was found; Enter runs it, Ctrl-G gives back what was typed, any other key goes on with it.
  func search(isOlder: Bool) -> UInt8 {
    guard let editline else { return UInt8(CC_ERROR) }
    let typed = (text: editline.text, cursor: editline.cursor, prompt: prompt)
    var search = HistorySearch(through: pastLines)
    var isOlder = isOlder
    func show() {
      repaint {
        let label = search.hasFailed ? "no match" : isOlder ? "search" : "search forward"
        setPrompt(Prompt("(\(label)) \(String(search.query)): "))
        editline.replaceAll(with: search.match ?? typed.text)
        if let offset = search.offset { editline.moveCursor(to: offset) }
      }
    }
    func leave() {
      repaint { setPrompt(typed.prompt) }
    }
    show()
    while let key = nextKey() {
      switch key {
      case .character("\u{12}"):
        isOlder = true
        search.older()
      case .character("\u{13}"):
        isOlder = false
        search.newer()
      case .character("\u{7F}"), .character("\u{8}"): search.removeLast()
      case .character("\u{7}"):
        repaint {
          setPrompt(typed.prompt)
          editline.replaceAll(with: typed.text)
          editline.moveCursor(to: typed.cursor)
        }
        return UInt8(CC_NORM)
      case .character(let scalar) where scalar.value >= 0x20: search.add(CollectionOfOne(scalar))
      case .paste(let paste):
        search.add(paste.text.unicodeScalars.prefix(256).filter { $0.value >= 0x20 })
      default:
        leave()
        input.unread(key)
        return UInt8(CC_NORM)
      }
      show()
    }
    leave()
    return UInt8(CC_EOF)
  }
}
