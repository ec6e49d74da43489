import MistClient
import MistCommands
import MistModel
import MistOutput
import MistShell
import MistWire
import Synchronization
import Testing

import enum MistShell.ExitStatus

/// `with each machine: LINE` on many at the same time.
@Suite struct SideBySideTests {
  /// A cloud of forty machines, of which each takes a while to stop, the first ones the longest.
  private final class SlowCloud: Transport {
    let place = "the service"
    private let state = Mutex((running: 0, most: 0, stopped: [String]()))
    private let takes: Duration

    init(takes: Duration = .milliseconds(20)) { self.takes = takes }

    var most: Int { state.withLock { $0.most } }
    var stopped: [String] { state.withLock { $0.stopped } }

    func send(_ request: WireRequest) async throws -> WireAnswer {
      let path = request.path.text
      if path == "/backends" {
        return Self.json(#"[{"id": "b1", "title": "Juno", "provider": "docker", "enabled": true, "state": "online"}]"#)
      }
      guard request.method == .post else {
        let machines = (1...40).map { #"{"id": "m\#($0)", "name": "web\#($0)", "state": "running", "public_ips": []}"# }
        return Self.json("[\(machines.joined(separator: ", "))]")
      }
      let id = path.split(separator: "/").last.map(String.init) ?? ""
      state.withLock { state in
        state.running += 1
        state.most = max(state.most, state.running)
      }
      defer { state.withLock { $0.running -= 1 } }
      try await Task.sleep(for: takes * (id == "m1" ? 5 : 1))
      guard id != "m3", id != "m7" else {
        return WireAnswer(status: 409, headers: [:], body: Array("Juno: \(id) is locked".utf8))
      }
      state.withLock { $0.stopped.append(id) }
      return Self.json("[]")
    }

    func stream(_ request: WireRequest) async throws -> WireStream { throw MistError(.failed, "no streams") }

    private static func json(_ text: String) -> WireAnswer {
      WireAnswer(status: 200, headers: [:], body: Array(text.utf8))
    }
  }

  private func shell(_ cloud: SlowCloud) -> (MistShell, Written) {
    let written = Written()
    let world = World(
      now: { 0 }, environment: [:], homeFolder: "/home/user", inputIsTerminal: false, outputIsTerminal: false,
      terminalWidth: { 80 }, write: { written.append($0, $1) }, ask: { _ in nil }, askSecret: { _ in nil },
      readFile: { path in throw MistError(.storage, "\(path): no such file") }, openSSH: { _ in 0 })
    return (MistShell(client: MistClient(transport: cloud), world: world, commands: .all), written)
  }

  @Test func manyAtOnceInOrderWithWhatFailed() async {
    let cloud = SlowCloud()
    let (shell, written) = shell(cloud)
    let script = "list-machines | where state=running\nwith each machine: stop\n"
    #expect(await shell.run(script: Array(script.utf8), named: "stdin") == .scriptStopped)
    let said = written.output.split(separator: "\n").filter { $0.hasPrefix("Stopped") }.map(String.init)
    #expect(said == (1...40).filter { $0 != 3 && $0 != 7 }.map { "Stopped machine web\($0)" })
    #expect(cloud.stopped.count == 38 && cloud.stopped.first != "m1")
    #expect(cloud.most > 4 && cloud.most <= 16)
    #expect(written.errors.contains("Juno/web3: Juno: m3 is locked"))
    #expect(written.errors.hasSuffix("2 of 40 machines failed: Juno/web3, Juno/web7\n"), "\(written.errors)")
  }

  @Test func whatHasNotBegunWhenItIsStoppedNeverDoes() async throws {
    let cloud = SlowCloud(takes: .milliseconds(300))
    let (shell, written) = shell(cloud)
    let interruption = shell.interruption
    let stopping = Task {
      while cloud.stopped.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
      interruption.interrupt()
    }
    let script = "list-machines\nwith each machine: stop\n"
    #expect(await shell.run(script: Array(script.utf8), named: "stdin") == .interrupted)
    _ = try await stopping.value
    let count = cloud.stopped.count
    #expect(count >= 1 && count < 40)
    #expect(written.errors.contains("stopped: done on "), "\(written.errors)")
    try await Task.sleep(for: .milliseconds(700))
    #expect(cloud.stopped.count == count)
  }
}
