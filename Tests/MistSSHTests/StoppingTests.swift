import Foundation
import MistModel
import Testing

@testable import MistSSH

@Suite(withPeer) struct StoppingTests {
  let engine = SSHEngine(hostKeys: KnownHostsMemory(), configuration: .init(connectTimeout: .seconds(5)))

  @Test func aCommandThatTakesTooLongIsStopped() async throws {
    let peer = try Peer.get()
    let mark = peer.directory + "/ended-\(UUID().uuidString)"
    let error = await mistError {
      _ = try await engine.capture(
        "trap 'echo x > \(mark); exit' TERM; while :; do sleep 0.05; done", on: try peer.login(),
        within: .milliseconds(500))
    }
    #expect(error?.code == .timedOut)
    #expect(error?.summary.contains("did not end within 0.5 seconds") == true)
    await engine.close()
  }

  @Test func aCommandThatNeverStopsWritingIsStoppedToo() async throws {
    let error = await mistError {
      _ = try await engine.run("yes", on: try Peer.get().login(), within: .milliseconds(500)) { _, _ in }
    }
    #expect(error?.code == .timedOut)
    await engine.close()
  }

  @Test func cancellingEndsTheWaitAndTheCommand() async throws {
    let login = try Peer.get().login()
    let word = "77\(Int.random(in: 1000...9999))"
    let running = Task { try await engine.capture("sleep \(word)", on: login) }
    let engine2 = SSHEngine(hostKeys: KnownHostsMemory())
    let search = "pgrep -f '^sleep \(word)' || true"
    #expect(try await eventually { try await !engine2.capture(search, on: login).output.isEmpty })
    let start = ContinuousClock.now
    running.cancel()
    let error = await mistError { _ = try await running.value }
    #expect(error?.code == .interrupted)
    #expect(ContinuousClock.now - start < .seconds(2))
    #expect(try await eventually { try await engine2.capture(search, on: login).output.isEmpty })
    #expect(engine.keptSessions == 0)
    await engine.close()
    await engine2.close()
  }

  @Test func cancellingBeforeAThreadIsFree() async throws {
    let login = try Peer.get().login()
    let small = SSHEngine(hostKeys: KnownHostsMemory(), configuration: .init(maxAtOnce: 1))
    let first = Task { try await small.capture("sleep 60", on: login) }
    try await Task.sleep(for: .milliseconds(50))
    let second = Task { try await small.capture("true", on: login) }
    try await Task.sleep(for: .milliseconds(50))
    second.cancel()
    #expect(await mistError { _ = try await second.value }?.code == .interrupted)
    await small.close()
    #expect(await mistError { _ = try await first.value }?.code == .interrupted)
  }

  @Test func afterCloseNothingRuns() async throws {
    let login = try Peer.get().login()
    await engine.close()
    #expect(await mistError { _ = try await engine.capture("true", on: login) }?.code == .interrupted)
  }
}
