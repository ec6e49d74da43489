/// An SSH key pair that the service keeps. The private half is asked for separately.
public struct Key: Hashable, Sendable {
  public var id: KeyID
  /// What people call it; the id itself in the Mist of 2015.
  public var name: String
  /// Used where no other key is named.
  public var isDefault: Bool
  public var associations: [KeyAssociation]

  /// - Parameter name: `nil` where the id is the name.
  public init(id: KeyID, name: String? = nil, isDefault: Bool, associations: [KeyAssociation] = []) {
    self.id = id
    self.name = name ?? id.rawValue
    self.isDefault = isDefault
    self.associations = associations
  }
}

/// One way into one machine: this key, as that user, on that port.
public struct KeyAssociation: Hashable, Sendable {
  public var machine: MachineReference
  /// Seconds since 1970 of the last login that worked; 0 before the first.
  public var lastUsed: Double
  /// `nil` until a login was found.
  public var user: String?
  /// Whether that user may use `sudo` without a password.
  public var hasSudo: Bool
  public var port: Int

  public init(
    machine: MachineReference, lastUsed: Double = 0, user: String? = nil, hasSudo: Bool = false, port: Int = 22
  ) {
    self.machine = machine
    self.lastUsed = lastUsed
    self.user = user
    self.hasSudo = hasSudo
    self.port = port
  }
}

/// The kinds of key the service can make.
public enum KeyKind: String, Hashable, Sendable, CaseIterable {
  case ed25519
  /// RSA of 3072 bits.
  case rsa
}
