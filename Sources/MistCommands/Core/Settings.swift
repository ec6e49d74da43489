import MistOutput

/// What `set NAME VALUE` changes, and the flags of the program that mean the same.
public struct Settings: Hashable, Sendable {
  public var format: OutputFormat = .plain
  /// Refuses every command that changes or destroys.
  public var isReadOnly = false
  /// Confirmations are given beforehand (`--yes`).
  public var assumesYes = false

  public init() {}
}
