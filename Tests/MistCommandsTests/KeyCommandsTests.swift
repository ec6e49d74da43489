import MistModel
import MistOutput
import MistWire
import Testing

@Suite struct KeyCommandsTests {
  private let needsPassphrase = WireAnswer.failure(MistError(.passphraseNeeded, "the key is encrypted"))
  private let halves = SmallCloud.answers(and: [
    "GET /keys/prod/public": .json(#""ssh-ed25519 AAAA""#),
    "GET /keys/prod/private": .json(#""-----BEGIN KEY-----\nxyz\n-----END KEY-----\n""#),
  ])

  @Test func keysAreListedOneALine() async throws {
    #expect(try await TestShell(SmallCloud.answers).run("list-keys") == "prod\nproduction\n")
    #expect(try await TestShell(["GET /keys": .json("[]")]).run("list-keys") == "No keys found\n")
    let pretty = TestShell(SmallCloud.answers)
    pretty.settings.format = .pretty
    #expect(try await pretty.run("list-keys").contains("|    Name    | Is Default |"))
  }

  @Test func aKeyIsAddedFromAFile() async throws {
    let shell = TestShell(["PUT /keys": .done], files: ["/home/ada/k": "PRIVATE\n"])
    #expect(try await shell.run("add-key --name MyKey --key-path ~/k") == "Added key MyKey\n")
    #expect(shell.requests == [#"PUT /keys {"id":"MyKey","priv":"PRIVATE\n"}"#])
  }

  @Test func aKeyIsMade() async throws {
    let shell = TestShell(["POST /keys": .json(#"{"priv":"NEW"}"#), "PUT /keys": .done])
    try await shell.run("add-key --name auto --auto-generate --type rsa")
    #expect(shell.requests == [#"POST /keys {"type":"rsa"}"#, #"PUT /keys {"id":"auto","priv":"NEW"}"#])
  }

  @Test func exactlyOneSourceOfAKeyIsNeeded() async {
    for line in ["add-key --name k", "add-key --name k --auto-generate --key-path /k"] {
      #expect(await TestShell().error(line)?.code == .usage)
    }
    await #expect(throws: MistError.self) { try await TestShell().run(["add-key", "--name", "", "--auto-generate"]) }
  }

  @Test func anEncryptedKeyNeedsItsPassphrase() async throws {
    let files = ["/k": "PRIVATE"]
    let piped = TestShell(["PUT /keys": needsPassphrase], files: files)
    #expect(await piped.error("add-key --name k --key-path /k")?.hint?.contains("--passphrase") == true)
    let asked = TestShell(["PUT /keys": needsPassphrase], typed: ["swordfish"], files: files)
    #expect(await asked.error("add-key --name k --key-path /k")?.code == .passphraseNeeded)
    #expect(asked.questions == ["(hidden) Passphrase of key k: "])
    #expect(asked.requests.last == #"PUT /keys {"id":"k","passphrase":"swordfish","priv":"PRIVATE"}"#)
    let given = TestShell(["PUT /keys": .done], files: files, environment: ["P": "swordfish"])
    #expect(try await given.run("add-key --name k --key-path /k --passphrase @env:P") == "Added key k\n")
  }

  @Test func thePrivateHalfIsShownOnlyWhenAskedFor() async throws {
    let shell = TestShell(halves)
    #expect(try await shell.run("describe-key prod") == "Name: prod\n\nPublic key:\nssh-ed25519 AAAA\n")
    #expect(shell.requests == ["GET /keys", "GET /keys/prod/public"])
    let text = try await TestShell(halves).run("describe-key prod --private")
    #expect(text.hasPrefix("Name: prod\n\nPrivate key:\n-----BEGIN KEY-----\nxyz\n-----END KEY-----\n"))
    #expect(text.hasSuffix("\n\nPublic key:\nssh-ed25519 AAAA\n"))
  }

  @Test func aKeyIsRenamed() async throws {
    let shell = TestShell(SmallCloud.answers(and: ["PUT /keys/prod": .done]))
    #expect(try await shell.run("rename-key prod --new-name R") == "Renamed key to R\n")
    #expect(shell.changes == [#"PUT /keys/prod {"new_id":"R"}"#])
    #expect(await shell.error("rename-key none --new-name R")?.code == .notFound)
  }

  @Test func theManualsRenameIsUnderstood() async throws {
    let shell = TestShell(SmallCloud.answers(and: ["PUT /keys/prod": .done]))
    try await shell.run("rename-key prod --name MyKey --new-name R")
    #expect(shell.changes.count == 1)
    #expect(await shell.error("rename-key prod --name production --new-name R")?.code == .usage)
    #expect(shell.changes.count == 1)
  }

  @Test func aKeyIsDeletedByItsWholeName() async throws {
    let shell = TestShell(SmallCloud.answers(and: ["DELETE /keys/production": .done]))
    #expect(await shell.error("delete-key produ --yes")?.code == .notFound)
    #expect(try await shell.run("delete-key production --yes") == "Deleted production\n")
    let context = TestShell(SmallCloud.answers(and: ["DELETE /keys/prod": .done]))
    context.context.push(.key("prod"))
    #expect(await context.error("delete-key --yes")?.code == .usage, "what destroys is never taken from the context")
    #expect(context.changes.isEmpty)
  }

  @Test func theDefaultKeyIsSet() async throws {
    let shell = TestShell(SmallCloud.answers(and: ["POST /keys/prod": .done]))
    #expect(try await shell.run("set-default-key --key-id prod") == "Key prod is the default key\n")
  }

  @Test func aKeyIsPutOnAMachine() async throws {
    let shell = TestShell(SmallCloud.answers(and: ["PUT /backends/b1/machines/m1/keys/prod": .done]))
    let text = try await shell.run("associate-key Juno/db1 --key prod --user ubuntu --port 2222")
    #expect(text == "Successfully associated key prod to machine db1\n")
    #expect(shell.notes == ["Attempting to deploy key to machine over SSH ..."])
    let body = #"{"host":"10.0.0.1","port":2222,"ssh_port":2222,"ssh_user":"ubuntu","user":"ubuntu"}"#
    #expect(shell.changes == ["PUT /backends/b1/machines/m1/keys/prod \(body)"])
    try await shell.run("associate-key --machine-id m1 --key prod --no-deploy")
    #expect(shell.changes.last == "PUT /backends/b1/machines/m1/keys/prod {}")
  }

  @Test func aMachineWithoutAddressIsSaid() async {
    let shell = TestShell(SmallCloud.answers)
    let error = await shell.error("associate-key web --key prod")
    #expect(error?.summary == "machine Juno/web has no address")
    #expect(shell.changes == [])
  }

  @Test func aKeyIsTakenOffAMachine() async throws {
    let shell = TestShell(SmallCloud.answers(and: ["DELETE /backends/b1/machines/m1/keys/prod": .done]))
    let text = try await shell.run("disassociate-key Juno/db1 --key prod --yes")
    #expect(text == "Successfully disassociated key-machine (prod-db1) pair\n")
    #expect(shell.changes == [#"DELETE /backends/b1/machines/m1/keys/prod {"host":"10.0.0.1"}"#])
    #expect(await shell.error("disassociate-key web --key prod --yes")?.code == .notFound)
  }
}

/// A key in the place of another.
@Suite struct RotateKeyTests {
  private static let keys = """
    [{"id":"prod","isDefault":true,"machines":[["b1","m1",0,"root",true,22],["b2","v1",0,"deploy",false,2222]]},
     {"id":"production","isDefault":false},{"id":"twin","isDefault":false}]
    """
  private let answers = SmallCloud.answers(and: [
    "GET /keys": .json(keys),
    "GET /keys/prod/public": .json(#""ssh-ed25519 AAAA prod""#),
    "GET /keys/production/public": .json(#""ssh-ed25519 BBBB production""#),
    "GET /keys/twin/public": .json(#""ssh-ed25519 AAAA twin""#),
    "PUT /backends/b1/machines/m1/keys/production": .done,
    "DELETE /backends/b1/machines/m1/keys/prod": .done,
    "PUT /backends/b2/machines/v1/keys/production": .done,
    "DELETE /backends/b2/machines/v1/keys/prod": .done,
  ])

  @Test func theNewOneIsThereBeforeTheOldOneGoes() async throws {
    let shell = TestShell(answers)
    let text = try await shell.run("rotate-key prod --to production --yes")
    #expect(shell.notes == ["prod opens 2 machines: Juno/db1, Vega/db1"])
    #expect(
      shell.changes.filter { $0.contains("/v1/") } == [
        #"PUT /backends/b2/machines/v1/keys/production {"host":"10.1.0.1","port":2222,"ssh_port":2222,"ssh_user":"deploy","user":"deploy"}"#,
        #"DELETE /backends/b2/machines/v1/keys/prod {"host":"10.1.0.1"}"#,
      ])
    #expect(shell.changes.count == 4)
    #expect(text.split(separator: "\n").count { $0.contains(" new") } == 2)
  }

  @Test func whereTheNewOneDoesNotOpenTheOldOneStays() async throws {
    let refused = WireAnswer.failure(MistError(.failed, "db1 does not accept it"))
    let shell = TestShell(answers.merging(["PUT /backends/b1/machines/m1/keys/production": refused]) { $1 })
    let error = await shell.error("rotate-key prod --to production --yes")
    #expect(error?.summary == "prod is still on Juno/db1")
    #expect(!shell.changes.contains { $0.hasPrefix("DELETE /backends/b1/") })
    #expect(shell.changes.contains { $0.hasPrefix("DELETE /backends/b2/") })
    #expect(shell.written.contains("does not accept it"))
  }

  @Test func whatCannotBeListedIsSaid() async throws {
    let away = WireAnswer.failure(MistError(.unreachable, "connection refused"))
    let shell = TestShell(answers.merging(["GET /backends/b2/machines": away]) { $1 })
    let error = await shell.error("rotate-key prod --to production --yes")
    #expect(error?.summary == "prod is still on machines that could not be listed")
    #expect(shell.changes.count == 2)
  }

  @Test(arguments: [
    ("rotate-key prod --to twin --yes", MistError.Code.invalid), ("rotate-key pro --to production --yes", .notFound),
    ("rotate-key prod --to produc --yes", .notFound), ("rotate-key production --to prod --yes", .notFound),
    ("rotate-key prod --to production", .refused), ("rotate-key --to production --yes", .usage),
  ])
  func nothingIsTouchedUnlessItIsMeant(_ line: String, _ code: MistError.Code) async {
    let shell = TestShell(answers)
    shell.context.push(.key("prod"))
    #expect(await shell.error(line)?.code == code)
    #expect(shell.changes.isEmpty)
  }
}
