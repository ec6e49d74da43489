import ArgumentParser
import MistClient
import MistCommands
import MistModel
import MistOutput

/// The shell: knows where the user is, reads lines, runs their commands and shows what came of them.
///
/// Not `Sendable`: it is used by one task at a time, its commands included. From elsewhere only its parts that are
/// `Sendable` may be used, such as `interruption`. A line at the prompt runs on a shell of its own, made by `beside`, so that it can be left to itself.
public final class MistShell: Shell {
  /// All that is outside; what is shown goes through this shell's outlet.
  public let world: World
  /// All commands of this shell.
  public let commands: CommandTable
  /// A script goes on after an error and tells the number of errors at its end.
  public var keepsGoing = false
  /// Stops the running command.
  public let interruption = Interruption()

  var state: ShellState
  let outlet: Outlet
  let activity = Activity()
  let board: JobBoard
  /// What the names of the running line were found to mean.
  var resolutions: [Resolution] = []
  /// The lines that the running command runs itself, as they really ran: `with machine db2: LINE`.
  var innerLines: [String] = []
  /// The commands of the line so far, as they really ran.
  var ranLines: [String] = []
  /// Shows what really runs, once, before anything else is shown.
  var announcement: (() -> String?)?
  /// The stages that the running command's result goes through.
  var stages: [PipeStage] = []
  /// Gathers what would be shown, for a file or a program.
  var gathered: [UInt8]?
  /// Where the scripts that are being run were called, outermost first: `deploy.mist:2:1: `.
  var trail: [String] = []
  /// A person types the lines: they are shown as they really ran, kept, and paged.
  var isAtPrompt = false
  /// The only commands that may run; `nil` for all.
  var allowedCommands: Set<String>?
  /// The lines that are kept: 0 for what is typed, 1 for what is in a script, such as a pasted one.
  var keptDepth = 0
  /// The services that one can go to; `nil` for a shell of one service alone.
  public var accountBook: AccountBook?
  /// Brings what the service says beside its answers; `nil` where nobody listens.
  public var notices: Notices?
  /// Writes the session down when it is told to.
  public var recorder: Recorder?
  /// Whether the terminal was closed: then nothing is waited for.
  var isTerminalGone: @Sendable () -> Bool = { false }
  /// Called with the shell before each prompt, for those who look at it from outside.
  public var beforePrompt: (MistShell) -> Void = { _ in }
  /// The world as it was given; `world` goes through the outlet.
  let outerWorld: World

  private static let mostNestedScripts = 16

  /// The same at a service of which no more is known than how to ask it.
  public convenience init(client: MistClient, world: World, commands: CommandTable) {
    let place = ServicePlace(client: client, marks: BackendMarks(files: world.stateFiles))
    self.init(at: place, world: world, commands: commands)
  }

  /// A shell at its start: no context, no variables, settings as they come.
  public init(at service: ServicePlace, world: World, commands: CommandTable) {
    self.commands = commands
    outerWorld = world
    outlet = Outlet(world)
    self.world = world.through(outlet)
    board = JobBoard(now: world.now)
    state = ShellState(service: service, reader: CallReader(commands))
  }

  /// What is known of the commands, for those who read the same lines.
  public var declarations: Declarations { state.reader.declarations }

  /// Finds a command by the words of a line.
  var index: CommandIndex { state.reader.index }

  /// A shell that starts where another one is.
  init(beside other: MistShell, in world: World, keepsText: Bool) {
    commands = other.commands
    keepsGoing = other.keepsGoing
    board = other.board
    state = other.state
    recorder = other.recorder
    notices = other.notices
    accountBook = other.accountBook
    trail = other.trail
    isAtPrompt = other.isAtPrompt
    allowedCommands = other.allowedCommands
    outerWorld = world
    outlet = Outlet(world, keepsText: keepsText)
    self.world = world.through(outlet)
  }
}

// MARK: - What commands use

extension MistShell {
  public var context: ContextStack {
    get { state.context }
    set { state.context = newValue }
  }

  public var settings: Settings {
    get { state.settings }
    set { state.settings = newValue }
  }

  public var variables: [String: String] {
    get { state.variables }
    set { state.variables = newValue }
  }

  public var shorthands: [String: Shorthand] {
    get { state.shorthands }
    set { state.shorthands = newValue }
  }

  /// Asks the service.
  public var client: MistClient { state.service.client }

  public var marks: BackendMarks { state.service.marks }

  /// Keeps the lines that are typed.
  public var history: History? {
    get { state.service.history }
    set { state.service.history = newValue }
  }

  /// What `names` prints.
  public var knownNames: (any KnownNames)? { state.service.catalogue }
  public var accounts: (any ServiceAccounts)? { accountBook }
  public var lastResult: Output? {
    get { state.lastResult }
    set { state.lastResult = newValue }
  }

  public var jobs: (any BackgroundJobs)? { board }
  public var pastLines: (any PastLines)? { history }
  public var recording: (any Recording)? { recorder }
  public var isPiped: Bool { !stages.isEmpty }
  public func throughStages(_ output: Output) throws -> Output { try applying(stages, to: output).output }

  public func write(_ text: String) {
    announce()
    let bytes = Array(text.utf8)
    if gathered != nil {
      gathered?.append(contentsOf: bytes)
    } else {
      world.write(.output, bytes)
    }
  }

  public func note(_ text: String) {
    // Before a name was found, what really runs is not known yet.
    if !resolutions.isEmpty { announce() }
    world.write(.errors, Array((escapedLines(text) + "\n").utf8))
  }

  public func doing(_ activity: String?) {
    self.activity.current = activity
  }

  public func meant(_ resolution: Resolution) {
    if !resolutions.contains(resolution) { resolutions.append(resolution) }
  }

  public func leave() {
    state.isLeaving = true
  }

  public func result(ofLine line: String) async throws -> Output {
    let script: Script
    do {
      script = try Script(line, variables: variables, shorthands: shorthands, reader: &state.reader)
    } catch {
      throw error.error
    }
    var results: [Output] = []
    let outer = resolutions
    innerLines = []
    defer { resolutions = outer }
    for step in script.steps {
      let call = try step.call ?? state.reader.call(try step.statement.given(variables))
      resolutions = []
      defer { if isAtPrompt { innerLines.append(fullLine(of: call, resolutions)) } }
      results.append(try await result(of: call))
    }
    let shown = results.filter { if case .nothing = $0 { false } else { true } }
    return shown.count == 1 ? shown[0] : shown.isEmpty ? .nothing : .several(shown)
  }

  public func perform(script text: String, named name: String) async throws {
    recorder?.sourced(text, masked: masked)
    guard trail.count < Self.mostNestedScripts else {
      throw MistError(
        .invalid, "\(name) is the \(trail.count)th script inside another", hint: "does one of them source itself?")
    }
    let before = settings
    defer { restoreCaution(of: before, after: name) }
    do {
      try await run(text: text, named: name)
    } catch {
      throw error.named(name)
    }
  }

  /// A file must not leave the shell less careful than it was.
  private func restoreCaution(of before: Settings, after name: String) {
    if settings.assumesYes, !before.assumesYes {
      settings.assumesYes = false
      note("\(name): its 'set yes on' has ended with it")
    }
    if !settings.isReadOnly, before.isReadOnly {
      settings.isReadOnly = true
      note("\(name): the shell is read-only again")
    }
  }

  /// The line as it really runs, said once, when that is not what was typed.
  func announce() {
    guard let line = announcement?() else { return }
    announcement = nil
    let text = escaped("→ " + line)
    world.write(.errors, Array((world.usesColour ? "\u{1B}[2m\(text)\u{1B}[0m\n" : text + "\n").utf8))
  }
}
