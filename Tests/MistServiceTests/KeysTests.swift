import Foundation
import GRDB
import MistModel
import MistSSH
import MistWire
import Testing

@testable import MistService

struct KeysTests {
  private let test: TestService

  init() throws {
    test = try TestService()
  }

  private func add(_ name: String, _ privateKey: String? = nil, passphrase: String? = nil) async throws -> WireAnswer {
    var body: [String: JSONValue] = ["id": .string(name)]
    body["priv"] = .string(try privateKey ?? SSHKeyFile.generate(.ed25519).unencrypted)
    body["passphrase"] = passphrase.map { .string($0) }
    return try await test.ask(.put, "/keys", .object(body))
  }

  private func names(_ answer: JSONValue) -> [String?] { answer.items.map { $0["id"]?.string } }

  private func defaults() async throws -> [String?] {
    names(.array(try await test.asked(.get, "/keys").items.filter { $0["isDefault"] == true }))
  }

  @Test func theFirstKeyBecomesTheDefault() async throws {
    #expect(try await test.asked(.get, "/keys") == [])
    let first = try WireJSON.value(JSONValue.self, from: try await add("prod").body)
    #expect(first == ["id": "prod", "name": "prod", "isDefault": true, "machines": []])
    let second = try WireJSON.value(JSONValue.self, from: try await add("test").body)
    #expect(second["isDefault"] == false)
    #expect(names(try await test.asked(.get, "/keys")) == ["prod", "test"])
  }

  @Test func bothHalvesComeBackAsJSONStrings() async throws {
    let key = try SSHKeyFile.generate(.ed25519)
    _ = try await add("My Key", key.unencrypted)
    let id: KeyID = "My Key"
    #expect(try await test.asked(.get, "/keys/\(id)/private") == .string(key.unencrypted))
    #expect(try await test.asked(.get, "/keys/\(id)/public") == .string(key.publicKey))
  }

  @Test func aPrivateKeyIsNowhereInTheStoreAsItIs() async throws {
    let key = try SSHKeyFile.generate(.ed25519)
    _ = try await add("prod", key.unencrypted)
    let line = key.unencrypted.split(separator: "\n")[2]
    for name in try FileManager.default.contentsOfDirectory(atPath: test.folder) {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: test.folder + "/" + name))
      #expect(bytes.range(of: Data(line.utf8)) == nil, "\(name)")
    }
  }

  @Test func whatClientsDoToTheEndOfAKeyIsForgiven() async throws {
    let key = try SSHKeyFile.generate(.ed25519)
    let trimmed = key.unencrypted.trimmingCharacters(in: .newlines)
    for (number, text) in [trimmed, trimmed + "\n\n\n", trimmed.replacing("\n", with: "\r\n")].enumerated() {
      #expect(try await add("key\(number)", text).status == 200)
      #expect(try await test.asked(.get, "/keys/\(KeyID("key\(number)"))/public") == .string(key.publicKey))
    }
  }

  @Test(
    arguments: [
      ["-t", "rsa", "-b", "2048", "-m", "PEM"], ["-t", "rsa", "-b", "3072"],
      ["-t", "rsa", "-b", "2048", "-m", "PKCS8"],
      ["-t", "ecdsa", "-b", "256", "-m", "PEM"], ["-t", "ecdsa", "-b", "521"], ["-t", "ed25519"],
    ], ["", "open sesame"])
  func keysOfAllFormsAreRead(options: [String], passphrase: String) async throws {
    guard let file = try keygen(options + ["-N", passphrase]) else { return }
    if !passphrase.isEmpty {
      let refused = try await add("k", file.privateKey)
      #expect(refused.status == 400)
      #expect(refused.text == "Bad Request: the key is protected by a passphrase")
      #expect(try await add("k", file.privateKey, passphrase: "wrong").status == 400)
    }
    #expect(try await add("k", file.privateKey, passphrase: passphrase.isEmpty ? nil : passphrase).status == 200)
    #expect(try await test.asked(.get, "/keys/k/public").string?.hasPrefix(file.publicKey) == true)
    let kept = try await test.asked(.get, "/keys/k/private").string ?? ""
    #expect(try SSHKeyFile.read(kept).publicKey == file.publicKey)
  }

  @Test(arguments: [
    "", "no key", "ssh-ed25519 AAAA", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
  ])
  func whatIsNoPrivateKeyIsRefused(text: String) async throws {
    #expect(try await add("k", text).status == 400)
    #expect(try await test.asked(.get, "/keys") == [])
  }

  @Test(arguments: ["", "   ", "a\u{0}b", "a\nb", "a\u{1B}[2J", "a\u{202E}b", String(repeating: "ä", count: 128)])
  func aNameThatIsNoneIsRefused(name: String) async throws {
    #expect(try await add(name).status == 400)
  }

  @Test(arguments: ["a/b", "a?b", "a#b", "100%", "a b", "ключ", "🔑", "..", "a%2Fb", "'\"; DROP TABLE key; --"])
  func aNameMayHoldAnythingElse(name: String) async throws {
    let id = KeyID(name)
    #expect(try await add(name).status == 200)
    #expect(try await test.ask(.post, "/keys/\(id)").text == "OK")
    #expect(try await test.asked(.get, "/keys/\(id)/public").string?.hasPrefix("ssh-ed25519 ") == true)
    #expect(try await test.asked(.delete, "/keys/\(id)") == [])
  }

  @Test func namesThatLookTheSameAreTheSame() async throws {
    #expect(try await add("Zo\u{EB}").status == 200)
    #expect(try await add("Zoe\u{308}").status == 409)
    #expect(try await add("  Zo\u{EB} ").status == 409)
  }

  @Test func aNameThatIsTakenIsAConflict() async throws {
    _ = try await add("prod")
    _ = try await add("test")
    let answer = try await add("prod")
    #expect(answer.status == 409)
    #expect(answer.text == "Keypair exists: prod")
    #expect(try await test.ask(.put, "/keys/test", ["new_id": "prod"]).status == 409)
    #expect(try await test.ask(.put, "/keys/test", ["new_id": "test"]).status == 200)
  }

  @Test func deletingTheDefaultKeyMakesAnotherOneDefault() async throws {
    for name in ["a", "b", "c"] { _ = try await add(name) }
    _ = try await test.ask(.post, "/keys/c")
    #expect(try await defaults() == ["c"])
    #expect(names(try await test.asked(.delete, "/keys/c")) == ["a", "b"])
    #expect(try await defaults() == ["a"])
    #expect(names(try await test.asked(.delete, "/keys/b")) == ["a"])
    #expect(try await defaults() == ["a"])
    #expect(try await test.asked(.delete, "/keys/a") == [])
    _ = try await add("d")
    #expect(try await defaults() == ["d"])
  }

  @Test func aRenamedKeyKeepsItsPlaceItsHalvesAndItsMachines() async throws {
    let key = try SSHKeyFile.generate(.ed25519)
    _ = try await add("old", key.unencrypted)
    _ = try await add("other")
    try await test.service.services.keys.store.write { db in
      for machine in ["m2", "m1"] {
        try AssociationRecord(
          keyID: "old", backend: "b", machine: machine, lastUsed: 5, user: "root", hasSudo: true, port: 2222
        ).insert(db)
      }
    }
    try await test.addServer("box")
    #expect(try await test.asked(.put, "/keys/old", ["new_name": "new"])["new_id"] == "new")
    let keys = try await test.asked(.get, "/keys")
    #expect(names(keys) == ["new", "other"])
    #expect(keys.items[0]["machines"] == [["b", "m1", 5, "root", true, 2222], ["b", "m2", 5, "root", true, 2222]])
    #expect(try await test.asked(.get, "/keys/new/private") == .string(key.unencrypted))
    #expect(try await test.ask(.get, "/keys/old/private").status == 404)
    #expect(try await defaults() == ["new"])
  }

  @Test func aBackendFollowsItsKeyToTheNewName() async throws {
    _ = try await add("old")
    let body: JSONValue = [
      "title": "box", "provider": "bare_metal", "machine_ip": "192.0.2.1", "machine_key": "old",
      "remove_on_error": false,
    ]
    #expect(try await test.ask(.post, "/backends", body).status == 200)
    _ = try await test.ask(.put, "/keys/old", ["new_id": "new"])
    let backends = test.service.services.backends
    let record = try #require(try await backends.list().first)
    #expect(try await backends.parameters(of: record)["machine_key"] == "new")
  }

  @Test func unknownKeysAreNotFound() async throws {
    for (method, path) in [
      (WireRequest.Method.post, "/keys/x"), (.delete, "/keys/x"), (.get, "/keys/x/private"), (.get, "/keys/x/public"),
    ] as [(WireRequest.Method, WirePath)] {
      let answer = try await test.ask(method, path)
      #expect(answer.status == 404)
      #expect(answer.text == "Keypair not found: x")
    }
    #expect(try await test.ask(.put, "/keys/x", ["new_id": "y"]).status == 404)
  }

  @Test func aMadeKeyIsNotKept() async throws {
    let made = try await test.asked(.post, "/keys", ["type": "rsa"])
    #expect(try SSHKeyFile.read(made["priv"]?.string ?? "").type == "ssh-rsa")
    let unasked = try await test.asked(.post, "/keys")
    #expect(try SSHKeyFile.read(unasked["priv"]?.string ?? "").type == "ssh-ed25519")
    #expect(try await test.ask(.post, "/keys", ["type": "dsa"]).status == 400)
    #expect(try await test.asked(.get, "/keys") == [])
  }

  /// `nil` where there is no ssh-keygen.
  private func keygen(_ options: [String]) throws -> (privateKey: String, publicKey: String)? {
    let tool = "/usr/bin/ssh-keygen"
    guard FileManager.default.isExecutableFile(atPath: tool) else { return nil }
    let path = test.folder + "/made"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = ["-q", "-f", path] + options
    try process.run()
    process.waitUntilExit()
    let publicKey = try String(contentsOfFile: path + ".pub", encoding: .utf8)
    return (
      try String(contentsOfFile: path, encoding: .utf8),
      publicKey.split(separator: " ").prefix(2).joined(separator: " ").trimmingCharacters(in: .newlines)
    )
  }
}
