import MistModel

/// Where the user is: a stack of what was used or selected, newest last.
///
/// The context fills in what a line leaves out; what the line says wins.
public struct ContextStack: Hashable, Sendable {
  public enum Entry: Hashable, Sendable {
    case backend(BackendID, title: String)
    case machine(MachineReference, name: String, backendTitle: String)
    case tag(Tag)
    case key(KeyID)
  }

  public private(set) var entries: [Entry] = []
  /// What `-` goes back to.
  private var before: [Entry]?

  public init() {}
}
