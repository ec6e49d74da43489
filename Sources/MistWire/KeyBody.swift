import MistModel

/// A key in `GET /keys` and in the answer of `PUT /keys`.
public struct KeyBody: Codable, Sendable {
  public var id: KeyID
  public var name: String?
  public var isDefault: Bool?
  /// The later name of `isDefault`.
  public var `default`: Bool?
  public var machines: [AssociationItem]?

  public init(_ key: Key) {
    id = key.id
    name = key.name
    isDefault = key.isDefault
    machines = key.associations.map(AssociationItem.init)
  }

  public var key: Key {
    Key(
      id: id, name: name, isDefault: isDefault ?? `default` ?? false,
      associations: (machines ?? []).map(\.association))
  }
}

/// The array `[backend, machine, last login, user, sudo, port]`; old services left out items at its end.
public struct AssociationItem: Codable, Sendable {
  public var association: KeyAssociation

  public init(_ association: KeyAssociation) {
    self.association = association
  }

  public init(from decoder: any Decoder) throws {
    var items = try decoder.unkeyedContainer()
    let backend = try items.decode(BackendID.self)
    let machine = try items.decode(MachineID.self)
    association = KeyAssociation(machine: MachineReference(backend: backend, machine: machine))
    association.lastUsed = try items.isAtEnd ? 0 : items.decodeIfPresent(Double.self) ?? 0
    let user = try items.isAtEnd ? nil : items.decodeIfPresent(String.self)
    association.user = user.flatMap { $0.isEmpty ? nil : $0 }
    association.hasSudo = try items.isAtEnd ? false : items.decodeIfPresent(Bool.self) ?? false
    association.port = try items.isAtEnd ? 22 : items.decodeIfPresent(Int.self) ?? 22
  }

  public func encode(to encoder: any Encoder) throws {
    var items = encoder.unkeyedContainer()
    try items.encode(association.machine.backend)
    try items.encode(association.machine.machine)
    try items.encode(association.lastUsed)
    try items.encode(association.user ?? "")
    try items.encode(association.hasSudo)
    try items.encode(association.port)
  }
}

/// `PUT /keys`.
public struct AddKeyBody: Codable, Sendable {
  public var id: String?
  /// The later name of `id`.
  public var name: String?
  public var priv: String
  /// Opens an encrypted private key; it is not kept.
  public var passphrase: String?

  public init(id: KeyID, privateKey: String, passphrase: String? = nil) {
    self.id = id.rawValue
    priv = privateKey
    self.passphrase = passphrase
  }
}

/// `POST /keys`: which kind to make (an addition of ours; the original sent no body). Nothing is stored.
public struct GenerateKeyBody: Codable, Sendable {
  public var type: String?

  public init(kind: KeyKind) {
    type = kind.rawValue
  }
}

/// The answer of `POST /keys`.
public struct GeneratedKeyAnswer: Codable, Sendable {
  public var priv: String

  public init(privateKey: String) {
    priv = privateKey
  }
}

/// `PUT /keys/K`.
public struct RenameKeyBody: Codable, Sendable {
  public var new_id: String?
  /// The later name of `new_id`.
  public var new_name: String?

  public init(newID: KeyID) {
    new_id = newID.rawValue
  }
}
