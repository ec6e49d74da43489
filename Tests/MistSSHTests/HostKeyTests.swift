import MistModel
import Testing

@testable import MistSSH

@Suite(withPeer) struct HostKeyTests {
  @Test func theFirstKeyIsRecordedAndNextTimeExpected() async throws {
    let peer = try Peer.get()
    let store = KnownHostsMemory()
    for _ in 0..<2 {
      let engine = SSHEngine(hostKeys: store)
      _ = try await engine.capture("true", on: try peer.login())
      await engine.close()
    }
    let recorded = try store.hostKeys(of: peer.address())
    #expect(recorded.count == 1)
    let file = try peer.text("m1/host_key.pub").split(separator: " ")
    #expect(recorded.first?.type == "ssh-ed25519")
    #expect(recorded.first.map { Substring($0.publicKey) } == file[1])
    let shown = run("/usr/bin/env", ["ssh-keygen", "-lf", peer.directory + "/m1/host_key.pub"]).output
    #expect(shown.split(separator: " ")[1] == recorded.first?.fingerprint ?? "")
  }

  @Test(arguments: ["ssh-ed25519", "ssh-rsa"]) func aChangedKeyEndsTheConnection(_ type: String) async throws {
    let peer = try Peer.get()
    let store = KnownHostsMemory()
    store.replace(HostKey(type: type, fingerprint: "SHA256:old", publicKey: "AAAAold"), of: peer.address())
    let engine = SSHEngine(hostKeys: store)
    let error = await mistError { _ = try await engine.capture("true", on: try peer.login()) }
    #expect(error?.code == .untrusted)
    #expect(error?.hint?.hasSuffix("forget-host-key \(peer.address())") == true)
    #expect(error?.details.first == "recorded: \(type) SHA256:old")
    #expect(error?.details.last?.hasPrefix("offered:  ssh-ed25519 SHA256:") == true)
    #expect(try store.hostKeys(of: peer.address()).map(\.fingerprint) == ["SHA256:old"])
    await engine.close()
  }

  @Test func theRecordedKindIsAskedForFirst() {
    let rsa = HostKey(type: "ssh-rsa", fingerprint: "", publicKey: "")
    #expect(SessionSetup.hostKeyOrder([]) == nil)
    #expect(SessionSetup.hostKeyOrder([rsa])?.hasPrefix("rsa-sha2-512,rsa-sha2-256,ssh-ed25519") == true)
    let ecdsa = HostKey(type: "ecdsa-sha2-nistp384", fingerprint: "", publicKey: "")
    #expect(SessionSetup.hostKeyOrder([ecdsa])?.hasPrefix("ecdsa-sha2-nistp384,ssh-ed25519") == true)
  }

  @Test func aStoreThatFailsEndsTheConnection() async throws {
    struct Broken: HostKeyStore {
      func hostKeys(of address: SSHAddress) throws -> [HostKey] { throw MistError(.storage, "disk full") }
      func record(_ key: HostKey, of address: SSHAddress) throws {}
    }
    let engine = SSHEngine(hostKeys: Broken())
    let error = await mistError { _ = try await engine.capture("true", on: try Peer.get().login()) }
    #expect(error?.code == .storage)
    #expect(error?.details == ["disk full"])
    await engine.close()
  }
}
