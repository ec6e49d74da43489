import LineEditing
import MistClient
import MistCommands
import MistModel
import MistOutput
import MistWire
import Synchronization

@testable import MistShell

/// A service that counts what it is asked, and answers with what it was given.
final class CountingTransport: Transport {
  let place = "the counting service"
  private let answers: [String: String]
  private let made = Mutex<[String]>([])
  private let isHeld = Mutex(false)

  init(_ answers: [String: String] = [:]) {
    self.answers = answers
  }

  var requests: [String] { made.withLock { $0 } }

  /// Nothing is answered until it is let go.
  func hold() { isHeld.withLock { $0 = true } }
  func letGo() { isHeld.withLock { $0 = false } }

  func send(_ request: WireRequest) async throws -> WireAnswer {
    let line = "\(request.method.rawValue) \(request.path)"
    made.withLock { $0.append(line) }
    while isHeld.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
    guard let answer = answers[line] else { throw MistError(.serviceUnreachable, "nowhere") }
    return WireAnswer(status: 200, body: Array(answer.utf8))
  }

  func stream(_ request: WireRequest) async throws -> WireStream {
    throw MistError(.serviceUnreachable, "nowhere")
  }
}

/// A clock that goes when it is told.
final class Clock: Sendable {
  private let seconds = Mutex(50_520.0)

  var now: Double { seconds.withLock { $0 } }

  func advance(_ by: Double) {
    seconds.withLock { $0 += by }
  }
}

/// A completer over two backends, as it is after the names passed by.
struct CompletionSetup {
  let clock = Clock()
  let transport: CountingTransport
  let catalogue: Catalogue
  let refresh: CatalogueRefresh
  let completer: Completer
  var place = CompletionPlace()

  static let juno = Backend(id: "b1", title: "Juno", provider: "openstack")
  static let vega = Backend(id: "b2", title: "Vega", provider: "digitalocean")
  static let machines: [Machine] = [
    machine("m1", "db1", .running, tags: ["dev"]), machine("m2", "db10", .stopped), machine("m3", "db2", .stopped),
    machine("m4", "web front", .running, tags: ["dev", "env=prod"]),
  ]

  static func machine(
    _ id: MachineID, _ name: String, _ state: MachineState, in backend: BackendID = "b1", tags: [String] = []
  ) -> Machine {
    Machine(id: id, backend: backend, name: name, state: state, tags: tags.map { Tag($0) })
  }

  init(
    juno: [Machine]? = CompletionSetup.machines, answers: [String: String] = [:], files: (any StateFiles)? = nil,
    folders: [String: [String]] = [:]
  ) {
    let clock = clock
    transport = CountingTransport(answers)
    catalogue = Catalogue(files: files, account: "ada", now: { clock.now })
    let client = MistClient(transport: transport, seen: catalogue.take)
    refresh = CatalogueRefresh(client: client, catalogue: catalogue)
    var world = World(
      now: { clock.now }, environment: ["HOME": "/home/ada", "TOKEN": "x"], homeFolder: "/home/ada",
      inputIsTerminal: true, outputIsTerminal: true, terminalWidth: { 80 }, write: { _, _ in }, ask: { _ in nil },
      askSecret: { _ in nil }, readFile: { _ in [] }, openSSH: { _ in 0 })
    world.namesInFolder = { folders[$0] ?? [] }
    completer = Completer(commands: .all, catalogue: catalogue, refresh: refresh, world: world)
    guard let juno else { return }
    catalogue.take(.backends([Self.juno, Self.vega]))
    catalogue.take(.machines(juno, of: "b1"))
    catalogue.take(
      .machines(
        [Self.machine("v1", "db1", .running, in: "b2"), Self.machine("v2", "mail", .stopped, in: "b2")], of: "b2"))
    catalogue.take(
      .keys([
        Key(
          id: "prod", isDefault: true,
          associations: [KeyAssociation(machine: MachineReference(backend: "b1", machine: "m1"))]),
        Key(id: "staging", isDefault: false),
      ]))
  }

  func completions(_ line: String) -> Completions {
    completer.update(place)
    return completer.candidates(for: line, cursor: line.unicodeScalars.count)
  }

  /// What could be typed.
  func texts(_ line: String) -> [String] { completions(line).candidates.map(\.text) }

  func help(_ line: String) -> [HelpRow]? {
    completer.update(place)
    return completer.helpRows(for: line, cursor: line.unicodeScalars.count)
  }

  /// The line once a candidate is put into it.
  func line(_ line: String, with candidate: Candidate, of completions: Completions) -> String {
    var scalars = Array(line.unicodeScalars)
    scalars.replaceSubrange(completions.replaced, with: candidate.text.unicodeScalars)
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}
