import LineEditing

/// The prompt of a terminal: lines are edited, completed and remembered.
public struct EditedLines: LineSource {
  private let editor: LineEditor

  public init(editor: LineEditor) {
    self.editor = editor
  }

  public func line(after prompt: PromptText, initialText: String) async -> TypedLine {
    switch await editor.readLine(prompt: Prompt(prompt.coloured), initialText: initialText) {
    case .line(let line): .line(line)
    case .pasted(let lines): .pasted(lines)
    case .interrupted: .interrupted
    case .end: .end
    }
  }

  public var isGone: Bool { editor.isHungUp }

  public func show(_ line: String, prompt: PromptText?) {
    editor.show(line, prompt: prompt.map { Prompt($0.coloured) })
  }
}
