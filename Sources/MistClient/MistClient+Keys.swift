import MistModel
import MistWire

extension MistClient {
  /// `GET /keys`.
  public func keys() async throws -> [Key] {
    saw(try await request(.get, "/keys", answer: [KeyBody].self).map(\.key)) { .keys($0) }
  }

  /// Keeps a private key under a name; the first key becomes the default one. `PUT /keys`.
  ///
  /// A text that is no private key is `.invalid`; an encrypted one without passphrase has the code
  /// `passphrase-needed`; a name that is taken is a `.conflict`.
  public func addKey(_ id: KeyID, privateKey: String, passphrase: String? = nil) async throws {
    _ = try await request(try await dialect().addKey(id, privateKey: privateKey, passphrase: passphrase))
    seen(.changed(.keys))
  }

  /// Makes a private key; it is not kept until `addKey`. `POST /keys`.
  public func generateKey(_ kind: KeyKind = .ed25519) async throws -> String {
    try await request(.post, "/keys", body: GenerateKeyBody(kind: kind), answer: GeneratedKeyAnswer.self).priv
  }

  /// `PUT /keys/K`.
  public func renameKey(_ key: KeyID, to newID: KeyID) async throws {
    _ = try await request(try await dialect().renameKey(key, to: newID))
    seen(.changed(.keys))
  }

  /// `DELETE /keys/K`. When it was the default key, another one becomes it.
  public func deleteKey(_ key: KeyID) async throws {
    _ = try await request(.delete, "/keys/\(key)")
    seen(.changed(.keys))
  }

  /// `POST /keys/K`.
  public func setDefaultKey(_ key: KeyID) async throws {
    _ = try await request(.post, "/keys/\(key)")
    seen(.changed(.keys))
  }

  /// `GET /keys/K/private`. Secret.
  public func privateKey(of key: KeyID) async throws -> String {
    try await request(.get, "/keys/\(key)/private", answer: String.self)
  }

  /// One line as in `authorized_keys`. `GET /keys/K/public`.
  public func publicKey(of key: KeyID) async throws -> String {
    try await request(.get, "/keys/\(key)/public", answer: String.self)
  }

  /// Puts a key on a machine (into `authorized_keys`, over a login that works already) and remembers that it
  /// opens it. `PUT /backends/B/machines/M/keys/K`.
  ///
  /// - Parameter host: where to deploy it; `nil` only remembers it.
  public func associate(
    _ key: KeyID, with machine: MachineReference, host: String? = nil, user: String? = nil, port: Int? = nil
  ) async throws {
    _ = try await request(
      .put, "/backends/\(machine.backend)/machines/\(machine.machine)/keys/\(key)",
      body: AssociationBody(host: host, user: user, port: port))
    seen(.changed(.keys))
  }

  /// Forgets that a key opens a machine; with a host it is taken off the machine first.
  /// `DELETE /backends/B/machines/M/keys/K`.
  public func disassociate(_ key: KeyID, from machine: MachineReference, host: String? = nil) async throws {
    _ = try await request(
      .delete, "/backends/\(machine.backend)/machines/\(machine.machine)/keys/\(key)",
      body: AssociationBody(host: host, user: nil, port: nil))
    seen(.changed(.keys))
  }
}
