import Foundation
import MistModel
import Testing

@testable import MistSSH

/// Each test has a key of its own, so that its log ins can be counted in the server's log.
@Suite(withPeer, .serialized) struct KeptSessionTests {
  private func ownLogin(_ number: Int) throws -> (SSHLogin, String) {
    let peer = try Peer.get()
    let key = try SSHKeyFile.generate(.ed25519)
    try peer.authorize(key.publicKey)
    let identity = SSHIdentity(name: "own", privateKey: key.unencrypted)
    return (SSHLogin(address: peer.address(number), user: peer.user, identity: identity), key.fingerprint)
  }

  @Test func fiveCommandsOneLogIn() async throws {
    let (login, fingerprint) = try ownLogin(1)
    let engine = SSHEngine(hostKeys: KnownHostsMemory())
    for number in 0..<5 { #expect(try await engine.capture("echo \(number)", on: login).output == "\(number)\n") }
    #expect(engine.keptSessions == 1)
    #expect(try Peer.get().logIns(1, fingerprint: fingerprint) == 1)
    await engine.close()
    #expect(engine.keptSessions == 0)
  }

  @Test func aSessionTheServerClosedIsReplacedSilently() async throws {
    let (login, fingerprint) = try ownLogin(1)
    let engine = SSHEngine(hostKeys: KnownHostsMemory())
    let pid = try await engine.capture("echo $PPID", on: login).output.trimmingCharacters(in: .newlines)
    let killer = SSHEngine(hostKeys: KnownHostsMemory())
    _ = try await killer.capture("kill \(pid)", on: login)
    #expect(try await eventually { try await killer.capture("kill -0 \(pid)", on: login).exit.status != 0 })
    #expect(try await engine.capture("echo again", on: login).output == "again\n")
    #expect(try Peer.get().logIns(1, fingerprint: fingerprint) == 3)
    await engine.close()
    await killer.close()
  }

  @Test func aConnectionLostMidCommandIsSaidAndNotRunAgain() async throws {
    let (login, fingerprint) = try ownLogin(1)
    let engine = SSHEngine(hostKeys: KnownHostsMemory())
    _ = try await engine.capture("true", on: login)
    let file = "/tmp/mist-ssh-once-\(UUID().uuidString)"
    let error = await mistError {
      _ = try await engine.capture("echo x >> \(file); kill -9 $PPID; sleep 5", on: login)
    }
    #expect(error?.code == .connectionLost)
    #expect(error?.summary.contains("outcome is unknown") == true)
    #expect(try await engine.capture("cat \(file); rm \(file)", on: login).output == "x\n")
    #expect(try Peer.get().logIns(1, fingerprint: fingerprint) == 2)
    await engine.close()
  }

  @Test func sessionsAtRestAreClosedAfterAWhile() async throws {
    let (login, _) = try ownLogin(1)
    let engine = SSHEngine(
      hostKeys: KnownHostsMemory(), configuration: .init(idleClose: .milliseconds(300), keepAlive: .milliseconds(50)))
    _ = try await engine.capture("true", on: login)
    #expect(engine.keptSessions == 1)
    #expect(try await eventually { engine.keptSessions == 0 })
    #expect(try await engine.capture("echo back", on: login).output == "back\n")
    await engine.close()
  }

  @Test func keepAlivesDoNotDisturbALongCommand() async throws {
    let (login, fingerprint) = try ownLogin(1)
    let engine = SSHEngine(hostKeys: KnownHostsMemory(), configuration: .init(keepAlive: .milliseconds(50)))
    #expect(try await engine.capture("sleep 0.5; echo done", on: login).output == "done\n")
    // Who comes at the moment in which a session is kept awake logs in anew: on a busy machine some do, but not all.
    var commands = 1
    repeat {
      try await Task.sleep(for: .milliseconds(200))
      #expect(try await engine.capture("echo on", on: login).output == "on\n")
      commands += 1
    } while try commands < 30 && Peer.get().logIns(1, fingerprint: fingerprint) == commands
    #expect(try Peer.get().logIns(1, fingerprint: fingerprint) < commands)
    await engine.close()
  }

  @Test func nothingIsKeptWhenNothingShallBe() async throws {
    let (login, fingerprint) = try ownLogin(1)
    let engine = SSHEngine(hostKeys: KnownHostsMemory(), configuration: .init(maxKept: 0))
    for _ in 0..<2 { _ = try await engine.capture("true", on: login) }
    #expect(engine.keptSessions == 0)
    #expect(try Peer.get().logIns(1, fingerprint: fingerprint) == 2)
    await engine.close()
  }

  @Test func noDescriptorIsLeftBehind() async throws {
    let (login, _) = try ownLogin(1)
    func sockets() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter {
        let link = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) ?? ""
        return link.hasPrefix("socket:")
      }.count
    }
    let before = try sockets()
    let stranger = try SSHKeyFile.generate(.ed25519)
    for _ in 0..<30 {
      let engine = SSHEngine(hostKeys: KnownHostsMemory())
      _ = try await engine.capture("true", on: login)
      var wrong = login
      wrong.identity = SSHIdentity(name: "stranger", privateKey: stranger.unencrypted)
      _ = await mistError { _ = try await engine.capture("true", on: wrong) }
      await engine.close()
    }
    // Other tests run beside this one and have sockets of their own.
    #expect(try sockets() - before < 40)
  }
}
