import MistCommands
import MistModel
import MistOutput

/// The text before a line: `mist:Juno/db1 !2&> `.
public struct PromptText: Hashable, Sendable, CustomStringConvertible {
  /// What is the matter, as a sign before the `>`.
  public enum Mark: String, Sendable {
    case lastCommandFailed = "!"
    case readOnly = "="
    case serviceOffline = "~"
    /// `set yes on`: nothing is asked.
    case asksNothing = "y"
  }

  /// Columns a name may take: the line needs room too.
  private static let longestName = 32

  /// Without colour.
  public var plain: String
  /// As it is shown.
  public var coloured: String

  /// A prompt as it is given.
  public init(_ text: String) {
    plain = text
    coloured = text
  }

  /// - Parameters:
  ///   - account: whose service it is; `nil` and `local` are not shown.
  ///   - isProduction: the backends that are marked so; the prompt says it, and turns red.
  ///   - jobCount: lines that run by themselves.
  public init(
    of context: ContextStack, account: String? = nil, marks: [Mark] = [], jobCount: Int = 0, usesColour: Bool = false,
    isProduction: (BackendID) -> Bool = { _ in false }
  ) {
    let path = context.path(isProduction: isProduction) { shortened($0, to: Self.longestName) }
    var text = "mist"
    if let account, account != ServiceAccount.local { text += "@" + escaped(account) }
    if !path.isEmpty { text += ":" + escaped(path) }
    let signs = marks.map(\.rawValue).joined() + (jobCount > 0 ? "\(jobCount)&" : "")
    if !signs.isEmpty { text += " " + signs }
    self.init(text + "> ")
    guard usesColour, context.backend.map({ isProduction($0.id) }) ?? false else { return }
    coloured = "\u{1B}[1;31m\(text)>\u{1B}[0m "
  }

  public var description: String { plain }
}

extension ContextStack {
  /// `Juno/db1`, with what is production called so; empty without a context.
  ///
  /// - Parameter shorten: makes one name fit; as it is if left out.
  func path(
    isProduction: (BackendID) -> Bool = { _ in false }, shorten: (String) -> String = { $0 }
  ) -> String {
    var parts: [String] = []
    var shownBackend: BackendID?
    func add(_ id: BackendID, _ title: String) {
      guard shownBackend != id else { return }
      parts.append(shorten(title) + (isProduction(id) ? "(production)" : ""))
      shownBackend = id
    }
    for entry in entries {
      switch entry {
      case .backend(let id, let title):
        shownBackend = nil
        add(id, title)
      case .machine(let machine, let name, let backendTitle):
        add(machine.backend, backendTitle)
        parts.append(shorten(name))
        shownBackend = nil
      case .tag(let tag):
        parts.append(shorten("#\(tag)"))
        shownBackend = nil
      case .key(let key):
        parts.append(shorten("key:\(key)"))
        shownBackend = nil
      }
    }
    return parts.joined(separator: "/")
  }
}

/// A mark under the column of a line that stands behind a prompt, or `nil` when line and prompt do not fit in one row.
func caret(under column: Int, of line: String, after prompt: String, terminalWidth: Int) -> String? {
  let before = displayWidth(prompt) + displayWidth(String(line.unicodeScalars.prefix(column - 1)))
  guard displayWidth(prompt) + displayWidth(line) < terminalWidth, !line.contains("\t") else { return nil }
  return String(repeating: " ", count: before) + "^"
}
