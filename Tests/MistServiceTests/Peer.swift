import Foundation
import MistModel
import MistSSH
import Synchronization
import Testing

/// Private sshd's, started once for all tests by `Tests/Peers/sshd` and stopped when the tests end.
struct Peer: Sendable {
  var directory: String
  var user: String
  var ports: [Int]
  var pids: [Int32]

  /// Or why there are none.
  static let started: Result<Peer, Missing> = start()

  struct Missing: Error, CustomStringConvertible {
    var description: String
  }

  /// For `.enabled(if:)`, with the reason in the test's output.
  static let isThere: Bool = {
    if case .failure(let missing) = started {
      FileHandle.standardError.write(Data("ssh tests skipped: \(missing)\n".utf8))
      return false
    }
    return true
  }()

  static func get() throws -> Peer { try started.get() }

  private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Peers/sshd").path

  private static func start() -> Result<Peer, Missing> {
    // Each module of tests has its own.
    let directory = NSTemporaryDirectory() + "mist-ssh-\(#fileID.prefix { $0 != "/" })-\(getpid())"
    let begun = shell(script, ["start", directory, "4"])
    guard begun.status == 0 else { return .failure(Missing(description: begun.errors)) }
    guard
      let lines = try? String(contentsOfFile: directory + "/started", encoding: .utf8).split(separator: "\n"),
      let user = try? String(contentsOfFile: directory + "/user", encoding: .utf8)
    else { return .failure(Missing(description: "no \(directory)/started")) }
    stopWhenWeEnd(directory)
    let words = lines.map { $0.split(separator: " ") }
    return .success(
      Peer(
        directory: directory, user: user.trimmingCharacters(in: .whitespacesAndNewlines),
        ports: words.compactMap { Int($0[1]) }, pids: words.compactMap { Int32($0[2]) }))
  }

  /// A watcher outside this process, so that a crash leaves nothing behind either.
  private static func stopWhenWeEnd(_ directory: String) {
    let watcher = Process()
    watcher.executableURL = URL(filePath: "/bin/sh")
    watcher.arguments = [
      "-c",
      "trap '' INT HUP; while kill -0 \(getpid()) 2>/dev/null; do sleep 0.5; done; '\(script)' stop '\(directory)'; rm -rf '\(directory)'",
    ]
    watcher.standardInput = FileHandle.nullDevice
    watcher.standardOutput = FileHandle.nullDevice
    watcher.standardError = FileHandle.nullDevice
    try? watcher.run()
  }

  func address(_ number: Int = 0) -> SSHAddress { SSHAddress(host: "127.0.0.1", port: ports[number]) }

  var identity: SSHIdentity {
    get throws { SSHIdentity(name: "fleet", privateKey: try text("fleet_key")) }
  }

  func login(_ number: Int = 0) throws -> SSHLogin {
    SSHLogin(address: address(number), user: user, identity: try identity)
  }

  func text(_ file: String) throws -> String {
    try String(contentsOfFile: directory + "/" + file, encoding: .utf8)
  }

  /// Lets a further key in, with options such as a forced command.
  func authorize(_ publicKey: String, options: String = "") throws {
    let line = (options.isEmpty ? "" : options + " ") + publicKey + "\n"
    let file = try #require(FileHandle(forWritingAtPath: directory + "/authorized_keys"))
    try file.seekToEnd()
    try file.write(contentsOf: Data(line.utf8))
    try file.close()
  }

  /// How many log ins this sshd has seen with this key.
  func logIns(_ number: Int, fingerprint: String) throws -> Int {
    try text("m\(number + 1)/log").split(whereSeparator: \.isNewline)
      .filter { $0.contains("Accepted publickey") && $0.contains(fingerprint) }.count
  }

  /// Makes a key with ssh-keygen (or another program) in a fresh file and returns the file.
  func keygen(_ arguments: [String]) throws -> String {
    let file = directory + "/key-\(UUID().uuidString)"
    let made = shell("/usr/bin/env", ["ssh-keygen", "-q", "-C", "test", "-f", file] + arguments)
    try #require(made.status == 0, "\(made.errors)")
    return file
  }
}

/// What a program wrote.
struct ShellResult: Sendable {
  var status: Int32
  var output: String
  var errors: String
}

func shell(_ program: String, _ arguments: [String]) -> ShellResult {
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  let directory = NSTemporaryDirectory() + UUID().uuidString
  // Files, not pipes: sshd inherits them, and a pipe would never end.
  _ = FileManager.default.createFile(atPath: directory + ".out", contents: nil)
  _ = FileManager.default.createFile(atPath: directory + ".err", contents: nil)
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = FileHandle(forWritingAtPath: directory + ".out")
  process.standardError = FileHandle(forWritingAtPath: directory + ".err")
  defer {
    try? FileManager.default.removeItem(atPath: directory + ".out")
    try? FileManager.default.removeItem(atPath: directory + ".err")
  }
  do { try process.run() } catch { return ShellResult(status: 127, output: "", errors: "\(error)") }
  process.waitUntilExit()
  return ShellResult(
    status: process.terminationStatus,
    output: (try? String(contentsOfFile: directory + ".out", encoding: .utf8)) ?? "",
    errors: (try? String(contentsOfFile: directory + ".err", encoding: .utf8)) ?? "")
}

final class KnownHostsMemory: HostKeyStore {
  private let keys = Mutex<[SSHAddress: [HostKey]]>([:])

  func hostKeys(of address: SSHAddress) throws -> [HostKey] { keys.withLock { $0[address] ?? [] } }

  func record(_ key: HostKey, of address: SSHAddress) throws {
    keys.withLock { keys in
      if keys[address]?.contains(key) != true { keys[address, default: []].append(key) }
    }
  }

  func replace(_ key: HostKey, of address: SSHAddress) { keys.withLock { $0[address] = [key] } }
}

/// The error that `body` throws, as a `MistError`.
func mistError(_ body: () async throws -> Void) async -> MistError? {
  do {
    try await body()
    return nil
  } catch {
    return error as? MistError
  }
}

/// Waits until the condition holds, for at most ten seconds.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
  for _ in 0..<400 {
    if try await condition() { return true }
    try await Task.sleep(for: .milliseconds(25))
  }
  return false
}

let withPeer: ConditionTrait = .enabled(if: Peer.isThere, "no sshd could be started; Tests/Peers/sshd says why")

/// What is "at once" beside the half minute or more that would be waited otherwise, on a machine busy with other tests.
let soon = Duration.seconds(15)
