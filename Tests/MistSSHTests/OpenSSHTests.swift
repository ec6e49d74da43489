import Foundation
import MistModel
import Testing

@testable import MistSSH

struct AddressTests {
  @Test func addressesReadAsPeopleWriteThem() {
    #expect("\(SSHAddress(host: "10.0.0.5"))" == "10.0.0.5:22")
    #expect("\(SSHAddress(host: "fe80::1", port: 2200))" == "[fe80::1]:2200")
  }

  @Test func knownHostsLinesNameThePort() {
    let key = HostKey(type: "ssh-ed25519", fingerprint: "SHA256:x", publicKey: "AAAA")
    let other = SSHAddress(host: "127.0.0.1", port: 2301)
    #expect(OpenSSH.knownHostsLines([key], of: other) == "[127.0.0.1]:2301 ssh-ed25519 AAAA\n")
    #expect(
      OpenSSH.knownHostsLines([key, key], of: SSHAddress(host: "h")) == "h ssh-ed25519 AAAA\nh ssh-ed25519 AAAA\n")
  }

  @Test func theHostIsNeverAnOption() {
    let login = SSHLogin(address: SSHAddress(host: "-oProxyCommand=x"), user: "u")
    let words = OpenSSH.arguments(for: login, identityPath: nil, knownHostsPath: "/k")
    #expect(words.suffix(2) == ["--", "-oProxyCommand=x"])
    #expect(!words.contains("IdentitiesOnly=yes"))
  }
}

@Suite(withPeer) struct OpenSSHTests {
  @Test func theRealSSHLogsInWithThoseWords() async throws {
    let peer = try Peer.get()
    let store = KnownHostsMemory()
    let engine = SSHEngine(hostKeys: store)
    let login = try peer.login()
    _ = try await engine.capture("true", on: login)
    await engine.close()
    let known = peer.directory + "/known 100%h \(UUID().uuidString)"
    let lines = OpenSSH.knownHostsLines(try store.hostKeys(of: peer.address()), of: peer.address())
    try lines.write(toFile: known, atomically: true, encoding: .utf8)
    let words = OpenSSH.arguments(
      for: login, identityPath: peer.directory + "/fleet_key", knownHostsPath: known)
    let result = run("/usr/bin/env", ["ssh", "-F", "/dev/null"] + words + ["echo", "hello"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == "hello\n")
    #expect(!words.joined().contains("PRIVATE"))
    let other = SSHLogin(address: peer.address(1), user: peer.user, identity: login.identity)
    let unknown = OpenSSH.arguments(for: other, identityPath: peer.directory + "/fleet_key", knownHostsPath: known)
    #expect(run("/usr/bin/env", ["ssh", "-F", "/dev/null"] + unknown + ["true"]).status == 255)
  }
}
