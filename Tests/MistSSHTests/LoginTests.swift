import Foundation
import MistModel
import Testing

@testable import MistSSH

@Suite(withPeer) struct LoginTests {
  let engine = SSHEngine(hostKeys: KnownHostsMemory())

  private func newIdentity(_ name: KeyID, options: String? = nil) throws -> SSHIdentity {
    let key = try SSHKeyFile.generate(.ed25519)
    if let options { try Peer.get().authorize(key.publicKey, options: options) }
    return SSHIdentity(name: name, privateKey: key.unencrypted)
  }

  @Test func aRefusedKeyIsNamedWithUserAndPlace() async throws {
    let peer = try Peer.get()
    let login = SSHLogin(address: peer.address(), user: peer.user, identity: try newIdentity("stranger"))
    let error = await mistError { _ = try await engine.capture("true", on: login) }
    #expect(error?.code == .credentialsRejected)
    #expect(
      error?.summary == "ssh: \(peer.user)@\(peer.address()) with key stranger: permission denied (publickey)")
    await engine.close()
  }

  @Test func noKeyAtAllIsSaid() async throws {
    let login = SSHLogin(address: try Peer.get().address(), user: "x")
    let error = await mistError { _ = try await engine.capture("true", on: login) }
    #expect(error?.code == .credentialsRejected)
    #expect(error?.summary.hasSuffix("no key to log in with") == true)
    await engine.close()
  }

  @Test func theFinderTriesInOrderAndTellsWhatItTried() async throws {
    let peer = try Peer.get()
    let stranger = try newIdentity("stranger")
    let found = try await LoginFinder(engine: engine).find(
      at: peer.address(),
      candidates: [
        .init(identity: stranger, user: peer.user), .init(identity: stranger, user: peer.user),
        .init(identity: try peer.identity, user: "nobody-here"), .init(identity: try peer.identity, user: peer.user),
      ])
    #expect(found.login.user == peer.user)
    #expect(found.login.identity?.name == "fleet")
    #expect(found.uptime.contains("load average"))
    #expect(
      found.attempts.map(\.description) == [
        "\(peer.user) with key stranger: permission denied (publickey)",
        "nobody-here with key fleet: permission denied (publickey)", "\(peer.user) with key fleet: logged in",
      ])
    let sudo = try await engine.capture("sudo -n true", on: found.login).exit.status == 0
    #expect(found.hasSudo == (sudo || peer.user == "root"))
    await engine.close()
  }

  @Test func withoutAUserTheUsualOnesAreTried() async throws {
    let peer = try Peer.get()
    let stranger = try newIdentity("stranger")
    let error = await mistError {
      _ = try await LoginFinder(engine: engine).find(at: peer.address(), candidates: [.init(identity: stranger)])
    }
    #expect(error?.code == .credentialsRejected)
    #expect(error?.summary == "ssh: \(peer.address()) accepted no login")
    #expect(
      error?.details
        == LoginFinder.usualUsers.map { "\($0) with key stranger: permission denied (publickey)" })
    #expect(error?.hint?.contains("associate-key") == true)
    await engine.close()
  }

  @Test func anImageThatWantsAnotherUserIsTakenAtItsWord() async throws {
    let peer = try Peer.get()
    let says = "Please login as the user \\\"ubuntu\\\" rather than the user \\\"root\\\"."
    let identity = try newIdentity("cloud", options: "command=\"echo '\(says)'; sleep 600; exit 142\"")
    let start = ContinuousClock.now
    let error = await mistError {
      _ = try await LoginFinder(engine: engine).find(
        at: peer.address(), candidates: [.init(identity: identity, user: peer.user)])
    }
    #expect(
      error?.details == [
        "\(peer.user) with key cloud: the machine wants user ubuntu",
        "ubuntu with key cloud: permission denied (publickey)",
      ])
    #expect(ContinuousClock.now - start < .seconds(300))
    await engine.close()
  }

  @Test func twoUsersThatPointAtEachOtherEndTheSearch() async throws {
    let peer = try Peer.get()
    let identity = try newIdentity(
      "loop", options: "command=\"echo 'Please login as the user \\\"\(peer.user)\\\" rather'\"")
    let error = await mistError {
      _ = try await LoginFinder(engine: engine).find(
        at: peer.address(), candidates: [.init(identity: identity, user: peer.user)])
    }
    #expect(error?.details.count == 1)
    await engine.close()
  }

  @Test func anUnreachableMachineEndsTheSearchAtOnce() async throws {
    let port = try SilentListener().port
    let address = SSHAddress(host: "127.0.0.1", port: port)
    let error = await mistError {
      _ = try await LoginFinder(engine: engine).find(
        at: address, candidates: [.init(identity: try Peer.get().identity)])
    }
    #expect(error?.code == .unreachable)
    #expect(error?.summary == "ssh: \(address): connection refused")
  }

  @Test func noCandidates() async {
    let address = SSHAddress(host: "h")
    let error = await mistError { _ = try await LoginFinder(engine: engine).find(at: address, candidates: []) }
    #expect(error?.code == .invalid)
  }
}

struct PleaseLoginTests {
  @Test func theUserIsRead() {
    let text = "Please login as the user \"ec2-user\" rather than the user \"root\".\n"
    #expect(PleaseLogin.user(in: "banner\n" + text) == "ec2-user")
    #expect(PleaseLogin.user(in: "Please login as the user \"ub") == nil)
    #expect(PleaseLogin.user(in: "Please login as the user \"-oX\" rather") == nil)
    #expect(PleaseLogin.user(in: " 10:00 up 3 days") == nil)
  }
}
