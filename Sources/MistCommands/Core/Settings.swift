import MistOutput

/// What `set NAME VALUE` changes, and the flags of the program that mean the same.
public struct Settings: Hashable, Sendable {
  /// How results are printed where the line does not say.
  public var format: OutputFormat = .plain
  /// Refuses every command that changes or destroys.
  public var isReadOnly = false
  /// Confirmations are given beforehand (`--yes`).
  public var assumesYes = false
  /// For results that are longer than the screen, at the prompt.
  public var pager = Pager.automatic
  /// What would come behind a typed line is shown dim.
  public var showsHints = true

  public init() {}
}

/// What shows a result that is longer than the screen.
public enum Pager: Hashable, Sendable {
  case off
  /// What the environment says, else `less`.
  case automatic
  /// A line of the system's shell.
  case program(String)

  /// The line that runs it; `nil` for none.
  public func program(in environment: [String: String]) -> String? {
    switch self {
    case .off: nil
    // -F: what fits is not paged; -R: colours; -S: long lines are cut; -X: the text stays.
    case .automatic: environment["PAGER"].flatMap { $0.isEmpty ? nil : $0 } ?? "less -FRSX"
    case .program(let line): line
    }
  }
}
