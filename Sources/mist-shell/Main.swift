import Foundation
import MistClient
import MistCommands
import MistModel
import MistOutput
import MistShell
import MistWire

/// Reads the program's flags, makes the real world and hands over to the shell.
@main
struct Main {
  static func main() async {
    // A reader or a machine that goes away is an error of one write, not the end of the program.
    signal(SIGPIPE, SIG_IGN)
    keepStandardDescriptors()
    let world = World.real()
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let request = CompletionRequest(arguments) { exit(await complete(request, in: world).rawValue) }
    let status: ExitStatus
    do {
      status = try await run(ProgramOptions(arguments), in: world)
    } catch let error as MistError {
      world.write(.errors, Array("\(world.programName): \(error)\n".utf8))
      status = ExitStatus(error.code)
    } catch {
      world.write(.errors, Array("\(world.programName): could not start\n".utf8))
      status = .failed
    }
    exit(status.rawValue)
  }

  /// One that was closed must not become a file of ours, where a result or an error would then be written. What is put
  /// in its place refuses what the real one is for.
  private static func keepStandardDescriptors() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  private static func run(_ options: ProgramOptions, in world: World) async throws -> ExitStatus {
    if options.showsHelp {
      world.write(.output, Array(ProgramOptions.help.utf8))
      return .success
    }
    if let printed = options.printed {
      world.write(.output, Array(printed.text(for: .program).utf8))
      return .success
    }
    // The original's name: its command line alone.
    if world.programName == "mist", !options.namesWork {
      world.write(.errors, Array(ProgramOptions.usage.utf8))
      return .usage
    }
    guard options.isInteractive(in: world) else { return try await runLines(options, in: world) }
    return try await runPrompt(options, in: world)
  }

  /// One command, `-c`, a file or a pipe.
  private static func runLines(_ options: ProgramOptions, in world: World) async throws -> ExitStatus {
    let notices = Notices(world: world)
    let setup = try await Setup(options, world: world, notices: notices, recorder: nil)
    let shell = MistShell(at: setup.start, world: world, commands: .program)
    shell.notices = notices
    shell.accountBook = setup.accounts
    let signals = InterruptSignal(shell.interruption, isAtPrompt: false)
    defer { signals.stop() }
    let status =
      if options.showsVersion {
        await shell.run(words: ["version"])
      } else {
        await shell.run(options, standardInput: standardInput)
      }
    await setup.places.handNames()
    // It may have come when the line had just done its work: then it is meant for what the line left behind.
    guard !shell.interruption.isRequested else {
      await leaveJobs(of: setup.places.embedded, in: world)
      return .interrupted
    }
    await finishJobs(of: setup.places.embedded, in: world)
    // Here, where all is still held: to take it apart piece by piece takes a tenth of a short command's time.
    exit(status.rawValue)
  }

  /// What TAB in a shell of the system offers: from the shell's own files, without a request and without a question.
  private static func complete(_ request: CompletionRequest, in world: World) async -> ExitStatus {
    var quiet = world
    quiet.inputIsTerminal = false
    quiet.write = { _, _ in }
    let setup = try? await Setup(request.options, world: quiet, notices: Notices(world: quiet), recorder: nil)
    let catalogue = setup?.start.catalogue ?? Catalogue(files: nil, account: "", now: world.now)
    let completer = Completer(commands: .program, catalogue: catalogue, refresh: nil, world: quiet)
    let lines = request.answer(from: completer)
    world.write(.output, Array(lines.map { $0 + "\n" }.joined().utf8))
    return .success
  }

  /// The prompt, with all that remembers and helps.
  private static func runPrompt(_ options: ProgramOptions, in terminal: World) async throws -> ExitStatus {
    let recorder = Recorder(world: terminal)
    let world = recorder.recording(terminal)
    let notices = Notices(world: world)
    let setup = try await Setup(options, world: world, notices: notices, recorder: recorder)
    let shell = MistShell(at: setup.start, world: world, commands: .program)
    shell.recorder = recorder
    shell.notices = notices
    shell.accountBook = setup.accounts
    let completer = Completer(
      commands: .program, declarations: shell.declarations,
      catalogue: setup.start.catalogue ?? Catalogue(files: nil, account: "", now: world.now),
      refresh: setup.start.refresh,
      world: world, secondsFromUTC: secondsFromUTC())
    let signals = InterruptSignal(shell.interruption, isAtPrompt: true)
    defer { signals.stop() }
    shell.apply(options)
    let isLocal = setup.start.account == ServiceAccount.local
    let monitoring = isLocal ? MonitoringAtPrompt.begin(setup.places.embedded, telling: notices.tell) : nil
    defer { monitoring?.cancel() }
    let status = await shell.run(promptingOn: PromptLines.make(for: shell, completer: completer, in: world))
    signals.leavePrompt()
    shell.service.catalogue?.save()
    await finishJobs(of: setup.places.embedded, in: world)
    return status
  }

  /// Of the local time now. Foundation's time zones are tables that take milliseconds to load.
  private static func secondsFromUTC() -> Int {
    var now = time(nil)
    var local = tm()
    return localtime_r(&now, &local) == nil ? 0 : local.tm_gmtoff
  }

  /// Jobs of the embedded service end with this process: they are waited for, and that is said.
  private static func finishJobs(of embedded: EmbeddedService?, in world: World) async {
    guard let service = embedded?.serviceIfOpened else { return }
    let jobs = await service.unfinishedJobs()
    if !jobs.isEmpty {
      let names = jobs.map(\.rawValue).joined(separator: ", ")
      world.write(.errors, Array("waiting for job \(names); Ctrl-C leaves it unfinished\n".utf8))
    }
    for job in await service.finishJobs() {
      guard let error = job.error else { continue }
      world.write(
        .errors, Array("job \(job.id): \(escaped(error))\n  'describe-job \(job.id)' shows how far it came\n".utf8))
    }
    await service.close()
  }

  /// After Ctrl-C nothing is waited for.
  private static func leaveJobs(of embedded: EmbeddedService?, in world: World) async {
    for job in await embedded?.serviceIfOpened?.unfinishedJobs() ?? [] {
      world.write(.errors, Array("job \(job) is left unfinished; 'describe-job \(job)' goes on with it\n".utf8))
    }
  }

  private static func standardInput(limit: Int) throws -> [UInt8] {
    try readAll(STDIN_FILENO, called: "standard input", limit: limit)
  }
}

extension CommandTable {
  /// The commands of every shell, and those that need the embedded service itself.
  static let program = CommandTable(CommandTable.all.commands + [Serve.self])
}

extension ProgramOptions.Printed {
  func text(for commands: CommandTable) -> String {
    switch self {
    case .completionScript(let shell): shell.completionScript
    case .manualPage: ManualPage.text(of: commands)
    }
  }
}

extension ProgramOptions {
  /// A person types the lines.
  func isInteractive(in world: World) -> Bool {
    world.inputIsTerminal && lines.isEmpty && file == nil && words.isEmpty
  }
}
