import MistModel
import MistWire
import Testing

@testable import MistCommands

@Suite struct ImportDBTests {
  private let file = """
    backends:
      b1: {provider: openstack, title: Juno, apikey: ann, apisecret: sesame-1, apiurl: 'https://k', tenant_name: t}
      b9: {provider: softlayer, title: Soft, apikey: ann, apisecret: sesame-2, enabled: false, starred: [i1]}
    keypairs:
      new: {private: SESAME, default: true, machines: [[b1, m1, 0, root, true, 22], [b9, m9, 0, deploy, true, 2222]]}
      prod: {private: SESAME, public: ssh-rsa AAAA x, machines: [[b1, m1], [b1, m2]]}
    """
  private let own: [String: WireAnswer] = [
    "GET /keys/prod/public": .json(#""ssh-rsa AAAA y""#), "PUT /keys": .done,
    "POST /backends": .json(#"{"id":"new9","title":"Soft","provider":"softlayer","enabled":true}"#),
    "POST /backends/new9": .done, "POST /backends/new9/images/i1": .json("true"),
    "GET /backends/new9/images": .json(#"[{"id":"i1","name":"Image","star":false}]"#),
    "PUT /backends/b1/machines/m1/keys/new": .json("[]"), "PUT /backends/b1/machines/m2/keys/prod": .json("[]"),
    "PUT /backends/new9/machines/m9/keys/new": .json("[]"),
  ]

  private func shell(_ answers: [String: WireAnswer] = [:], file: String? = nil) -> TestShell {
    TestShell(SmallCloud.answers(and: own).merging(answers) { $1 }, files: ["/db.yaml": file ?? self.file])
  }

  @Test func whatIsNotHereIsAdded() async throws {
    let shell = shell()
    let text = try await shell.run("import-db /db.yaml")
    #expect(
      shell.changes == [
        #"PUT /keys {"id":"new","priv":"SESAME"}"#,
        #"PUT /backends/b1/machines/m1/keys/new {"port":22,"ssh_port":22,"ssh_user":"root","user":"root"}"#,
        "PUT /backends/b1/machines/m2/keys/prod {}",
        #"POST /backends {"api_key":"sesame-2","provider":"softlayer","remove_on_error":false,"title":"Soft","username":"ann"}"#,
        #"PUT /backends/new9/machines/m9/keys/new {"port":2222,"ssh_port":2222,"ssh_user":"deploy","user":"deploy"}"#,
        "POST /backends/new9/images/i1", #"POST /backends/new9 {"new_state":"0"}"#,
      ])
    #expect(shell.notes == ["7 added, 0 left out, 3 here already"])
    #expect(!text.lowercased().contains("sesame"))
    #expect(text.contains("association    new on Soft/m9"))
  }

  @Test func aDryRunChangesNothing() async throws {
    let shell = shell()
    let text = try await shell.run("import-db /db.yaml --dry-run")
    #expect(shell.changes == [])
    #expect(text.split(separator: "\n").count == 7)
    #expect(text.split(separator: "\n").allSatisfy { $0.contains("to add") })
  }

  @Test func theOldNameOfTheCommandWorks() async throws {
    let shell = shell()
    try await shell.run(["sync-dbyaml", "--dbyaml", "/db.yaml", "--dry-run"])
    #expect(await shell.error("import-db")?.code == .usage)
    #expect(await shell.error("import-db /db.yaml --dbyaml /db.yaml")?.code == .usage)
  }

  @Test func whatIsAllHereIsSaid() async throws {
    let shell = shell(
      file: "keypairs: {prod: {private: x, machines: [[b1, m1]]}}\nbackends: {b1: {provider: openstack}}")
    #expect(try await shell.run("import-db /db.yaml") == "Nothing to add: all 3 are here already\n")
    #expect(shell.changes == [])
    let empty = TestShell(SmallCloud.answers, files: ["/db.yaml": "keypairs: {}"])
    #expect(try await empty.run("import-db /db.yaml") == "There is nothing in it\n")
  }

  @Test func theDefaultKeyIsSetWhereThereWereNoKeys() async throws {
    let shell = shell(
      ["GET /keys": .json("[]"), "POST /keys/new": .done],
      file: "keypairs:\n  old: {private: A}\n  new: {private: B, default: true}")
    try await shell.run("import-db /db.yaml")
    #expect(shell.changes.last == "POST /keys/new")
  }

  @Test func aForeignKeyOfThatNameIsLeftAlone() async throws {
    let shell = shell(["GET /keys/prod/public": .json(#""ssh-rsa BBBB y""#)])
    // The plan knows it beforehand, and what wants that key too.
    let planned = try await shell.run("import-db /db.yaml --dry-run")
    #expect(planned.contains("left out   another key has that name here"))
    #expect(planned.contains("left out   key prod was left out"))
    #expect(shell.changes == [])
    let text = try await shell.run("import-db /db.yaml")
    #expect(text.contains("another key has that name here"))
    #expect(!shell.changes.contains { $0.contains("keys/prod") })
  }

  @Test func aProviderOutOfReachIsSkippedAndTheRestGoesOn() async throws {
    let refusal = MistError(.notSupported, "this version cannot reach SoftLayer yet")
    let shell = shell(["POST /backends": .failure(refusal)])
    let text = try await shell.run("import-db /db.yaml")
    #expect(
      text.contains("backend        Soft                                     left out   this version cannot reach"))
    #expect(shell.notes == ["3 added, 4 left out, 3 here already"])
  }

  @Test func whatFailsMakesTheCommandFail() async throws {
    let shell = shell(["PUT /keys": .failure(MistError(.passphraseNeeded, "the key is protected by a passphrase"))])
    let error = await shell.error("import-db /db.yaml")
    #expect(error?.summary == "1 of 7 could not be added")
    #expect(shell.written.contains("the key is protected by a passphrase"))
    #expect(shell.changes.contains(#"POST /backends/new9 {"new_state":"0"}"#))
  }

  @Test func nothingGoesOnWithoutTheService() async throws {
    let shell = shell(["PUT /keys": .failure(MistError(.serviceUnreachable, "gone"))])
    #expect(await shell.error("import-db /db.yaml")?.code == .serviceUnreachable)
    #expect(shell.changes.count == 1)
  }
}
