import MistCommands
import MistOutput

extension ContextStack {
  /// The prompt that shows this context: `mist:Juno/db1> `.
  public var prompt: String {
    var parts: [String] = []
    for entry in entries {
      switch entry {
      case .backend(_, let title):
        parts.append(title)
      case .machine(_, let name, let backendTitle):
        if parts.last != backendTitle { parts.append(backendTitle) }
        parts.append(name)
      case .tag(let tag):
        parts.append("#\(tag)")
      case .key(let key):
        parts.append("key:\(key)")
      }
    }
    return parts.isEmpty ? "mist> " : "mist:\(escaped(parts.joined(separator: "/")))> "
  }
}

/// A mark under the column of a line that stands behind a prompt, or `nil` when line and prompt do not fit in one row.
func caret(under column: Int, of line: String, after prompt: String, terminalWidth: Int) -> String? {
  let before = displayWidth(prompt) + displayWidth(String(line.unicodeScalars.prefix(column - 1)))
  guard displayWidth(prompt) + displayWidth(line) < terminalWidth, !line.contains("\t") else { return nil }
  return String(repeating: " ", count: before) + "^"
}
