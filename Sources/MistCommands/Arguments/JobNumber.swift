import ArgumentParser

/// The number of a line that runs by itself, as `jobs` shows it.
public struct JobNumber: Hashable, Sendable, ExpressibleByArgument, CustomStringConvertible {
  public var number: Int

  public init?(argument: String) {
    guard let number = Int(argument), number > 0 else { return nil }
    self.number = number
  }

  public var description: String { String(number) }
  public static var defaultCompletionKind: CompletionKind { .shellCommand("mist-shell names jobs") }
}
