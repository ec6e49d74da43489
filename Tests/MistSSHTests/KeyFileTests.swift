import Foundation
import MistModel
import Testing

@testable import MistSSH

/// One way to make and write a key. PKCS#1 and SEC1 are what `-m PEM` gives.
struct KeyForm: Sendable, CustomTestStringConvertible {
  var kind: [String]
  var form: [String]
  var type: String
  var bits: Int?
  var testDescription: String { (kind + form).joined(separator: " ") }

  static let all: [KeyForm] = [
    KeyForm(kind: ["-t", "ed25519"], form: [], type: "ssh-ed25519"),
    KeyForm(kind: ["-t", "rsa", "-b", "2048"], form: [], type: "ssh-rsa", bits: 2048),
    KeyForm(kind: ["-t", "rsa", "-b", "2048"], form: ["-m", "PEM"], type: "ssh-rsa", bits: 2048),
    KeyForm(kind: ["-t", "rsa", "-b", "3072"], form: ["-m", "PKCS8"], type: "ssh-rsa", bits: 3072),
    KeyForm(kind: ["-t", "ecdsa", "-b", "256"], form: [], type: "ecdsa-sha2-nistp256"),
    KeyForm(kind: ["-t", "ecdsa", "-b", "384"], form: ["-m", "PEM"], type: "ecdsa-sha2-nistp384"),
    KeyForm(kind: ["-t", "ecdsa", "-b", "521"], form: ["-m", "PKCS8"], type: "ecdsa-sha2-nistp521"),
  ]
}

@Suite(withPeer) struct KeyFileTests {
  private func logsIn(_ key: ParsedKey) async throws -> Bool {
    let peer = try Peer.get()
    try peer.authorize(key.publicKey)
    let identity = SSHIdentity(name: "test", privateKey: key.unencrypted)
    let engine = SSHEngine(hostKeys: KnownHostsMemory())
    let login = SSHLogin(address: peer.address(2), user: peer.user, identity: identity)
    let output = try await engine.capture("echo in", on: login).output
    await engine.close()
    return output == "in\n"
  }

  /// The public key that OpenSSH makes of a private one.
  private func publicKey(of privateKey: String) throws -> String {
    let file = try Peer.get().directory + "/private-\(UUID().uuidString)"
    _ = FileManager.default.createFile(
      atPath: file, contents: Data(privateKey.utf8), attributes: [.posixPermissions: 0o600])
    let made = run("/usr/bin/env", ["ssh-keygen", "-y", "-P", "", "-f", file])
    try #require(made.status == 0, "\(made.errors)")
    return made.output.split(separator: " ").prefix(2).joined(separator: " ").trimmingCharacters(in: .newlines)
  }

  @Test(arguments: KeyForm.all) func openKeysAreReadAndLogIn(_ form: KeyForm) async throws {
    let file = try Peer.get().keygen(form.kind + form.form + ["-N", ""])
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let key = try SSHKeyFile.read(text)
    #expect(key.type == form.type)
    #expect(key.bits == form.bits)
    #expect(key.unencrypted == text)
    let expected = try String(contentsOfFile: file + ".pub", encoding: .utf8).split(separator: " ")
    #expect(key.publicKey == expected.prefix(2).joined(separator: " "))
    let shown = run("/usr/bin/env", ["ssh-keygen", "-lf", file]).output.split(separator: " ")
    #expect(key.fingerprint == shown[1])
    #expect(try await logsIn(key))
  }

  @Test(arguments: KeyForm.all) func protectedKeysNeedTheirPassphrase(_ form: KeyForm) async throws {
    let file = try Peer.get().keygen(form.kind + form.form + ["-N", "open sesame"])
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(throws: MistError.self) { try SSHKeyFile.read(text, passphrase: nil) }
    for missing in [nil, ""] {
      let error = #expect(throws: MistError.self) { try SSHKeyFile.read(text, passphrase: missing) }
      #expect(error?.code == .passphraseNeeded)
    }
    let error = #expect(throws: MistError.self) { try SSHKeyFile.read(text, passphrase: "wrong") }
    #expect(error?.code == .invalid)
    #expect(error?.summary == "wrong passphrase for key")
    let key = try SSHKeyFile.read(text, passphrase: "open sesame")
    #expect(key.type == form.type)
    #expect(key.unencrypted != text)
    #expect(try publicKey(of: key.unencrypted) == key.publicKey)
    #expect(try await logsIn(key))
  }

  @Test(arguments: [KeyKind.ed25519, .rsa]) func newKeysSuitOpenSSHAndLogIn(_ kind: KeyKind) async throws {
    let key = try SSHKeyFile.generate(kind)
    #expect(key.type == (kind == .rsa ? "ssh-rsa" : "ssh-ed25519"))
    #expect(key.bits == (kind == .rsa ? 3072 : nil))
    #expect(try publicKey(of: key.unencrypted) == key.publicKey)
    #expect(try SSHKeyFile.read(key.unencrypted) == key)
    #expect(try await logsIn(key))
    #expect(try SSHKeyFile.generate(kind).fingerprint != key.fingerprint)
  }

  /// OpenSSH understands this form from 9.6 on, and libssh only half.
  @Test func ed25519InPKCS8IsConvertedOrSaid() async throws {
    let text = """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIGK0nif503rV9Hz5HsHwAKULKcj+giN4Iq2NOaaCNQyu
      -----END PRIVATE KEY-----
      """
    do {
      let key = try SSHKeyFile.read(text)
      #expect(key.type == "ssh-ed25519")
      #expect(try publicKey(of: key.unencrypted) == key.publicKey)
      #expect(try await logsIn(key))
    } catch let error as MistError {
      #expect(error.code == .notSupported)
      #expect(error.hint?.contains("ssh-keygen -p") == true)
    }
  }

  @Test func whatPastingDoesToAKeyIsForgiven() throws {
    let text = try SSHKeyFile.generate(.ed25519).unencrypted
    let pasted = "\n  " + text.replacingOccurrences(of: "\n", with: "\r\n  ").trimmingCharacters(in: .whitespaces)
    #expect(try SSHKeyFile.read(pasted).unencrypted == text)
  }

  @Test func aPublicKeyIsNotAPrivateOne() throws {
    let key = try SSHKeyFile.generate(.ed25519)
    let error = #expect(throws: MistError.self) { try SSHKeyFile.read(key.publicKey + " me@here") }
    #expect(error?.code == .invalid)
    #expect(error?.summary == "not a private key: this is the public half")
  }

  @Test(arguments: [
    "", "\n\n", "hello", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
    "-----BEGIN RSA PRIVATE KEY-----\n", "PuTTY-User-Key-File-3: ssh-ed25519\n",
  ]) func whatIsNoKeyIsSaid(_ text: String) {
    let error = #expect(throws: MistError.self) { try SSHKeyFile.read(text) }
    #expect(error?.code == .invalid)
    #expect(error?.summary.hasPrefix("not a private key") == true)
  }

  @Test func theSecretNeverShows() throws {
    let key = try SSHKeyFile.generate(.ed25519)
    let identity = SSHIdentity(name: "prod", privateKey: key.unencrypted)
    let login = SSHLogin(address: SSHAddress(host: "h"), user: "u", identity: identity)
    var dumped = ""
    dump(login, to: &dumped)
    dump(key, to: &dumped)
    dump(LoginFinder.Candidate(identity: identity), to: &dumped)
    for text in [
      "\(identity)", String(reflecting: identity), "\(login)", String(reflecting: login), "\(key)",
      String(reflecting: key), String(describing: [identity]), dumped,
    ] {
      #expect(!text.contains("PRIVATE"))
    }
    #expect("\(login)" == "u@h:22 with key prod")
  }

  @Test func aProtectedIdentityIsSaidByName() async throws {
    let file = try Peer.get().keygen(["-t", "ed25519", "-N", "secret"])
    let identity = SSHIdentity(name: "locked", privateKey: try String(contentsOfFile: file, encoding: .utf8))
    let engine = SSHEngine(hostKeys: KnownHostsMemory())
    let login = SSHLogin(address: try Peer.get().address(), user: "x", identity: identity)
    let error = await mistError { _ = try await engine.capture("true", on: login) }
    #expect(error?.code == .passphraseNeeded)
    #expect(error?.summary.hasPrefix("key locked: ") == true)
  }
}
