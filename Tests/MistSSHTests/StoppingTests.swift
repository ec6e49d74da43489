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
    #expect(ContinuousClock.now - start < soon)
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

/// A server process that is stopped (as by a machine that hangs) still holds its connection open.
@Suite(withPeer, .serialized) struct HangingServerTests {
  private let engine = SSHEngine(
    hostKeys: KnownHostsMemory(), configuration: .init(keepAlive: .milliseconds(100), connectTimeout: .seconds(2)))
  private let other = SSHEngine(hostKeys: KnownHostsMemory())

  /// Leaves the engine's kept session with a server that does not answer; `body` gets its process.
  private func withHangingSession(_ body: (SSHLogin, String) async throws -> Void) async throws {
    let login = try Peer.get().login(3)
    let process = try await engine.capture("echo $PPID", on: login).output.trimmingCharacters(in: .newlines)
    try #require(engine.keptSessions == 1)
    _ = try await other.capture("kill -STOP \(process)", on: login)
    try await body(login, process)
    _ = try await other.capture("kill -KILL \(process)", on: login)
    await engine.close()
    await other.close()
  }

  @Test func aKeptSessionThatDoesNotAnswerIsReplaced() async throws {
    try await withHangingSession { login, process in
      let parent = try await engine.capture("echo $PPID", on: login).output.trimmingCharacters(in: .newlines)
      #expect(parent != process && !parent.isEmpty)
    }
  }

  @Test func anUploadOnADeadSessionGoesOverANewOne() async throws {
    try await withHangingSession { login, _ in
      let path = "hanging-\(UUID().uuidString)"
      try await engine.upload([65, 66], to: path, permissions: 0o600, on: login)
      #expect(try await engine.capture("cat \(path); rm \(path)", on: login).output == "AB")
    }
  }

  @Test func anUploadThatHangsEndsAtItsLimit() async throws {
    let login = try Peer.get().login(3)
    let folder = "folder-\(UUID().uuidString)"
    _ = try await engine.capture("mkdir \(folder)", on: login)
    let bytes = [UInt8](repeating: 0, count: 120_000_000)
    let error = await mistError {
      try await engine.upload(bytes, to: "\(folder)/big", permissions: 0o600, on: login, within: .milliseconds(100))
    }
    #expect(error?.code == .timedOut)
    #expect(error?.summary.contains("0.1 seconds") == true)
    _ = try await other.capture("rm -r \(folder)", on: login)
    await engine.close()
    await other.close()
  }

  @Test func anUploadThatHangsCanBeCancelled() async throws {
    try await withHangingSession { login, _ in
      let upload = Task { try await engine.upload([1], to: "hanging", permissions: 0o600, on: login) }
      try await Task.sleep(for: .milliseconds(100))
      let start = ContinuousClock.now
      upload.cancel()
      #expect(await mistError { try await upload.value }?.code == .interrupted)
      #expect(ContinuousClock.now - start < soon)
    }
  }
}
