import Foundation
import MistClient
import MistCommands
import MistModel
import MistShell
import MistWire

/// Reads the program's flags, makes the real world and hands over to the shell.
@main
struct Main {
  static func main() async {
    // A reader or a machine that goes away is an error of one write, not the end of the program.
    signal(SIGPIPE, SIG_IGN)
    let world = World.real()
    let status: ExitStatus
    do {
      status = try await run(ProgramOptions(Array(CommandLine.arguments.dropFirst())), in: world)
    } catch let error as MistError {
      world.write(.errors, Array("mist-shell: \(error)\n".utf8))
      status = ExitStatus(error.code)
    } catch {
      world.write(.errors, Array("mist-shell: could not start\n".utf8))
      status = .failed
    }
    exit(status.rawValue)
  }

  private static func run(_ options: ProgramOptions, in world: World) async throws -> ExitStatus {
    if options.showsHelp {
      world.write(.output, Array(ProgramOptions.help.utf8))
      return .success
    }
    var world = world
    let recorder = options.isInteractive(in: world) ? Recorder(world: world) : nil
    if let recorder { world = recorder.recording(world) }
    let notices = Notices(world: world)
    let setup = try Setup(options, world: world, notices: notices, recorder: recorder)
    world.stateFiles = setup.stateFiles
    let shell = MistShell(client: setup.client, world: world, commands: .program)
    let signals = InterruptSignal(shell.interruption, isAtPrompt: options.isInteractive(in: world))
    defer { signals.stop() }
    if options.showsVersion {
      return await shell.run(words: ["version"])
    }
    if let recorder {
      shell.recorder = recorder
      shell.history = History(world: world)
    }
    shell.notices = notices
    let status = await shell.run(options, lines: { PromptLines.make(for: shell, in: world) }, standardInput: standardInput)
    signals.leavePrompt()
    await finishJobs(of: setup.embedded, in: world)
    return status
  }

  /// Jobs of the embedded service end with this process: they are waited for, and that is said.
  private static func finishJobs(of embedded: EmbeddedService?, in world: World) async {
    guard let service = embedded?.serviceIfOpened else { return }
    let jobs = await service.unfinishedJobs()
    if !jobs.isEmpty {
      let names = jobs.map(\.rawValue).joined(separator: ", ")
      world.write(.errors, Array("waiting for job \(names); Ctrl-C leaves it unfinished\n".utf8))
    }
    await service.close()
  }

  private static func standardInput(limit: Int) throws -> [UInt8] {
    try readAll(STDIN_FILENO, called: "standard input", limit: limit)
  }
}

extension CommandTable {
  /// The commands of every shell, and those that need the embedded service itself.
  static let program = CommandTable(CommandTable.all.commands + [Serve.self])
}

extension ProgramOptions {
  /// A person types the lines.
  func isInteractive(in world: World) -> Bool {
    world.inputIsTerminal && lines.isEmpty && file == nil && words.isEmpty
  }
}
