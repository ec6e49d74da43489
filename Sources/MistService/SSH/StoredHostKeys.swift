import GRDB
import MistModel
import MistSSH

/// The host keys that were seen at first contact, kept in the store.
struct StoredHostKeys: HostKeyStore {
  let store: Store
  let world: ServiceWorld
  let firstContacts = FirstContacts()

  init(store: Store, world: ServiceWorld) {
    self.store = store
    self.world = world
  }

  func hostKeys(of address: SSHAddress) throws -> [HostKey] {
    try store.readNow { db in
      let statement = try db.cachedStatement(
        sql: "SELECT type, publicKey, fingerprint FROM hostKey WHERE address = ? ORDER BY type")
      return try Row.fetchAll(statement, arguments: [address.description]).map { row in
        HostKey(type: row["type"], fingerprint: row["fingerprint"], publicKey: row["publicKey"])
      }
    }
  }

  /// Nothing is recorded where another process was first: the caller compares with what is there then.
  func record(_ key: HostKey, of address: SSHAddress) throws {
    let isFirst = try store.writeNow { db in
      try db.execute(
        sql: """
          INSERT INTO hostKey (address, type, publicKey, fingerprint, recordedAt)
          SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM hostKey WHERE address = ?)
          """,
        arguments: [
          address.description, key.type, key.publicKey, key.fingerprint, world.now(), address.description,
        ])
      return db.changesCount > 0
    }
    if isFirst { firstContacts.add("first contact with \(address): \(key.type) \(key.fingerprint)") }
  }

  /// Forgets the keys of an address, so that the next contact records what it finds.
  func forget(address: String, by caller: Caller) async throws {
    let now = world.now()
    let forgotten = try await store.write { db in
      try db.execute(sql: "DELETE FROM hostKey WHERE address = ?", arguments: [address])
      guard db.changesCount > 0 else { return false }
      try Journal.note(db, at: now, who: caller, "forget host key", address)
      return true
    }
    guard forgotten else {
      throw MistError(.notFound, "no host key of '\(address)' is recorded", hint: "the address is HOST:PORT")
    }
  }
}
