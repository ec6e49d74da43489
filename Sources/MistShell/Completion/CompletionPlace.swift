import MistCommands

/// Where the shell is when a line is typed: what completion cannot know from the line itself.
public struct CompletionPlace: Sendable {
  /// Work that goes on behind the prompt.
  public struct RunningJob: Hashable, Sendable {
    /// What `wait` takes.
    public var number: String
    /// The line that was typed for it.
    public var line: String

    public init(number: String, line: String) {
      self.number = number
      self.line = line
    }
  }

  public var context = ContextStack()
  /// Each with its value in one line.
  public var variables: [String: String] = [:]
  /// Aliases and macros as they are.
  public var shorthands: [String: Shorthand] = [:] {
    didSet {
      aliases = shorthands.filter { !$0.value.isMacro }.mapValues(\.lines)
      macros = shorthands.filter(\.value.isMacro).mapValues(\.lines)
    }
  }
  /// Each with the line it stands for.
  public private(set) var aliases: [String: String] = [:]
  /// Commands that the user defined, each with what they do in one line.
  public private(set) var macros: [String: String] = [:]
  /// By a command's name, the columns of its result.
  public var columns: [String: [String]] = [:]
  public var jobs: [RunningJob] = []
  /// The names of accounts, each with its service.
  public var accounts: [(name: String, service: String)] = []
  public var showsHints = true

  public init() {}
}
