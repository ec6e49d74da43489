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
  static let started: Result<Peer, PeerScript.Missing> = start()

  /// For `.enabled(if:)`, with the reason in the test's output.
  static let isThere: Bool = (try? started.get()) != nil

  static func get() throws -> Peer { try started.get() }

  private static func start() -> Result<Peer, PeerScript.Missing> {
    PeerScript("sshd").start("4").flatMap { directory in
      guard
        let lines = try? String(contentsOfFile: directory + "/started", encoding: .utf8).split(separator: "\n"),
        let user = try? String(contentsOfFile: directory + "/user", encoding: .utf8)
      else { return .failure(.init(description: "no \(directory)/started")) }
      let words = lines.map { $0.split(separator: " ") }
      return .success(
        Peer(
          directory: directory, user: user.trimmingCharacters(in: .whitespacesAndNewlines),
          ports: words.compactMap { Int($0[1]) }, pids: words.compactMap { Int32($0[2]) }))
    }
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
    let made = run("/usr/bin/env", ["ssh-keygen", "-q", "-C", "test", "-f", file] + arguments)
    try #require(made.status == 0, "\(made.errors)")
    return file
  }
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
