import Foundation
import GRDB
import MistModel
import MistProviders
import Testing

@testable import MistService

/// What becomes of a new backend, by what its trial said.
struct BackendTrialTests {
  private let folder = newFolder()
  private let clock = TestService.Clock()

  private func service(_ outcome: MistError?) throws -> BackendsService {
    let store = try Store(folder: folder)
    let world = TestService.world(clock)
    let vault = Vault(store: store, passphrase: nil, world: world)
    return BackendsService(store: store, vault: vault, drivers: ScriptedDrivers(outcome: outcome), world: world)
  }

  private func new(verified: Bool = true) throws -> NewBackend {
    try NewBackend([
      "title": "box", "provider": "bare_metal", "machine_ip": "192.0.2.1", "remove_on_error": .bool(verified),
    ])
  }

  @Test func anAcceptedOneIsKept() async throws {
    let (record, notice) = try await service(nil).add(new(), by: .owner)
    #expect(notice == nil)
    #expect(try await service(nil).record(record.backendID).title == "box")
  }

  @Test func anUnreachableServerIsKeptWithANotice() async throws {
    let outcome = MistError(.unreachable, "ssh: 192.0.2.1:22: no answer")
    let (_, notice) = try await service(outcome).add(new(), by: .owner)
    #expect(notice == "box was added, but does not answer: ssh: 192.0.2.1:22: no answer")
    #expect(try await service(nil).list().count == 1)
  }

  @Test(arguments: [MistError.Code.credentialsRejected, .untrusted, .failed, .notFound])
  func aRefusedOneIsNot(code: MistError.Code) async throws {
    let outcome = MistError(code, "permission denied")
    let error = await #expect(throws: MistError.self) { try await service(outcome).add(new(), by: .owner) }
    #expect(error?.code == outcome.code && error?.summary == outcome.summary)
    #expect(try await service(nil).list().isEmpty)
  }

  @Test func whatToDoWithARefusedOneIsNoAdviceForOneThatIsThere() async throws {
    let cloud = MistError(.credentialsRejected, "no", hint: "delete the backend and add it again")
    let error = await #expect(throws: MistError.self) { try await service(cloud).add(new(), by: .owner) }
    #expect(error?.hint == "nothing was added: check them at the provider, and say add-backend again")
    let login = MistError(.credentialsRejected, "no", hint: "associate-key", details: ["root@box with prod: no"])
    await #expect(throws: login) { try await service(login).add(new(), by: .owner) }
  }

  @Test func anUnreachableCloudIsNot() async throws {
    var cloud = try new()
    cloud.description.mayBeAddedUnreachable = false
    let outcome = MistError(.unreachable, "no answer")
    await #expect(throws: outcome) { try await service(outcome).add(cloud, by: .owner) }
    #expect(try await service(nil).list().isEmpty)
  }

  @Test func noTrialIsMadeWhenItIsNotWanted() async throws {
    let (_, notice) = try await service(MistError(.credentialsRejected, "no")).add(new(verified: false), by: .owner)
    #expect(notice == nil)
  }

  @Test func everyChangeIsInTheJournal() async throws {
    let backends = try service(nil)
    let (record, _) = try await backends.add(new(), by: .account(email: "anna@example.com"))
    try await backends.rename(record.backendID, to: "crate", by: .owner)
    try await backends.setEnabled(record.backendID, false, by: .owner)
    try await backends.delete(record.backendID, by: .owner)
    let lines = try await backends.store.read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM journal ORDER BY position").map { row -> String in
        "\(row["who"] as String) \(row["action"] as String) \(row["subject"] as String)"
      }
    }
    #expect(
      lines == [
        "anna@example.com add-backend box (\(record.id))", "owner rename-backend box to crate",
        "owner disable-backend crate", "owner delete-backend crate (\(record.id))",
      ])
  }

  @Test func parametersMovedToAnotherBackendDoNotOpen() async throws {
    let backends = try service(nil)
    let (first, _) = try await backends.add(new(), by: .owner)
    var second = try new()
    second.title = "other"
    var (moved, _) = try await backends.add(second, by: .owner)
    moved.sealedParameters = first.sealedParameters
    await #expect(throws: MistError.self) { try await backends.parameters(of: moved) }
  }

  /// Its id is made of its name: the next `box` may be another machine.
  @Test func tagsOfALoneServerGoWithIt() async throws {
    let test = try TestService()
    try await test.addServer("box")
    let id = BackendDigest.id(of: "bare_metalbox")
    let backends = test.service.services.backends
    try await backends.store.write { db in
      try db.execute(
        sql: "INSERT INTO tag (backend, machine, key) VALUES (?, 'box', 'dev')", arguments: [id.rawValue])
    }
    _ = try await test.ask(.delete, "/backends/\(id)")
    #expect(try await backends.store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM tag") } == 0)
  }
}

/// Drivers whose trial ends as the test says.
private struct ScriptedDrivers: DriverMaking {
  var outcome: MistError?

  func driver(for record: BackendRecord, parameters: [String: String]) throws -> any ProviderDriver {
    try driver(
      provider: ProviderID(record.kind), title: record.title, id: record.backendID, parameters: parameters)
  }

  func driver(
    provider: ProviderID, title: String, id: BackendID, parameters: [String: String]
  ) throws -> any ProviderDriver {
    ScriptedDriver(
      account: DriverAccount(
        backend: id, title: title, provider: provider, parameters: parameters, remote: NoRemoteShell()),
      outcome: outcome)
  }
}

private struct ScriptedDriver: ProviderDriver {
  var account: DriverAccount
  var outcome: MistError?
  var abilities: Set<Ability> { [] }

  func verify() async throws {
    if let outcome { throw outcome }
  }

  func machines(page: PageToken?) async throws -> Page<Machine> { Page([]) }
}
