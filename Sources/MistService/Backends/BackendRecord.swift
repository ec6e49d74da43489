import Foundation
import GRDB
import MistModel
import MistProviders
import MistWire

/// A backend in the store.
struct BackendRecord: Codable, FetchableRecord, MutablePersistableRecord, Sendable {
  static let databaseTableName = "backend"

  var position: Int64?
  var id: String
  var title: String
  /// As it is shown: for ec2 the region's id.
  var provider: String
  var region: String?
  var isEnabled: Bool
  var sealedParameters: Data
  /// The public half of the credentials.
  var account: String

  mutating func didInsert(_ inserted: InsertionSuccess) {
    position = inserted.rowID
  }

  var backendID: BackendID { BackendID(id) }

  /// The provider as the catalogue knows it, whatever region, or beginning of one, is shown in its place.
  var kind: String {
    let provider = ProviderID(provider)
    guard ProviderCatalog.description(of: provider) == nil else { return self.provider }
    let owner = ProviderCatalog.all.first {
      $0.provider.regions.contains { $0.id == self.provider || $0.id.hasPrefix(self.provider + ":") }
    }
    return owner?.provider.id.rawValue ?? self.provider
  }

  var backend: Backend {
    var backend = Backend(
      id: backendID, title: title, provider: ProviderID(provider), region: region, isEnabled: isEnabled)
    backend.abilities = ProviderCatalog.description(of: ProviderID(kind))?.provider.abilities
    return backend
  }

  /// Throws `.notFound` for an id that no backend has.
  static func find(_ db: Database, _ id: BackendID) throws -> BackendRecord {
    let statement = try db.cachedStatement(sql: "SELECT * FROM backend WHERE id = ?")
    guard let record = try fetchOne(statement, arguments: [id.rawValue]) else {
      throw MistError(.notFound, "no backend '\(id)'", about: .init(.backend, id.rawValue))
    }
    return record
  }

  /// In the order they were added.
  static func all(_ db: Database) throws -> [BackendRecord] {
    try fetchAll(db.cachedStatement(sql: "SELECT * FROM backend ORDER BY position"))
  }
}

// MARK: - What its driver needs

extension BackendRecord {
  /// The name of the parameter that holds the name of a key of the store.
  static let keyParameter = "machine_key"

  /// Call `vault.unlock()` before.
  func parameters(in vault: Vault) throws -> [String: String] {
    try WireJSON.value([String: String].self, from: try vault.open(sealedParameters, at: Self.place(id)))
  }

  /// Call `vault.unlock(toSeal: true)` before.
  static func sealed(_ parameters: [String: String], id: BackendID, in vault: Vault) throws -> Data {
    try vault.seal(try WireJSON.bytes(parameters), at: place(id.rawValue))
  }

  /// Writes a key's new name wherever a backend names the key.
  static func replaceKey(_ db: Database, _ old: KeyID, with new: KeyID, vault: Vault) throws {
    for var record in try all(db) {
      var parameters = try record.parameters(in: vault)
      guard parameters[keyParameter] == old.rawValue else { continue }
      parameters[keyParameter] = new.rawValue
      record.sealedParameters = try sealed(parameters, id: record.backendID, in: vault)
      try record.update(db)
    }
  }

  private static func place(_ id: String) -> Vault.Place {
    Vault.Place(table: "backend", row: id, column: "sealedParameters")
  }
}
