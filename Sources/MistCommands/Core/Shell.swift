import MistClient
import MistModel
import MistOutput

/// What a command sees of the shell it runs in. One command runs at a time, on the shell's own task.
public protocol Shell: AnyObject {
  var client: MistClient { get }
  var world: World { get }
  /// Where the user is: fills in what a command's line leaves out.
  var context: ContextStack { get set }
  var settings: Settings { get set }
  /// `$name` in lines.
  var variables: [String: String] { get set }
  /// Names made with `alias` and `macro`.
  var shorthands: [String: Shorthand] { get set }
  /// Names that are known without a request; `nil` where none are kept.
  var knownNames: (any KnownNames)? { get }
  /// What the last command that had a result gave; `nil` when a command that looks has failed since.
  var lastResult: Output? { get set }
  /// The result goes through `| STAGE`s, so it is wanted whole.
  var isPiped: Bool { get }
  /// What the stages of the line make of a result: for one that is drawn before the command is over. All else is
  /// returned as it is.
  func throughStages(_ output: Output) throws -> Output
  /// Lines that run by themselves; `nil` where there are none.
  var jobs: (any BackgroundJobs)? { get }
  /// The lines that were run before; `nil` where none are kept.
  var pastLines: (any PastLines)? { get }
  /// Writes the session down; `nil` where that cannot be done.
  var recording: (any Recording)? { get }
  /// The services that one is logged in to; `nil` where none are kept.
  var accounts: (any ServiceAccounts)? { get }
  /// The account in use; `nil` for a service that has no name here, such as that of `--url`.
  var accountName: String? { get }
  /// Which backends are production.
  var marks: BackendMarks { get }
  /// All commands of this program, in the order `help` prints them.
  var commands: CommandTable { get }

  /// Writes to standard output at once; for what comes piece by piece (`run`), all else is returned as an `Output`.
  func write(_ text: String)
  /// Prints a result now, as a returned one would be: for a command that has one and fails all the same.
  func show(_ output: Output) async throws
  /// A line on standard error: notices, progress, what could not be had.
  func note(_ text: String)
  /// Runs one line as if it had been typed, and gives back its result instead of printing it.
  func result(ofLine line: String) async throws -> Output
  /// Runs one line in each context, several at the same time, where nobody can be asked.
  ///
  /// - Parameter finished: told of each in the order of the contexts, once what it wrote is shown. Those that had not
  ///   begun when the line was stopped are not told of.
  func results(
    ofLine line: String, in contexts: [ContextStack],
    finished: (Int, Result<Output, MistError>) async throws -> Void
  ) async throws
  /// Runs the lines of a script; an error names `name:line:column`.
  func perform(script text: String, named name: String) async throws
  /// Says what is being waited for, or that it is over: shown when it takes long.
  func doing(_ activity: String?)
  /// Says what a name on the line was found to mean.
  func meant(_ resolution: Resolution)
  /// A line or lines without their secrets; the same text where there are none.
  func masked(_ text: String) -> String
  /// Goes to the service of an account: client, names, past lines and marks are those of it from now on, and the context
  /// is left. Throws `MistError(.notFound)` for an unknown name.
  func go(toAccount name: String) async throws
  /// Ends the shell after this command.
  func leave()
}
