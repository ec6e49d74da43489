import Foundation
import MistModel
import MistProviders
import Synchronization

/// Runs a driver's scripts by a program: `sh` on this computer, or OpenSSH's `ssh` to a peer's sshd.
///
/// The service has a way of its own (`ScriptRuns`): its tests and the story of libvirt go it. Nothing here limits how long
/// a script may take.
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
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
    let texts = try files.map { Array(try Data(contentsOf: URL(filePath: $0))) }
    return ScriptOutcome(status: Int(process.terminationStatus), output: texts[1], errors: texts[2])
  }
}
