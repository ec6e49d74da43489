import Foundation
import GRDB
import MistModel
import MistProviders

/// What the driver of a backend keeps in the store, sealed.
struct StoredMemory: DriverMemory {
  let backend: BackendID
  let store: Store
  let vault: Vault
  let world: ServiceWorld

  func recall(_ name: String, notOlderThan seconds: Double) async -> [UInt8]? {
    let since = world.now() - seconds
    let sealed = try? await store.read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT sealed FROM driverMemory WHERE backend = ? AND name = ? AND keptAt >= ?")
      return try Data.fetchOne(statement, arguments: [backend.rawValue, name, since])
    }
    guard let sealed = sealed ?? nil, (try? await vault.unlock()) != nil else { return nil }
    return try? vault.open(sealed, at: place(name))
  }

  /// Nothing is kept for a backend that is not in the store, or not yet.
  func keep(_ bytes: [UInt8], as name: String) async {
    guard (try? await vault.unlock()) != nil, let sealed = try? vault.seal(bytes, at: place(name)) else { return }
    let now = world.now()
    try? await store.writeCache { db in
      try db.execute(
        sql: """
          INSERT INTO driverMemory (backend, name, keptAt, sealed)
          SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM backend WHERE id = ?)
          ON CONFLICT (backend, name) DO UPDATE SET keptAt = excluded.keptAt, sealed = excluded.sealed
          """,
        arguments: [backend.rawValue, name, now, sealed, backend.rawValue])
    }
  }

  private func place(_ name: String) -> Vault.Place {
    Vault.Place(table: "driverMemory", row: "\(backend)\0\(name)", column: "sealed")
  }
}
