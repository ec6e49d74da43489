import Foundation
import Testing

/// Private sshd's, started once by `Tests/Peers/sshd` and stopped when the tests end.
struct Machines: Sendable {
  var folder: String
  var user: String
  var ports: [String]

  /// `nil` when there are none; the script has told why.
  static let started: Machines? = start()

  private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Peers/sshd").path

  private static func start() -> Machines? {
    let folder = "/tmp/mist-terminal-machines-\(getpid())"
    // Files, not pipes: sshd inherits them, and a pipe would never end. The watcher outlives a crash of the tests.
    let command = """
      '\(script)' start '\(folder)' 2 </dev/null >/dev/null 2>&1 || exit
      (trap '' INT HUP; while kill -0 \(getpid()); do sleep 0.5; done; '\(script)' stop '\(folder)'; rm -rf '\(folder)') \
      </dev/null >/dev/null 2>&1 &
      """
    guard (try? run(script: command)) == 0,
      let lines = try? String(contentsOfFile: folder + "/started", encoding: .utf8).split(separator: "\n"),
      let user = try? String(contentsOfFile: folder + "/user", encoding: .utf8)
    else { return nil }
    return Machines(
      folder: folder, user: user.trimmingCharacters(in: .whitespacesAndNewlines),
      ports: lines.map { String($0.split(separator: " ")[1]) })
  }
}

let withMachines: ConditionTrait = .enabled(
  if: Machines.started != nil, "no sshd could be started; Tests/Peers/sshd says why")

extension ShellHome {
  /// Adds the machines web1 and web2.
  func addMachines() throws {
    let machines = try #require(Machines.started)
    let backends = zip(["web1", "web2"], machines.ports).map { name, port in
      "add-backend --provider bare_metal --name \(name) --bare-hostname 127.0.0.1 --bare-port \(port) "
        + "--bare-user \(machines.user) --bare-ssh-key-id fleet"
    }
    try run("add-key --name fleet --key-path \(machines.folder)/fleet_key", backends[0], backends[1])
  }
}

/// A service that is not to be trusted: it never answers, or answers whatever it was told to.
final class StubService: Sendable {
  let port: UInt16
  private let listener: Int32
  private let answers: [String: String]?

  /// - Parameter answers: a body for each path, as JSON; `nil` for a service that takes requests and says nothing.
  init(answers: [String: String]?) throws {
    self.answers = answers
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let (listener, length) = (listener, size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, address, &size) == 0
      }
    }
    guard isBound else { throw TerminalFailure(description: "no port") }
    port = UInt16(bigEndian: address.sin_port)
    // Without answers nobody takes the connections: the kernel does, and that is all there is.
    guard answers != nil else { return }
    Thread.detachNewThread { [self] in serve() }
  }

  /// Nothing listens any more.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private func serve() {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { return }
      answer(connection)
      close(connection)
    }
  }

  private func answer(_ connection: Int32) {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(connection, &bytes, bytes.count)
    let head = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
    let path = head.count > 1 ? String(head[1]) : ""
    let body = answers?[path.split(separator: "?").first.map(String.init) ?? path]
    let text =
      "HTTP/1.1 \(body == nil ? "404 Not Found" : "200 OK")\r\ncontent-type: application/json\r\n"
      + "connection: close\r\ncontent-length: \(body?.utf8.count ?? 0)\r\n\r\n\(body ?? "")"
    _ = Array(text.utf8).withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
  }

  /// The options of a shell that is its client.
  func options(in home: ShellHome) throws -> [String] {
    try home.write(
      """
      [mist.io]
      mist_uri = http://127.0.0.1:\(port)
      [mist.credentials]
      email = ada@example.org
      password = engine-1
      """, to: "config")
    chmod(home.path + "/config", 0o600)
    return ["--config", home.path + "/config"]
  }
}
