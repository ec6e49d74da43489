import Foundation
import GRDB
import MistModel
import MistProviders

/// Makes the driver of a backend that is kept, or of one that is about to be.
protocol DriverMaking: Sendable {
  func driver(for record: BackendRecord, parameters: [String: String]) throws -> any ProviderDriver
  func driver(
    provider: ProviderID, title: String, id: BackendID, parameters: [String: String]
  ) throws -> any ProviderDriver
  /// The backend is gone: its credentials are kept no longer.
  func forget(_ backend: BackendID)
}

extension DriverMaking {
  func forget(_ backend: BackendID) {}
}

/// The backends of the store.
struct BackendsService: Sendable {
  let store: Store
  let vault: Vault
  let drivers: any DriverMaking
  let world: ServiceWorld

  /// All backends, in the order they were added.
  func list() async throws -> [BackendRecord] {
    try await store.read(BackendRecord.all)
  }

  /// Throws `.notFound` for an id that no backend has.
  func record(_ id: BackendID) async throws -> BackendRecord {
    try await store.read { db in try BackendRecord.find(db, id) }
  }

  /// What the driver of a backend needs. Secrets are among it.
  func parameters(of record: BackendRecord) async throws -> [String: String] {
    try await vault.unlock()
    return try record.parameters(in: vault)
  }

  /// Keeps a backend after its credentials were tried.
  ///
  /// Throws what the trial threw; a lone server that does not answer is kept all the same, with a notice.
  func add(_ new: NewBackend, by caller: Caller) async throws -> (BackendRecord, notice: String?) {
    let (id, identity) = (new.id, new.identity)
    guard caller == .owner || !new.description.reachesOwnHost(new.parameters) else {
      throw MistError(
        .refused, "\(new.title) is a part of the computer that the service runs on: only its owner may add it",
        hint: "add it there, with mist-shell on the same store")
    }
    let driver = try drivers.driver(
      provider: new.description.provider.id, title: new.title, id: id, parameters: new.parameters)
    // Before the trial, which may take long; and once more with the change, where it counts.
    try await store.read { db in
      try Self.requireNew(db, id: id, title: new.title)
      try Self.requireKey(db, of: new)
    }
    let notice = new.isVerified ? try await verify(driver, of: new) : nil
    try await vault.unlock(toSeal: true)
    let sealed = try BackendRecord.sealed(new.parameters, id: id, in: vault)
    let now = world.now()
    let record = try await store.write { db in
      try Self.requireNew(db, id: id, title: new.title)
      try Self.requireKey(db, of: new)
      var record = BackendRecord(
        id: id.rawValue, title: new.title, provider: identity.provider.rawValue, region: identity.region,
        isEnabled: true, sealedParameters: sealed, account: identity.account)
      try record.insert(db)
      try Journal.note(db, at: now, who: caller, "add-backend", "\(new.title) (\(id))")
      return record
    }
    return (record, notice)
  }

  func rename(_ id: BackendID, to given: String, by caller: Caller) async throws {
    let title = try checkedName(given, what: "backend name")
    let now = world.now()
    try await store.write { db in
      var record = try BackendRecord.find(db, id)
      let old = record.title
      guard old != title else { return }
      try Self.requireFree(db, title: title)
      record.title = title
      try record.update(db)
      try Journal.note(db, at: now, who: caller, "rename-backend", "\(old) to \(title)")
    }
  }

  /// Forgets a backend and its credentials. Its tags and associations stay for when it is added again, where the same
  /// id then is the same account.
  func delete(_ id: BackendID, by caller: Caller) async throws {
    let now = world.now()
    try await store.write { db in
      let record = try BackendRecord.find(db, id)
      try record.delete(db)
      if ProviderCatalog.description(of: ProviderID(record.kind))?.idBindsAccount != true {
        try db.execute(sql: "DELETE FROM tag WHERE backend = ?", arguments: [id.rawValue])
        try db.execute(sql: "DELETE FROM association WHERE backend = ?", arguments: [id.rawValue])
        try db.execute(sql: "DELETE FROM imageStar WHERE backend = ?", arguments: [id.rawValue])
        // A rule must never act on the machine of another account that has the same ids.
        try RuleRecord.deleteAll(of: id, at: now, db)
        try MonitoredRecord.endAll(of: id, db)
      }
      try Journal.note(db, at: now, who: caller, "delete-backend", "\(record.title) (\(id))")
    }
    drivers.forget(id)
  }

  func setEnabled(_ id: BackendID, _ isEnabled: Bool, by caller: Caller) async throws {
    let now = world.now()
    try await store.write { db in
      var record = try BackendRecord.find(db, id)
      guard record.isEnabled != isEnabled else { return }
      record.isEnabled = isEnabled
      try record.update(db)
      try Journal.note(db, at: now, who: caller, isEnabled ? "enable-backend" : "disable-backend", record.title)
    }
  }

  /// - Returns: what to tell when the server does not answer and may be added all the same.
  private func verify(_ driver: any ProviderDriver, of new: NewBackend) async throws -> String? {
    do {
      try await driver.verify()
      return nil
    } catch let error as MistError
      where new.description.mayBeAddedUnreachable && [.unreachable, .timedOut].contains(error.code)
    {
      return "\(new.title) was added, but does not answer: \(error.summary)"
    } catch var error as MistError where error.code == .credentialsRejected && error.details.isEmpty {
      // The driver's advice is for a backend that is there already. (Logins by SSH come with a trace, and their own.)
      error.hint = "nothing was added: check them at the provider, and say add-backend again"
      throw error
    }
  }

  private static func requireNew(_ db: Database, id: BackendID, title: String) throws {
    if let same = try BackendRecord.filter(Column("id") == id.rawValue).fetchOne(db), same.title != title {
      throw MistError(
        .conflict, "'\(title)' would be the same backend as '\(same.title)', which is there already",
        hint: "take another name, or delete '\(same.title)' first", about: .init(.backend, same.id))
    }
    try requireFree(db, title: title)
  }

  private static func requireFree(_ db: Database, title: String) throws {
    guard try !BackendRecord.filter(Column("title") == title).isEmpty(db) else { return }
    throw MistError(
      .conflict, "there is a backend '\(title)' already", hint: "take another name, or delete that backend first",
      about: .init(.backendName, title))
  }

  private static func requireKey(_ db: Database, of new: NewBackend) throws {
    guard let key = new.parameters[BackendRecord.keyParameter] else { return }
    _ = try KeyRecord.find(db, KeyID(key))
  }
}
