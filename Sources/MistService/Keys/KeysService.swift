import Dispatch
import Foundation
import GRDB
import MistModel
import MistSSH

/// The SSH keys of the store.
struct KeysService: Sendable {
  let store: Store
  let vault: Vault
  let world: ServiceWorld
  /// Reading a protected key and making an RSA one take up to a second: on no cooperative thread.
  private let workshop = DispatchQueue(label: "keys", attributes: .concurrent)

  /// All keys in the order they were added, each with the machines it opens.
  func list() async throws -> [Key] {
    try await store.read(Self.keys)
  }

  /// Keeps a private key. The first one becomes the default.
  ///
  /// The same private key under a second name is allowed, as it was in the original: names stand for purposes.
  func add(name given: String, privateKey: String, passphrase: String?, by caller: Caller) async throws -> Key {
    let name = try checkedName(given, what: "key name")
    let parsed = try await work { try SSHKeyFile.read(privateKey, passphrase: passphrase) }
    try await vault.unlock(toSeal: true)
    let sealed = try vault.seal(Array(parsed.unencrypted.utf8), at: KeyRecord.place(name))
    let now = world.now()
    return try await store.write { db in
      try Self.requireFree(db, name)
      var record = KeyRecord(
        id: name, sealedPrivate: sealed, publicKey: parsed.publicKey, isDefault: try KeyRecord.fetchCount(db) == 0)
      try record.insert(db)
      try Journal.note(db, at: now, who: caller, "add-key", name)
      return Key(id: record.keyID, isDefault: record.isDefault)
    }
  }

  /// Makes a private key without keeping it.
  func generate(_ kind: KeyKind) async throws -> String {
    try await work { try SSHKeyFile.generate(kind).unencrypted }
  }

  /// Gives a key another name, everywhere it is named.
  func rename(_ id: KeyID, to given: String, by caller: Caller) async throws -> KeyID {
    let name = try checkedName(given, what: "key name")
    // An unknown key is told as such, not as one that does not open.
    _ = try await publicKey(of: id)
    try await vault.unlock()
    let (vault, now) = (vault, world.now())
    return try await store.write { db in
      var record = try KeyRecord.find(db, id)
      guard record.id != name else { return record.keyID }
      try Self.requireFree(db, name)
      // What is sealed is bound to the name.
      let privateText = try record.privateText(in: vault)
      record.sealedPrivate = try vault.seal(Array(privateText.utf8), at: KeyRecord.place(name))
      record.id = name
      try record.update(db)
      try BackendRecord.replaceKey(db, id, with: record.keyID, vault: vault)
      try Journal.note(db, at: now, who: caller, "rename-key", "\(id) to \(name)")
      return record.keyID
    }
  }

  /// Makes a key the one that is used where no other is named.
  func setDefault(_ id: KeyID, by caller: Caller) async throws {
    let now = world.now()
    try await store.write { db in
      _ = try KeyRecord.find(db, id)
      try db.execute(sql: "UPDATE key SET isDefault = (id = ?)", arguments: [id.rawValue])
      try Journal.note(db, at: now, who: caller, "set-default-key", id.rawValue)
    }
  }

  /// Forgets a key. When it was the default, the oldest of the others becomes it.
  ///
  /// - Returns: the keys that are left.
  func delete(_ id: KeyID, by caller: Caller) async throws -> [Key] {
    let now = world.now()
    return try await store.write { db in
      let record = try KeyRecord.find(db, id)
      try record.delete(db)
      if record.isDefault {
        try db.execute(sql: "UPDATE key SET isDefault = 1 WHERE position = (SELECT min(position) FROM key)")
      }
      try Journal.note(db, at: now, who: caller, "delete-key", id.rawValue)
      return try Self.keys(db)
    }
  }

  /// The private half, without a passphrase. Secret.
  func privateKey(of id: KeyID) async throws -> String {
    let record = try await store.read { db in try KeyRecord.find(db, id) }
    try await vault.unlock()
    return try record.privateText(in: vault)
  }

  /// One line as in `authorized_keys`.
  func publicKey(of id: KeyID) async throws -> String {
    try await store.read { db in try KeyRecord.find(db, id).publicKey }
  }

  /// `nil` while there are no keys.
  func defaultKey() async throws -> KeyID? {
    try await store.read { db in try KeyRecord.filter(Column("isDefault") == true).fetchOne(db)?.keyID }
  }

  private static func keys(_ db: Database) throws -> [Key] {
    let associations = try AssociationRecord.order(Column("backend"), Column("machine")).fetchAll(db)
    let byKey = Dictionary(grouping: associations, by: \.keyID)
    return try KeyRecord.all(db).map { record in
      Key(
        id: record.keyID, isDefault: record.isDefault, associations: (byKey[record.id] ?? []).map(\.association))
    }
  }

  private static func requireFree(_ db: Database, _ name: String) throws {
    guard try KeyRecord.exists(db, KeyID(name)) else { return }
    throw MistError(
      .conflict, "there is a key '\(name)' already", hint: "take another name, or delete that key first",
      about: .init(.key, name))
  }

  private func work<Value: Sendable>(_ work: @Sendable @escaping () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      workshop.async {
        continuation.resume(with: Result(catching: work))
      }
    }
  }
}
