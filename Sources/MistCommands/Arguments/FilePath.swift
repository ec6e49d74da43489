import ArgumentParser

/// The path of a file to read; `~` at its front is the home folder.
public struct FilePath: Hashable, Sendable, ExpressibleByArgument, CustomStringConvertible {
  public var text: String

  public init?(argument: String) {
    text = argument
  }

  public var description: String { text }
  public static var defaultCompletionKind: CompletionKind { .file() }
}
