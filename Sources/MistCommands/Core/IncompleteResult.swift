import MistModel
import MistOutput

/// Thrown by a command that has a result to show and failed all the same: `run` on three machines, one of which
/// could not be reached. The shell prints `output` as any other, then treats `error` as what was thrown.
public struct IncompleteResult: Error {
  public var output: Output
  public var error: MistError

  public init(_ output: Output, _ error: MistError) {
    self.output = output
    self.error = error
  }
}
