import Foundation
import MistModel

import MistSSH
import Synchronization
import Testing

@testable import MistMonitoring

/// A Debian machine with an sshd, started once for all tests by `Tests/Peers/collectd` and stopped when the tests end.
struct CollectdPeer: Sendable {
  private let folder: String
  private let port: Int
  private let key: String
  private let engine = SSHEngine(hostKeys: FirstSeenKeys())

  /// Or why there is none.
  static let started: Result<CollectdPeer, PeerScript.Missing> = PeerScript("collectd").start().flatMap { folder in
    guard let line = try? String(contentsOfFile: folder + "/started", encoding: .utf8),
      let key = try? String(contentsOfFile: folder + "/key", encoding: .utf8),
      let port = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return .failure(PeerScript.Missing(description: "no \(folder)/started")) }
    return .success(CollectdPeer(folder: folder, port: port, key: key))
  }

  private init(folder: String, port: Int, key: String) {
    (self.folder, self.port, self.key) = (folder, port, key)
  }

  /// A way in: `root`, `deploy` (sudo without a password) or `plain`.
  func host(_ user: String) -> PeerHost {
    let identity = SSHIdentity(name: "collectd", privateKey: key)
    return PeerHost(
      engine: engine,
      login: SSHLogin(address: SSHAddress(host: "127.0.0.1", port: port), user: user, identity: identity))
  }

  func collector(_ user: String, machine: String) -> MachineCollector {
    MachineCollector(
      host: host(user), machine: machine, title: "db1", now: { Date().timeIntervalSince1970 }, pace: 1)
  }

  /// What a trace would be: files, packages, and processes but those that look.
  func traces() async throws -> [String] {
    let script = #"""
      find / -xdev \( -path /proc -o -path /sys -o -path /var/log -o -path /var/cache/ldconfig \) -prune -o -print
      dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\n'
      for place in /proc/[0-9]*; do tr '\0' ' ' 2>/dev/null <"$place/cmdline"; echo; done | grep -v 'sshd\|sh -c\|bash\|sleep 3600'
      """#
    return try await host("root").text(script).split(separator: "\n").map(String.init).sorted()
  }
}

/// A machine over the engine that the service uses.
struct PeerHost: MonitoredHost {
  let engine: SSHEngine
  let login: SSHLogin

  func run(_ command: String, input: [UInt8], within limit: Duration) async throws -> HostAnswer {
    let streams = Mutex<[SSHStream: [UInt8]]>([:])
    let exit = try await engine.run(command, on: login, input: input, within: limit) { stream, bytes in
      streams.withLock { $0[stream, default: []] += bytes }
    }
    return streams.withLock {
      HostAnswer(status: exit.status ?? 255, output: $0[.output] ?? [], errors: $0[.errors] ?? [])
    }
  }

  /// What a command writes that must go well.
  func text(_ command: String) async throws -> String {
    let answer = try await run(command, input: [], within: .seconds(60))
    try #require(answer.status == 0, "\(String(decoding: answer.errors, as: UTF8.self))")
    return String(decoding: answer.output, as: UTF8.self)
  }
}

private final class FirstSeenKeys: HostKeyStore {
  private let keys = Mutex<[SSHAddress: [HostKey]]>([:])

  func hostKeys(of address: SSHAddress) throws -> [HostKey] { keys.withLock { $0[address] ?? [] } }

  func record(_ key: HostKey, of address: SSHAddress) throws {
    keys.withLock { $0[address, default: []].append(key) }
  }
}

let withCollectd: ConditionTrait = .enabled(
  if: (try? CollectdPeer.started.get()) != nil, "no Debian machine could be started; Tests/Peers/collectd says why")
