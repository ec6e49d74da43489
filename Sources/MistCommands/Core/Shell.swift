import MistClient
import MistModel

/// What a command sees of the shell it runs in. One command runs at a time, on the shell's own task.
public protocol Shell: AnyObject {
  var client: MistClient { get }
  var world: World { get }
  /// Where the user is: fills in what a command's line leaves out.
  var context: ContextStack { get set }
  var settings: Settings { get set }
  /// `$name` in lines.
  var variables: [String: String] { get set }
  /// All commands of this program, in the order `help` prints them.
  var commands: CommandTable { get }

  /// Writes to standard output at once; for what comes piece by piece (`run`), all else is returned as an `Output`.
  func write(_ text: String)
  /// A line on standard error: notices, progress, what could not be had.
  func note(_ text: String)
  /// Runs one line as if it had been typed, its result printed.
  func perform(line: String) async throws
  /// Runs the lines of a script; an error names `name:line:column`.
  func perform(script text: String, named name: String) async throws
  /// Ends the shell after this command.
  func leave()
}
