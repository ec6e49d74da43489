/// What a command made of a name on its line, or put in for one that was left out; the shell shows and keeps the line
/// as it really ran.
public struct Resolution: Hashable, Sendable {
  /// The option that would have said it: `--machine`.
  public var option: String
  /// As it stood on the line; `nil` when the context filled it in.
  public var typed: String?
  /// The name that says it anywhere: `Juno/db1`.
  public var meant: String

  public init(option: String, typed: String?, meant: String) {
    self.option = option
    self.typed = typed
    self.meant = meant
  }
}
