import Foundation
import MistModel
import MistProviders
import Synchronization

/// Runs a driver's scripts by a program: `sh` on this computer, or OpenSSH's `ssh` to a peer's sshd.
///
/// The service has a way of its own (`ScriptRuns`); the story of libvirt and the tests of the service go it.
final class ProgramShell: RemoteShell {
  private let words: [String]
  private let environment: [String: String]
  private let log = Mutex<[ShellScript]>([])

  /// - Parameters:
  ///   - words: a program and its first arguments; the script's text is the last one.
  ///   - environment: all of it.
  init(_ words: [String], environment: [String: String] = [:]) {
    self.words = words
    self.environment = environment
  }

  /// `sh` here, where other programs hide those of the system.
  static func here(programs: String) -> ProgramShell {
    ProgramShell(["/bin/sh", "-c"], environment: ["PATH": programs + ":/usr/bin:/bin"])
  }

  /// All scripts that were run.
  var scripts: [ShellScript] { log.withLock { $0 } }

  func verifyLogin(to machine: MachineID, host: String, port: Int, user: String?, key: KeyID?) async throws {}
  func answers(host: String, port: Int) async throws -> Bool { true }
  func runAsRoot(_ command: String, on machine: MachineID) async throws -> Int? { 0 }

  func run(_ script: ShellScript, at place: ScriptPlace) async throws -> ScriptOutcome {
    log.withLock { $0.append(script) }
    let files = ["in", "out", "err"].map { NSTemporaryDirectory() + UUID().uuidString + "." + $0 }
    for file in files { _ = FileManager.default.createFile(atPath: file, contents: Data(script.input)) }
    defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
    let process = Process()
    process.executableURL = URL(filePath: words[0])
    process.arguments =
      words.dropFirst() + [words[0].hasSuffix("ssh") ? "exec sh -c " + shellWord(script.text) : script.text]
    process.environment = environment
    process.standardInput = FileHandle(forReadingAtPath: files[0])
    for (file, path) in [(\Process.standardOutput, files[1]), (\Process.standardError, files[2])] {
      let handle = FileHandle(forWritingAtPath: path)
      try handle?.truncate(atOffset: 0)
      process[keyPath: file] = handle
    }
    let running = Running(process)
    let limit = Task {
      try await Task.sleep(for: script.limit)
      running.end()
    }
    defer { limit.cancel() }
    try await withTaskCancellationHandler {
      try await running.run()
    } onCancel: {
      running.end()
    }
    guard !Task.isCancelled else { throw MistError(.interrupted, "interrupted") }
    guard process.terminationReason == .exit else { throw MistError(.timedOut, "the script did not end in time") }
    let texts = try files.map { Array(try Data(contentsOf: URL(filePath: $0))) }
    return ScriptOutcome(status: Int(process.terminationStatus), output: texts[1], errors: texts[2])
  }
}

/// A process that may be ended from elsewhere. Foundation's may be asked to from any thread.
private final class Running: @unchecked Sendable {
  private let process: Process

  init(_ process: Process) {
    self.process = process
  }

  func run() async throws {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
  }

  func end() {
    if process.isRunning { process.terminate() }
  }
}
