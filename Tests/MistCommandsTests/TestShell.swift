import ArgumentParser
import MistClient
import MistCommands
import MistModel
import MistOutput
import MistWire
import Synchronization
import Testing

/// A shell for one test: no terminal, no clock, no files but those it is given; it keeps what would be shown.
final class TestShell: Shell {
  let transport: ScriptedTransport
  let client: MistClient
  var world: World
  var context = ContextStack()
  var settings = Settings()
  var variables: [String: String] = [:]
  let commands = CommandTable.all
  var shorthands: [String: Shorthand] = [:]
  var lastResult: Output?
  var isPiped = false
  let jobs: (any BackgroundJobs)? = nil
  var knownNames: (any KnownNames)?
  var pastLines: (any PastLines)?
  var recording: (any Recording)?
  let marks = BackendMarks(files: nil)
  var accounts: (any ServiceAccounts)?
  var accountName: String?
  private(set) var resolutions: [Resolution] = []
  private(set) var written = ""
  private(set) var notes: [String] = []
  private(set) var performed: [String] = []
  private(set) var hasLeft = false
  /// What a performed line does, beside being recorded.
  var whenPerforming: ((TestShell) -> Void)?

  /// - Parameters:
  ///   - typed: what a person types at questions, in order; `nil` for no terminal.
  init(
    _ answers: [String: WireAnswer] = [:], typed: [String]? = nil, files: [String: String] = [:],
    environment: [String: String] = [:], ssh: @escaping @Sendable (InteractiveLogin) async throws -> Int32 = { _ in 0 }
  ) {
    let keyboard = Keyboard(typed ?? [])
    self.keyboard = keyboard
    transport = ScriptedTransport(answers)
    client = MistClient(transport: transport)
    world = World(
      now: { 1_425_200_700 }, environment: environment, homeFolder: "/home/ada", inputIsTerminal: typed != nil,
      outputIsTerminal: false, terminalWidth: { 80 }, write: { _, _ in }, ask: { keyboard.answer(to: $0) },
      askSecret: { keyboard.answer(to: "(hidden) " + $0) },
      readFile: { path in
        guard let text = files[path] else { throw MistError(.storage, "no file \(path)") }
        return Array(text.utf8)
      }, openSSH: ssh)
  }

  private let keyboard: Keyboard

  var questions: [String] { keyboard.questions }
  var requests: [String] { transport.requests.map(\.description) }
  /// All requests that are more than looking.
  var changes: [String] { requests.filter { !$0.hasPrefix("GET ") } }

  func write(_ text: String) { written += text }
  func note(_ text: String) { notes.append(text) }
  func go(toAccount name: String) async throws {
    guard let accounts, accounts.list().accounts.contains(where: { $0.name == name }) else {
      throw MistError(.notFound, "no account '\(name)'")
    }
    accountName = name
    context = ContextStack()
  }

  func leave() { hasLeft = true }
  func masked(_ text: String) -> String { text }

  func show(_ output: Output) { write(render(output, as: settings.format)) }
  func doing(_ activity: String?) {}
  func throughStages(_ output: Output) -> Output { output }
  func meant(_ resolution: Resolution) { resolutions.append(resolution) }

  func result(ofLine line: String) async throws -> Output {
    performed.append(line)
    whenPerforming?(self)
    return .nothing
  }

  /// One after the other, which no command can tell.
  func results(
    ofLine line: String, in contexts: [ContextStack],
    finished: (Int, Result<Output, MistError>) async throws -> Void
  ) async throws {
    let before = context
    defer { context = before }
    for (place, stack) in contexts.enumerated() {
      context = stack
      try await finished(place, .success(try await result(ofLine: line)))
    }
  }

  func perform(script text: String, named name: String) async throws {
    performed.append("\(name): \(text)")
  }

  /// Runs words as the shell does once they are in the declared spelling, and gives back what is printed.
  @discardableResult
  func run(_ line: String) async throws -> String {
    try await run(line.split(separator: " ").map(String.init))
  }

  @discardableResult
  func run(_ words: [String]) async throws -> String {
    let type = try CommandIndex(commands).match([words[0]], bareCount: 1).command
    let command = try #require(try type.parseAsRoot(Array(words.dropFirst())) as? any Command)
    show(try await command.run(in: self))
    return written
  }

  /// The error that a line ends with.
  func error(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) async -> MistError? {
    do {
      try await run(line)
      Issue.record("no error: \(line)", sourceLocation: sourceLocation)
    } catch let error as MistError {
      return error
    } catch {
      Issue.record("not an error of ours: \(error)", sourceLocation: sourceLocation)
    }
    return nil
  }
}

private final class Keyboard: Sendable {
  private let state: Mutex<(typed: [String], questions: [String])>

  init(_ typed: [String]) {
    state = Mutex((typed, []))
  }

  var questions: [String] { state.withLock { $0.questions } }

  func answer(to question: String) -> String? {
    state.withLock { state in
      state.questions.append(question)
      return state.typed.isEmpty ? nil : state.typed.removeFirst()
    }
  }
}
