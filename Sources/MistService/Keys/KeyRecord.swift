import Foundation
import GRDB
import MistModel

/// A key in the store.
struct KeyRecord: Codable, FetchableRecord, MutablePersistableRecord, Sendable {
  static let databaseTableName = "key"

  var position: Int64?
  var id: String
  var sealedPrivate: Data
  /// One line as in `authorized_keys`.
  var publicKey: String
  var isDefault: Bool

  mutating func didInsert(_ inserted: InsertionSuccess) {
    position = inserted.rowID
  }

  var keyID: KeyID { KeyID(id) }

  /// Throws `.notFound` for a name that no key has.
  static func find(_ db: Database, _ id: KeyID) throws -> KeyRecord {
    guard let record = try filter(Column("id") == id.rawValue).fetchOne(db) else {
      throw MistError(.notFound, "no key '\(id)'", about: .init(.key, id.rawValue))
    }
    return record
  }

  static func all(_ db: Database) throws -> [KeyRecord] {
    try order(Column("position")).fetchAll(db)
  }

  static func exists(_ db: Database, _ id: KeyID) throws -> Bool {
    try !filter(Column("id") == id.rawValue).isEmpty(db)
  }

  /// Where the private half of a key of that name is sealed.
  static func place(_ id: String) -> Vault.Place {
    Vault.Place(table: "key", row: id, column: "sealedPrivate")
  }

  func privateText(in vault: Vault) throws -> String {
    String(decoding: try vault.open(sealedPrivate, at: Self.place(id)), as: UTF8.self)
  }
}

/// That a key opens a machine, in the store.
struct AssociationRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
  static let databaseTableName = "association"

  var keyID: String
  var backend: String
  var machine: String
  /// Seconds since 1970; 0 before the first login that worked.
  var lastUsed: Double
  var user: String?
  var hasSudo: Bool
  var port: Int

  var association: KeyAssociation {
    KeyAssociation(
      machine: MachineReference(backend: BackendID(backend), machine: MachineID(machine)), lastUsed: lastUsed,
      user: user, hasSudo: hasSudo, port: port)
  }
}
