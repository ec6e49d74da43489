import ArgumentParser
import MistClient
import MistCommands
import MistModel
import MistOutput
import MistShell
import MistWire
import Synchronization

struct ListMachines: Command {
  static let configuration = CommandConfiguration(abstract: "Machines of all backends", aliases: ["ls"])
  static let risk = Risk.reads
  static let examples = ["list-machines --backend Juno"]

  @Option var backend: String?

  func run(in shell: any Shell) async throws -> Output {
    .table(
      Table(
        [.init("name", "Name", width: 8), .init("state", "State", width: 10)],
        rows: [[.text("db1"), .text("running")], [.text(backend ?? "東京"), .none]]))
  }
}

struct ListMetrics: Command {
  static let risk = Risk.reads
  @Option(name: [.long, .customLong("machine-name")]) var machine: String

  func run(in shell: any Shell) async throws -> Output { .nothing }
}

struct CreateMachine: Command {
  static let risk = Risk.changes
  @Option(name: [.customLong("machine-name"), .customLong("name")]) var name: String
  @Option var backend: String?
  @Option var cloudID: String?
  @Option var cloudName: String?
  @Option(name: [.customLong("image-id")]) var image: String?
  @Option(name: [.customLong("size-id")]) var size: String?
  @Option(name: [.customLong("location-id")]) var location: String?
  @Option var openstackUsername: String?
  @Option var count = 1
  @Flag var monitoring = false

  func run(in shell: any Shell) async throws -> Output {
    .sentence("Created machine \(name) \(image ?? "-") \(size ?? "-") \(location ?? "-") \(count)")
  }
}

struct Destroy: Command {
  static let configuration = CommandConfiguration(aliases: ["destroy-machine"])
  static let risk = Risk.destroys
  @Argument var machine: String

  func run(in shell: any Shell) async throws -> Output {
    guard shell.settings.assumesYes else { throw MistError(.refused, "destroy \(machine) needs --yes") }
    return .sentence("Destroyed machine \(machine)")
  }
}

struct Reboot: Command {
  static let risk = Risk.changes
  @Argument var machine: String

  func run(in shell: any Shell) async throws -> Output {
    guard machine.hasPrefix("db") else {
      throw MistError(.notFound, "no machine '\(machine)'", hint: "did you mean db1?")
    }
    return .sentence("Rebooted machine \(machine)")
  }
}

struct Echo: Command {
  static let risk = Risk.session
  @Argument(parsing: .allUnrecognized) var words: [String] = []

  func run(in shell: any Shell) async throws -> Output { .sentence(words.map { "<\($0)>" }.joined()) }
}

struct SetCommand: Command {
  static let configuration = CommandConfiguration(commandName: "set")
  static let risk = Risk.session
  @Argument var words: [String]

  func run(in shell: any Shell) async throws -> Output {
    switch words.count {
    case 3 where words[1] == "=": shell.variables[words[0]] = words[2]
    case 2 where words[0] == "read-only": shell.settings.isReadOnly = words[1] == "on"
    case 2 where words[0] == "format": shell.settings.format = OutputFormat(rawValue: words[1]) ?? .plain
    default: throw ValidationError("set NAME = VALUE.")
    }
    return .nothing
  }
}

struct With: Command {
  static let risk = Risk.session
  @Argument(parsing: .captureForPassthrough) var words: [String]

  func run(in shell: any Shell) async throws -> Output {
    guard let colon = words.firstIndex(where: { $0.hasSuffix(":") }) else {
      throw MistError(.usage, "with needs a ':' before the line")
    }
    return try await shell.result(ofLine: words[(colon + 1)...].map(quoted).joined(separator: " "))
  }
}

struct Source: Command {
  static let risk = Risk.session
  @Argument var file: String

  func run(in shell: any Shell) async throws -> Output {
    let bytes = try shell.world.readFile(file)
    try await shell.perform(script: String(decoding: bytes, as: UTF8.self), named: file)
    return .nothing
  }
}

struct Sleep: Command {
  static let risk = Risk.reads
  func run(in shell: any Shell) async throws -> Output {
    shell.write("sleeping\n")
    try await Task.sleep(for: .seconds(600))
    return .nothing
  }
}

/// Does not stop when it is asked to.
struct Stubborn: Command {
  static let risk = Risk.reads
  func run(in shell: any Shell) async throws -> Output {
    shell.write("working\n")
    await Task.detached { try? await Task.sleep(for: .seconds(600)) }.value
    return .nothing
  }
}

struct Exit: Command {
  static let risk = Risk.session
  func run(in shell: any Shell) async throws -> Output {
    shell.leave()
    return .nothing
  }
}

let testCommands = CommandTable(ownTestCommands + CommandTable.all.commands.filter { $0.name == "alias" })

private let ownTestCommands: [any Command.Type] = [
  ListMachines.self, ListMetrics.self, CreateMachine.self, Destroy.self, Reboot.self, Echo.self, SetCommand.self,
  With.self, Source.self, Sleep.self, Stubborn.self, Exit.self,
]

/// What a shell wrote.
final class Written: Sendable {
  private let texts = Mutex((output: "", errors: ""))

  var output: String { texts.withLock { $0.output } }
  var errors: String { texts.withLock { $0.errors } }

  func append(_ channel: World.Channel, _ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    texts.withLock { texts in
      switch channel {
      case .output: texts.output += text
      case .errors: texts.errors += text
      case .progress: break
      }
    }
  }
}

struct NoService: Transport {
  var place: String { "nowhere" }

  func send(_ request: WireRequest) async throws -> WireAnswer { throw MistError(.serviceUnreachable, "nowhere") }
  func stream(_ request: WireRequest) async throws -> WireStream { throw MistError(.serviceUnreachable, "nowhere") }
}

/// A shell in a world of its own: files by path, 80 columns.
func testShell(
  files: [String: String] = [:], inputIsTerminal: Bool = false, commands: CommandTable = testCommands,
  change: (inout World) -> Void = { _ in }
) -> (shell: MistShell, written: Written) {
  let written = Written()
  var world = World(
    now: { 0 }, environment: [:], homeFolder: "/home/user", inputIsTerminal: inputIsTerminal, outputIsTerminal: false,
    terminalWidth: { 80 }, write: { written.append($0, $1) }, ask: { _ in nil }, askSecret: { _ in nil },
    readFile: { path in
      guard let text = files[path] else { throw MistError(.storage, "\(path): no such file") }
      return Array(text.utf8)
    },
    openSSH: { _ in 0 })
  change(&world)
  return (MistShell(client: MistClient(transport: NoService()), world: world, commands: commands), written)
}
